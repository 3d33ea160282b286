"""Writing a mail from a template, in the language of who will read it."""

from flask import current_app
from flask_babel import force_locale

from forum import settings


def composed(template: str, locale: str | None, **facts: object) -> tuple[str, str]:
    """Subject and body of a mail from a template whose first line is the subject, in the reader's language."""
    with force_locale(locale or settings.current().locale):
        text = current_app.jinja_env.get_template(template).render(company=settings.current().company, **facts)
    subject, _, body = text.strip().partition("\n")
    return subject, body.strip() + "\n"
