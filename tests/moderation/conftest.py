"""What the staff side's tests share: a desk where people ask, staff act, and time is told, not waited for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
THREAT = "The power brick burned my daughter's hand. My lawyer will hear about this."


class Desk:
    """Verbs of a story: `desk.ask("mara")`, `desk.case(thread_id)`, `desk.acts(thread_id)`; each commits."""

    def __init__(self, app: Any, cast: Any) -> None:
        self.app, self.cast = app, cast

    @contextmanager
    def at_work(self) -> Iterator[Any]:
        """Inside the app; committed at the end."""
        from forum.extensions import db

        with self.app.app_context():
            yield db.session
            db.session.commit()

    def person(self, name: str) -> Any:
        """A person's row; only inside `at_work`."""
        from forum.extensions import db
        from forum.models import User

        return db.session.get_one(User, self.cast.ids[name])

    def ask(
        self, name: str = "mara", title: str = "Where is the light?", body: str = "It is dark.", **more: Any
    ) -> int:
        """Ask, and let the worker do what follows; gives the thread's id."""
        from forum.services import threads

        with self.at_work():
            asked = threads.ask(self.person(name), title, body, **more)
        self.cast.work()
        return asked.thread_id

    def answer(self, name: str, thread_id: int, body: str = "Press the button.", **more: Any) -> int:
        """Answer as somebody; gives the post's id."""
        from forum.services import posts

        with self.at_work():
            post_id = posts.answer(thread_id, self.person(name), body, **more).id
        self.cast.work()
        return post_id

    def comment(self, name: str, thread_id: int, body: str, **more: Any) -> int:
        """Comment on the question as somebody; gives the post's id."""
        from forum.services import posts

        with self.at_work():
            post_id = posts.comment(self.question(thread_id), self.person(name), body, **more).id
        self.cast.work()
        return post_id

    def question(self, thread_id: int) -> Any:
        """The opening post; only inside `at_work`."""
        from sqlalchemy import select

        from forum.extensions import db
        from forum.models import Post

        return db.session.scalars(select(Post).where(Post.thread_id == thread_id, Post.kind == "question")).one()

    def case(self, thread_id: int) -> Any | None:
        """The thread's case as it stands, detached."""
        from sqlalchemy import select

        from moderation.models import Case

        with self.at_work() as session:
            return session.scalars(select(Case).where(Case.thread_id == thread_id)).one_or_none()

    def acts(self, thread_id: int) -> list[Any]:
        """The history of the thread's case, oldest first."""
        from sqlalchemy import select

        from moderation.models import Case, CaseAct

        with self.at_work() as session:
            rows = select(CaseAct).join(Case, Case.id == CaseAct.case_id).where(Case.thread_id == thread_id)
            return list(session.scalars(rows.order_by(CaseAct.id)))

    def told(self, thread_id: int) -> list[str]:
        """The names of the acts, oldest first."""
        return [act.act for act in self.acts(thread_id)]

    def wait(self, at: datetime) -> None:
        """Let the minute strike at this instant."""
        from moderation.services import clocks

        with self.at_work():
            clocks.hand_over(at)

    def act(self, thread_id: int, verb: Callable[..., Any], name: str, *words: str, at: datetime | None = None) -> None:
        """Let staff do something about the thread's case."""
        from sqlalchemy import select

        from moderation.models import Case

        with self.at_work() as session:
            case = session.scalars(select(Case).where(Case.thread_id == thread_id)).one()
            verb(case, self.person(name), *words, at=at)


@pytest.fixture
def desk(app: Any, cast: Any) -> Desk:
    """The desk, with nobody at it yet."""
    return Desk(app, cast)


@pytest.fixture
def threat(desk: Desk) -> int:
    """A question that could do harm; its case is open."""
    return desk.ask(title="My router burns", body=THREAT)


@pytest.fixture
def forgotten(desk: Desk) -> int:
    """A harmless question that nobody has answered for three hours; its case is open."""
    from forum.database import now

    thread_id = desk.ask(at=now() - timedelta(hours=3))
    desk.wait(now())
    return thread_id
