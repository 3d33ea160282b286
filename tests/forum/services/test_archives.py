"""The file of a backup: whatever happened to it since it was written, it is noticed."""

import hashlib
import io
import json
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.services import archives
from forum.services.archives import DamagedError, TakenError

LINES = [b'[1,"a lamp"]\n', b'[2,"a porch"]\n'] * 40


def filled(writer):
    writer.add("tables/thing.jsonl", iter(LINES))
    writer.add("tables/empty.jsonl", iter(()))
    return {"heads": ["forum_0001"]}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a small archive."""
    path = tmp_path_factory.mktemp("archives") / "whole.zip"
    archives.write(path, filled)
    return path.read_bytes()


@pytest.fixture(scope="module")
def spot(tmp_path_factory):
    """A file to put other bytes into."""
    return tmp_path_factory.mktemp("spots") / "spot.zip"


def is_refused(spot, content) -> bool:
    spot.write_bytes(content)
    try:
        archives.verified(spot)
    except DamagedError:
        return True
    return False


def signed(content) -> bytes:
    """What somebody would write who knows how the digest is made."""
    return content[:-64] + hashlib.sha256(content[:-64]).hexdigest().encode()


def test_what_was_written_is_read_back(spot, whole):
    spot.write_bytes(whole)
    found = archives.verified(spot)
    assert list(found.lines("tables/thing.jsonl")) == LINES
    assert list(found.lines("tables/empty.jsonl")) == []
    assert found.size == sum(map(len, LINES))
    assert json.loads(zipfile.ZipFile(spot).read("manifest.json"))["heads"] == ["forum_0001"]


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(spot, whole, place, bit):
    flipped = bytearray(whole)
    flipped[int(place * len(whole))] ^= 1 << bit
    assert is_refused(spot, bytes(flipped))


@given(place=st.floats(0, 1, exclude_max=True))
def test_a_file_that_was_cut_off_anywhere_is_noticed(spot, whole, place):
    assert is_refused(spot, whole[: int(place * len(whole))])


@given(more=st.binary(min_size=1, max_size=200))
def test_bytes_before_or_after_are_noticed(spot, whole, more):
    assert is_refused(spot, more + whole)
    assert is_refused(spot, whole + more)


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flip_that_was_signed_again_is_harmless_or_noticed(spot, whole, place, bit):
    flipped = bytearray(whole)
    flipped[int(place * (len(whole) - 64))] ^= 1 << bit
    spot.write_bytes(signed(bytes(flipped)))
    try:
        found = archives.verified(spot)
    except DamagedError:
        return
    assert list(found.lines("tables/thing.jsonl")) == LINES


def changed(whole, change) -> bytes:
    """The archive with other members, signed as if it were whole."""
    source, out = zipfile.ZipFile(io.BytesIO(whole)), io.BytesIO()
    members = {name: source.read(name) for name in source.namelist()}
    change(members)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
        made.comment = b"sha256:" + b"0" * 64
    return signed(out.getvalue())


def bomb(members):
    told = json.loads(members["manifest.json"])
    members["tables/thing.jsonl"] = b"\n" * 40_000_000
    digest = hashlib.sha256(members["tables/thing.jsonl"]).hexdigest()
    told["members"]["tables/thing.jsonl"] = {"bytes": 40_000_000, "lines": 40_000_000, "sha256": digest}
    members["manifest.json"] = json.dumps(told)


FORGERIES = [
    lambda members: members.pop("tables/empty.jsonl"),
    lambda members: members.update({"../../outside": b"[1]\n"}),
    lambda members: members.update({"tables/thing.jsonl": b"".join(LINES[:-1])}),
    lambda members: members.update({"tables/thing.jsonl": members["tables/empty.jsonl"]}),
    lambda members: members.update({"manifest.json": b"[]"}),
    lambda members: members.update({"manifest.json": b"{" * 5_000_000}),
    lambda members: members.pop("manifest.json"),
    lambda members: members.update({"manifest.json": members["manifest.json"].replace(b'"format": 1', b'"format": 2')}),
    bomb,
]


@pytest.mark.parametrize("number", range(len(FORGERIES)))
def test_members_that_do_not_belong_together_are_refused(spot, whole, number):
    assert not is_refused(spot, changed(whole, lambda members: None))
    assert is_refused(spot, changed(whole, FORGERIES[number]))
    assert [path.name for path in spot.parent.iterdir()] == [spot.name]


def test_only_its_owner_may_read_it(tmp_path):
    archives.write(tmp_path / "b.zip", filled)
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path):
    path = tmp_path / "b.zip"
    path.write_bytes(b"precious")
    with pytest.raises(TakenError):
        archives.write(path, filled)
    assert path.read_bytes() == b"precious"
    archives.write(path, filled, is_forced=True)
    assert archives.verified(path)
    assert [each.name for each in tmp_path.iterdir()] == ["b.zip"]


def test_what_fails_half_way_leaves_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "b.zip"
    path.write_bytes(b"precious")

    def full(writer):
        writer.add("tables/thing.jsonl", iter(LINES))
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        archives.write(path, full, is_forced=True)
    assert path.read_bytes() == b"precious"
    assert [each.name for each in tmp_path.iterdir()] == ["b.zip"]


def test_two_at_once_do_not_write_into_each_other(tmp_path):
    path = tmp_path / "b.zip"

    def second(writer):
        with pytest.raises(TakenError, match="another backup"):
            archives.write(path, filled)
        return filled(writer)

    archives.write(path, second)
    assert archives.verified(path)
