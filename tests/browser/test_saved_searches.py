"""A search that is saved, hears of what comes, is looked at, and is deleted and brought back: by keys, and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import fits

LIST = "/settings/searches"


def count(page: Page) -> int:
    """The number beside the bell."""
    return (
        int(re.findall(r"\d+", page.locator(".notice-count").inner_text())[0])
        if page.locator(".notice-count").count()
        else 0
    )


@pytest.mark.parametrize(("width", "word"), [(390, "ocelot"), (1280, "tapir")])
def test_saved_by_keys_told_by_the_bell_and_seen_by_looking(visit: Any, porch: Any, width: int, word: str):
    mara: Page = visit("mara", viewport={"width": width, "height": 800})
    mara.goto(f"/search?q={word}+hums&sort=new")
    mara.get_by_text("Save this search").focus()
    mara.keyboard.press("Enter")
    mara.keyboard.press("Tab")
    expect(mara.get_by_label("Call it")).to_be_focused()
    mara.keyboard.press("ControlOrMeta+a")
    mara.keyboard.type(f"The {word}")
    mara.keyboard.press("Enter")
    expect(mara.get_by_text("You saved this search as")).to_contain_text(f"The {word}")
    before = count(mara)
    nils: Page = visit("nils")
    nils.goto("/threads/new")
    nils.get_by_label("What is going on?").fill(f"The {word} hums")
    nils.get_by_label("What you see, and what you tried").fill("All night.")
    nils.get_by_role("button", name="Ask", exact=True).click()
    expect(nils.get_by_role("heading", level=1)).to_have_text(f"The {word} hums")
    expect(mara.locator(".notice-count")).to_contain_text(str(before + 1))
    mara.goto("/notices")
    first = mara.locator(".notice").first
    expect(first).to_contain_text(f"1 new post matches “The {word}”")
    with mara.expect_response(lambda response: response.url.endswith("/reading")):
        first.get_by_role("link", name=f"The {word}").click()
    expect(mara.get_by_role("heading", level=2).first).to_have_text(f"The {word} hums")
    mara.goto(LIST)
    row = mara.locator(".saved-search", has_text=f"The {word}")
    expect(row).to_contain_text("nothing new")
    fits(mara)


def test_without_scripts_all_of_it_works(visit: Any, porch: Any):
    page: Page = visit("omar", java_script_enabled=False)
    page.goto("/search?q=okapi")
    page.get_by_text("Save this search").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You saved this search as")).to_contain_text("okapi")
    page.goto(LIST)
    page.get_by_text("Rename").click()
    page.get_by_label("Call it").fill("Forest giraffe")
    page.get_by_role("button", name="Keep", exact=True).click()
    row = page.locator(".saved-search", has_text="Forest giraffe")
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("paused")
    row.get_by_role("button", name="Hear of it again").click()
    expect(row).not_to_contain_text("paused")
    row.get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/search\?q=okapi$"))
