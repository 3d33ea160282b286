"""What was answered before meets people while they type: beside a draft, beside their question, and in the search field."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import fits

SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]


@pytest.fixture(params=SIZES, ids=["390", "1280"])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


def answered(porch: Any, title: str) -> tuple[int, int]:
    """Nils asks this and Theo answers; ids of thread and answer, once both can be found."""
    cast = porch.stage.cast
    form = {"title": title, "body": "It begins at dawn, every day.", "tags": ""}
    thread = int(re.search(r"\d+", cast.visit("nils").post("/threads/new", data=form).headers["Location"]).group())
    made = cast.visit("theo").post(f"/threads/{thread}/answers", data={"body": "Clean the wick, then trim it."})
    until(porch, "/suggestions", {"title": title, "body": ""}, f"/threads/{thread}")
    return thread, int(re.search(r"#post-(\d+)", made.headers["Location"]).group(1))


def until(porch: Any, address: str, form: dict[str, str] | None, words: str, name: str = "omar") -> None:
    """Work beside the worker of the server until words are on a page."""
    for _ in range(200):
        porch.stage.cast.work()
        client = porch.stage.cast.visit(name)
        if words in (client.post(address, data=form) if form else client.get(address)).text:
            return
    raise AssertionError(f"{words!r} never came to {address}")


def test_an_earlier_answer_appears_while_one_types_opens_and_solves_it(visit: Any, porch: Any, size: Any):
    from sqlalchemy import select

    from forum.extensions import db
    from forum.models import Showing, ShownThread

    title = f"Marble lantern {size['width']} flickers blue"
    thread, post = answered(porch, title)
    page: Page = visit("mara", viewport=size)
    page.goto("/threads/new")
    field = page.get_by_label("What is going on?")
    field.press_sequentially(f"My marble lantern {size['width']} flickers bl", delay=5)
    earlier = page.locator(".suggestion").filter(has_text=title)
    expect(earlier).to_be_visible()
    expect(field).to_be_focused()
    with page.expect_response(lambda response: "/suggestions/openings" in response.url) as counted:
        earlier.locator("summary").click()
    assert counted.value.status == 204
    expect(earlier).to_contain_text("Clean the wick")
    earlier.get_by_role("button", name="This solved it").click()
    expect(page.locator(".flashes")).to_contain_text("Whoever wrote it is thanked")
    expect(page).to_have_url(re.compile(rf"/threads/{thread}(\?.*)?#post-{post}"))
    asked = select(Showing.outcome, ShownThread.opened_at.is_not(None), ShownThread.solved_at.is_not(None))
    asked = asked.join(ShownThread, ShownThread.showing_id == Showing.id).where(ShownThread.thread_id == thread)
    with porch.stage.cast.app.app_context():
        rows = [tuple(row) for row in db.session.execute(asked)]
    assert rows == [("solved", True, True)]


def test_an_asker_says_that_a_related_thread_solved_it(visit: Any, porch: Any, size: Any):
    title = f"Copper lantern {size['width']} whistles softly"
    answered(porch, title)
    form = {"title": f"Whistling copper lantern {size['width']}", "body": "It whistles softly.", "tags": ""}
    asked = porch.stage.cast.visit("mara").post("/threads/new", data=form).headers["Location"]
    until(porch, asked, None, f"{title} solved it", "mara")
    page: Page = visit("mara", viewport=size)
    page.goto(asked)
    page.get_by_role("button", name=f"{title} solved it").click()
    expect(page.locator("main")).to_contain_text("Solved by an earlier answer")


def test_search_as_one_types_is_walked_through_with_the_keyboard(visit: Any, porch: Any, size: Any):
    page: Page = visit(None, viewport=size)
    page.goto("/tags")
    page.keyboard.press("/")
    field, links = page.locator(".site-search input"), page.locator("#quick-site a")
    page.keyboard.type("heart")
    expect(links.first).to_contain_text("Hearth")
    expect(field).to_be_focused()
    fits(page)
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.type("h")
    expect(links.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/threads/\d+"))


def test_a_slip_is_mended_with_one_press(visit: Any, size: Any):
    page: Page = visit(None, viewport=size)
    page.goto("/search?q=hearht")
    page.locator(".meant a").click()
    expect(page.locator(".hit").first).to_contain_text("Hearth")


def test_without_scripts_the_field_is_a_plain_form(visit: Any):
    page: Page = visit(None, java_script_enabled=False)
    page.goto("/")
    page.locator(".site-search input").fill("hearth")
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
