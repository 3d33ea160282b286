"""The lists of threads, a page at a time by key and never by offset; and what stands beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from typing import Any, Self

from sqlalchemy import Integer, Select, and_, bindparam, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import aliased

from forum.database import UtcDateTime
from forum.extensions import db
from forum.models import Acceptance, Brand, Identity, KnownIssue, Pin, Post, Tag, Thread, ThreadTag, User
from forum.services import authors, pins, tags
from forum.services.authors import shown_name

TABS = ("newest", "unanswered", "active")
PAGE = 20
MOST_TAGS = 300
MOST_PINS = 5
_GIST = 220
GIST_SOURCE = 4 * _GIST  # characters of HTML that hold the first words
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATELY = 300  # of that many newest threads the tags count as often asked about
_KEY = re.compile(r"(\d{1,17})-(\d{1,9})")
_MARKUP = re.compile(r"<[^>]*>?")


@dataclass(frozen=True, slots=True)
class Key:
    """A place in a list: the instant it is ordered by, and the thread's id for those of the same instant."""

    at: datetime
    id: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The key that a link bears (microseconds since 1970, a dash, the id); None when it is none."""
        match = _KEY.fullmatch(text)
        try:
            return cls(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2])) if match else None
        except OverflowError:
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which threads, in which order, and from where on: older than `before`, or newer than `after`."""

    tab: str = "newest"
    tag: str = ""
    brand: str = ""
    channel: str = ""
    before: Key | None = None
    after: Key | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thread in a list: its row (`thread`), who asked, the first words of the question, and its tags."""

    thread: Any
    author: str
    gist: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, with the keys of the pages beside it."""

    lines: Sequence[Line]
    newer: Key | None = None
    older: Key | None = None


def threads(wanted: Wanted) -> Page:
    """One page of threads in two statements. Hidden and taken-back threads and stubs are in no list."""
    order = "active_at" if wanted.tab == "active" else "created_at"
    key = wanted.after or wanted.before
    direction = "after" if wanted.after else "before" if wanted.before else ""
    narrowed = (wanted.tab == "unanswered", bool(wanted.tag), bool(wanted.brand), bool(wanted.channel))
    given: dict[str, Any] = {"tag": wanted.tag, "brand": wanted.brand, "channel": wanted.channel}
    if key:
        given |= {"at": key.at, "id": key.id}
    return _page(list(db.session.execute(_statement(order, direction, *narrowed), given)), wanted, order)


@cache
def _statement(
    order: str, direction: str, is_unanswered: bool, is_tagged: bool, is_branded: bool, is_channelled: bool
) -> Select[*tuple[Any, ...]]:
    """The statement of one kind of list, made once: making it takes as long as running it."""
    column = getattr(Thread, order)
    place, key = tuple_(column, Thread.id), tuple_(bindparam("at", type_=UtcDateTime), bindparam("id", type_=Integer))
    query = _filtered(_lines(), is_unanswered, is_tagged, is_branded, is_channelled)
    if direction == "after":
        return query.where(place > key).order_by(column, Thread.id).limit(PAGE + 1)
    if direction == "before":
        query = query.where(place < key)
    return query.order_by(column.desc(), Thread.id.desc()).limit(PAGE + 1)


def _page(rows: list[Any], wanted: Wanted, order: str) -> Page:
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    if wanted.after:
        rows.reverse()
    found = tags.of_threads([row.id for row in rows])
    lines = [Line(row, _author(row), gist(row.html or ""), found.get(row.id, ())) for row in rows]
    if not rows:
        return Page(lines)
    newer, older = (Key(getattr(row, order), row.id) for row in (rows[0], rows[-1]))
    has_newer = has_more if wanted.after else wanted.before is not None
    has_older = True if wanted.after else has_more
    return Page(lines, newer if has_newer else None, older if has_older else None)


def _author(row: Any) -> str:
    return shown_name(row.name, row.identity_name, row.handle, row.channel)


def _lines() -> Select[*tuple[Any, ...]]:
    opening = aliased(Post)
    columns = (
        Thread.id,
        Thread.kind,
        Thread.title,
        Thread.channel,
        Thread.answer_count,
        Thread.affected_count,
        Thread.created_at,
        Thread.active_at,
        Thread.solved_at,
        Thread.duplicate_of_id,
        User.name,
        Identity.name.label("identity_name"),
        Identity.handle,
        Brand.name.label("brand_name"),
        func.substr(opening.html, 1, GIST_SOURCE).label("html"),
    )
    rows = select(*columns).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.outerjoin(opening, (opening.thread_id == Thread.id) & (opening.kind == "question"))
    rows = rows.outerjoin(User, User.id == Thread.asker_id)
    return rows.outerjoin(Identity, Identity.id == Thread.asker_identity_id).where(*is_listed())


def is_listed() -> tuple[Any, ...]:
    """Conditions under which a thread stands in lists and counts."""
    return Thread.hidden_at.is_(None), Thread.deleted_at.is_(None), Thread.kind != "stub"


def _filtered(
    query: Select[*tuple[Any, ...]], is_unanswered: bool, is_tagged: bool, is_branded: bool, is_channelled: bool
) -> Select[*tuple[Any, ...]]:
    if is_unanswered:
        question = select(Post.id).where(Post.thread_id == Thread.id, Post.kind == "question")
        is_gone = question.where(Post.deleted_at.is_not(None)).exists()
        query = query.where(
            Thread.kind == "question", Thread.answer_count == 0, Thread.duplicate_of_id.is_(None), ~is_gone
        )
    if is_tagged:
        bearing = select(ThreadTag.thread_id).join(Tag, Tag.id == ThreadTag.tag_id).where(Tag.name == bindparam("tag"))
        query = query.where(Thread.id.in_(bearing))
    if is_branded:
        query = query.where(Brand.slug == bindparam("brand"))
    if is_channelled:
        query = query.where(Thread.channel == bindparam("channel"))
    return query


def gist(html: str) -> str:
    """The first words of a rendered post, without markup; rendering them again would cost more than the page."""
    words = " ".join(unescape(_MARKUP.sub(" ", html)).split())
    return words if len(words) <= _GIST else words[:_GIST].rpartition(" ")[0] + " …"


def often_asked() -> list[str]:
    """The six tags that the newest threads bear most."""
    return list(db.session.scalars(_often_asked()))


@cache
def _often_asked() -> Select[*tuple[Any, ...]]:
    newest = select(Thread.id).where(*is_listed()).order_by(Thread.created_at.desc(), Thread.id.desc()).limit(_LATELY)
    rows = select(Tag.name).join(ThreadTag, ThreadTag.tag_id == Tag.id).where(ThreadTag.thread_id.in_(newest))
    return rows.group_by(Tag.name).order_by(func.count().desc(), Tag.name).limit(6)


def beside(since: datetime, present: datetime, brand: str = "") -> tuple[list[Any], list[Any]]:
    """Pinned threads, and the three solved last since an instant, in one statement.

    Rows: id, title, answered_by (name, or handle elsewhere), kind, issue_id, mended_at. With `brand` its pins only.
    """
    found = list(db.session.execute(_beside(bool(brand)), {"since": since, "present": present, "brand": brand}))
    return [row for row in found if row.is_pin], [row for row in found if not row.is_pin]


@cache
def _beside(is_branded: bool) -> Select[*tuple[Any, ...]]:
    pinned, solved = _pinned(is_branded).subquery("pinned"), _lately_solved().subquery("solved")
    both = union_all(select(pinned), select(solved)).subquery("beside")
    return select(both).order_by(both.c.is_pin.desc(), both.c.place.desc())


def _pinned(is_branded: bool) -> Select[*tuple[Any, ...]]:
    columns = (Thread.id, Thread.title, literal("").label("answered_by"), Thread.kind, Pin.at.label("place"))
    rows = select(literal(1).label("is_pin"), *columns, KnownIssue.id.label("issue_id"), KnownIssue.mended_at)
    rows = rows.join(Pin, Pin.thread_id == Thread.id).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.outerjoin(KnownIssue, and_(KnownIssue.thread_id == Thread.id, KnownIssue.withdrawn_at.is_(None)))
    rows = rows.where(*is_listed(), *pins.is_up(bindparam("present", type_=UtcDateTime)))
    if is_branded:
        rows = rows.where(Brand.slug == bindparam("brand"))
    return rows.order_by(Pin.at.desc()).limit(MOST_PINS)


def _lately_solved() -> Select[*tuple[Any, ...]]:
    answer = authors.name().label("answered_by")
    columns = (Thread.id, Thread.title, answer, Thread.kind, Thread.solved_at.label("place"))
    rows = select(literal(0).label("is_pin"), *columns, KnownIssue.id.label("issue_id"), KnownIssue.mended_at)
    rows = rows.outerjoin(KnownIssue, KnownIssue.thread_id == Thread.id)
    rows = rows.join(Acceptance, Acceptance.thread_id == Thread.id)
    rows = rows.join(Post, Post.id == Acceptance.post_id).outerjoin(User, User.id == Post.author_id)
    rows = rows.outerjoin(Identity, Identity.id == Post.identity_id).where(*is_listed())
    rows = rows.where(Thread.solved_at >= bindparam("since", type_=UtcDateTime))
    rows = rows.where(Post.hidden_at.is_(None), Post.deleted_at.is_(None))
    return rows.order_by(Thread.solved_at.desc()).limit(3)


def _counted() -> Select[*tuple[Any, ...]]:
    count = func.count(Thread.id).label("threads")
    rows = select(Tag.name, Tag.description, count).outerjoin(ThreadTag, ThreadTag.tag_id == Tag.id)
    return rows.outerjoin(Thread, (Thread.id == ThreadTag.thread_id) & and_(*is_listed())).group_by(Tag.id)


def tag(name: str) -> Any | None:
    """A tag (name, description, and of how many listed threads); None when nobody has used it."""
    return db.session.execute(_counted().where(Tag.name == name)).one_or_none()


def all_tags() -> list[Any]:
    """The most used tags (name, description, threads), by name; not those that only hidden questions bear."""
    in_use = or_(func.count(Thread.id) > 0, Tag.description != "")
    most = _counted().having(in_use).order_by(func.count(Thread.id).desc(), Tag.name).limit(MOST_TAGS)
    return sorted(db.session.execute(most), key=lambda row: row.name)
