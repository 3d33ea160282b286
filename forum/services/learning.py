"""Whether suggestions helped: what was shown beside a draft, opened, what solved it, and what was asked anyway."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import insert, select, update

from forum import engines, settings
from forum.database import now
from forum.events import record
from forum.extensions import db
from forum.models import Post, Showing, ShownThread, Thread, User
from forum.services import earlier_solutions, heartbeats, search_misses
from forum.services.suggestions import Suggestion
from search.documents import IndexDamaged

MOST = 10  # threads remembered of one draft
LEARNT_FROM = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form remembers while somebody writes: the draft's own word, and (thread, score) in the order shown."""

    draft: str
    threads: tuple[tuple[int, float], ...] = ()

    def with_more(self, found: Sequence[Suggestion]) -> "Shown":
        """The same with what has been found since; each thread once, with the score it had first."""
        known = dict(self.threads)
        for each in found:
            known.setdefault(each.thread_id, round(each.score, 4))
        return Shown(self.draft, tuple(known.items())[:MOST])

    def sealed(self) -> str:
        """The form's hidden field: signed, so that nobody makes up what they saw."""
        return _signer().dumps([self.draft, [list(pair) for pair in self.threads]])


def read(sealed: str | None) -> Shown:
    """What a form remembers; a fresh draft where there is nothing, or what is there was not written by us."""
    try:
        draft, threads = _signer().loads(sealed or "")
        return Shown(str(draft), tuple((int(thread_id), float(score)) for thread_id, score in threads))
    except (BadSignature, ValueError, TypeError):
        return Shown(secrets.token_urlsafe(12))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings.current().secret_key, salt="shown-suggestions")


def note_opened(shown: Shown, thread_id: int, by: User, at: datetime | None = None) -> None:
    """Somebody looked at a suggestion; the first look counts."""
    at = at or now()
    showing = _kept(shown, by, at)
    of_this = (ShownThread.showing_id == showing.id, ShownThread.thread_id == thread_id)
    db.session.execute(update(ShownThread).where(*of_this, ShownThread.opened_at.is_(None)).values(opened_at=at))


def note_posted(shown: Shown, thread_id: int, by: User, at: datetime | None = None) -> None:
    """The question was asked anyway."""
    showing = _kept(shown, by, at or now())
    if showing.outcome == "":
        showing.outcome, showing.thread_id = "posted", thread_id


def solve(shown: Shown, post: Post, by: User, at: datetime | None = None) -> bool:
    """An earlier answer solved what was about to be asked: it is not asked, and the answerer is paid and told.

    False where this draft was done with already.
    """
    at = at or now()
    showing = _kept(shown, by, at)
    if showing.outcome:
        return False
    showing.outcome = "solved"
    of_this = (ShownThread.showing_id == showing.id, ShownThread.thread_id == post.thread_id)
    db.session.execute(update(ShownThread).where(*of_this).values(solved_at=at))
    earlier_solutions.thank(post, by, at)
    record("suggestion.solved", post.thread_id, post.id, by.id, at=at)
    return True


def _kept(shown: Shown, by: User, at: datetime) -> Showing:
    """The rows of a draft, held against another request for the same one; made when it is the first."""
    held = select(Showing).where(Showing.draft == shown.draft).with_for_update()
    showing = db.session.scalars(held).one_or_none()
    if showing is None:
        showing = Showing(draft=shown.draft, user_id=by.id, at=at)
        db.session.add(showing)
        db.session.flush()
    known = set(db.session.scalars(select(ShownThread.thread_id).where(ShownThread.showing_id == showing.id)))
    fresh = [pair for pair in shown.threads if pair[0] not in known]
    standing = set(db.session.scalars(select(Thread.id).where(Thread.id.in_([thread_id for thread_id, _ in fresh]))))
    rows = [
        {"showing_id": showing.id, "thread_id": thread_id, "rank": rank, "score": score}
        for rank, (thread_id, score) in enumerate(fresh, len(known) + 1)
        if thread_id in standing
    ]
    if rows:
        db.session.execute(insert(ShownThread), rows)
    return showing


def outcomes(at: datetime) -> list[tuple[float, bool]]:
    """(score, whether it solved the draft) of what was shown lately beside drafts that came to an end."""
    rows = select(ShownThread.score, ShownThread.solved_at.is_not(None))
    rows = rows.join(Showing, Showing.id == ShownThread.showing_id)
    rows = rows.where(Showing.outcome != "", Showing.at > at - LEARNT_FROM)
    return [(score, bool(is_solved)) for score, is_solved in db.session.execute(rows)]


def learn(at: datetime | None = None) -> float | None:
    """Let people's word set from what score on something is similar; None while it is too little."""
    found: float | None = engines.similarity().learn(outcomes(at or now()))
    return found


def learn_daily(at: datetime | None = None) -> None:
    """Learn once a day, and forget searches in vain that are old."""
    at = at or now()
    if heartbeats.take_turn("learning", timedelta(days=1), at):
        with suppress(IndexDamaged):
            learn(at)
        search_misses.forget_old(at)
