"""What a half-written word may become: tags in use, and people who can be named, those of the thread first."""

from datetime import timedelta
from typing import Any

import pytest

from tests.forum.talk import answer, ask, hide, question_of


def words(cast: Any, address: str, who: str | None = "mara") -> list[str]:
    response = cast.visit(who).get(address)
    assert response.status_code == 200
    return [each["word"] for each in response.json["words"]]


def people(cast: Any, begun: str, thread_id: int | str = "", who: str = "mara") -> list[str]:
    return words(cast, f"/suggestions/people?q={begun}&thread={thread_id}", who)


def test_tags_that_begin_like_it_come_most_used_first(cast: Any):
    for tags in ("mesh meter", "meter", "wifi memory", "meter memory"):
        ask(cast, tags=tags)
    assert words(cast, "/suggestions/tags?q=ME", None) == ["meter", "memory", "mesh"]
    assert words(cast, "/suggestions/tags?q=", None) == []


def test_a_tag_that_only_hidden_or_removed_questions_bear_is_not_told(cast: Any):
    hide(cast, question_of(cast, ask(cast, tags="meteor")))
    gone = question_of(cast, ask(cast, tags="mettle"))
    cast.visit("mara").post(f"/posts/{gone}?_method=DELETE")
    for who in (None, "mara", "ines"):
        assert words(cast, "/suggestions/tags?q=me", who) == []


@pytest.mark.parametrize("begun", ["%25", "_", "%00", "a" * 3000, "%F0%9F%92%A1"])
def test_signs_are_letters_like_others(cast: Any, begun: str):
    ask(cast, tags="mesh")
    assert words(cast, f"/suggestions/tags?q={begun}") == []
    assert people(cast, begun) == []


def test_at_most_eight_are_told_and_browsers_of_guests_may_keep_them(cast: Any):
    for first in (0, 5):
        ask(cast, tags=" ".join(f"tag{first + each}" for each in range(5)))
    response = cast.visit().get("/suggestions/tags?q=tag")
    assert len(response.json["words"]) == 8
    assert "max-age=300" in response.headers["Cache-Control"]


def test_people_of_the_thread_come_first(cast: Any):
    thread_id = ask(cast, who="nils")
    assert people(cast, "o") == ["omar"]
    answer(cast, thread_id, "priya")
    with cast.app.app_context():
        from forum.extensions import db
        from forum.models import User

        db.session.get_one(User, cast.ids["omar"]).name_key = "pa"
        db.session.commit()
    assert people(cast, "p") == ["omar", "priya"]
    assert people(cast, "P", thread_id) == ["priya", "omar"]


def test_oneself_people_who_left_and_suspended_people_are_not_told(cast: Any):
    from forum.database import now
    from forum.extensions import db
    from forum.models import User
    from forum.services import accounts

    assert people(cast, "mara") == []
    with cast.app.app_context():
        nils, theo, ines = (db.session.get_one(User, cast.ids[name]) for name in ("nils", "theo", "ines"))
        accounts.suspend(nils, ines, "Insults", now() + timedelta(days=1), now())
        theo.erased_at = now()
        db.session.commit()
    assert people(cast, "n") == people(cast, "t") == []


def test_who_asked_under_a_pseudonym_is_not_of_the_thread(cast: Any):
    data = {"title": "It hums at night", "body": "It hums.", "is_anonymous": "1"}
    made = cast.visit("theo").post("/threads/new", data=data)
    thread_id = made.headers["Location"].rpartition("/")[2]
    response = cast.visit("mara").get(f"/suggestions/people?q=t&thread={thread_id}")
    assert response.json["words"] == [{"word": "theo", "said": ""}]


def test_who_wrote_what_is_hidden_is_not_of_the_thread(cast: Any):
    thread_id = ask(cast)
    hide(cast, answer(cast, thread_id, "theo"))
    response = cast.visit("mara").get(f"/suggestions/people?q=t&thread={thread_id}")
    assert response.json["words"] == [{"word": "theo", "said": ""}]


def test_guests_are_not_told_who_is_here(cast: Any):
    assert "/login" in cast.visit().get("/suggestions/people?q=t").headers["Location"]
