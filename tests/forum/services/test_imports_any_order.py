"""Whatever the order in which posts come in, and in how many runs, the same threads stand in the end."""

from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.forum.imported import bring, expected, picture, post

TALK = [
    post("q", "mara", 0, "My router drops the line every night. What can I do?"),
    post("a", "theo", 5, reply_to="q"),
    post("a2", "LanternetHelp", 7, reply_to="q", author_is_brand=True),
    post("c", "mara", 9, "Thanks, that did it.", reply_to="a"),
    post("d", "nils", 11, reply_to="c"),
    post("own", "mara", 1, "I forgot: it is the small one.", reply_to="q"),
    post("late", "theo", 20, reply_to="own"),
    post("news", "LanternetHelp", 30, "New firmware is out.", author_is_brand=True),
    post("cheer", "nils", 31, reply_to="news"),
    post("cheers", "theo", 32, reply_to="cheer"),
    post("lost", "nils", 40, reply_to="never came"),
    post("below", "theo", 41, reply_to="lost"),
    post("deeper", "nils", 42, reply_to="below"),
]
_channels = count()


def fresh_channel() -> str:
    return f"channel{next(_channels)}"


def arrived(app: Any, folder: Path, runs: list[list[dict[str, Any]]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What stands after these runs, each of them on the same new channel; and their counts."""
    channel = fresh_channel()
    counts = [bring(app, folder, run, channel=channel) for run in runs]
    return picture(app, channel), counts


def short(found: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    """A picture without what the contract's oracle does not know: opening, kind, above, disposition."""
    return {key: (*each[:3], each[-2]) for key, each in found.items()}


def split(lines: list[dict[str, Any]], cuts: list[int]) -> list[list[dict[str, Any]]]:
    edges = [0, *sorted(cut % (len(lines) + 1) for cut in cuts), len(lines)]
    return [lines[start:end] for start, end in pairwise(edges)]


@st.composite
def talks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Any posts that reply to each other, to nobody, to unknown posts, even in circles; some of them twice."""
    size = draw(st.integers(1, 9))
    authors = st.sampled_from(["mara", "theo", "nils", "LanternetHelp"])
    parents = st.one_of(st.none(), st.sampled_from([f"p{n}" for n in range(size)] + ["gone"]))
    lines = []
    for number in range(size):
        author, parent = draw(authors), draw(parents)
        minute = draw(st.integers(0, 12))
        above = parent if parent != f"p{number}" else None
        lines.append(post(f"p{number}", author, minute, reply_to=above, author_is_brand=author == "LanternetHelp"))
    return lines + [lines[draw(st.integers(0, size - 1))] for _ in range(draw(st.integers(0, 3)))]


def test_a_talk_becomes_the_threads_that_the_contract_describes(app, tmp_path):
    found, [counts] = arrived(app, tmp_path, [TALK])
    assert short(found) == expected(TALK)
    parts = {"echoes": 0, "threads": 2, "replies": 10, "duplicates": 0, "rejected": {}, "waiting": 1, "orphans": 1}
    assert {**counts, "seconds": 0} == {"read": 13, **parts, "seconds": 0}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(TALK), cuts=st.lists(st.integers(0, 30), max_size=5))
def test_any_order_in_any_number_of_runs_gives_the_same_threads(app, tmp_path, order, cuts):
    at_once, _ = arrived(app, tmp_path, [TALK])
    found, counts = arrived(app, tmp_path, split(order, cuts))
    assert found == at_once
    assert all(each["read"] == each["threads"] + each["replies"] + each["waiting"] for each in counts)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=talks(), cuts=st.lists(st.integers(0, 30), max_size=4), turn=st.randoms())
def test_even_the_oddest_talk_comes_out_the_same(app, tmp_path, lines, cuts, turn):
    shuffled = list(lines)
    turn.shuffle(shuffled)
    found, _ = arrived(app, tmp_path, split(shuffled, cuts))
    at_once, _ = arrived(app, tmp_path, [lines])
    assert found == at_once
    assert short(found) == expected(lines)


def test_the_ledger_balances_whatever_came(app, tmp_path):
    from forum.services import ledger

    for lines in ([*TALK[::-1], *TALK], TALK[5:], ["{", *TALK[:2]]):
        counts = bring(app, tmp_path, lines)
        parts = (counts["threads"], counts["replies"], counts["duplicates"], counts["waiting"])
        assert counts["read"] == sum(parts) + sum(counts["rejected"].values())
    with app.app_context():
        assert ledger.totals()["balanced"] is True
        assert ledger.totals()["read"] == 26 + 8 + 3


@pytest.mark.parametrize("order", [TALK, TALK[::-1]], ids=["in time", "backwards"])
def test_what_people_did_on_a_stub_goes_along_when_it_finds_its_thread(app, cast, tmp_path, order):
    from forum.extensions import db
    from forum.models import Award, Post, Thread, User
    from forum.services import reputation, votes

    bring(app, tmp_path, [line for line in order if line["id"] in ("c", "d")])
    with app.app_context():
        is_orphan = (Post.kind == "question", Thread.kind == "stub")
        orphan = db.session.scalars(select(Post).join(Thread, Thread.id == Post.thread_id).where(*is_orphan)).one()
        votes.cast(orphan.id, db.session.get_one(User, cast.theo), 1)
        reputation.award(cast.mara, "question.upvoted", orphan, cast.theo, orphan.created_at)
        db.session.commit()
    bring(app, tmp_path, order)
    with app.app_context():
        titled = select(Thread).where(Thread.title == "My router drops the line every night.")
        thread = db.session.scalars(titled).one()
        assert db.session.scalars(select(Award)).one().thread_id == thread.id
        assert db.session.get_one(Post, orphan.id).thread_id == thread.id
        assert db.session.get_one(Post, orphan.id).score == 1
        assert reputation.total(cast.mara) == 5


def test_two_imports_at_once_do_not_miss_each_other(app, tmp_path, monkeypatch):
    from concurrent.futures import ThreadPoolExecutor

    from forum.services import imports, ledger

    monkeypatch.setattr(imports, "MOST_LINES", 2)
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda folder, lines: bring(app, folder, lines), folders, [TALK, TALK[::-1]]))
    assert short(picture(app)) == expected(TALK)
    assert sum(each["duplicates"] for each in counts) == len(TALK)
    with app.app_context():
        assert not any(ledger.imbalances().values())
