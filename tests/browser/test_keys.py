"""The forum and the desk by keys: the sheet, going places, moving, answering; never while one types, and not when switched off."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("width", [390, 1280])
def test_the_sheet_opens_by_its_key_and_closes_again_where_one_was(visit: Any, width: int):
    page: Page = visit("ines", viewport={"width": width, "height": 800})
    page.goto("/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Go to the queue")
    expect(sheet.get_by_role("button", name="Close")).to_be_focused()
    box = sheet.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(page.locator(".thread-title a").first).to_be_focused()
    page.get_by_role("contentinfo").get_by_role("link", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_keys_lead_through_the_forum_to_an_answer(visit: Any, porch: Any):
    page: Page = visit("theo")
    page.goto("/tags")
    page.keyboard.press("g")
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press("h")
    expect(page).to_have_url(f"{porch.address}/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".thread-title a").nth(1)).to_be_focused()
    page.goto(porch.at("/threads/{solved}"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".answer").first).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator(".answer").first.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("jk?g")
    expect(page.locator(".answer").first.get_by_label("Your comment")).to_have_value("jk?g")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("a")
    expect(page.get_by_label("Your answer")).to_be_focused()


def test_the_desk_goes_by_keys(visit: Any):
    page: Page = visit("ines")
    page.goto("/")
    page.keyboard.press("g")
    with page.expect_navigation(wait_until="domcontentloaded"):  # from then on the new page knows its keys
        page.keyboard.press("q")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Needs you now")
    page.keyboard.press("j")
    expect(page.locator("[data-row] [data-open]").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_keys_can_be_switched_off_and_the_sheet_needs_no_script(visit: Any):
    page: Page = visit("mara", java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Keyboard shortcuts").click()
    expect(page.locator("main")).to_contain_text("Ask a question")
    page.get_by_role("button", name="Switch them off").click()
    expect(page.get_by_role("button", name="Switch them on")).to_be_visible()
    page = visit("mara")
    page.goto("/settings")
    page.get_by_role("button", name="Switch them off").click()
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Switch them on")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
