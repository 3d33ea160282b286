"""A night in a real browser, on a phone and on a desk: the link in the mail, the hand-over, and a masked original."""

import re
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.test_access import SIZES
from tests.stage import CARD


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return SIZES[request.param]


def link_in_mail(porch: Any, page: Page, title: str) -> str:
    """The path of the link in the mail about this question, as its reader finds it."""
    page.goto("/admin/mail")
    letter = page.locator("details", has_text=title).first
    while not letter.count():  # much has been mailed since
        page.locator(".pager-older").click()
    letter.locator("summary").click()
    return re.search(r"(/acknowledgement/\S+)", letter.locator("pre").inner_text())[1]


def test_somebody_on_duty_answers_from_the_mail_without_logging_in(visit: Any, porch: Any, size: dict[str, int]):
    title = "Ember power supply melted, danger" if size["width"] > 500 else "Ember power supply melted, raised"
    path = link_in_mail(porch, visit("sol"), title)
    phone: Page = visit(viewport=size, java_script_enabled=False)
    phone.goto(path)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("could do harm")
    if phone.get_by_role("button", name="I have it").count():
        phone.get_by_role("button", name="I have it").click()
    expect(phone.get_by_text("Nobody else is called.")).to_be_visible()
    phone.get_by_role("link", name="Open the case").click()
    expect(phone).to_have_url(re.compile("/login"))


def test_the_next_shift_reads_the_note_and_opens_what_is_due(visit: Any, size: dict[str, int]):
    words = f"Adapters, batch {size['width']}."
    omar: Page = visit("omar", viewport=size)
    omar.goto("/moderation/handover")
    omar.get_by_label("Note").fill(words)
    omar.get_by_role("button", name="Leave the note").click()
    priya: Page = visit("priya", viewport=size)
    priya.goto("/moderation/handover")
    note = priya.locator(".handover-note", has_text=words)
    note.get_by_role("button", name="I have read it").click()
    expect(priya.locator(".handover-note", has_text=words)).to_contain_text("Read by priya")
    priya.locator(".figures a").first.click()
    expect(priya.get_by_role("heading", level=1)).to_contain_text("Came in since")
    priya.locator("td a").first.click()
    expect(priya).to_have_url(re.compile(r"/cases/\d+"))


def test_a_masked_original_is_shown_once_for_a_reason(visit: Any, porch: Any, size: dict[str, int]):
    why = f"Which card was it, {size['width']}?"
    ines: Page = visit("ines", viewport=size)
    ines.goto(porch.at("/threads/{open}"))
    ines.get_by_role("link", name="Masked").first.click()
    expect(ines.get_by_text("will be destroyed on")).to_be_visible()
    ines.get_by_label("Why you must know").fill(why)
    ines.get_by_role("button", name="Show it once").click()
    expect(ines.locator("pre.original")).to_contain_text(CARD)
    ines.get_by_role("link", name="Done").click()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser has kept nothing of that answer
        ines.go_back()
    sol: Page = visit("sol", viewport=size)
    sol.goto("/admin/unsealings")
    expect(sol.get_by_role("row", name=why)).to_contain_text("ines")
