"""Notices: telling one person what concerns them; and reading them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, case, func, literal, null, or_, select, update

from forum.database import insert_missing, now
from forum.extensions import db
from forum.models import Hiding, Identity, Notification, Post, SavedSearch, Thread, User
from forum.services import authors, saved_hits, saved_searches
from forum.services.hearing import wants_mail, wants_notice
from forum.services.paging import Page, newest_first
from forum.services.saved_hits import count_of_notice, has_something_to_say
from forum.services.visibility import open_to

PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says, whoever gets it. With `event_id` a person has it once, however often it is left."""

    kind: str
    thread_id: int
    post_id: int | None
    by_id: int | None
    at: datetime
    reason: str = ""
    event_id: int | None = None


def tell(
    user_id: int | None,
    kind: str,
    post: Post,
    by_id: int | None,
    at: datetime,
    reason: str = "",
    event_id: int | None = None,
) -> None:
    """Leave a notice for a person, at most one an event, unless they switched that off.

    Nobody hears of their own acts, nor does someone without an account.
    """
    if user_id is None or user_id == by_id:
        return
    told = Told(kind, post.thread_id, post.id, by_id, at, reason, event_id)
    leave(select(User.id.label("user_id")).where(User.id == user_id), told)


def leave(people: Select[Any], told: Told) -> None:
    """Leave the same notice for many, in one statement: `people` selects their ids as `user_id`, none twice."""
    person = people.subquery("person").c.user_id
    is_shown = wants_notice(person, told.kind, told.thread_id)
    by_mail = wants_mail(person, told.kind, told.thread_id, told.at)
    given = {name: _bound(value, getattr(Notification, name)) for name, value in asdict(told).items()}
    read_at = case((is_shown, null()), else_=given["at"])
    columns = {"user_id": person, "is_shown": is_shown, "by_mail": by_mail, "read_at": read_at, **given}
    rows = select(*columns.values()).where(or_(is_shown, by_mail))
    left = insert_missing(db.session, Notification).from_select(list(columns), rows)
    db.session.execute(left.on_conflict_do_nothing())


def _bound(value: Any, column: Any) -> Any:
    return null() if value is None else literal(value, column.type)


def unread(user_id: int) -> int:
    """How many notices a person has not seen."""
    return db.session.scalar(select(unread_of(user_id))) or 0


def unread_of(user_id: Any) -> ScalarSelect[int]:
    """The same as part of another statement; `user_id` may be a bound parameter."""
    unseen = select(func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    return unseen.where(has_something_to_say()).scalar_subquery()


def unread_of_all(user_ids: Sequence[int]) -> dict[int, int]:
    """How many notices each of these people has not seen, in one statement."""
    counted = select(Notification.user_id, func.count()).where(Notification.user_id.in_(user_ids))
    unseen = (Notification.read_at.is_(None), has_something_to_say())
    rows = db.session.execute(counted.where(*unseen).group_by(Notification.user_id))
    return dict.fromkeys(user_ids, 0) | {row[0]: row[1] for row in rows}


def is_unread_about(thread_id: Any, user_id: Any) -> Any:
    """Whether a person has not seen a notice about this thread, as part of another statement."""
    unseen = (Notification.user_id == user_id, Notification.read_at.is_(None), Notification.saved_search_id.is_(None))
    is_here = Notification.thread_id + 0 == thread_id  # by the person's index, not by the thread's
    return select(Notification.id).where(*unseen, is_here).exists()


def newest(user_id: int) -> tuple[int, datetime | None]:
    """The highest number of a person's notices, and when the newest hit of their searches was found."""
    last = db.session.scalar(select(func.max(Notification.id)).where(Notification.user_id == user_id))
    return last or 0, saved_hits.newest_of_owner(user_id)


def mark_read(
    user_id: int,
    at: datetime | None = None,
    thread_id: int | None = None,
    last_id: int | None = None,
    until: datetime | None = None,
) -> None:
    """Note that a person has seen all notices up to now, or those about one thread, or what `newest` told of."""
    at = at or now()
    unseen = [Notification.user_id == user_id, Notification.read_at.is_(None), Notification.saved_search_id.is_(None)]
    if thread_id is None:
        saved_searches.mark_told(user_id, at, until)
    else:
        unseen.append(Notification.thread_id == thread_id)
    if last_id is not None:
        unseen.append(Notification.id <= last_id)
    db.session.execute(update(Notification).where(*unseen).values(read_at=at))


def of_reader(reader: Any, older: int | None = None) -> Page:
    """A person's notices, newest first.

    Rows: id, kind, at, read_at, reason, thread_id, post_id, post_kind, by_name, log_id, title, search_name, query,
    match_count. The title is None where the thread is not for its reader any more; log_id leads to the public log.
    """
    query = (
        select(
            Notification.id,
            Notification.kind,
            Notification.at,
            Notification.read_at,
            Notification.reason,
            Notification.thread_id,
            Notification.post_id,
            Post.kind.label("post_kind"),
            authors.name().label("by_name"),
            Hiding.public_act_id.label("log_id"),
            case((open_to(reader), Thread.title)).label("title"),
            SavedSearch.name.label("search_name"),
            SavedSearch.query,
            count_of_notice().label("match_count"),
        )
        .join(Thread, Thread.id == Notification.thread_id)
        .outerjoin(Post, Post.id == Notification.post_id)
        .outerjoin(User, User.id == Notification.by_id)
        .outerjoin(Identity, and_(Identity.id == Post.identity_id, Notification.by_id.is_(None)))
        .outerjoin(Hiding, and_(Hiding.post_id == Notification.post_id, Hiding.at == Notification.at))
        .outerjoin(SavedSearch, SavedSearch.id == Notification.saved_search_id)
        .where(Notification.user_id == reader.id, Notification.is_shown, has_something_to_say())
    )
    return newest_first(query, Notification.at, Notification.id, older, PAGE)
