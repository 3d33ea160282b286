"""Canned texts: written and changed with a history, retired instead of deleted, and filled in for one reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update

from forum.database import now
from forum.extensions import db
from forum.models import Brand, Identity, Thread, User
from forum.services.authors import shown_name
from moderation.models import CannedText, CannedTextRevision

PLACEHOLDERS = ("name", "title", "brand", "me")
MOST = 60  # offered beside one reply
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_OF_MARKDOWN = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›", "`": "'", "\\": "/"})


@dataclass(frozen=True, slots=True)
class Ready:
    """A canned text with the facts of one thread put in."""

    id: int
    title: str
    words: str


def write(words: Mapping[str, Any], by: User, at: datetime | None = None) -> CannedText:
    """One more text: title, body, brand_id (None: of all brands)."""
    text = CannedText(title=words["title"], body=words["body"], brand_id=words["brand_id"])
    db.session.add(text)
    db.session.flush()
    _note(text, "written", by, at)
    return text


def change(text: CannedText, words: Mapping[str, Any], by: User, at: datetime | None = None) -> None:
    """Word it differently; replies that began with it keep their words. Nothing is noted where nothing changed."""
    told = {name: words[name] for name in ("title", "body", "brand_id")}
    if told == {name: getattr(text, name) for name in told}:
        return
    text.title, text.body, text.brand_id = told["title"], told["body"], told["brand_id"]
    _note(text, "changed", by, at)


def retire(text: CannedText, by: User, at: datetime | None = None) -> None:
    """Offer it no more; it stays with its history."""
    if text.retired_at is None:
        text.retired_at = at or now()
        _note(text, "retired", by, at)


def bring_back(text: CannedText, by: User, at: datetime | None = None) -> None:
    """Offer it again."""
    if text.retired_at is not None:
        text.retired_at = None
        _note(text, "returned", by, at)


def note_use(text_id: int) -> None:
    """Count a reply that began with it."""
    db.session.execute(update(CannedText).where(CannedText.id == text_id).values(uses=CannedText.uses + 1))


def _note(text: CannedText, change: str, by: User, at: datetime | None) -> None:
    words = {"title": text.title, "body": text.body}
    db.session.add(CannedTextRevision(text_id=text.id, change=change, by_id=by.id, at=at or now(), **words))


def all_texts() -> list[Any]:
    """Every text with its brand and who changed it last: id, title, body, brand_name, uses, retired_at, by_name, at."""
    newest = select(func.max(CannedTextRevision.id)).group_by(CannedTextRevision.text_id)
    columns = (CannedText.id, CannedText.title, CannedText.body, CannedText.uses, CannedText.retired_at)
    rows = select(*columns, Brand.name.label("brand_name"), User.name.label("by_name"), CannedTextRevision.at)
    rows = rows.join(CannedTextRevision, CannedTextRevision.text_id == CannedText.id)
    rows = (
        rows.where(CannedTextRevision.id.in_(newest))
        .join(User, User.id == CannedTextRevision.by_id)
        .outerjoin(Brand, Brand.id == CannedText.brand_id)
    )
    return list(db.session.execute(rows.order_by(CannedText.title, CannedText.id)))


def history(text_id: int) -> list[Any]:
    """What was done to a text, newest first: id, change, title, body, at, by_name."""
    each = CannedTextRevision
    rows = select(each.id, each.change, each.title, each.body, each.at, User.name.label("by_name"))
    rows = rows.join(User, User.id == each.by_id).where(each.text_id == text_id)
    return list(db.session.execute(rows.order_by(each.id.desc())))


def offered(brand_id: int) -> list[CannedText]:
    """The texts for a case of this brand, most used first."""
    fitting = or_(CannedText.brand_id.is_(None), CannedText.brand_id == brand_id)
    rows = select(CannedText).where(fitting, CannedText.retired_at.is_(None))
    return list(db.session.scalars(rows.order_by(CannedText.uses.desc(), CannedText.title).limit(MOST)))


def unknown_placeholders(body: str) -> list[str]:
    """What stands in braces in a text and will not be filled in."""
    return list(dict.fromkeys(name for name in _PLACEHOLDER.findall(body) if name not in PLACEHOLDERS))


def ready(thread_id: int, brand_id: int, writer: str) -> list[Ready]:
    """The texts for a reply in this thread, with its facts put in; an anonymous asker is called by the pseudonym."""
    fitting = offered(brand_id)
    facts = {**_facts(thread_id), "me": writer} if fitting else {}
    return [Ready(each.id, each.title, filled(each.body, facts)) for each in fitting]


def _facts(thread_id: int) -> dict[str, str]:
    columns = (Thread.title, Brand.name.label("brand"), User.name, Identity.name.label("elsewhere"))
    rows = select(*columns, Identity.handle, Identity.channel).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.outerjoin(User, User.id == Thread.asker_id)
    rows = rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id).where(Thread.id == thread_id)
    row = db.session.execute(rows).one()
    name = shown_name(row.name, row.elsewhere, row.handle, row.channel).lstrip("@")
    return {"name": name, "title": row.title, "brand": row.brand}


def filled(body: str, facts: Mapping[str, str]) -> str:
    """The text with the facts put in, once each; people's words among them cannot become markup."""
    return _PLACEHOLDER.sub(lambda match: _plain(facts[match[1]]) if match[1] in facts else match[0], body)


def _plain(words: str) -> str:
    return " ".join(words.translate(_OF_MARKDOWN).split())
