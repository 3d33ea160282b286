"""Tags: reading them from a form, and putting them on threads."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from forum import redaction
from forum.extensions import db
from forum.models import Tag, ThreadTag

MOST = 5
LONGEST = 30
_ALLOWED = re.compile(r"[^\w-]+", re.UNICODE)


def parse(words: str) -> tuple[str, ...]:
    """Tag names out of what a person typed: lower case, separated by spaces or commas, at most five, none twice.

    Personal data among them is left out.
    """
    words = without_personal(words)
    names = (_ALLOWED.sub("", word.lower()).strip("-_")[:LONGEST] for word in re.split(r"[\s,]+", words))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST]


def without_personal(words: str) -> str:
    """What a person typed as tags, without card numbers and the like."""
    for found in reversed(redaction.find(words)):
        words = f"{words[: found.start]} {words[found.end :]}"
    return words


def ids_of(names: Iterable[str]) -> dict[str, int]:
    """Ids of these tags by name; unknown ones are made, also when somebody else makes them at the same moment."""
    wanted = sorted(set(names))
    known = _known(wanted)
    fresh = [name for name in wanted if name not in known]
    for name in fresh:
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.execute(insert(Tag).values(name=name, description=""))
    return _known(wanted) if fresh else known


def _known(names: Sequence[str]) -> dict[str, int]:
    if not names:
        return {}
    return {row.name: row.id for row in db.session.execute(select(Tag.name, Tag.id).where(Tag.name.in_(names)))}


def put(tags_by_thread: Mapping[int, Sequence[str]]) -> None:
    """File each (new) thread under its tags."""
    ids = ids_of(name for names in tags_by_thread.values() for name in names)
    pairs = [(thread_id, name) for thread_id, names in tags_by_thread.items() for name in names]
    rows = [{"thread_id": thread_id, "tag_id": ids[name]} for thread_id, name in pairs]
    if rows:
        db.session.execute(insert(ThreadTag), rows)


def replace(thread_id: int, names: Sequence[str]) -> None:
    """File a thread under these tags only."""
    db.session.execute(delete(ThreadTag).where(ThreadTag.thread_id == thread_id))
    put({thread_id: names})


def of_threads(thread_ids: Sequence[int]) -> dict[int, list[str]]:
    """Tag names by thread, in alphabetical order, in one statement."""
    found: dict[int, list[str]] = {}
    if thread_ids:
        rows = select(ThreadTag.thread_id, Tag.name).join(Tag, Tag.id == ThreadTag.tag_id)
        for row in db.session.execute(rows.where(ThreadTag.thread_id.in_(thread_ids)).order_by(Tag.name)):
            found.setdefault(row.thread_id, []).append(row.name)
    return found


def describe(name: str, description: str) -> None:
    """Say what a tag is about."""
    db.session.execute(update(Tag).where(Tag.name == name).values(description=description))
