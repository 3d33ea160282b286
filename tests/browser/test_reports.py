"""Ines reads the reports: on a phone and on a desk, by day and at dusk, with the keyboard, on paper."""

import pytest

from tests.browser.screens import fits

PAGE = "/moderation/reports?from=&to="


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_every_picture_is_there_and_nothing_runs_over(visit, width, theme):
    page = visit("ines", viewport={"width": width, "height": 900}, color_scheme=theme)
    page.goto(PAGE)
    fits(page)
    for name in ("weeks", "load", "relief", "cases"):
        assert page.locator(f"svg[aria-labelledby={name}-title]").bounding_box()["width"] > 250
    assert page.locator("svg.heat rect").count() >= 2 * 168
    page.emulate_media(media="print")
    assert not page.locator(".report .scopes").is_visible()
    assert page.locator(".front").is_visible()


def test_the_keyboard_opens_a_table_and_the_threads_behind_a_number(visit):
    page = visit("ines", viewport={"width": 1280, "height": 900})
    page.goto(PAGE)
    table = page.locator("details:has(table)").first
    table.locator("summary").focus()
    page.keyboard.press("Enter")
    number = table.locator("td a").first
    count = number.inner_text()
    page.keyboard.press("Tab")  # the table itself, which can be scrolled
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == count
    page.keyboard.press("Enter")
    page.wait_for_url("**/moderation/reports/threads?**")
    assert page.locator("#behind .count").inner_text() == count
    assert page.locator("tbody tr").count() == int(count)
