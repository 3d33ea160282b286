"""The numbers of the reports, held against a small town whose answers were counted by hand."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from moderation.reports.facts import facts
from moderation.reports.resolution import resolution
from moderation.reports.response_times import newest_first, response_times
from moderation.reports.scope import Scope
from moderation.reports.service_levels import service_levels
from tests.moderation.conftest import NOON

HOUR = timedelta(hours=1)
FROM_ELSEWHERE = {"source": "twitter", "created_at": "2026-11-20T01:00:00Z"}


@pytest.fixture
def town(desk):
    """Nine questions; their threads by name. Times are hours before noon."""
    told = {}
    with desk.at_work() as session:
        from forum.models import Post
        from forum.services import posts, reputation, threads

        mara, theo, nils, ines = (desk.person(name) for name in ("mara", "theo", "nils", "ines"))

        def ask(name, hours, asker=mara):
            asked = threads.ask(asker, f"Question {name}", "It is dark.", at=NOON - hours * HOUR)
            told[name] = asked.thread_id
            return asked

        def answer(name, by, after):
            asked_at = session.get_one(Post, desk.question(told[name]).id).created_at
            return posts.answer(told[name], by, "Press the button.", asked_at + after)

        ask("by both", 100)
        first = answer("by both", theo, HOUR / 2)
        answer("by both", ines, 2 * HOUR)
        threads.accept(told["by both"], first.id, mara, NOON)
        for _ in range(7):
            reputation.award(theo.id, "answer.accepted", first, mara.id, NOON)

        ask("late", 50)
        threads.accept(told["late"], answer("late", ines, 25 * HOUR).id, mara, NOON)

        ask("only herself", 40)
        threads.accept(told["only herself"], answer("only herself", mara, 3 * HOUR).id, mara, NOON)

        ask("by a neighbour", 10)
        threads.accept(told["by a neighbour"], answer("by a neighbour", nils, HOUR).id, mara, NOON)

        asked = ask("at the last moment", 30)
        posts.comment(session.get_one(Post, asked.post_id), ines, "We are looking.", NOON - 6 * HOUR)

        asked = ask("hidden", 20)
        answer("hidden", ines, timedelta(minutes=10))
        posts.hide(session.get_one(Post, asked.post_id), ines, "off topic", NOON)

        ask("spammed", 5)
        posts.hide(answer("spammed", nils, HOUR), ines, "spam", NOON)

        asked = ask("taken back", 60)
        posts.remove(session.get_one(Post, asked.post_id), mara, NOON)
        ask("by staff", 60, asker=ines)
    return told


def ids_behind(times, number):
    """The threads behind a number, the newest first."""
    order = newest_first(times.facts)
    return times.facts.thread_ids[order[times.behind(number)[order]]].tolist()


def names(town, times, number):
    by_id = {thread_id: name for name, thread_id in town.items()}
    return [by_id[key] for key in ids_behind(times, number)]


def solved(scope, advocate_reputation=100):
    return resolution(facts(scope), scope, advocate_reputation)


def test_the_numbers_are_those_counted_by_hand(desk, town):
    with desk.app.app_context():
        levels = response_times(Scope(NOON)).levels
    assert asdict(levels) == {
        "roots": 7,
        "answered_by_brand": 4,
        "unanswered": 3,
        "unanswered_over_24h": 1,
        "answered_within_24h": 3,
        "response_rate_24h": 0.4286,
        "first_response_seconds": {"median": 46_800.0, "p90": 88_920.0},
    }


def test_help_by_anyone_counts_readable_answers_but_never_the_askers_own(desk, town):
    with desk.app.app_context():
        helped = response_times(Scope(NOON)).by_anyone()
    assert helped.levels.answered_within_24h == 4
    assert helped.levels.first_response_seconds["median"] == 3_600.0
    assert names(town, helped, "none") == ["spammed", "only herself"]
    assert names(town, helped, "late") == ["only herself"]


def test_the_page_and_the_command_tell_the_same(desk, town):
    with desk.app.app_context():
        for hours in (0, 26, 39, 70, 200):
            at = NOON - hours * HOUR
            assert response_times(Scope(at)).levels == service_levels(at)


def test_each_number_is_as_large_as_the_list_behind_it(desk, town):
    with desk.app.app_context():
        ours = response_times(Scope(NOON))
    for times in (ours, ours.by_anyone()):
        assert {name: int(times.behind(name).sum()) for name in times.bands()} == times.bands()
        assert int(times.behind("in-time").sum()) == times.levels.answered_within_24h
        assert int(times.behind("late").sum()) == times.levels.unanswered_over_24h
        assert sum(times.bands().values()) == int(times.behind("all").sum()) == 7


def test_exactly_a_day_is_in_time_and_ten_minutes_are_in_the_first_band(desk, town):
    with desk.app.app_context():
        times = response_times(Scope(NOON))
    assert names(town, times, "24-h") == ["at the last moment"]
    assert names(town, times, "10-min") == ["hidden"]
    assert names(town, times, "over") == ["late"]


def test_only_questions_asked_in_the_days_count_the_first_instant_included(desk, town):
    with desk.app.app_context():
        times = response_times(Scope(NOON, since=NOON - 40 * HOUR, before=NOON - 10 * HOUR))
        found = solved(Scope(NOON, since=NOON - 40 * HOUR, before=NOON - 10 * HOUR), 100)
    assert names(town, times, "all") == ["hidden", "at the last moment", "only herself"]
    assert found.counts == {"peer": 0, "advocate": 0, "earlier": 0, "staff": 0, "asker": 1}


def test_what_happened_later_does_not_exist_yet(desk, town):
    with desk.app.app_context():
        times = response_times(Scope(NOON - 99 * HOUR))
        found = solved(Scope(NOON - HOUR), 100)
    assert names(town, times, "none") == ["by both"]
    assert names(town, times.by_anyone(), "1-h") == ["by both"]
    assert not found.total


def test_who_resolved_is_who_wrote_the_accepted_answer(desk, town):
    with desk.app.app_context():
        found = solved(Scope(NOON), 100)
        strict = solved(Scope(NOON), 10_000)
    assert found.counts == {"peer": 1, "advocate": 1, "earlier": 0, "staff": 1, "asker": 1}
    assert found.behind("advocate").sum() == found.behind("by-peers").sum() - 1 == 1
    assert found.behind("solved").sum() == found.total == 4
    assert found.peer_share == 0.5
    assert strict.counts == {"peer": 2, "advocate": 0, "earlier": 0, "staff": 1, "asker": 1}


def test_a_hidden_answer_resolves_nothing(desk, town):
    with desk.at_work() as session:
        from forum.models import Acceptance, Post
        from forum.services import posts

        accepted = session.get_one(Acceptance, town["by a neighbour"]).post_id
        posts.hide(session.get_one(Post, accepted), desk.person("ines"), "wrong", NOON)
        assert solved(Scope(NOON), 100).counts["peer"] == 0


def test_a_brand_narrows_every_number(desk, town):
    with desk.at_work():
        from forum.services import brands

        pro = brands.add("Lanternet Pro", "pro").id
    about_pro = desk.ask("mara", "About Pro", brand_id=pro, at=NOON - HOUR)
    with desk.app.app_context():
        assert ids_behind(response_times(Scope(NOON, brand="pro")), "all") == [about_pro]
        assert response_times(Scope(NOON, brand="main")).levels.roots == 7
        assert not len(response_times(Scope(NOON, brand="unknown")).facts)
        assert not solved(Scope(NOON, brand="pro"), 100).total


def test_askers_of_other_networks_do_not_answer_themselves_even_with_an_account(desk, tmp_path):
    from tests.forum.imported import bring

    question = {**FROM_ELSEWHERE, "id": "1", "author": "quietly", "text": "Why is it dark?"}
    brand = {"author": "LanternetHelp", "author_is_brand": True, "in_reply_to": "1", "text": "We look into it."}
    reply = {**FROM_ELSEWHERE, "id": "2", "created_at": "2026-11-20T05:00:00Z", **brand}
    bring(desk.app, tmp_path, [question, reply])
    with desk.at_work() as session:
        from sqlalchemy import select, update

        from forum.models import Identity, Thread
        from forum.services import posts

        session.execute(update(Identity).where(Identity.handle == "quietly").values(user_id=desk.cast.mara))
        thread_id = session.scalars(select(Thread.id)).one()
        posts.answer(thread_id, desk.person("mara"), "Found it myself.", NOON - 10 * HOUR)
        ours = response_times(Scope(NOON, channel="twitter"))
    assert ours.levels.first_response_seconds["median"] == 4 * 3_600
    assert ours.facts.helped.tolist() == ours.facts.answered.tolist()


def test_nothing_asked_gives_no_medians_and_no_shares(desk):
    with desk.app.app_context():
        times, found = response_times(Scope(NOON)), solved(Scope(NOON), 100)
    assert times.levels.first_response_seconds == {"median": None, "p90": None}
    assert times.levels.response_rate_24h is None
    assert found.peer_share is None


def test_an_accepted_answer_that_leads_to_another_thread_is_an_earlier_answer_found_again(desk, town):
    with desk.at_work():
        from forum.services import posts, threads

        mara, nils, ines = (desk.person(name) for name in ("mara", "nils", "ines"))
        for by, words in (
            (nils, "See [what helped me](/threads/1)."),
            (mara, "It was in /threads/1, sorry."),  # no link
            (mara, "Found it [here](/threads/1)."),
            (ines, "Please read [this](/threads/1)."),
        ):
            asked = threads.ask(mara, "Where is it told?", "I forgot.", at=NOON - HOUR)
            threads.accept(asked.thread_id, posts.answer(asked.thread_id, by, words, NOON).id, mara, NOON)
        scope = Scope(NOON, since=NOON - HOUR)
        assert solved(scope).counts == {"peer": 0, "advocate": 0, "earlier": 2, "staff": 1, "asker": 1}
