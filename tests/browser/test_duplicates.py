"""Questions that were asked before: closed on the question, decided in the desk's list by keyboard and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import fits, picture, until_there

SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 900})
each_size = pytest.mark.parametrize("size", SIZES, ids=("390", "1280"))
DESK = "/moderation/duplicates"
BODY = "The Wick in the {place} drops off the mesh between seven and eight, and comes back by itself after a while."


def ask(page: Page, title: str, place: str) -> str:
    """Ask, and give the address of the question."""
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill(title)
    page.get_by_label("What you see, and what you tried").fill(BODY.format(place=place))
    page.locator("main form button.btn-main").click()
    expect(page.locator("h1")).to_have_text(title)
    return page.url


def asked_twice(visit: Any, size: Any, place: str) -> tuple[Page, str, str]:
    """The window of mara, who asked what nils had asked, when the worker has seen it; and both titles."""
    nils, mara = visit("nils", viewport=size), visit("mara", viewport=size)
    first, again = f"{place} loses the mesh every evening", f"The {place.lower()} loses the mesh each evening"
    address = ask(nils, first, place)
    until_there(nils, f"/search?q={place.split()[0]}", first)
    address = ask(mara, again, place)
    until_there(mara, address, "This may have been asked before:")
    return mara, first, again


@each_size
def test_the_asker_says_yes_and_it_leads_to_the_earlier_question(visit: Any, size: Any):
    mara, first, _ = asked_twice(visit, size, f"Boathouse {size['width']}")
    fits(mara)
    picture(mara, f"proposed-{size['width']}")
    mara.get_by_role("button", name="Yes, that is my question").click()
    expect(mara.locator("#duplicate")).to_contain_text(first)
    fits(mara)
    mara.locator("#duplicate").get_by_role("link", name=first).click()
    expect(mara.locator("h1")).to_have_text(first)
    expect(mara.locator("#follow")).to_have_attribute("aria-pressed", "true")


@each_size
def test_pairs_are_decided_by_keyboard_alone_and_taken_back(visit: Any, size: Any):
    _, first, again = asked_twice(visit, size, f"Orangery {size['width']}")
    ines = visit("ines", viewport=size)
    ines.goto(DESK)
    fits(ines)
    picture(ines, f"pairs-{size['width']}")
    row = ines.locator(".pair", has=ines.get_by_role("link", name=again))
    while not row.evaluate("(row) => row.contains(document.activeElement)"):
        ines.keyboard.press("j")
    ines.keyboard.press("c")
    expect(row).to_contain_text("is closed and leads to")
    expect(row.get_by_role("link", name=again)).to_be_focused()
    fits(ines)
    ines.keyboard.press("u")
    expect(row.get_by_role("button", name="Close as duplicate")).to_be_visible()
    expect(row.get_by_role("link", name=again)).to_be_focused()
    ines.keyboard.press("x")
    expect(row).to_contain_text("is another question than")
    expect(row).to_contain_text(first)
    ines.reload()
    expect(ines.locator(".pairs").get_by_role("link", name=again)).to_have_count(0)
    expect(ines.locator(".pair-decided")).to_contain_text(again)


def test_without_scripts_everything_can_be_decided_and_undone(visit: Any):
    size = SIZES[0]
    _, first, again = asked_twice(visit, size, f"Pergola {size['width']}")
    ines = visit("ines", viewport=size, java_script_enabled=False)
    ines.goto(DESK)
    row = ines.locator(".pair", has_text=again)
    row.get_by_role("button", name="Close as duplicate").click()
    ines.locator(".pair-decided").get_by_role("button", name="Undo").first.click()
    expect(ines.locator(".flash")).to_contain_text("It is open again")
    ines.locator(".pair", has_text=again).get_by_role("link", name=again).click()
    ines.get_by_role("link", name="With a word").click()
    ines.get_by_label("A word about it").fill("The same evening, the same Wick.")
    ines.get_by_role("button", name="Close as asked before").last.click()
    expect(ines.locator("#duplicate")).to_contain_text("The same evening, the same Wick.")
    ines.get_by_role("button", name="It was not, open it again").click()
    expect(ines.locator("#duplicate")).to_have_count(0)
    ines.goto(f"{ines.url}/duplicate")
    expect(ines.get_by_role("heading", name="Said to be another question")).to_be_visible()
    expect(ines.get_by_role("link", name=first)).to_be_visible()
