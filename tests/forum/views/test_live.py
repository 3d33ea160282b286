"""What a page hears that polls, and which streams are refused."""

from typing import Any

import pytest

from tests.stage import Stage, build


@pytest.fixture
def stage(cast: Any) -> Stage:
    return build(cast)


def news(stage: Stage, name: str | None, query: str, **more: Any) -> Any:
    return stage.cast.visit(name).get(stage.path(f"/live/news?{query}"), **more)


def test_a_page_that_polls_hears_what_came_after_it_and_is_told_from_where_to_go_on(stage: Stage):
    after = news(stage, "mara", "topic=thread:{open}").json["after"]
    assert news(stage, "mara", f"topic=thread:{{open}}&after={after}").json["news"] == []
    stage.cast.visit("theo").post(stage.path("/threads/{open}/answers"), data={"body": "Rubber feet."})
    told = news(stage, "mara", f"topic=thread:{{open}}&after={after}").json
    assert [signal["what"] for signal in told["news"]] == ["answer"]
    assert told["badge"]["unread"] >= 1
    again = news(stage, "mara", f"topic=thread:{{open}}&after={told['after']}").json
    assert again["news"] == []


def test_a_guest_hears_of_a_thread_too_and_has_no_numbers(stage: Stage):
    told = news(stage, None, "topic=thread:{solved}&after=0").json
    assert told["badge"] == {}
    assert {signal["what"] for signal in told["news"]} == {"answer", "comment", "accepted"}


def test_nothing_new_is_no_answer_worth_sending_again(stage: Stage):
    query = "topic=thread:{open}&after=0"
    first = news(stage, "mara", query)
    again = news(stage, "mara", query, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", [None, "mara", "theo"])
def test_posts_that_are_not_for_a_reader_are_not_heard_of(stage: Stage, name: str | None):
    hidden = {
        stage.places[place] for place in ("hidden_answer", "hidden_comment", "deleted_answer", "answer_below_hidden")
    }
    told = news(stage, name, "topic=thread:{solved}&topic=thread:{hidden}&after=0").json["news"]
    assert told
    assert not {signal["post"] for signal in told} & hidden


def test_staff_hear_of_what_is_hidden_and_nobody_of_what_is_gone(stage: Stage):
    told = news(stage, "ines", "topic=thread:{solved}&topic=thread:{hidden}&after=0").json["news"]
    heard = {signal["post"] for signal in told}
    assert {stage.places["hidden_answer"], stage.places["answer_below_hidden"]} <= heard
    assert stage.places["deleted_answer"] not in heard


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("mara", "queue"),
        (None, "queue"),
        ("mara", "thread:{gone}"),
        ("mara", "thread:999999"),
        ("ines", "thread:x"),
        ("ines", "cases"),
    ],
)
def test_what_does_not_exist_for_a_reader_cannot_be_followed(stage: Stage, name: str | None, topic: str):
    for path in ("/live/news", "/live/stream"):
        response = stage.cast.visit(name).get(stage.path(f"{path}?topic={topic}"))
        assert response.status_code in (404, 204 if name is None else 404)


def test_the_queue_is_heard_by_staff(stage: Stage):
    assert {signal["topic"] for signal in news(stage, "sol", "topic=queue&after=0").json["news"]} == {"queue"}


def test_a_page_that_is_far_behind_or_ahead_of_a_restored_database_is_told_to_begin_anew(
    stage: Stage, monkeypatch: Any
):
    from forum.services import news as service

    assert news(stage, "mara", "topic=thread:{solved}&after=99999999").json["stale"] is True
    assert news(stage, "mara", "topic=thread:{solved}&after=0").json["stale"] is False
    monkeypatch.setattr(service, "MOST", 2)
    assert news(stage, "mara", "topic=thread:{solved}&after=0").json["stale"] is True


def test_a_guest_has_no_stream_and_another_server_than_ours_holds_none(stage: Stage):
    assert stage.cast.visit().get("/live/stream").status_code == 204
    refused = stage.cast.visit("mara").get("/live/stream")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")


def test_one_post_alone_is_given_to_a_page_that_heard_of_it(stage: Stage):
    for name, place in (("mara", "answer"), (None, "comment"), ("ines", "hidden_answer")):
        response = stage.cast.visit(name).get(stage.path(f"/posts/{{{place}}}"), headers={"HX-Request": "true"})
        assert f'id="post-{stage.places[place]}"' in response.text, (name, place)
        assert "<html" not in response.text


@pytest.mark.parametrize("name", [None, "mara", "theo"])
def test_of_a_hidden_post_the_stub_alone_is_given(stage: Stage, name: str | None):
    for place in ("hidden_answer", "hidden_comment", "deleted_answer"):
        response = stage.cast.visit(name).get(stage.path(f"/posts/{{{place}}}"), headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert "walrus" not in response.text
        assert "stork" not in response.text
