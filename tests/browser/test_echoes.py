"""Somebody elsewhere said the same: the page says so, staff note that they were told, and part what is not the same."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.screens import fits


def test_who_said_the_same_is_found_told_and_parted_with_the_keyboard_alone(porch: Any, visit: Any):
    guest = visit(None, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    guest.goto(porch.at("/threads/{elsewhere}"))
    guest.get_by_role("link", name="Asked by 1 other elsewhere").click()
    expect(guest.locator(".echo")).to_contain_text("Ottoline K")
    expect(guest.locator(".echo")).to_contain_text("hum all night")
    expect(guest.get_by_role("button", name="Not the same")).to_have_count(0)
    expect(guest.locator("main")).not_to_contain_text("followers")

    ines = visit("ines", viewport={"width": 390, "height": 844})
    ines.goto(porch.at("/threads/{elsewhere}/echoes"))
    fits(ines)
    _press(ines, "All of them were told")
    expect(ines.get_by_role("status").filter(has_text="all of them were told")).to_be_visible()
    expect(ines.locator(".echo")).to_contain_text("told")
    _press(ines, "They were not told after all")
    expect(ines.get_by_role("button", name="All of them were told")).to_be_visible()
    _press(ines, "Not the same")
    expect(ines.get_by_role("status").filter(has_text="a question of its own")).to_be_visible()
    expect(ines.get_by_role("heading", level=1)).to_contain_text("hum all night")

    guest.reload()
    expect(guest.get_by_role("heading", name="Nobody else so far")).to_be_visible()


def _press(page: Any, name: str) -> None:
    """By keyboard: focus the button, then Enter."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")
