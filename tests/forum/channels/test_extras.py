"""What else a message said is kept, in bounds."""

import json

from forum.channels.extras import MOST, kept


def test_what_is_known_or_empty_is_not_kept_twice():
    assert kept({"id": "1", "mood": "cross", "empty": "", "none": None}, ("id",)) == {"mood": "cross"}
    assert kept({"id": "1"}, ("id",)) is None


def test_there_is_room_for_so_much_and_no_more():
    found = kept({f"field{n}": "x" * 500 for n in range(100)}, ())
    assert len(json.dumps(found)) <= MOST
    assert len(found) == 7


def test_one_huge_field_does_not_push_the_others_out():
    assert kept({"huge": "x" * 100_000, "mood": "cross", "y" * 9_000: 1}, ()) == {"mood": "cross"}


def test_depth_and_numbers_are_tamed():
    deep: object = "bottom"
    for _ in range(200):
        deep = [deep]
    found = kept({"deep": deep, "big": 10**40, "endless": float("inf"), "nan": float("nan")}, ())
    assert found == {"deep": [[[[[]]]]], "big": "1" + "0" * 40, "endless": None, "nan": None}


def test_texts_are_clean_wherever_they_stand():
    assert kept({"a\x00": {"b\ud800": ["c\x00"]}}, ()) == {"a\ufffd": {"b\ufffd": ["c\ufffd"]}}
