"""A thread as one viewer may read it: the thread, its posts with all that stands beside them, tags, related threads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, bindparam, case, func, literal, null, or_, select
from sqlalchemy.orm import aliased

from forum import policy
from forum.database import now
from forum.extensions import db
from forum.models import Acceptance, Bookmark, Brand, Hiding, Identity, Origin, Post, Thread, User, Vote
from forum.models.flag import Flag
from forum.models.keeping import ThreadLock
from forum.services import duplicates, issue_facts, related, tags
from forum.services.authors import handle_beside, shown_name
from forum.services.dressing import dressed

ANSWERS = 50  # answers on one page
COMMENTS = 20  # comments shown below each post; all of them have a page of their own
MOST_COMMENTS = 500

_Accepter = aliased(User, name="accepter")
_Editor = aliased(User, name="editor")


@dataclass(slots=True)
class Shown:
    """One post for one viewer. `html` is None where its words are not for this viewer; `reason` says why it is hidden.

    `place` is its place among `together` posts of its kind below the same post. `behind_id` is for policy alone: no
    template may print it.
    """

    id: int
    thread_id: int
    kind: str
    parent_id: int | None
    author_id: int | None
    behind_id: int | None
    is_brand: bool
    html: Any
    score: int
    created_at: datetime
    edited_at: datetime | None
    edited_by: str | None
    hidden_at: datetime | None
    deleted_at: datetime | None
    name: str | None
    reputation: int | None
    identity_id: int | None
    identity_name: str | None
    handle: str | None
    channel: str | None
    origin_url: str | None
    log_id: int | None
    reason: str | None
    accepted_at: datetime | None
    accepted_by: str | None
    my_vote: int
    my_bookmark: int | None
    my_flag: str | None
    place: int = 1
    together: int = 1
    comments: list["Shown"] = field(default_factory=list)
    is_own: bool = False

    @property
    def is_veiled(self) -> bool:
        """Whether its author is a pseudonym."""
        return self.behind_id is not None

    @property
    def author(self) -> str:
        """Who wrote it, as people say it: a name here, or a name or handle elsewhere."""
        return shown_name(self.name, self.identity_name, self.handle, self.channel)

    @property
    def at_handle(self) -> str:
        """The handle beside a name from elsewhere."""
        return handle_beside(self.identity_name, self.handle, self.channel)

    @property
    def original(self) -> str | None:
        """The address of the original, where that is a page of the web and nothing else."""
        return self.origin_url if (self.origin_url or "").lower().startswith(("https://", "http://")) else None

    @property
    def comment_total(self) -> int:
        """How many comments stand below it, shown or not."""
        return sum({comment.parent_id: comment.together for comment in self.comments}.values())


@dataclass(slots=True)
class Reading:
    """A page of a thread. `loose` are comments that stand below no post; `next_id` begins the next page of answers."""

    thread: Any
    question: Shown | None
    answers: list[Shown]
    loose: list[Shown]
    next_id: int | None = None
    may_accept: bool = False
    tags: list[str] = field(default_factory=list)
    related: list[Any] = field(default_factory=list)

    @property
    def is_titled(self) -> bool:
        """Whether the title is for this viewer: it goes where the question's words go, when a moderator hid them."""
        return not self.thread.hidden_at or bool(self.question and self.question.html is not None)

    @property
    def is_first(self) -> bool:
        """Whether this page begins with the first answer."""
        return not self.answers or self.answers[0].place == 1

    @property
    def posts(self) -> list[Shown]:
        """Every post of the page, comments too."""
        above = [post for post in (self.question, *self.answers) if post]
        return [*above, *self.loose, *(comment for post in above for comment in post.comments)]


def thread(thread_id: int) -> Any | None:
    """A thread's row with its brand; None when there is none. `brand_count` says whether the brand is worth a word."""
    return db.session.execute(_thread_statement(), {"thread_id": thread_id, "present": now()}).one_or_none()


def read(thread_row: Any, viewer: Any, from_id: int | None = None) -> Reading:
    """The posts of a thread from one answer on (else the first), its tags and related threads, in three statements."""
    statement = _page_statement(viewer.is_authenticated, from_id is not None)
    given = {"thread_id": thread_row.id, "from_id": from_id, "viewer_id": getattr(viewer, "id", 0)}
    reading = _assembled(thread_row, _shown(db.session.execute(statement, given), viewer))
    reading.may_accept = policy.may_accept(viewer, thread_row)
    reading.tags = tags.of_threads([thread_row.id]).get(thread_row.id, [])
    reading.related = related.of_thread(thread_row.id)
    return reading


def post(post_id: int, viewer: Any) -> Shown:
    """One post, without its comments."""
    rows = _beside(select(*_columns(viewer.is_authenticated)), viewer.is_authenticated).where(Post.id == post_id)
    return _shown(db.session.execute(rows, {"viewer_id": getattr(viewer, "id", 0)}), viewer)[0]


def comments(above: Any, viewer: Any, limit: int = COMMENTS) -> list[Shown]:
    """The first comments below a question or an answer, in order of time; `together` counts them all."""
    is_below = Post.parent_id == above.id
    if above.kind == "question":
        is_below = or_(is_below, and_(Post.parent_id.is_(None), Post.thread_id == above.thread_id))
    columns = (*_columns(viewer.is_authenticated), func.count().over().label("together"))
    rows = _beside(select(*columns), viewer.is_authenticated).where(Post.kind == "comment", is_below)
    rows = rows.order_by(Post.created_at, Post.id).limit(limit)
    return _shown(db.session.execute(rows, {"viewer_id": getattr(viewer, "id", 0)}), viewer)


def permalink(post_row: Any) -> str:
    """The address at which a post can be seen, however many answers or comments stand before it."""
    above = db.session.get(Post, post_row.parent_id) if post_row.parent_id else None
    answer = post_row if post_row.kind == "answer" else above
    count = select(func.count()).where(Post.thread_id == post_row.thread_id, Post.kind == "answer").scalar_subquery()
    sisters = (Post.kind == "comment", Post.parent_id == post_row.parent_id, Post.id < post_row.id)
    earlier = select(func.count()).where(*sisters).scalar_subquery()
    answers_total, before = db.session.execute(select(count, earlier)).one()
    if above and before >= COMMENTS:
        return f"/posts/{above.id}/comments#post-{post_row.id}"
    is_far = answer is not None and answer.kind == "answer" and answers_total > ANSWERS
    start = f"?from={answer.id}" if is_far and answer else ""
    return f"/threads/{post_row.thread_id}{start}#post-{post_row.id}"


@cache
def _thread_statement() -> Select[*tuple[Any, ...]]:
    columns = [column for column in Thread.__table__.columns if column.name != "brand_id"]
    brand = (Thread.brand_id, Brand.slug.label("brand"), Brand.name.label("brand_name"))
    count = select(func.count(Brand.id)).correlate(None).scalar_subquery().label("brand_count")
    lock = (ThreadLock.reason.label("lock_reason"), ThreadLock.public_act_id.label("lock_log_id"))
    rows = select(*columns, *brand, count, *lock).join(Brand, Brand.id == Thread.brand_id)
    rows = rows.outerjoin(ThreadLock, and_(ThreadLock.thread_id == Thread.id, ThreadLock.lifted_at.is_(None)))
    return duplicates.beside_thread(issue_facts.beside_thread(rows)).where(Thread.id == bindparam("thread_id"))


@cache
def _page_statement(is_member: bool, is_from: bool) -> Select[*tuple[Any, ...]]:
    """Made once: building a statement of this size costs more than running it."""
    ranked = _ranked()
    columns = (*_columns(is_member), ranked.c.place, ranked.c.together)
    rows = _beside(select(*columns).join(ranked, ranked.c.id == Post.id), is_member)
    return rows.where(_is_on_page(ranked, is_from)).order_by(ranked.c.place)


def _ranked() -> CTE:
    """Posts with their place among their kind below the same post: accepted first, then score, then time."""
    group = (Post.kind, case((Post.kind == "comment", Post.parent_id)))
    order = (Acceptance.post_id.is_(None), Post.score.desc(), Post.created_at, Post.id)
    place = func.row_number().over(partition_by=group, order_by=order).label("place")
    together = func.count().over(partition_by=group).label("together")
    rows = select(Post.id, Post.kind, Post.parent_id, place, together)
    rows = rows.outerjoin(Acceptance, Acceptance.post_id == Post.id)
    return rows.where(Post.thread_id == bindparam("thread_id")).cte("ranked")


def _is_on_page(ranked: CTE, is_from: bool) -> ColumnElement[bool]:
    """The question, the answers of the page and the one after them, and the first comments of each."""
    first: ColumnElement[int] = literal(1)
    if is_from:
        wanted = select(ranked.c.place).where(ranked.c.id == bindparam("from_id"), ranked.c.kind == "answer")
        first = func.coalesce(wanted.scalar_subquery(), 1)
    other = ranked.alias("other")
    is_answer = and_(other.c.kind == "answer", other.c.place.between(first, first + ANSWERS))
    above = select(other.c.id).where(or_(other.c.kind == "question", is_answer))
    is_below = or_(ranked.c.parent_id.is_(None), ranked.c.parent_id.in_(above))
    return or_(ranked.c.id.in_(above), and_(ranked.c.kind == "comment", ranked.c.place <= COMMENTS, is_below))


def _columns(is_member: bool) -> tuple[Any, ...]:
    return (
        *(Post.id, Post.thread_id, Post.kind, Post.parent_id, Post.author_id, Post.is_brand, Post.html, Post.score),
        *(Post.behind_id, _Editor.name.label("edited_by")),
        *(Post.created_at, Post.edited_at, Post.hidden_at, Post.deleted_at, Post.identity_id),
        *(User.name, User.reputation, Identity.name.label("identity_name"), Identity.handle, Identity.channel),
        *(Origin.url.label("origin_url"), Hiding.public_act_id.label("log_id"), Hiding.reason),
        *(Acceptance.at.label("accepted_at"), _Accepter.name.label("accepted_by")),
        (func.coalesce(Vote.value, 0) if is_member else literal(0)).label("my_vote"),
        (Bookmark.id if is_member else null()).label("my_bookmark"),
        (Flag.state if is_member else null()).label("my_flag"),
    )


def _beside(rows: Select[*tuple[Any, ...]], is_member: bool) -> Select[*tuple[Any, ...]]:
    """Join what stands beside a post: author, origin, open hiding, acceptance and the viewer's vote and flag."""
    rows = rows.outerjoin(User, User.id == Post.author_id).outerjoin(Identity, Identity.id == Post.identity_id)
    rows = rows.outerjoin(_Editor, _Editor.id == Post.edited_by_id)
    rows = rows.outerjoin(Origin, Origin.post_id == Post.id)
    rows = rows.outerjoin(Hiding, and_(Hiding.post_id == Post.id, Hiding.lifted_at.is_(None)))
    rows = rows.outerjoin(Acceptance, Acceptance.post_id == Post.id).outerjoin(
        _Accepter, _Accepter.id == Acceptance.by_id
    )
    if is_member:
        rows = rows.outerjoin(Bookmark, and_(Bookmark.post_id == Post.id, Bookmark.user_id == bindparam("viewer_id")))
        rows = rows.outerjoin(Vote, and_(Vote.post_id == Post.id, Vote.user_id == bindparam("viewer_id")))
        rows = rows.outerjoin(Flag, and_(Flag.post_id == Post.id, Flag.by_id == bindparam("viewer_id")))
    return rows


def _shown(rows: Iterable[Any], viewer: Any) -> list[Shown]:
    posts = [Shown(**row._mapping) for row in rows]
    for each in posts:
        each.html = dressed(each.html) if policy.may_read_post(viewer, each) else None
        each.is_own = policy.is_author(viewer, each)
    return posts


def _assembled(thread_row: Any, posts: list[Shown]) -> Reading:
    """Comments under their posts; the answer after the last one only says that there is more."""
    question = next((each for each in posts if each.kind == "question"), None)
    answers = [each for each in posts if each.kind == "answer"]
    above = {each.id: each for each in posts if each.kind != "comment"}
    loose: list[Shown] = []
    for each in posts:
        if each.kind == "comment":
            below = above.get(each.parent_id or 0) or question
            (below.comments if below else loose).append(each)
    if question:
        question.comments.sort(key=lambda comment: (comment.created_at, comment.id))
    next_id = answers.pop().id if len(answers) > ANSWERS else None
    return Reading(thread_row, question, answers, loose, next_id)
