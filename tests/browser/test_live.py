"""Two windows: what one person writes appears for the other, without moving what they read or write."""

import re
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]
DANGER = {
    "body": "The adapter got so hot that it burned my hand, there was smoke. My lawyer will hear of this.",
    "tags": "",
}
DAYS = count(1)


@pytest.fixture(params=SIZES, ids=["390", "1280"])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


def ask(porch: Any, title: str, by: str = "mara", **more: str) -> int:
    form = {"title": title, "body": "It hums at noon, every day.", "tags": "", **more}
    form["body"] += f" Since {next(DAYS)} days."  # the same words again would lead to the first question
    asked = porch.stage.cast.visit(by).post("/threads/new", data=form)
    return int(re.search(r"\d+", asked.headers["Location"]).group())


def answer(porch: Any, thread: int, body: str, name: str = "theo") -> int:
    made = porch.stage.cast.visit(name).post(f"/threads/{thread}/answers", data={"body": body})
    return int(re.search(r"#post-(\d+)", made.headers["Location"]).group(1))


def listening(page: Page, path: str) -> Page:
    """The page, once its stream stands."""
    with page.expect_response(lambda response: "/live/stream" in response.url):
        page.goto(path)
    return page


def test_an_answer_appears_when_one_asks_for_it_and_typed_words_stay(visit: Any, porch: Any, size: Any):
    thread = ask(porch, "A lamp that hums at noon")
    page = listening(visit("nils", viewport=size), f"/threads/{thread}")
    field = page.locator("#answer textarea")
    field.fill("Half a thought")
    answer(porch, thread, "Rubber feet help.")
    bar = page.locator("#live-bar")
    expect(bar.get_by_role("status")).to_have_text("1 new answer")
    expect(field).to_be_focused()
    expect(page.locator(".answer")).to_have_count(0)
    bar.get_by_role("button", name="Show").click()
    expect(page.locator(".answer")).to_contain_text("Rubber feet help.")
    expect(page.locator(".answer")).to_be_focused()
    expect(page.locator("#answers-title")).to_have_text("1 answer")
    expect(field).to_have_value("Half a thought")
    expect(bar).to_have_css("opacity", "0")


def test_comments_and_the_solution_come_too_and_ones_own_words_are_no_news(visit: Any, porch: Any, size: Any):
    thread = ask(porch, "A lamp that hums at one")
    post = answer(porch, thread, "Rubber feet help.")
    theo, mara = (listening(visit(name, viewport=size), f"/threads/{thread}") for name in ("theo", "mara"))
    mara.get_by_role("button", name="This solved it").click()
    expect(mara.locator(".is-accepted")).to_be_visible()
    porch.stage.cast.visit("nils").post(f"/posts/{post}/comments", data={"body": "Mine as well."})
    said = theo.locator("#live-bar").get_by_role("status")
    expect(said).to_have_text("An answer solved it, 1 new comment")
    expect(mara.locator("#live-bar").get_by_role("status")).to_have_text("1 new comment")
    theo.get_by_role("button", name="Show").click()
    expect(theo.locator(".is-accepted")).to_contain_text("This solved it")
    expect(theo.locator(".comment")).to_contain_text("Mine as well.")


def test_the_badge_grows_on_any_page(visit: Any, porch: Any, size: Any):
    newcomer = f"lena{size['width']}"  # whom no other story tells anything
    porch.stage.cast.join(newcomer)
    thread = ask(porch, "A lamp that hums at two", by=newcomer)
    page = listening(visit(newcomer, viewport=size), "/tags")
    count = page.locator('[data-badge="unread"] .notice-count')
    expect(count).to_have_count(0)
    answer(porch, thread, "Rubber feet help.")
    expect(count).to_have_text("1 unread")
    answer(porch, thread, "Or a cushion.", "nils")
    expect(count).to_have_text("2 unread")


def test_the_queue_grows_and_shows_who_took_what(visit: Any, porch: Any, size: Any):
    page = listening(visit("ines", viewport=size), "/moderation/queue")
    before = page.locator("[data-row]").count()
    thread = ask(porch, "Adapter burned my hand", **DANGER)
    bar = page.locator("#live-bar")
    expect(bar.get_by_role("status")).to_contain_text("new case")
    expect(page.locator("[data-row]")).to_have_count(before)
    bar.get_by_role("button", name="Show").click()
    row = page.locator("[data-row]").filter(has_text="Adapter burned my hand").first
    expect(row).to_be_visible()
    case = row.get_attribute("id").removeprefix("case-")
    porch.stage.cast.visit("sol").post(f"/cases/{case}/claim")
    expect(page.locator(f"#case-{case}")).to_contain_text("sol")
    assert thread


def test_a_page_goes_on_hearing_after_the_server_was_restarted(visit: Any, porch: Any):
    thread = ask(porch, "A lamp that hums at three")
    page = listening(visit("nils"), f"/threads/{thread}")
    visit.complaints_are_expected = True
    porch.stop()
    answer(porch, thread, "Rubber feet help.")
    porch.start()
    answer(porch, thread, "Or a cushion.", "mara")
    expect(page.locator("#live-bar").get_by_role("status")).to_have_text("2 new answers")
