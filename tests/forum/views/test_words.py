"""Words that mean the same: an admin says so, and search and suggestions listen at once."""

from typing import Any

from tests.forum.talk import answer, ask, page


def test_from_the_next_search_on_a_nickname_finds_the_thing(cast: Any):
    thread_id = ask(cast, "mara", "Hearth blinks orange", "It blinks all night.")
    answer(cast, thread_id, body="Hold the button for ten seconds.")
    cast.work()
    assert "Hearth blinks" not in page(cast, "/search?q=lighthouse")
    sol = cast.visit("sol")
    assert sol.post("/admin/words", data={"words": "Hearth, lighthouse, white box"}).status_code == 303
    assert "Hearth blinks" in page(cast, "/search?q=lighthouse")
    assert "Hearth blinks" in page(cast, "/search?q=white+box")
    draft = {"title": "my lighthouse blinks orange", "body": ""}
    assert "Hearth blinks" in cast.visit("mara").post("/suggestions", data=draft).text
    listed = page(cast, "/admin/words", "sol")
    assert "lighthouse" in listed
    group_id = listed.partition("/admin/words/")[2].partition("?")[0]
    assert sol.post(f"/admin/words/{group_id}?_method=DELETE").status_code == 303
    assert sol.post(f"/admin/words/{group_id}?_method=DELETE").status_code == 404
    assert "Hearth blinks" not in page(cast, "/search?q=lighthouse")


def test_one_word_alone_is_no_group_and_is_kept_in_the_form(cast: Any):
    response = cast.visit("sol").post("/admin/words", data={"words": "Hearth, , "})
    assert response.status_code == 422
    assert "Two words or phrases at least" in response.text
    assert 'value="Hearth, ,"' in response.text


def test_a_slip_is_mended_by_what_people_may_read_and_by_nothing_else(cast: Any):
    from tests.forum.talk import hide

    thread_id = ask(cast, "mara", "Firmware update fails", "The firmware stops at nine percent.")
    hidden = answer(cast, thread_id, body="Call Quokkaville for it.")
    cast.work()
    assert "Did you mean" in page(cast, "/search?q=firmwear")
    assert "/search?q=firmware" in page(cast, "/search?q=firmwear")
    assert "quokkaville" in page(cast, "/search?q=quokkavile")
    hide(cast, hidden)
    cast.work()
    assert "quokkaville" not in page(cast, "/search?q=quokkavile")


def test_staff_search_by_risk_and_to_others_it_is_a_word(cast: Any):
    ask(cast, "mara", "Plug burned my hand", "The plug got so hot that it burned my hand, there was smoke.")
    ask(cast, "nils", "A quiet question", "Which plug do I need?")
    cast.work()
    cast.work()
    found = page(cast, "/search?q=plug+risk:high", "ines")
    assert "Plug burned" in found
    assert "A quiet question" not in found
    assert "Plug burned" not in page(cast, "/search?q=risk:high", "mara")


def test_the_language_of_a_post_is_found_by_the_worker_and_searched_by(database: dict[str, Any]):
    from sqlalchemy import select

    import wsgi
    from forum.extensions import db
    from forum.models import Post
    from tests.cast import Cast

    app = wsgi.create_app(limits="off", languages=("en", "de"), **database)
    app.config["WTF_CSRF_ENABLED"] = False
    cast = Cast(app)
    ask(cast, "mara", "Die Lampe blinkt", "Seit dem Update blinkt die Lampe an meinen Häusern und nichts geht mehr.")
    ask(cast, "mara", "The lamp blinks", "Since the update the lamp blinks and nothing works any more.")
    cast.work()
    with app.app_context():
        assert set(db.session.scalars(select(Post.lang))) == {"en", "de"}
    german = page(cast, "/search?q=Haus+lang:de")
    assert "Die Lampe" in german
    assert "The lamp" not in german
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
