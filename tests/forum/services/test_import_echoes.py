"""Posts that say what another says already: one question, whatever the order in which they come, and nothing swallowed."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.forum.imported import bring, post

OUTAGE = (
    "My Hearth went dark at noon and the app says it is offline since then, is anyone else sitting in the cold tonight?"
)
LAMP = "The new lamp flickers every evening as soon as the heating comes on, how do I stop that from happening again next week?"
INJURED = "I am injured by your heater and nobody at the shop answers my calls today"
NOT_INJURED = "I am not injured by your heater and nobody at the shop answers my calls today"


def said(key: str, text: str, minute: int = 0, author: str = "", **more: Any) -> dict[str, Any]:
    at = datetime(2019, 3, 1, tzinfo=UTC) + timedelta(minutes=minute)
    return post(key, author or f"somebody{key}", 0, text, created_at=at.isoformat(), **more)


def live(app: Any, tmp_path: Any, lines: list[Any], **wishes: Any) -> dict[str, Any]:
    counts = bring(app, tmp_path, lines, as_live=True, **wishes)
    parts = ("threads", "replies", "duplicates", "waiting")
    assert counts["read"] == sum(counts[each] for each in parts) + sum(counts["rejected"].values())
    return counts


def groups(app: Any) -> set[frozenset[str]]:
    """The ids of posts that are one question, group by group; and the ledger balances, the counters agree."""
    from forum.extensions import db
    from forum.models import Echo, Origin, Post, Thread
    from forum.services import ledger

    found: dict[int, set[str]] = {}
    with app.app_context():
        assert ledger.is_balanced(), ledger.imbalances()
        opened = select(Origin.thread_id, Origin.external_id).join(Post, Post.id == Origin.post_id)
        echoed = select(Echo.thread_id, Echo.external_id)
        for thread_id, key in db.session.execute(opened.where(Post.kind == "question").union_all(echoed)):
            found.setdefault(thread_id, set()).add(key)
        counts = dict(db.session.execute(select(Thread.id, Thread.echo_count)).all())
        people = dict(
            db.session.execute(
                select(Echo.thread_id, func.count(Echo.identity_id.distinct())).group_by(Echo.thread_id)
            ).all()
        )
        for thread_id, keys in found.items():
            assert counts[thread_id] == len(keys) - 1
            assert people.get(thread_id, 0) <= counts[thread_id]
    return {frozenset(keys) for keys in found.values()}


def test_a_retweet_and_a_copy_are_one_question_with_the_first(app, tmp_path):
    lines = [
        said("1", f"@LanternetHelp {OUTAGE}"),
        said("2", f"RT @somebody1: @LanternetHelp {OUTAGE} https://t.co/abc", 3),
        said("3", OUTAGE.upper() + "!!!", 5),
        said("4", LAMP, 6),
    ]
    counts = live(app, tmp_path, lines)
    assert (counts["threads"], counts["echoes"]) == (2, 2)
    assert groups(app) == {frozenset("123"), frozenset("4")}
    again = live(app, tmp_path, lines)
    assert (again["duplicates"], again["echoes"]) == (4, 0)


def test_what_turns_the_meaning_is_another_question(app, tmp_path):
    live(app, tmp_path, [said("1", INJURED), said("2", NOT_INJURED, 1), said("3", INJURED + " for 3 days", 2)])
    assert groups(app) == {frozenset("1"), frozenset("2"), frozenset("3")}


def test_thanks_and_calls_for_help_are_nobodys_echo(app, tmp_path):
    live(app, tmp_path, [said(str(each), "@LanternetHelp please help me!", each) for each in range(4)])
    assert len(groups(app)) == 4


def test_what_is_about_one_persons_card_is_grouped_only_when_copied_to_the_letter(app, tmp_path):
    mine, yours = (
        f"My card {card} was charged twice for the Hearth this morning"
        for card in ("4111 1111 1111 1111", "5500 0000 0000 0004")
    )
    live(app, tmp_path, [said("1", mine), said("2", yours, 1), said("3", f"RT @somebody1: {mine}", 2)])
    assert groups(app) == {frozenset("13"), frozenset("2")}


def test_history_is_brought_in_as_it_was(app, tmp_path):
    assert bring(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1)])["threads"] == 2


def test_the_same_words_weeks_later_are_a_new_question(app, tmp_path):
    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, week + 1)])
    assert groups(app) == {frozenset("1"), frozenset("2")}
    live(app, tmp_path, [said("3", OUTAGE, 600)])
    assert groups(app) == {frozenset("123")}, "it stands between both, so all are one"


FORM = (
    "I write to you today as my order has not come and nobody in your shop could say when it will so look at this now "
)


def test_a_form_that_many_fill_in_is_compared_with_a_few_of_them_only(app, tmp_path, monkeypatch):
    from forum import wording

    dice, compared, is_near = random.Random(3), list[str](), wording.is_near
    monkeypatch.setattr(wording, "is_near", lambda *given: compared.append(given[0]) or is_near(*given))
    names = ["".join(dice.choices("bcdfghklmnprst", k=6)) for _ in range(600)]
    for part in range(4):
        lines = [said(f"{part}-{each}", FORM + " ".join(dice.sample(names, 8)), each) for each in range(60)]
        live(app, tmp_path, [*lines, said(f"{part}-copy", lines[-1]["text"] + " cold", 61)])
        assert len(compared) < 61 * 100, part
        compared.clear()
    assert sum(len(keys) == 2 for keys in groups(app)) == 4, "and near copies are found among them"


def test_questions_to_two_brands_are_two(app, tmp_path):
    lines = [
        said("1", f"@Lanternet {OUTAGE}"),
        said("2", f"@Hearthly {OUTAGE}", 1),
        said("3", f"{OUTAGE} @Hearthly", 2),
    ]
    live(app, tmp_path, lines, handles=["Lanternet", "Hearthly"])
    assert groups(app) == {frozenset("1"), frozenset("23")}


def _chatter(dice: random.Random) -> list[dict[str, Any]]:
    """Copies, near copies, near copies of these, of two questions, over weeks; with replies to some of them."""
    tails = ["", " please", " cold", " dark", " cold dark", " cold dark room", " with my old mother", " ugh 😡😡"]
    lines = []
    for each in range(24):
        text = dice.choice([OUTAGE, LAMP]) + dice.choice(tails)
        dress = dice.choice(["{}", "RT @x: {}", "@Lanternet {}", "{} https://t.co/q", "{} @a @b"])
        lines.append(said(str(each), dress.format(text), dice.randrange(40_000), author=f"p{each % 17}"))
        if dice.random() < 0.4:
            lines.append(
                said(
                    f"r{each}", "Same here, since noon.", 41_000, author=f"p{dice.randrange(17)}", in_reply_to=str(each)
                )
            )
    return lines


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_split_give_the_same_groups(app, tmp_path, seed):
    dice = random.Random(seed)
    lines, found = _chatter(dice), []
    for _ in range(3):
        _wipe(app)
        left = dice.sample(lines, len(lines))
        while left:
            size = dice.choice([1, 2, 5, 40])
            live(app, tmp_path, left[:size])
            left = left[size:]
        found.append((groups(app), _below(app)))
    assert found[0] == found[1] == found[2]
    assert any(len(group) > 2 for group in found[0][0])


def _wipe(app: Any) -> None:
    """Take all away that imports brought."""
    from forum.extensions import db
    from forum.models import Echo, ImportRun, LedgerEntry, Post, Thread

    with app.app_context():
        for model in (LedgerEntry, ImportRun, Echo, Post, Thread):
            db.session.execute(model.__table__.delete())
        db.session.commit()


def _below(app: Any) -> Counter[tuple[frozenset[str], str]]:
    """Which replies stand in which group."""
    from forum.extensions import db
    from forum.models import Echo, Origin, Post

    with app.app_context():
        rows = db.session.execute(
            select(Origin.thread_id, Origin.external_id, Post.kind).join(Post, Post.id == Origin.post_id)
        ).all()
        echoes = db.session.execute(select(Echo.thread_id, Echo.external_id)).all()
        assert not db.session.scalar(select(func.count()).where(Origin.is_waiting))
    tops: dict[int, set[str]] = {}
    for row in [*(row for row in rows if row.kind == "question"), *echoes]:
        tops.setdefault(row.thread_id, set()).add(row.external_id)
    return Counter((frozenset(tops[row.thread_id]), row.external_id) for row in rows if row.kind != "question")
