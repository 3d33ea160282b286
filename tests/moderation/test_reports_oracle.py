"""Every number of the reports, for random towns, held against a slow count in plain Python that shares no code with it."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytz
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from moderation.reports import behind, elsewhere, open_cases
from moderation.reports.local_time import beginning
from moderation.reports.overview import overview
from moderation.reports.scope import Scope

START = datetime(2026, 10, 20, tzinfo=UTC)  # in these weeks the clocks of Berlin, Apia's neighbours and New York change
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana")
PEOPLE = ("mara", "nils", "theo", "ines")
AGES = (("1-h", 1), ("4-h", 4), ("24-h", 24), ("3-d", 72), ("7-d", 168))

moments = st.one_of(st.integers(0, 21 * 86_400), st.sampled_from([0, 86_400, 86_401, 5 * 86_400 + 3_600]))
post = st.fixed_dictionaries({
    "by": st.sampled_from(PEOPLE), "kind": st.sampled_from(["answer", "answer", "comment"]),
    "after": st.one_of(st.sampled_from([0, 600, 601, 3_600, 86_400, 86_401]), st.integers(-60, 300_000)),
    "hidden": st.booleans(), "deleted": st.sampled_from([False, False, True]), "sends_to": st.sampled_from(["", "", "message", "phone"]),
    "links": st.booleans(),
})  # fmt: skip
thread = st.fixed_dictionaries({
    "at": moments, "by": st.sampled_from(PEOPLE), "brand": st.integers(0, 1), "channel": st.sampled_from(["site", "twitter"]),
    "gone": st.sampled_from(["", "", "", "thread", "post"]), "hidden": st.booleans(), "kind": st.sampled_from(["question", "question", "announcement"]),
    "posts": st.lists(post, max_size=4), "accepted": st.integers(0, 3), "accepted_after": st.integers(0, 400_000),
    "case": st.sampled_from(["", "open", "open", "resolved"]), "case_age": st.integers(0, 400) , "is_high": st.booleans(),
})  # fmt: skip
looks = st.fixed_dictionaries({
    "as_of": moments, "channel": st.sampled_from(["", "", "site"]), "brand": st.sampled_from(["", "", "main"]),
    "days": st.sampled_from([None, None, (3, 9), (5, 5)]), "zone": st.sampled_from(ZONES), "anyone": st.booleans(),
})  # fmt: skip


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def fill(cast: Any, threads: list[dict[str, Any]], brands: list[int]) -> None:
    """Put a town straight into the tables."""
    from forum.extensions import db
    from forum.models import Acceptance, Post, Thread
    from moderation.models import Case

    for model in (Case, Acceptance, Post, Thread):
        db.session.execute(delete(model))
    post_id = 0
    for key, told in enumerate(threads, 1):
        asker = cast.ids[told["by"]]
        row = {
            "id": key,
            "title": f"Case {key}",
            "kind": told["kind"],
            "brand_id": brands[told["brand"]],
            "channel": told["channel"],
        }
        gone = {"deleted_at": at(0)} if told["gone"] == "thread" else {}
        hidden = {"hidden_at": at(0)} if told["hidden"] else {}
        db.session.execute(
            insert(Thread).values(**row, asker_id=asker, created_at=at(told["at"]), active_at=START, **gone, **hidden)
        )
        opening = {"author_id": asker, "is_brand": told["by"] == "ines", "created_at": at(told["at"])}
        post_id += 1
        gone = {"deleted_at": at(0)} if told["gone"] else {}
        db.session.execute(
            insert(Post).values(id=post_id, thread_id=key, kind="question", body="", html="", **opening, **gone)
        )
        for number, each in enumerate(told["posts"]):
            post_id += 1
            each["id"] = post_id
            _put_post(cast, key, told, each, number)
        if told["case"]:
            opened = {
                "opened_at": at(21 * 86_400) - timedelta(hours=told["case_age"]),
                "due_at": START,
                "opened_because": "risk",
            }
            kept = {name: row[name] for name in ("brand_id", "channel")}
            db.session.execute(
                insert(Case).values(
                    thread_id=key, state=told["case"], urgency=0 if told["is_high"] else 1, **opened, **kept
                )
            )


def _put_post(cast: Any, key: int, told: dict[str, Any], each: dict[str, Any], number: int) -> None:
    from forum.extensions import db
    from forum.models import Acceptance, Post

    words = {"body": "", "html": '<a href="/threads/1">that</a>' if each["links"] else "", "sends_to": each["sends_to"]}
    author = {
        "author_id": cast.ids[each["by"]],
        "is_brand": each["by"] == "ines",
        "created_at": at(told["at"] + each["after"]),
    }
    gone = {"hidden_at": START if each["hidden"] else None, "deleted_at": START if each["deleted"] else None}
    db.session.execute(insert(Post).values(id=each["id"], thread_id=key, kind=each["kind"], **words, **author, **gone))
    if number == told["accepted"] and each["kind"] == "answer" and not each["deleted"]:
        accepted = {"by_id": cast.ids[told["by"]], "at": at(told["at"] + told["accepted_after"])}
        db.session.execute(insert(Acceptance).values(thread_id=key, post_id=each["id"], **accepted))


class Oracle:
    """The same numbers, one question at a time."""

    def __init__(self, threads: list[dict[str, Any]], look: dict[str, Any], zone: Any) -> None:
        self.look, self.zone, self.as_of = look, zone, look["as_of"]
        self.threads = threads
        self.roots = {key: told for key, told in enumerate(threads, 1) if self._is_root(told)}

    def _is_here(self, told: dict[str, Any]) -> bool:
        return self.look["channel"] in ("", told["channel"]) and (not self.look["brand"] or told["brand"] == 0)

    def _is_root(self, told: dict[str, Any]) -> bool:
        if told["kind"] != "question" or told["gone"] or told["by"] == "ines" or told["at"] > self.as_of:
            return False
        return self._is_here(told) and self._is_in_days(self.local(told["at"]))

    def _is_in_days(self, there: datetime) -> bool:
        if self.look["days"] is None:
            return True
        first, last = self.look["days"]
        return (START + timedelta(days=first)).date() <= there.date() <= (START + timedelta(days=last)).date()

    def local(self, seconds: float) -> datetime:
        return at(seconds).astimezone(self.zone)

    def replies(self, told: dict[str, Any]) -> list[dict[str, Any]]:
        there = [each for each in told["posts"] if not each["deleted"] and told["at"] + each["after"] <= self.as_of]
        return [each for each in there if each["by"] == "ines"]

    def took(self, told: dict[str, Any]) -> float | None:
        found = [each["after"] for each in self.replies(told)]
        if self.look["anyone"]:
            found += [
                each["after"] for each in told["posts"]
                if each["kind"] == "answer" and not each["hidden"] and not each["deleted"]
                and each["by"] != told["by"] and told["at"] + each["after"] <= self.as_of
            ]  # fmt: skip
        return min(found, default=None)

    def band(self, took: float | None) -> str:
        if took is None:
            return "none"
        for name, most in (("10-min", 600), ("1-h", 3_600), ("6-h", 21_600), ("24-h", 86_400)):
            if took <= most:
                return name
        return "over"

    def solver(self, told: dict[str, Any]) -> str | None:
        if told["accepted"] >= len(told["posts"]):
            return None
        each = told["posts"][told["accepted"]]
        if (
            each["kind"] != "answer"
            or each["deleted"]
            or each["hidden"]
            or told["at"] + told["accepted_after"] > self.as_of
        ):
            return None
        if each["by"] == "ines":
            return "staff"
        if each["links"]:
            return "earlier"
        return "asker" if each["by"] == told["by"] else "advocate" if each["by"] == "theo" else "peer"

    def hour(self, seconds: float) -> int:
        there = self.local(seconds)
        return there.weekday() * 24 + there.hour

    def monday(self, told: dict[str, Any]) -> Any:
        there = self.local(told["at"]).date()
        return there - timedelta(days=there.weekday())

    def open_cases(self) -> Counter[tuple[str, bool]]:
        found: Counter[tuple[str, bool]] = Counter()
        for told in self.threads:
            if told["case"] == "open" and self._is_here(told):
                hours = (self.as_of - 21 * 86_400) / 3_600 + told["case_age"]
                found[next((name for name, most in AGES if hours <= most), "older"), told["is_high"]] += 1
        return found


def without_zeros(counts: Any) -> dict[Any, int]:
    return {name: count for name, count in dict(counts).items() if count}


@pytest.fixture
def check(app: Any, cast: Any) -> Any:
    """Build a town, read the reports, compare; nothing of it stays."""
    from forum.extensions import db

    with app.app_context():
        from forum.models import User
        from forum.services import brands as settled

        brands = [settled.default_id(), settled.add("Pro", "pro").id]
        db.session.execute(db.update(User).where(User.name == "theo").values(reputation=10_000))
        db.session.commit()

    def run(threads: list[dict[str, Any]], look: dict[str, Any]) -> None:
        with app.test_request_context():
            fill(cast, threads, brands)
            _compare(threads, look)
            db.session.rollback()

    return run


def _scope(look: dict[str, Any], zone: Any) -> Scope:
    days = look["days"] and [(START + timedelta(days=day)).date() for day in look["days"]]
    since = beginning(days[0], zone) if days else None
    before = beginning(days[1] + timedelta(days=1), zone) if days else None
    return Scope(at(look["as_of"]), look["channel"], look["brand"], since, before)


def _compare(threads: list[dict[str, Any]], look: dict[str, Any]) -> None:
    zone = pytz.timezone(look["zone"])
    oracle, scope = Oracle(threads, look, zone), _scope(look, zone)
    told = overview(scope, zone, look["anyone"])
    took = {key: oracle.took(each) for key, each in oracle.roots.items()}
    solved = {key: oracle.solver(each) for key, each in oracle.roots.items()}
    assert told.times.facts.thread_ids.tolist() == sorted(oracle.roots)
    levels = told.times.levels
    assert levels.answered_within_24h == sum(each is not None and each <= 86_400 for each in took.values())
    late = [key for key, each in took.items() if each is None and oracle.as_of - oracle.roots[key]["at"] > 86_400]
    assert (levels.unanswered, levels.unanswered_over_24h) == (list(took.values()).count(None), len(late))
    assert without_zeros(told.times.bands()) == without_zeros(Counter(map(oracle.band, took.values())))
    assert without_zeros(told.solved.counts) == without_zeros(Counter(each for each in solved.values() if each))
    _compare_time(told, oracle, took, solved)
    _compare_cases(told, oracle, scope)
    _compare_lists(told, oracle, took, solved, zone)
    _compare_places(told, oracle, scope)


def _compare_time(told: Any, oracle: Oracle, took: Any, solved: Any) -> None:
    weeks = Counter(oracle.monday(each) for each in oracle.roots.values())
    assert {row.first: row.asked for row in told.over_time.rows if row.asked} == weeks
    for row in told.over_time.rows:
        its = [key for key, each in oracle.roots.items() if oracle.monday(each) == row.first]
        assert row.in_time == sum(took[key] is not None and took[key] <= 86_400 for key in its)
        assert without_zeros(row.solved) == without_zeros(Counter(solved[key] for key in its if solved[key]))
    asked = Counter(oracle.hour(each["at"]) for each in oracle.roots.values())
    answered = Counter(oracle.hour(oracle.roots[key]["at"] + each) for key, each in took.items() if each is not None)
    for table, counts in ((told.hours.asked, asked), (told.hours.answered, answered)):
        assert [count for day in table for count in day] == [counts[hour] for hour in range(168)]


def _compare_lists(told: Any, oracle: Oracle, took: Any, solved: Any, zone: Any) -> None:
    """What a list holds is what its number counted, page by page."""
    for show in (*told.times.bands(), "all", "in-time", "late", *told.solved.counts, "solved", "by-peers"):
        mask = behind.chosen(told.times, told.solved, show, zone)
        page = behind.page(told.times, mask)
        assert page.total == int(mask.sum()) == (told.times.bands() | told.solved.counts).get(show, page.total)
    hour = oracle.hour(next(iter(oracle.roots.values()))["at"]) if oracle.roots else 0
    listed = behind.chosen(told.times, told.solved, "all", zone, hour)
    assert set(told.times.facts.thread_ids[listed].tolist()) == {
        k for k, each in oracle.roots.items() if oracle.hour(each["at"]) == hour
    }
    answered = behind.chosen(told.times, told.solved, "answers", zone, hour)
    assert int(answered.sum()) == told.hours.answered[hour // 24][hour % 24]


def _compare_cases(told: Any, oracle: Oracle, scope: Scope) -> None:
    found = oracle.open_cases()
    for age in open_cases.ALL_AGES:
        for is_high, table in ((True, told.cases.high), (False, told.cases.rest)):
            assert table[age] == found[age, is_high] == len(open_cases.behind(scope, age, is_high))


def _compare_places(told: Any, oracle: Oracle, scope: Scope) -> None:
    replies, ways = Counter(), Counter()
    for each in oracle.roots.values():
        for reply in oracle.replies(each):
            replies[each["brand"], each["channel"]] += 1
            ways[reply["sends_to"]] += bool(reply["sends_to"])
    assert {(each.slug == "pro", each.channel): each.replies for each in told.places} == dict(replies)
    for way in ("message", "phone"):
        assert (
            sum(each.ways[way] for each in told.places)
            == ways[way]
            == elsewhere.count(scope, way)
            == len(elsewhere.behind(scope, way))
        )


A_REPLY = {
    "by": "ines",
    "kind": "answer",
    "after": 86_400,
    "hidden": True,
    "deleted": False,
    "sends_to": "phone",
    "links": False,
}
A_THREAD = {
    "at": 5 * 86_400 + 3_600, "by": "mara", "brand": 0, "channel": "site", "gone": "", "hidden": True, "kind": "question",
    "posts": [A_REPLY], "accepted": 0, "accepted_after": 0, "case": "open", "case_age": 4, "is_high": True,
}  # fmt: skip
A_LOOK = {"as_of": 21 * 86_400, "channel": "", "brand": "", "days": (5, 5), "zone": "Europe/Berlin", "anyone": True}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(threads=st.lists(thread, max_size=6), look=looks)
@example(threads=[A_THREAD], look=A_LOOK)
def test_the_page_tells_what_a_slow_count_tells(check, threads, look):
    check(threads, look)


def a_town(chance: random.Random) -> list[dict[str, Any]]:
    """Fifty threads of three weeks, so that every rule meets a question that it decides about."""
    pick = chance.choice
    return [
        {
            "at": chance.randrange(21 * 86_400), "by": pick(PEOPLE), "brand": chance.randrange(2), "channel": pick(["site", "twitter"]),
            "gone": pick(["", "", "", "thread", "post"]), "hidden": pick([True, False]), "kind": pick(["question"] * 4 + ["announcement"]),
            "posts": [_a_post(chance) for _ in range(chance.randrange(5))], "accepted": chance.randrange(4),
            "accepted_after": chance.randrange(400_000), "case": pick(["", "open", "resolved"]), "case_age": chance.randrange(400),
            "is_high": pick([True, False]),
        }
        for _ in range(50)
    ]  # fmt: skip


def _a_post(chance: random.Random) -> dict[str, Any]:
    pick = chance.choice
    return {
        "by": pick(PEOPLE), "kind": pick(["answer", "answer", "comment"]), "after": pick([600, 3_600, 86_400, chance.randrange(300_000)]),
        "hidden": pick([True, False]), "deleted": pick([False, False, True]), "sends_to": pick(["", "message", "phone"]),
        "links": pick([True, False]),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_town_is_told_as_it_was(check, seed):
    chance = random.Random(seed)
    threads = a_town(chance)
    for zone in ZONES:
        days = chance.choice([None, (3, 9)])
        check(
            threads,
            {
                "as_of": 21 * 86_400 - seed,
                "channel": "",
                "brand": "",
                "days": days,
                "zone": zone,
                "anyone": seed % 2 == 1,
            },
        )
