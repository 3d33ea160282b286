"""Whatever happens to the files, an index is whole, or says that it is damaged and can be made anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search import vocabulary
from search.documents import IndexDamaged
from search.index import open_index, set_aside
from search.query import parse
from search.similarity import Similarity
from tests.search.posts import THREADS, document


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def overwritten(path: Path) -> None:
    path.write_bytes(b"\x93garbage\xff" * 40)


def made_longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0" * 64)


def removed(path: Path) -> None:
    path.unlink()


DAMAGES = (cut_short, emptied, flipped, overwritten, made_longer, removed)
POSTS = [document(number, f"The router number {number} blinks", "Blinking") for number in range(20)]
damage = pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)


@damage
@pytest.mark.parametrize(
    "file", ["*.toc", "*.pst", "*.trm", "*_stored.col", "*created.col", "*_text_len.col", "vocabulary"]
)
def test_damaged_full_text_is_noticed_and_made_anew(tmp_path: Path, file: str, harm: Callable[[Path], None]):
    folder = tmp_path / "fulltext"
    open_index(f"whoosh:{folder}").write(POSTS)
    for path in folder.glob(file):
        harm(path)
    index = open_index(f"whoosh:{folder}")
    with pytest.raises(IndexDamaged):
        index.search(parse("router blinks by:mara"), sort="new")
    index.set_aside()
    assert index.search(parse("router")).total == 0
    assert index.replace_all(POSTS) == 20
    assert index.search(parse("router")).total == 20
    assert open_index(f"whoosh:{folder}").search(parse("router")).total == 20


@pytest.mark.parametrize("harm", [cut_short, emptied, flipped, overwritten, removed])
def test_a_damaged_sqlite_file_is_noticed_and_made_anew(tmp_path: Path, harm: Callable[[Path], None]):
    folder = tmp_path / "fulltext"
    open_index(f"sqlite:{folder}").write(POSTS)
    harm(folder / "fulltext.sqlite3")
    index = open_index(f"sqlite:{folder}")
    for use in (lambda: index.search(parse("router")), lambda: index.write(POSTS[:1]), index.post_ids):
        with pytest.raises(IndexDamaged):
            use()
    index.set_aside()
    assert index.search(parse("router")).total == 0
    assert index.replace_all(POSTS) == 20
    assert open_index(f"sqlite:{folder}").search(parse("router")).total == 20


def test_any_flipped_bit_of_a_sqlite_file_is_noticed(tmp_path: Path):
    folder = tmp_path / "fulltext"
    open_index(f"sqlite:{folder}").write(POSTS)
    whole = (folder / "fulltext.sqlite3").read_bytes()
    for place in range(0, len(whole), 1_499):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        (folder / "fulltext.sqlite3").write_bytes(broken)
        with pytest.raises(IndexDamaged):
            open_index(f"sqlite:{folder}").search(parse("router"))


@pytest.mark.parametrize(
    "file", ["manifest.json", "*/ids-*", "*/question.docs-*", "*/lexicon.stems-*", "*/gram_norms-*"]
)
@damage
def test_damaged_similarity_is_noticed_and_made_anew(tmp_path: Path, file: str, harm: Callable[[Path], None]):
    folder = tmp_path / "similar"
    Similarity.open(folder).write(THREADS)
    for path in folder.glob(file):
        harm(path)
    index = Similarity.open(folder)
    for use in (index.thread_ids, lambda: index.nearest("wifi"), lambda: index.write(THREADS[:1])):
        with pytest.raises(IndexDamaged):
            use()
    assert index.replace_all(THREADS) == 8
    assert index.nearest("router wifi evening", limit=1)[0].thread_id == 1
    assert len(Similarity.open(folder).thread_ids()) == 8


def test_a_reader_that_had_opened_it_sees_the_rebuilt_index(tmp_path: Path):
    folder = tmp_path / "fulltext"
    writer, reader = open_index(f"whoosh:{folder}"), open_index(f"whoosh:{folder}")
    writer.write(POSTS)
    assert reader.search(parse("router")).total == 20
    for path in folder.glob("*.toc"):
        emptied(path)
    set_aside(folder)
    assert reader.search(parse("router")).total == 0
    writer.write([document(1, "one router only")])
    assert reader.search(parse("router")).total == 1


def test_similarity_that_was_set_aside_is_empty_until_it_is_written_again(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    index.write(THREADS)
    assert index.nearest("wifi")
    set_aside(tmp_path / "similar")
    assert index.nearest("wifi") == []
    index.write(THREADS)
    assert index.nearest("wifi")


@pytest.mark.parametrize("lost", ["seal.json", "posts_WRITELOCK"])
def test_what_can_be_done_without_is_no_damage(tmp_path: Path, lost: str):
    folder = tmp_path / "fulltext"
    open_index(f"whoosh:{folder}").write(POSTS)
    (folder / lost).unlink()
    index = open_index(f"whoosh:{folder}")
    assert index.search(parse("router")).total == 20
    index.write([document(50, "another router")])
    assert index.search(parse("router")).total == 21


def test_an_index_of_another_vocabulary_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    full_text, similar = open_index(f"whoosh:{tmp_path / 'fulltext'}"), Similarity.open(tmp_path / "similar")
    full_text.write(POSTS)
    similar.write(THREADS)
    vocabulary.fingerprint.cache_clear()
    monkeypatch.setattr(vocabulary, "VERSION", 999)
    for use in (
        lambda: full_text.search(parse("router")),
        lambda: full_text.write(POSTS),
        Similarity.open(tmp_path / "similar").thread_ids,
    ):
        with pytest.raises(IndexDamaged, match=r"vocabulary|version"):
            use()
    monkeypatch.undo()
    vocabulary.fingerprint.cache_clear()


def test_left_overs_of_a_killed_writer_are_cleared_away(tmp_path: Path):
    index = Similarity.open(tmp_path / "similar")
    index.write(THREADS[:4])
    (tmp_path / "similar" / "abandoned").mkdir()
    (tmp_path / "similar" / "abandoned" / "ids-1.npy").write_bytes(b"half")
    (tmp_path / "similar" / "manifest.json.abc").write_bytes(b"{")
    assert len(Similarity.open(tmp_path / "similar").thread_ids()) == 4
    index.write(THREADS[4:])
    assert not (tmp_path / "similar" / "abandoned").exists()
    assert not (tmp_path / "similar" / "manifest.json.abc").exists()
    assert len(index.thread_ids()) == 8
