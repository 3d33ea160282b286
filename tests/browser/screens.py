"""What stories in the browser do with every page: wait for it, keep a picture of it, see that it fits."""

import os

import pytest
from playwright.sync_api import Page

PICTURES = os.environ.get("PICTURES", "")


def fits(page: Page) -> None:
    """Nothing is wider than the window, on the page that is there once it has loaded (a click may still lead to it)."""
    page.wait_for_load_state()
    over = page.locator("html").evaluate("(html) => html.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"


def picture(page: Page, name: str) -> None:
    """Keep a picture where PICTURES says, for whoever wants to look."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def until_there(page: Page, address: str, words: str) -> None:
    """Load a page until the worker has done its part."""
    for _ in range(150):
        page.goto(address)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(200)
    pytest.fail(f"{words!r} never came to {address}")
