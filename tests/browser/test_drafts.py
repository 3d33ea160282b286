"""Half-written words survive a reload, a crash before the server heard of them, and being sent."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("width", [390, 1280])
def test_words_survive_a_reload_and_follow_to_another_device_and_can_be_thrown_away(visit: Any, porch: Any, width: int):
    page: Page = visit("nils", viewport={"width": width, "height": 800})
    page.goto(porch.at("/threads/{open}"))
    field = page.get_by_label("Your answer")
    with page.expect_response(lambda response: "/drafts" in response.url):
        field.fill(f"Half a thought of {width}")
    page.reload()
    expect(field).to_have_value(f"Half a thought of {width}")
    expect(page.locator("#answer")).to_contain_text("Kept from")
    other: Page = visit("nils", java_script_enabled=False)
    other.goto(porch.at("/threads/{open}"))
    expect(other.get_by_label("Your answer")).to_have_value(f"Half a thought of {width}")
    with page.expect_response(lambda response: "/drafts" in response.url):
        page.locator("#answer").get_by_role("button", name="Throw away").click()
    expect(field).to_have_value("")
    page.reload()
    expect(field).to_have_value("")


def test_words_that_the_server_never_heard_of_are_there_again_in_this_browser(visit: Any, porch: Any):
    page: Page = visit("nils")
    page.route("**/drafts?**", lambda route: route.abort())
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill("A zebra in the attic")
    page.get_by_label("Ask under a pseudonym").check()
    page.goto(porch.at("/threads/{solved}"))
    comment = page.locator(".answer").first
    comment.get_by_text("Comment", exact=True).first.click()
    comment.get_by_label("Your comment").fill("Half a remark")
    page.reload()
    expect(comment.get_by_label("Your comment")).to_have_value("Half a remark")
    page.goto("/threads/new")
    expect(page.get_by_label("What is going on?")).to_have_value("A zebra in the attic")
    expect(page.get_by_label("Ask under a pseudonym")).to_be_checked()
    page.unroute_all()
    with page.expect_response(lambda response: "/drafts" in response.url):  # no later question is to find it there
        page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_label("Ask under a pseudonym")).not_to_be_checked()
    visit.complaints_are_expected = True


def test_what_was_sent_does_not_come_back(visit: Any, porch: Any):
    page: Page = visit("theo")
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill("A whole zebra in the attic")
    page.get_by_label("What you see, and what you tried").fill("It hums.")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A whole zebra in the attic")
    page.goto("/threads/new")
    expect(page.get_by_label("What is going on?")).to_have_value("")
    page.goto(porch.at("/threads/{open}"))
    page.get_by_label("Your answer").fill("Rubber feet for the zebra.")
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.locator(".answer").last).to_contain_text("Rubber feet for the zebra.")
    expect(page.get_by_label("Your answer")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("")


def test_without_scripts_a_button_keeps_them(visit: Any, porch: Any):
    page: Page = visit("mara", java_script_enabled=False)
    page.goto(porch.at("/threads/{solved}"))
    page.get_by_label("Your answer").fill("Half a thought")
    page.locator("#answer").get_by_role("button", name="Keep as draft").click()
    expect(page.locator("main")).to_contain_text("Half a thought")
    page.get_by_role("button", name="Throw away").first.click()
    expect(page.get_by_label("Your answer")).to_have_value("")
