"""One process writes, another reads; writers wait for each other; a killed writer leaves a whole index and no lock."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import locking
from search.documents import IndexBusy
from search.index import open_index
from search.locking import only_writer
from search.query import parse
from search.similarity import Similarity
from tests.search.posts import document, question

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from search.index import open_index
from search.similarity import Similarity
from tests.search.posts import document, question
folder = Path(sys.argv[1])
full_text, similar = open_index(f"{sys.argv[4]}:{folder / 'fulltext'}"), Similarity.open(folder / "similar")
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    full_text.write([document(number, f"antenna number {number}")], gone_posts=[number - 7])
    similar.write([question(number, f"antenna number {number}")], gone_threads=[number - 7])
    print(number, flush=True)
"""
HOLDER = """
import sys, time
from pathlib import Path
from search.locking import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


@pytest.fixture(params=["whoosh", "sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """An engine whose files several processes share."""
    return str(request.param)


@pytest.fixture
def writer(tmp_path: Path, engine: str) -> Iterator[subprocess.Popen[str]]:
    process = started(WRITER, tmp_path, 100, 100_000, engine)
    assert process.stdout is not None
    assert process.stdout.readline() == "100\n"
    yield process
    process.kill()
    process.wait()


def test_what_one_process_writes_another_finds_within_a_second(
    tmp_path: Path, engine: str, writer: subprocess.Popen[str]
):
    full_text, similar = open_index(f"{engine}:{tmp_path / 'fulltext'}"), Similarity.open(tmp_path / "similar")
    assert writer.stdout is not None
    for _ in range(10):
        number = int(writer.stdout.readline())
        printed_at = time.monotonic()
        assert number <= max(full_text.post_ids())
        assert number <= max(similar.thread_ids())
        assert similar.nearest("antenna number", limit=20)
        assert time.monotonic() - printed_at < 1


def test_a_reader_never_sees_half_a_commit(tmp_path: Path, engine: str, writer: subprocess.Popen[str]):
    full_text, similar = open_index(f"{engine}:{tmp_path / 'fulltext'}"), Similarity.open(tmp_path / "similar")
    until = time.monotonic() + 3
    while time.monotonic() < until:
        for held in (full_text.post_ids(), similar.thread_ids()):
            assert max(held) - min(held) == len(held) - 1 <= 6
    assert writer.poll() is None


@pytest.mark.parametrize("pause", [0.0, 0.005, 0.011, 0.017, 0.023])
def test_a_killed_writer_leaves_a_whole_index_that_can_be_written(
    tmp_path: Path, engine: str, writer: subprocess.Popen[str], pause: float
):
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(pause)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    full_text, similar = open_index(f"{engine}:{tmp_path / 'fulltext'}"), Similarity.open(tmp_path / "similar")
    assert full_text.post_ids()
    assert similar.thread_ids()
    full_text.write([document(7, "written afterwards")])
    similar.write([question(7, "written afterwards")])
    assert [hit.post_id for hit in full_text.search(parse("afterwards")).hits] == [7]
    assert similar.nearest("written afterwards", limit=1)[0].thread_id == 7


def test_two_writers_take_turns(tmp_path: Path, engine: str):
    writers = [started(WRITER, tmp_path, start, start + 10, engine) for start in (1_000, 2_000)]
    for process in writers:
        process.communicate(timeout=60)
        assert process.returncode == 0
    wanted = {*range(1_003, 1_010), *range(2_003, 2_010)}
    assert open_index(f"{engine}:{tmp_path / 'fulltext'}").post_ids() == wanted
    assert Similarity.open(tmp_path / "similar").thread_ids() == wanted


def test_who_waits_too_long_for_another_writer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    holder = started(HOLDER, tmp_path / "similar")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(IndexBusy, match="another process"), only_writer(tmp_path / "similar", wait=0.1):
        pass
    assert Similarity.open(tmp_path / "similar").nearest("reading goes on") == []
    holder.kill()
    holder.wait()
    with only_writer(tmp_path / "similar", wait=0.5):
        assert locking.PAUSE < 0.5


def test_the_web_process_loads_neither_scikit_learn_nor_scipy(tmp_path: Path):
    script = """
import sys
from pathlib import Path
from search.index import open_index
from search.query import parse
from search.similarity import Similarity
folder = Path(sys.argv[1])
open_index(f"whoosh:{folder / 'fulltext'}").search(parse("antenna is:unanswered"))
Similarity.open(folder / "similar").suggest("antenna")
print(sorted({name.partition(".")[0] for name in sys.modules} & {"sklearn", "scipy", "flask", "sqlalchemy", "pandas"}))
"""
    open_index(f"whoosh:{tmp_path / 'fulltext'}").write([document(1, "antenna")])
    Similarity.open(tmp_path / "similar").write([question(1, "antenna")])
    assert started(script, tmp_path).communicate(timeout=60)[0] == "[]\n"
