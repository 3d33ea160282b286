"""How a post will look, and what of it would be hidden, before it is sent."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user
from markupsafe import Markup

from forum import markup, policy
from forum.database import reading
from forum.services.dressing import dressed
from forum.services.writing import LONGEST_BODY, written
from forum.views.limits import looking
from forum.views.warnings import warnings

pages = Blueprint("previews", __name__)


def is_preview() -> bool:
    """Whether a form without JavaScript asked to see its words first."""
    return "preview" in request.form


def preview(text: str) -> Markup:
    """The words as everybody would see them: masked and rendered."""
    return dressed(written(text[:LONGEST_BODY], is_brand=policy.is_staff(current_user)).html)


@pages.post("/preview")
@looking
@reading
def show() -> Any:
    """A preview of `body`: the fragment for htmx, a page of its own otherwise."""
    body = markup.clean(request.form.get("body", ""))
    template = "posts/_preview.html" if request.headers.get("HX-Request") else "posts/preview.html"
    return render_template(template, preview=preview(body), warnings=warnings(body), is_empty=not body.strip())
