"""Reporting, hiding, asking for another look and deciding, and many cases at once by keyboard; small and large."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.screens import fits, picture, until_there

SIZES = {"small": {"width": 390, "height": 844}, "large": {"width": 1280, "height": 900}}


@pytest.mark.parametrize("size", SIZES)
def test_a_post_is_reported_hidden_appealed_and_shown_again(visit: Any, size: str):
    mara, theo, ines, omar = (visit(name, viewport=SIZES[size]) for name in ("mara", "theo", "ines", "omar"))
    title = f"Garden speaker crackles at dusk, {size}"
    mara.goto("/threads/new")
    mara.get_by_label("What is going on?").fill(title)
    mara.get_by_label("What you see, and what you tried").fill("It crackles when the sun goes down.")
    mara.get_by_role("button", name="Ask", exact=True).last.click()
    expect(mara.get_by_role("heading", level=1)).to_have_text(title)
    address = re.sub(r"#.*", "", mara.url)
    theo.goto(address)
    theo.get_by_label("Your answer").fill("Open the case and hold the condenser, says the manual.")
    theo.get_by_role("button", name="Answer", exact=True).click()
    expect(theo.locator("#answers")).to_contain_text("condenser")

    mara.goto(address)
    answer = mara.locator(".answer", has_text="condenser")
    answer.locator("summary", has_text="More").last.click()
    answer.get_by_role("link", name="Report").click()
    expect(mara.get_by_label("Dangerous advice")).to_be_visible()
    picture(mara, f"report-{size}")
    fits(mara)
    mara.get_by_label("Dangerous advice").check()
    mara.get_by_label("Anything else the moderators should know?").fill("He will hurt somebody")
    mara.get_by_role("button", name="Report").click()
    expect(mara.locator(".flash")).to_contain_text("A moderator looks at it")

    until_there(ines, "/moderation/queue", title)
    row = ines.locator(".case-row", has_text=title)
    expect(row).to_contain_text("reported once")
    row.get_by_role("link", name=title).click()
    expect(ines.locator(".flagged")).to_contain_text("He will hurt somebody")
    picture(ines, f"case-flagged-{size}")
    fits(ines)
    ines.get_by_role("link", name="Hide it").click()
    expect(ines.get_by_label("Reason").first).to_be_visible()
    picture(ines, f"acts-{size}")
    fits(ines)
    ines.get_by_label("Reason").first.select_option(label="Dangerous advice")
    ines.get_by_role("button", name="Hide", exact=True).click()
    expect(ines.locator(".flash")).to_contain_text("Hidden.")

    theo.goto("/notices")
    theo.get_by_role("link", name="Read your copy").first.click()
    expect(theo.get_by_role("main")).to_contain_text("hold the condenser")
    theo.get_by_label("Why should somebody look again?").fill("It is word for word in the manual.")
    picture(theo, f"appeal-{size}")
    fits(theo)
    theo.get_by_role("button", name="Ask for another look").click()
    expect(theo.get_by_role("main")).to_contain_text("Another moderator will look at it")

    until_there(omar, "/moderation/queue", title)
    omar.get_by_role("link", name=title).click()
    case = omar.url
    ines.goto(case)
    expect(ines.locator(".flagged")).to_contain_text("somebody else decides")
    omar.get_by_label("What the author is told").fill("It is the manual's own advice.")
    picture(omar, f"case-appealed-{size}")
    fits(omar)
    omar.get_by_role("button", name="Show it again").click()
    expect(omar.locator(".flash")).to_contain_text("Shown again")
    mara.goto(address)
    expect(mara.locator("#answers")).to_contain_text("condenser")
    mara.goto("/log")
    expect(mara.get_by_role("main")).to_contain_text("Shown again after another moderator looked")
    picture(mara, f"log-{size}")
    fits(mara)


@pytest.mark.parametrize("size", SIZES)
def test_cases_are_marked_by_keyboard_resolved_together_and_undone(visit: Any, size: str):
    sol = visit("sol", viewport=SIZES[size])
    sol.goto("/moderation/queue")
    before = sol.locator(".case-row").count()
    sol.keyboard.press("j")
    sol.keyboard.press("x")
    sol.keyboard.press("j")
    sol.keyboard.press("x")
    expect(sol.locator("[data-mark]:checked")).to_have_count(2)
    picture(sol, f"queue-marked-{size}")
    fits(sol)
    sol.get_by_label("Reason in your own words").fill("The same fault twice")
    sol.get_by_role("button", name="Resolve").click()
    expect(sol.locator(".flash").first).to_contain_text("done")
    picture(sol, f"queue-undo-{size}")
    sol.get_by_role("button", name="Undo").click()
    expect(sol.locator(".flash").first).to_contain_text("Undone")
    expect(sol.locator(".case-row")).to_have_count(before)
