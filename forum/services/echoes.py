"""Echoes of a question: posts elsewhere that say the same; counted, listed, told together, and parted when unlike."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, delete, func, or_, select, update

from forum import settings, wording
from forum.database import looking, now
from forum.events import record
from forum.extensions import db
from forum.models import Echo, EchoTelling, Identity, Post, Thread, User, Wording
from forum.services import holding
from forum.services.paging import Page, newest_first

PAGE = 50
AT_ONCE = 500


def recount(thread_ids: Sequence[int]) -> None:
    """Let these threads' counters be what the rows say: posts, other people, and the most followers of any."""
    if not thread_ids:
        return
    holding.hold_all(thread_ids)
    here = (Echo.thread_id == Thread.id,)
    is_other = or_(Thread.asker_identity_id.is_(None), Echo.identity_id != Thread.asker_identity_id)
    others = func.count(case((is_other, Echo.identity_id)).distinct())
    nameless = func.coalesce(func.sum(case((Echo.identity_id.is_(None), 1), else_=0)), 0)
    reach = select(func.coalesce(func.max(Identity.followers), 0)).join(Echo, Echo.identity_id == Identity.id)
    repeated = {
        "echo_count": select(func.count(Echo.id)).where(*here),
        "echo_people": select(others + nameless).where(*here),
        "echo_reach": reach.where(*here),
    }
    values: dict[str, Any] = {name: query.correlate(Thread).scalar_subquery() for name, query in repeated.items()}
    counted = update(Thread).where(Thread.id.in_(thread_ids)).values(**values)
    db.session.execute(counted.execution_options(synchronize_session=False))
    for known in list(db.session.identity_map.values()):
        if isinstance(known, Thread) and known.id in thread_ids:
            db.session.expire(known)


def page(thread_id: int, older: int | None = None) -> Page:
    """Who said the same, the latest first: id, name, handle, channel, followers, url, body, said_at, told_at."""
    query = _rows().where(Echo.thread_id == thread_id)
    return newest_first(query, Echo.said_at, Echo.id, older, PAGE)


def differing(thread_id: int) -> Callable[[Any], bool]:
    """Whether an echo (a row with `body`) says more, or less, than the question itself: then it is worth reading."""
    said = db.session.scalar(select(Post.body).where(Post.thread_id == thread_id, Post.kind == "question")) or ""
    words = wording.words_of(said)[0]
    return lambda row: wording.words_of(row.body)[0] != words


def _rows() -> Select[*tuple[Any, ...]]:
    columns = (Echo.id, Echo.thread_id, Echo.channel, Echo.url, Echo.body, Echo.said_at)
    told = select(func.min(EchoTelling.at)).where(
        EchoTelling.thread_id == Echo.thread_id, EchoTelling.last_echo_id >= Echo.id
    )
    author = (Identity.name, Identity.handle, Identity.followers)
    rows = select(*columns, *author, told.correlate(Echo).scalar_subquery().label("told_at"))
    return rows.outerjoin(Identity, Identity.id == Echo.identity_id)


def tell_all(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Note that all who said the same were told what was answered. False when nobody was left to be told."""
    last = db.session.scalar(select(func.max(Echo.id)).where(Echo.thread_id == thread_id, _is_untold()))
    if last is None:
        return False
    at = at or now()
    db.session.add(EchoTelling(thread_id=thread_id, last_echo_id=last, by_id=by.id, at=at))
    db.session.flush()
    record("echoes.told", thread_id, by_id=by.id, at=at)
    return True


def untell_all(thread_id: int, by: User, at: datetime | None = None) -> bool:
    """Take the last of these notes back. False when there was none."""
    last = select(EchoTelling).where(EchoTelling.thread_id == thread_id).order_by(EchoTelling.id.desc()).limit(1)
    row = db.session.scalars(last.with_for_update()).first()
    if row is None:
        return False
    db.session.delete(row)
    db.session.flush()
    record("echoes.untold", thread_id, by_id=by.id, at=at or now())
    return True


def _is_untold() -> Any:
    covered = select(func.coalesce(func.max(EchoTelling.last_echo_id), 0))
    return Echo.id > covered.where(EchoTelling.thread_id == Echo.thread_id).correlate(Echo).scalar_subquery()


def untold(thread_ids: Sequence[int]) -> dict[int, Any]:
    """Echoes whose authors were not told yet, by thread: how many (`count`), and since when (`since`)."""
    rows = select(Echo.thread_id, func.count(Echo.id).label("count"), func.min(Echo.at).label("since"))
    rows = rows.where(Echo.thread_id.in_(thread_ids), _is_untold()).group_by(Echo.thread_id)
    return {row.thread_id: row for row in db.session.execute(rows)}


def told(thread_id: int) -> Any | None:
    """The last note that all were told: by_name, at; None when there is none."""
    rows = select(User.name.label("by_name"), EchoTelling.at).join(User, User.id == EchoTelling.by_id)
    rows = rows.where(EchoTelling.thread_id == thread_id).order_by(EchoTelling.id.desc())
    return db.session.execute(rows.limit(1)).first()


def forget_author(user_id: int) -> None:
    """Take the name of a person who leaves out of what their handles elsewhere echoed, with where it stands."""
    handles = select(Identity.id).where(Identity.user_id == user_id)
    gone = {"identity_id": None, "url": None, "extra": None}
    found = update(Echo).where(Echo.identity_id.in_(handles)).values(**gone).returning(Echo.thread_id)
    threads = db.session.scalars(found.execution_options(synchronize_session=False))
    recount(sorted(set(threads)))


def forget_wordings(at: datetime | None = None) -> None:
    """Delete how questions are recognised when their time is over, some at a time: only newer ones can be echoed."""
    given = settings.current()
    before = (at or now()) - timedelta(days=given.history_days + given.echo_days)
    with looking(db.session):
        old = list(db.session.scalars(select(Wording.id).where(Wording.at < before).limit(AT_ONCE)))
    if old:
        db.session.execute(delete(Wording).where(Wording.id.in_(old)).execution_options(synchronize_session=False))
