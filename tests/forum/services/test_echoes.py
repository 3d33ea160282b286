"""What becomes of those who said the same: told together, parted when it was not the same, forgotten when they leave."""

from typing import Any

import pytest
from sqlalchemy import select

from tests.forum import talk as forum_talk
from tests.forum.services.test_import_echoes import LAMP, OUTAGE, groups, live, said


def rows(app: Any, query: Any) -> list[Any]:
    from forum.extensions import db

    with app.app_context():
        return list(db.session.execute(query))


def thread_of(app: Any, key: str) -> int:
    """The thread in which the post of this id stands, as a post or as an echo."""
    from forum.models import Echo, Origin

    found = select(Origin.thread_id).where(Origin.external_id == key)
    return int(rows(app, found.union(select(Echo.thread_id).where(Echo.external_id == key)))[0].thread_id)


def talk(app: Any, thread_id: int) -> dict[str, str]:
    """Kinds of the imported posts of a thread by id."""
    from forum.models import Origin, Post

    found = select(Origin.external_id, Post.kind).join(Post, Post.id == Origin.post_id)
    return {row.external_id: row.kind for row in rows(app, found.where(Post.thread_id == thread_id))}


def act(cast: Any, verb: Any) -> Any:
    from forum.app import commit
    from forum.extensions import db
    from forum.models import User

    with cast.app.app_context():
        people = {name: db.session.get_one(User, key) for name, key in cast.ids.items()}
        told = verb(people)
        commit()
    cast.work()
    return told


def test_people_are_counted_not_copies(app, tmp_path):
    from forum.models import Thread

    lines = [
        said(str(each), OUTAGE, each, author=name) for each, name in enumerate(["jo", "al", "al", "bo", "jo", "jo"])
    ]
    live(app, tmp_path, lines)
    [thread] = rows(app, select(Thread.echo_count, Thread.echo_people))
    assert tuple(thread) == (5, 2), "al and bo, beside jo who asked"


def test_who_repeats_their_own_question_is_not_nobody(app, cast, tmp_path):
    live(app, tmp_path, [said("1", OUTAGE, author="jo"), said("2", OUTAGE, 3, author="jo")])
    page = forum_talk.page(cast, f"/threads/{thread_of(app, '1')}/echoes")
    assert "Whoever asked posted the same words again." in page and "0 other people" not in page


def test_replies_to_an_echo_stand_below_the_first_question(app, tmp_path):
    early = [said("reply", "Pull the plug and wait a minute.", 9, author="cable", in_reply_to="2")]
    live(app, tmp_path, early)
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1, author="al")])
    late = [
        said("own", "Still dark here.", 12, author="al", in_reply_to="2"),
        said("deep", "That helped, thanks.", 13, author="al", in_reply_to="reply"),
        said("again", "Have you tried the plug?", 14, author="bo", in_reply_to="2"),
    ]
    live(app, tmp_path, late)
    assert talk(app, thread_of(app, "1")) == {
        "1": "question",
        "reply": "answer",
        "own": "comment",
        "deep": "comment",
        "again": "answer",
    }
    assert groups(app) == {frozenset("12")}


def test_who_is_parted_asks_alone_with_the_replies_and_is_never_taken_for_the_same_again(app, cast, tmp_path):
    from forum.extensions import db
    from forum.models import Echo
    from forum.services import parting

    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1, author="al"), said("3", OUTAGE, 2)])
    live(
        app,
        tmp_path,
        [said("a", "Pull the plug.", 5, in_reply_to="2"), said("b", "Thanks.", 6, author="al", in_reply_to="a")],
    )

    def part(people: Any) -> int | None:
        echo = db.session.scalars(select(Echo).where(Echo.external_id == "2")).one()
        return parting.part(echo.id, people["ines"])

    parted = act(cast, part)
    assert groups(app) == {frozenset("13"), frozenset("2")}
    assert talk(app, parted) == {"2": "question", "a": "answer", "b": "comment"}
    assert talk(app, thread_of(app, "1")) == {"1": "question"}
    again = live(app, tmp_path, [said("2", OUTAGE, 1, author="al"), said("4", OUTAGE, 3)])
    assert (again["duplicates"], again["echoes"]) == (1, 1)
    assert {frozenset("2")} < groups(app)


@pytest.mark.parametrize("asker", ["mara", ""])
def test_an_acceptance_goes_with_its_answer_to_the_question_that_is_parted(app, cast, tmp_path, asker):
    from forum.extensions import db
    from forum.models import Acceptance, Award, Echo, Origin, Post, Thread, User
    from forum.services import parting, reputation, threads

    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1, author="al")])
    live(app, tmp_path, [said("a", "Pull the plug.", 5, in_reply_to="2")])
    first = thread_of(app, "1")

    def accept(people: Any) -> None:
        post = db.session.scalars(
            select(Post).join(Origin, Origin.post_id == Post.id).where(Post.kind == "answer")
        ).one()
        if asker:  # both have claimed their handles
            post.author_id, db.session.get_one(Thread, first).asker_id = people["theo"].id, people[asker].id
        threads.accept(first, post.id, people["ines"])

    def part(people: Any) -> int | None:
        return parting.part(db.session.scalars(select(Echo.id)).one(), people["omar"])

    act(cast, accept)
    assert rows(app, select(Thread.solved_at))[0].solved_at
    parted = act(cast, part)
    found = rows(app, select(Thread.id, Thread.solved_at, Thread.answer_count).order_by(Thread.id))
    assert [(row.id, bool(row.solved_at), row.answer_count) for row in found] == [(first, False, 0), (parted, True, 1)]
    assert rows(app, select(Acceptance.thread_id, Acceptance.by_id)) == [(parted, cast.ines)]
    with app.app_context():
        for person in db.session.scalars(select(User)):
            assert person.reputation == reputation.total(person.id)
        if asker:
            names = dict(db.session.execute(select(User.name, User.reputation)).all())
            assert (names["theo"], names["mara"]) == (15, 0), "mara asked another question"
            assert len(db.session.scalars(select(Award.id)).all()) == 5


def test_of_two_who_part_the_same_at_once_both_are_led_to_one_question(app, cast, tmp_path, monkeypatch):
    from forum.extensions import db
    from forum.models import Echo, Thread
    from forum.services import parting

    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1)])
    [echo], part = rows(app, select(Echo.id, Echo.thread_id)), parting.part

    def be_late(echo_id: int, by: Any) -> int | None:
        part(echo_id, by)
        db.session.flush()
        return part(echo_id, by)

    monkeypatch.setattr(parting, "part", be_late)
    late = cast.visit("omar").post(f"/echoes/{echo.id}/parting")
    assert (late.status_code, late.headers["Location"]) == (303, f"/threads/{thread_of(app, '2')}")
    assert len(rows(app, select(Thread.id))) == 2


def test_a_second_click_on_not_the_same_is_as_harmless_as_any(app, cast, tmp_path):
    from forum.models import Echo, Thread

    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1)])
    [echo], ines = rows(app, select(Echo.id)), cast.visit("ines")
    first, again = (ines.post(f"/echoes/{echo.id}/parting") for _ in range(2))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.headers["Location"] == again.headers["Location"] == f"/threads/{thread_of(app, '2')}"
    assert len(rows(app, select(Thread.id))) == 2
    assert ines.post("/echoes/999/parting").status_code == 404


def test_what_a_person_has_touched_is_never_folded(app, cast, tmp_path):
    from forum.services import following

    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, week + 1)])
    second = thread_of(app, "2")
    act(cast, lambda people: following.follow(second, people["nils"]))
    live(app, tmp_path, [said("3", OUTAGE, 600)])
    assert groups(app) == {frozenset("13"), frozenset("2")}


def test_where_somebody_has_begun_an_answer_nothing_is_folded_away_from_under_it(app, cast, tmp_path):
    from forum.services import drafts

    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, week + 1)])
    second = thread_of(app, "2")
    words = drafts.Words(body="Turn it off at the")
    act(cast, lambda people: drafts.keep(people["nils"].id, f"answer:{second}", words, second))
    live(app, tmp_path, [said("3", OUTAGE, 600)])
    assert groups(app) == {frozenset("13"), frozenset("2")}
    assert "Turn it off at the" in forum_talk.page(cast, f"/threads/{second}", "nils")


def test_a_question_that_others_lead_to_is_not_folded_into_one_of_these(app, cast, tmp_path):
    from forum.models import Thread
    from forum.services import duplicates

    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, week + 1)])
    first, second = thread_of(app, "1"), thread_of(app, "2")
    assert act(cast, lambda people: duplicates.close(first, second, people["ines"]))
    live(app, tmp_path, [said("3", OUTAGE, 600)])
    assert groups(app) == {frozenset("13"), frozenset("2")}
    assert rows(app, select(Thread.duplicate_of_id).where(Thread.id == first)) == [(second,)]


def test_nobody_counts_as_told_who_stood_elsewhere_when_all_were(app, cast, tmp_path):
    from forum.services import echoes

    week = 7 * 24 * 60
    live(app, tmp_path, [said("2", OUTAGE, week + 5), said("b", OUTAGE, week + 6)])
    live(app, tmp_path, [said("1", OUTAGE), said("a", OUTAGE, 1)])
    first = thread_of(app, "1")
    assert act(cast, lambda people: echoes.tell_all(first, people["ines"]))
    live(app, tmp_path, [said("3", OUTAGE, 600)])
    thread_ids = [first, thread_of(app, "2")]
    with app.app_context():
        listed = [row for thread_id in thread_ids for row in echoes.page(thread_id).rows]
    assert {row.handle for row in listed if row.told_at} == {"somebodya"}


def test_a_question_counts_what_was_folded_into_it_also_where_the_copies_went_elsewhere(app, cast, tmp_path):
    from forum.services import following

    week = 7 * 24 * 60
    live(app, tmp_path, [said("1", f"{OUTAGE} cold"), said("2", OUTAGE, week + 1), said("4", OUTAGE, 2 * week + 2)])
    second = thread_of(app, "2")
    act(cast, lambda people: following.follow(second, people["nils"]))
    live(app, tmp_path, [said("3", OUTAGE, week // 2), said("5", OUTAGE, week + week // 2)])
    assert groups(app) == {frozenset("14"), frozenset("235")}


def test_the_address_of_what_was_folded_leads_to_where_it_went(app, cast, tmp_path):
    week = 7 * 24 * 60
    live(app, tmp_path, [said("2", OUTAGE, week + 1)])
    live(app, tmp_path, [said("4", OUTAGE, 3 * week)])
    last, middle = thread_of(app, "4"), thread_of(app, "2")
    live(app, tmp_path, [said("3", OUTAGE, 2 * week)])
    assert leads(cast, last) == f"/threads/{middle}"
    live(app, tmp_path, [said("1", OUTAGE)])
    first = thread_of(app, "1")
    assert first != middle
    live(app, tmp_path, [said("0", OUTAGE, 600)])
    cast.work()
    assert groups(app) == {frozenset("01234")}
    assert leads(cast, middle) == f"/threads/{first}"
    if first != last:
        assert leads(cast, last) == f"/threads/{first}", "and never step by step"
    forum_talk.hide(cast, forum_talk.question_of(cast, first))
    act(cast, lambda people: gone(first))
    assert cast.visit(None).get(f"/threads/{middle}").status_code == 404


def leads(cast: Any, thread_id: int) -> str:
    """Where a guest is sent who asks for this thread."""
    found = cast.visit(None).get(f"/threads/{thread_id}")
    assert found.status_code == 302, found.status_code
    return str(found.headers["Location"])


def gone(thread_id: int) -> None:
    from forum.database import now
    from forum.extensions import db
    from forum.models import Thread

    db.session.get_one(Thread, thread_id).deleted_at = now()


def test_the_answer_is_told_to_all_of_them_with_one_note(app, cast, tmp_path):
    from forum.models import Thread
    from forum.services import echoes, posts, tellings, untold

    live(app, tmp_path, [said(str(each), LAMP, each) for each in range(4)])
    thread_id = thread_of(app, "0")
    answer_id = act(cast, lambda people: posts.answer(thread_id, people["theo"], "Loosen the two screws.").id)

    def waits() -> bool:
        with app.app_context():
            return untold.count() == 1

    def tell(people: Any) -> None:
        row = next(each for each in tellings.own_answers([thread_id]) if each.id == answer_id)
        tellings.tell(row, "Loosen the two screws.", people["ines"])

    assert waits()
    act(cast, tell)
    assert waits(), "the asker knows, three others do not"
    assert act(cast, lambda people: echoes.tell_all(thread_id, people["ines"]))
    assert not act(cast, lambda people: echoes.tell_all(thread_id, people["ines"]))
    assert not waits()
    live(app, tmp_path, [said("late", LAMP, 30)])
    cast.work()
    assert waits(), "somebody new said the same"
    assert act(cast, lambda people: echoes.tell_all(thread_id, people["ines"]))
    assert act(cast, lambda people: echoes.untell_all(thread_id, people["ines"]))
    assert waits()
    assert rows(app, select(Thread.echo_people))[0].echo_people == 4


def test_who_leaves_takes_the_name_out_of_what_they_echoed(app, cast, tmp_path):
    from forum.extensions import db
    from forum.models import Echo, Identity, Thread
    from forum.services import erasures

    url = "https://twitter.example/nils/status/2"
    live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1, author="nils_there", url=url), said("3", OUTAGE, 2)])

    def leave(people: Any) -> None:
        claimed = db.session.scalars(select(Identity).where(Identity.handle == "nils_there")).one()
        claimed.user_id = people["nils"].id
        db.session.flush()
        erasures.erase(people["nils"])

    act(cast, leave)
    [echo] = rows(app, select(Echo.identity_id, Echo.url, Echo.extra).where(Echo.external_id == "2"))
    assert tuple(echo) == (None, None, None)
    assert rows(app, select(Thread.echo_people))[0].echo_people == 2, "they said it all the same"


def test_hidden_as_spam_stays_one_stub_however_many_copies_come(app, cast, tmp_path):
    from forum.models import Post, Thread
    from forum.services import posts

    live(app, tmp_path, [said(str(each), "Win a free Hearth now at our shop today", each) for each in range(3)])
    thread_id = thread_of(app, "0")

    def hide(people: Any) -> None:
        from forum.extensions import db

        question = db.session.scalars(select(Post).where(Post.thread_id == thread_id)).one()
        posts.hide(question, people["ines"], "spam")

    act(cast, hide)
    live(app, tmp_path, [said("9", "WIN a free Hearth now at our shop today!!", 9)])
    assert len(rows(app, select(Thread.id))) == 1


def test_how_they_are_recognised_is_forgotten_in_time(app, tmp_path):
    from datetime import timedelta

    from forum.app import commit
    from forum.database import now
    from forum.models import Wording
    from forum.services import echoes

    live(app, tmp_path, [said("1", OUTAGE)])
    for days, left in ((13, 1), (15, 0)):
        with app.app_context():
            echoes.forget_wordings(now() + timedelta(days=days))
            commit()
        assert len(rows(app, select(Wording.id))) == left


@pytest.mark.parametrize("days", [0])
def test_it_can_be_switched_off(database, tmp_path, days):
    import wsgi

    app = wsgi.create_app(limits="off", echo_days=days, **database)
    assert live(app, tmp_path, [said("1", OUTAGE), said("2", OUTAGE, 1)])["threads"] == 2


def test_who_is_parted_keeps_what_was_masked_under_seal(app, cast, tmp_path):
    from forum.extensions import db
    from forum.models import Echo, Post, SealedOriginal
    from forum.services import parting

    card = "My card 4111 1111 1111 1111 was charged twice for the Hearth this morning"
    live(app, tmp_path, [said("1", card), said("2", f"RT @somebody1: {card}", 1)])
    [echo] = rows(app, select(Echo.body))
    assert "4111" not in echo.body
    parted = act(cast, lambda people: parting.part(db.session.scalars(select(Echo.id)).one(), people["ines"]))
    sealed = select(SealedOriginal.id).join(Post, Post.id == SealedOriginal.post_id).where(Post.thread_id == parted)
    assert len(rows(app, sealed)) == 1
    assert "4111" not in rows(app, select(Post.body).where(Post.thread_id == parted))[0].body
