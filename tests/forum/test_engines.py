"""The whole product on each full-text engine: asked, found, hidden, lost and made anew, only by changing an address."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.forum.talk import answer, ask, hide, page


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, database: dict[str, Any]) -> Iterator[Cast]:
    """The cast in a product whose full text is not Whoosh; PostgreSQL's only where the forum itself is there."""
    import wsgi
    from forum.extensions import db

    if request.param == "postgresql" and "database_url" not in database:
        pytest.skip("the forum is in SQLite, so there is no server")
    where = {"sqlite": f"sqlite:{database['data_dir'] / 'fulltext'}", "postgresql": "postgresql:"}[request.param]
    app = wsgi.create_app(limits="off", search_url=where, **database)
    app.config["WTF_CSRF_ENABLED"] = False
    yield Cast(app)
    with app.app_context():
        app.extensions["engines"]["full_text"].close()
        db.session.remove()
        db.engine.dispose()


def _sqlite_lost(app: Any) -> None:
    (Path(app.extensions["settings"].search_url.partition(":")[2]) / "fulltext.sqlite3").write_bytes(b"lost")


def _tables_lost(app: Any) -> None:
    from sqlalchemy import text

    from forum.extensions import db

    db.session.execute(text("DROP TABLE fulltext.about"))
    db.session.commit()


HARM: dict[str, Callable[[Any], None]] = {"sqlite": _sqlite_lost, "postgresql": _tables_lost}


def test_a_question_is_found_on_every_engine_and_what_is_hidden_is_not(town: Cast):
    asked = ask(town, "mara", "Walrus modem hums", "It hums like a walrus.", "noise")
    answered = answer(town, asked, "theo", "Feed it herring.")
    town.work()
    assert "Walrus modem hums" in page(town, "/search?q=herring")
    assert "Walrus modem hums" in page(town, "/search?q=tag:noise+walrus")
    hide(town, answered)
    town.work()
    assert "Walrus modem hums" not in page(town, "/search?q=herring")


def test_a_lost_index_is_searched_for_in_the_database_and_made_anew(town: Cast):
    from forum import engines
    from forum.services import index_care

    ask(town, "mara", "Walrus modem hums", "It hums like a walrus.")
    town.work()
    kind = town.app.extensions["settings"].search_url.partition(":")[0]
    with town.app.app_context():
        engines.full_text().close()
        HARM[kind](town.app)
    assert "Walrus modem hums" in page(town, "/search?q=walrus")
    ask(town, "nils", "Herring modem", "It smells.")
    town.work()
    with town.app.app_context():
        assert index_care.check() == {"documents": 2, "missing": 0, "stale": 0}
    assert "Herring modem" in page(town, "/search?q=herring")
