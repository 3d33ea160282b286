"""Files are opened by what is in them; whatever is in them becomes posts or reasons."""

import gzip
import json
import time
import tracemalloc
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.channels.base import REASONS, BrokenOffError, IncomingPost, Message, Rejection, UnreadableError
from forum.channels.files import open_posts

RECORDINGS = Path(__file__).parent / "recordings"
MARA = {"source": "twitter", "id": "1", "author": "mara", "created_at": "2026-11-01T10:00:00Z", "text": "Orange light?"}


def read(path: Path, *wishes: Any) -> list[Message]:
    with open_posts(path, *wishes) as file:
        return list(file.messages())


def written(folder: Path, content: bytes, name: str = "posts.jsonl") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def line(**changed: Any) -> bytes:
    return json.dumps(MARA | changed).encode() + b"\n"


def reasons(messages: list[Message]) -> list[str]:
    return [message.reason if isinstance(message, Rejection) else "" for message in messages]


def test_json_lines_are_recognised_and_blank_ones_are_no_messages():
    first, second = read(RECORDINGS / "posts.jsonl")
    assert (first.line, first.external_id, second.line) == (1, "1", 3)
    assert (second.external_id, second.parent_id, second.author.handle) == ("2", "1", "theo")
    assert second.extra == {"favourites": 3}


def test_a_packed_file_is_unpacked_whatever_its_name(tmp_path):
    path = written(tmp_path, gzip.compress(line() + line(id="2")), "posts.data")
    assert [post.external_id for post in read(path)] == ["1", "2"]


def test_a_csv_is_read_by_the_names_of_its_columns():
    names = {"text": "body", "author": "user"}
    first, second = read(RECORDINGS / "posts.csv", "auto", names)
    assert (first.channel, first.author.handle, first.text) == ("mastodon", "mara", 'Does "auto" channel help?')
    assert (second.parent_id, second.text) == ("1", "Yes; it picks the quietest one")
    assert first.created_at < second.created_at


def test_twcs_is_recognised_and_read():
    found = read(RECORDINGS / "twcs.csv")
    posts = {post.external_id: post for post in found if isinstance(post, IncomingPost)}
    assert list(posts) == ["11", "12", "13", "14", "15", "16", "20"]
    assert posts["11"].text == "@LanternetHelp my Hearth blinks & blinks.\nWhat now?"
    assert posts["12"].text.endswith("ten seconds,\nplease. ^ID")
    assert posts["14"].text == 'That "button" is hidden, but it worked – café open again'
    assert (posts["15"].text, posts["16"].text, posts["16"].parent_id) == ("null", "NA", "99")
    assert {post.external_id for post in posts.values() if post.is_brand} == {"12", "20"}
    assert {post.channel for post in posts.values()} == {"twitter"}
    assert [reason for reason in reasons(found) if reason] == ["bad_id", "bad_date", "bad_parent"]
    assert [message.line for message in found] == [2, 3, 5, 6, 7, 8, 9, 10, 11, 12]


def test_what_is_missing_a_folder_or_strange_says_so_in_one_line(tmp_path):
    strange = {
        "missing": tmp_path / "nowhere.jsonl",
        "a folder": tmp_path,
        "a picture": written(tmp_path, b"\x89PNG\r\n\x1a\n\x00\x00\xff", "picture.png"),
        "prose": written(tmp_path, b"Dear sir or madam,\nit is broken.\n", "letter.txt"),
        "no columns": written(tmp_path, b"label,words\nham,hello\n", "spam.csv"),
        "UTF-16": written(tmp_path, "id,author,created_at,text\n".encode("utf-16"), "wide.csv"),
        "NUL in its name": Path("a\x00b"),
    }
    for what, path in strange.items():
        with pytest.raises(UnreadableError) as error:
            read(path)
        assert "\n" not in str(error.value), what


def test_columns_that_are_not_there_are_named():
    with pytest.raises(UnreadableError, match="no column 'words' for text"):
        read(RECORDINGS / "posts.csv", "csv", {"text": "words"})
    with pytest.raises(UnreadableError, match="there is no field mood"):
        read(RECORDINGS / "posts.csv", "csv", {"mood": "body"})
    with pytest.raises(UnreadableError, match="not a twcs file"):
        read(RECORDINGS / "posts.csv", "twcs")
    with pytest.raises(UnreadableError, match="--channel"):
        read(RECORDINGS / "posts.csv", "auto", None, "no such/channel")


def test_an_empty_file_has_no_messages(tmp_path):
    for name in ("empty.jsonl", "empty.csv", "empty"):
        assert read(written(tmp_path, b"", name)) == []


@pytest.mark.parametrize("kind", ["truncated", "damaged", "tailed"])
def test_of_a_file_that_broke_off_all_before_is_given(tmp_path, kind):
    whole = b"".join(line(id=str(number), text=sha256(b"%d" % number).hexdigest()) for number in range(3_000))
    packed = gzip.compress(whole)
    broken = {
        "truncated": packed[: len(packed) // 2],
        "damaged": packed[:-8] + b"\x00" * 8,
        "tailed": packed + b"more",
    }
    given = []
    with open_posts(written(tmp_path, broken[kind], "posts.jsonl.gz")) as file:
        with pytest.raises(BrokenOffError) as error:
            given += [message.external_id for message in _collect(file, given)]
        assert "\n" not in str(error.value)
    assert given == [str(number) for number in range(len(given))]
    assert len(given) == 3_000 if kind != "truncated" else 1_000 < len(given) < 3_000


def _collect(file: Any, given: list[str]) -> list[Message]:
    for message in file.messages():
        given.append(message.external_id)
    return []


HOSTILE = {
    b"{": "not_json",
    b"null": "not_an_object",
    b"[1, 2]": "not_an_object",
    b'"text"': "not_an_object",
    b"[" * 100_000: "too_deep",
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000: "too_deep",
    b'{"id": ' + b"9" * 5_000 + b"}": "not_json",
    b'{"id": 5.70306E+17, "author": "mara"}': "bad_id",
    b"\x00\x01\x02": "not_json",
    b"\xff\xfe{\x00}\x00": "not_json",
    line(text="x" * 10_000_000): "line_too_long",
    line(author=None): "no_author",
    line(text="NaN").replace(b'"NaN"', b"NaN"): "no_text",
}


def test_every_hostile_line_has_a_reason_and_stops_no_other(tmp_path):
    path = written(tmp_path, b"".join(hostile.strip(b"\n") + b"\n" + line() for hostile in HOSTILE))
    found = read(path)
    assert reasons(found)[::2] == list(HOSTILE.values())
    assert reasons(found)[1::2] == [""] * len(HOSTILE)
    assert [message.line for message in found] == list(range(1, 2 * len(HOSTILE) + 1))


def test_odd_but_sound_lines_are_posts(tmp_path):
    sound = [
        b"\xef\xbb\xbf" + line(id="bom"),
        line(id="cr").strip() + b"\r\n",
        line(id="escaped", text="a\x00b\ud800"),
        json.dumps(MARA | {"id": "cafe", "text": "café – naïve"}, ensure_ascii=False).encode("cp1252") + b"\n",
        line(id="raw", text="lone ~ one").replace(b"~", b"\xed\xa0\x80"),
        line(id="last").strip(),
    ]
    texts = {post.external_id: post.text for post in read(written(tmp_path, b"".join(sound)))}
    assert list(texts) == ["bom", "cr", "escaped", "cafe", "raw", "last"]
    assert (texts["escaped"], texts["cafe"], texts["raw"]) == ("a\ufffdb\ufffd", "café – naïve", "lone \ufffd one")


def test_a_line_of_one_megabyte_is_read_and_a_longer_one_read_past(tmp_path):
    room = 1_000_000 - len(line(pad="").strip())
    path = written(tmp_path, line(pad="x" * room) + line(pad="x" * (room + 1)) + line(id="2"))
    assert reasons(read(path)) == ["", "line_too_long", ""]


@pytest.mark.slow
def test_a_huge_file_is_read_in_little_memory(tmp_path):
    path = written(tmp_path, gzip.compress(line(text="y" * 50_000_000) + line() * 20_000, 1), "bomb.gz")
    tracemalloc.start()
    with open_posts(path) as file:
        count = sum(1 for _ in file.messages())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_001
    assert peak < 20_000_000


CSV = b"id,author,created_at,text\n"


def row(number: int, text: str = "Orange?") -> bytes:
    return f'{number},mara,2026-11-01T10:00:00Z,"{text}"\n'.encode()


def test_a_quote_left_open_costs_only_its_own_line(tmp_path):
    path = written(
        tmp_path, CSV + row(1) + b'2,mara,2026-11-01T10:00:00Z,"never closed\n' + row(3) + row(4), "posts.csv"
    )
    assert reasons(read(path)) == ["", "open_quote", "", ""]
    path = written(tmp_path, CSV + row(1) + b'2,mara,2026-11-01T10:00:00Z,"' + b"z" * 80 + b"\n", "posts.csv")
    assert reasons(read(path)) == ["", "open_quote"]


def test_quotes_and_returns_inside_of_cells_are_words(tmp_path):
    rows = [
        b'1,mara,2026-11-01T10:00:00Z,the 5" screen\n',
        b'2,mara,2026-11-01T10:00:00Z,"two\r\rlines ""quoted"""\r\r\n',
        b"3,mara,2026-11-01T10:00:00Z,bare\rreturn\n",
        b'4,mara,2026-11-01T10:00:00Z,"a\n\nb"\n',
        b"5,mara,2026-11-01T10:00:00Z,too,many\n",
        b"6,mara\n",
        b"7,mara,2026-11-01T10:00:00Z,nul \x00,,\n",
    ]
    found = read(written(tmp_path, CSV + b"".join(rows), "posts.csv"))
    texts = [post.text for post in found if isinstance(post, IncomingPost)]
    assert texts == ['the 5" screen', 'two\nlines "quoted"', "bare return", "a\n\nb", "nul \ufffd"]
    assert [reason for reason in reasons(found) if reason] == ["too_many_cells", "no_date"]


def test_a_huge_cell_is_read_past(tmp_path):
    long_cell = "word " * 500_000
    path = written(tmp_path, CSV + row(1, long_cell) + row(2), "posts.csv")
    assert reasons(read(path)) == ["line_too_long", ""]


def test_quotes_left_open_everywhere_take_no_more_than_their_time(tmp_path):
    path = written(tmp_path, CSV + b'a",",\n' * 20_000, "posts.csv")
    start = time.process_time()
    read(path)
    assert time.process_time() - start < 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.jsonl", "a.csv", "a", "a.gz"]))
@example(CSV + b'"', "a.csv")
@example(gzip.compress(line())[:-5], "a.gz")
def test_no_file_makes_it_fall_over(tmp_path, content, name):
    for kind in ("auto", "jsonl", "csv", "twcs"):
        try:
            found = read(written(tmp_path, content, name), kind)
        except (UnreadableError, BrokenOffError):
            continue
        assert all(isinstance(message, IncomingPost) or message.reason in REASONS for message in found)
