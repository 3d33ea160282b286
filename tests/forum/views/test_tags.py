"""Tags: all of them, one of them, and what staff say about them."""

from typing import Any

from tests.forum.talk import ask, hide, page, question_of


def test_all_tags_are_listed_with_how_many_questions_can_be_read(cast: Any):
    ask(cast, tags="mesh wifi")
    hide(cast, question_of(cast, ask(cast, tags="mesh")))
    html = page(cast, "/tags")
    assert html.count("1 question") == 2 and "2 questions" not in html


def test_without_tags_the_page_says_how_they_come(cast: Any):
    assert "No tags yet" in page(cast, "/tags")


def test_a_tags_address_leads_to_its_questions(cast: Any):
    ask(cast, tags="Mesh")
    assert cast.visit().get("/tags/mesh").headers["Location"] == "/?tag=mesh"
    assert cast.visit().get("/tags/MESH").headers["Location"] == "/?tag=mesh"
    assert cast.visit().get("/tags/nothing").status_code == 404


def test_staff_say_what_a_tag_is_about_and_all_can_read_it(cast: Any):
    ask(cast, tags="mesh")
    ines = cast.visit("ines")
    assert 'name="description"' in ines.get("/tags/mesh/edit").text
    assert ines.post("/tags/mesh/edit", data={"description": "Two or more <b>routers</b>."}).status_code == 303
    for address in ("/tags", "/?tag=mesh"):
        assert "Two or more &lt;b&gt;routers&lt;/b&gt;." in page(cast, address)
    assert ines.post("/tags/mesh/edit", data={"description": "x" * 301}).status_code == 422


def test_others_may_not_describe_tags(cast: Any):
    ask(cast, tags="mesh")
    assert cast.visit("mara").get("/tags/mesh/edit").status_code == 403
    assert cast.visit("mara").post("/tags/mesh/edit", data={"description": "Mine"}).status_code == 403
    assert "/login" in cast.visit().post("/tags/mesh/edit", data={"description": "Mine"}).headers["Location"]
