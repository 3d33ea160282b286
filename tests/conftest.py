"""What all tests share: a database of each kind, the app with and without the staff side, and the cast."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import compiled
from tests.postgres import Server

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
hypothesis_settings.register_profile("ours", deadline=None)  # a busy machine is no fault of the code
hypothesis_settings.load_profile("ours")
SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
LONG_ROOMS = (
    "tests/forum/services/test_imports_any_order.py",
    "tests/forum/services/test_percolation_in_any_order.py",
    "tests/forum/services/test_posts_in_any_order.py",
    "tests/forum/test_alone.py",
    "tests/forum/services/test_backups.py",
    "tests/test_backup_under_load.py",
    "tests/forum/test_redaction.py",
    "tests/search/",
    "tests/test_demo.py",
    "tests/test_roles.py",
    "tests/test_security.py",
    "tests/forum/cli/test_commands.py",
    "tests/forum/views/test_page_budget.py",
    "tests/moderation/test_reports",
    "tests/moderation/views/",
)
FRESH, YOUNG, OLD = 50_000, 20, 20  # objects made, and rounds, between two collections
SECRET = "a secret that is only used in tests, never elsewhere"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database both` runs everything that uses a database on SQLite and on PostgreSQL."""
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Explain our marks, compile each template once, and look for rubbish seldom: what all apps share is large."""
    compiled.share()
    gc.set_threshold(FRESH, YOUNG, OLD)
    config.addinivalue_line("markers", "shared_data: needs the shared folder of real posts beside the checkout")
    config.addinivalue_line("markers", "browser: drives a real Chromium")
    config.addinivalue_line("markers", "slow: takes more than a few seconds; left out of make quick")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches the database on each kind that was asked for."""
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        if metafunc.definition.get_closest_marker("sqlite_only"):
            kinds = ["sqlite"]
        metafunc.parametrize("database", kinds, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the rooms that take long, for make quick; leave out what needs the shared folder where there is none."""
    for item in items:
        if item.nodeid.startswith(LONG_ROOMS):
            item.add_marker(pytest.mark.slow)
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared_data"):
                item.add_marker(pytest.mark.skip(reason="shared data absent"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in one line when the tests on real posts could not run."""
    if not SHARED.is_dir():
        terminalreporter.write_line("not run: shared data absent")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real posts and hostile input."""
    return SHARED


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of this test process's own."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    """Make a migrated, empty database of a kind once; gives a function (kind) -> its file, or its server."""
    made: dict[str, Any] = {}

    def template(kind: str) -> Any:
        if kind not in made:
            made[kind] = _sqlite_template(tmp_path_factory) if kind == "sqlite" else _postgres_template(request)
        return made[kind]

    return template


def _sqlite_template(factory: pytest.TempPathFactory) -> Path:
    folder = factory.mktemp("template")
    _upgrade(data_dir=folder)
    return folder / "frontporch.sqlite3"


def _postgres_template(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue("postgres")
    server.say("CREATE DATABASE blank")
    folder = request.getfixturevalue("tmp_path_factory").mktemp("pgtemplate")
    _upgrade(data_dir=folder, database_url=server.named("blank"), **_keys())
    return server


def _keys() -> dict[str, Any]:
    return {"secret_key": SECRET, "seal_keys": ("Zm9yIHRlc3RzIG9ubHksIG5ldmVyIGVsc2V3aGVyZS4=",)}


def _upgrade(**given: Any) -> None:
    import wsgi
    from forum import schema
    from forum.extensions import db

    app = wsgi.create_app(**given)
    with app.app_context():
        schema.upgrade()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database(request: pytest.FixtureRequest, migrated: Any, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Settings of a fresh, migrated database: a copied file, or one on the server that is as if nobody had used it."""
    kind = request.param
    template = migrated(kind)
    folder = tmp_path / "instance"
    folder.mkdir()
    if kind == "sqlite":
        shutil.copy(template, folder / "frontporch.sqlite3")
        yield {"data_dir": folder, **_keys()}
    else:
        name = f"t{abs(hash(str(tmp_path)))}"
        yield {"data_dir": folder, "database_url": template.fresh(name), **_keys()}
        template.take_back(name)


@pytest.fixture
def app(database: dict[str, Any]) -> Iterator[Any]:
    """The whole product on a fresh database, without rate limits."""
    import wsgi

    yield from _running(wsgi.create_app(limits="off", **database))


@pytest.fixture
def forum_alone(database: dict[str, Any]) -> Iterator[Any]:
    """The forum without the staff side."""
    import forum
    from forum.settings import load

    yield from _running(forum.create_app(load(limits="off", **database)))


def _running(app: Any) -> Iterator[Any]:
    from forum.extensions import db

    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False  # its own tests turn it on
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Any) -> Any:
    """The people who return everywhere: mara asks, theo answers, ines moderates, priya approves, sol runs the place."""
    from tests.cast import Cast

    return Cast(app)


@pytest.fixture
def limited(database: dict[str, Any]) -> Iterator[Any]:
    """The cast in the product with its limits on, where one may post three times an hour."""
    import wsgi
    from forum.extensions import db, limiter
    from tests.cast import Cast

    app = wsgi.create_app(limits="on", posts_per_hour=3, **database)
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.reset()
    yield Cast(app)
    limiter.reset()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
