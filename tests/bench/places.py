"""Places to measure in: a forum on a folder of its own, filled with what a page needs."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TEXT = """My Hearth drops its 5 GHz network every night around three. I have

- restarted it twice,
- moved it away from the microwave,
- updated it to **4.2.1**.

The log says `dfs: radar detected, channel 100 -> 36`. What can I do about it?"""


@contextmanager
def forum(**given: Any) -> Iterator[Any]:
    """The whole product on a fresh SQLite folder."""
    import wsgi
    from forum import schema

    folder = Path(tempfile.mkdtemp(prefix="porch-bench-"))
    app = wsgi.create_app(data_dir=folder, limits="off", **given)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        schema.upgrade()
    try:
        yield app
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(app: Any, threads: int = 60, answers: int = 6, comments: int = 3) -> int:
    """Threads by people, each with answers and comments; gives the id of one."""
    from forum.app import commit
    from forum.extensions import db
    from forum.models import Post, User
    from forum.services import posts
    from forum.services import threads as asking

    with app.app_context():
        people = [User(name=f"person{n}", email=f"p{n}@example.org", password_hash="!") for n in range(12)]
        db.session.add_all(people)
        db.session.flush()
        for number in range(threads):
            asked = asking.ask(
                people[number % 12], f"Hearth drops 5 GHz at night, case {number}", TEXT, ("wifi", "mesh")
            )
            found = [posts.answer(asked.thread_id, people[(number + n + 1) % 12], TEXT) for n in range(answers)]
            for n in range(comments):
                posts.comment(
                    db.session.get_one(Post, found[0].id), people[n], "Thank you, that did it for me as well."
                )
        commit()
        return asked.thread_id
