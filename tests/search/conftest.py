"""The engines that every test of full text runs on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.index import Index, open_index
from tests.search.engines import Opener, emptied


@pytest.fixture(params=["whoosh", "sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opener(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    if engine == "postgresql":
        address = emptied(request.getfixturevalue("postgres").address)
        return lambda: open_index(address)
    return lambda: open_index(f"{engine}:{tmp_path / 'fulltext'}")


@pytest.fixture
def opener_of_two(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], tuple[Index, Index]]:
    """A pair of fresh indexes; on the server there is one place only, so that the second begins where the first was."""

    def pair() -> tuple[Index, Index]:
        if engine == "postgresql":
            address = emptied(request.getfixturevalue("postgres").address)
            return open_index(address), open_index(address)
        folder = tmp_path_factory.mktemp("sequence")
        return open_index(f"{engine}:{folder / 'grown'}"), open_index(f"{engine}:{folder / 'rebuilt'}")

    return pair
