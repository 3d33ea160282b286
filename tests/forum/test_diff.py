"""A reader sees what an edit changed, and no edit takes long to compare."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.diff import Piece, words

SHORT = st.text(alphabet="ab \n.", max_size=30)


def test_theo_sees_which_words_mara_changed():
    assert words("The mesh drops every night.\nHelp!\n", "The mesh drops at night.\nTwice.\nHelp!\n") == [
        Piece("same", "The mesh drops "),
        Piece("removed", "every"),
        Piece("added", "at"),
        Piece("same", " night.\n"),
        Piece("added", "Twice.\n"),
        Piece("same", "Help!\n"),
    ]


def test_words_with_only_a_space_between_are_one_change():
    assert words("it never works", "it always fails") == [
        Piece("same", "it "),
        Piece("removed", "never works"),
        Piece("added", "always fails"),
    ]


def test_nothing_changed_is_one_piece_and_nothing_at_all_is_none():
    assert words("same\ntext", "same\ntext") == [Piece("same", "same\ntext")]
    assert words("", "") == []


@given(SHORT, SHORT)
def test_the_pieces_always_give_both_texts_back(old, new):
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert all(piece.text for piece in pieces)


def _chosen(many: int, of: int, glue: str, seed: int) -> str:
    pick = random.Random(seed)
    return glue.join(f"w{pick.randrange(of)}" for _ in range(many))[:20_000]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_chosen(5_000, 300, " ", 1), _chosen(5_000, 300, " ", 2)),
        (_chosen(1_400, 50, " ", 3), _chosen(1_400, 50, " ", 4)),
        (_chosen(5_000, 40, "\n", 5), _chosen(5_000, 40, "\n", 6)),
        ("ab" * 10_000, "ba" * 10_000),
        ("a b " * 5_000, "b a " * 5_000),
        (" ".join(f"x{n}" for n in range(1_400)), "\n".join(f"x{n}" for n in range(1_400, 0, -1))),
    ],
)
def test_the_longest_post_is_compared_within_a_moment(old, new):
    started = time.process_time()
    assert words(old, new)
    assert time.process_time() - started < 0.5
