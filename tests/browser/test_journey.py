"""A question's whole life with everyone signed in at once: asked, suggested, answered, accepted, triaged, resolved."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD

KNOWN = "Hearth drops 5 GHz every night"
ANSWER = "Hold the button for **ten seconds**, then it forgets the old network."
TOLD = "Hold the button for ten seconds, then it forgets the old network."
DANGER = "The plug got so hot that it burned my hand, and there was smoke. My lawyer will hear of this."
#: With and without JavaScript two different questions, as both are lived in the same forum.
LIVES = {
    True: ("The doorbell camera joins the neighbour's network", "Siren of the attic sensor melted"),
    False: ("Thermostat display shows yesterday's temperature", "Charger of the garden lamp melted"),
}


@pytest.fixture(params=LIVES, ids=["with JavaScript", "without JavaScript"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def signed_in(visit: Any, has_scripts: bool) -> Any:
    """A window for a person who came in by name and password."""

    def enter(name: str) -> Page:
        page: Page = visit(java_script_enabled=has_scripts)
        page.goto("/login")
        page.get_by_label("Name or e-mail").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.locator(".menu-name")).to_have_text(name)
        return page

    return enter


def wait_until_shown(page: Page, address: str, words: str) -> None:
    """Load a page again and again until the worker has done its part."""
    until = time.monotonic() + 45
    page.goto(address)
    while page.get_by_text(words).count() == 0:
        assert time.monotonic() < until, f"{words!r} never came to {address}"
        page.wait_for_timeout(200)
        page.goto(address)


def look_for_earlier(page: Page, title: str, has_scripts: bool) -> None:
    """Type a title and see what is suggested: as one types, or at the press of a button."""
    page.goto("/threads/new")
    field = page.get_by_label("What is going on?")
    if has_scripts:
        field.press_sequentially(title)
    else:
        field.fill(title)
        page.get_by_role("button", name="Look for earlier answers").click()
    expect(page.get_by_role("heading", name="Somebody may have solved this already")).to_be_visible()
    expect(page.get_by_label("What is going on?")).to_have_value(title)


def ask(page: Page, title: str, body: str) -> str:
    """Ask, and give the address of the thread."""
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill(title)
    page.get_by_label("What you see, and what you tried").fill(body)
    page.get_by_label("Tags").fill("camera wifi")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return re.sub(r"#.*", "", page.url)


def reputation(page: Page, name: str) -> int:
    page.goto(f"/people/{name}")
    return int(page.locator(".figures div", has_text="Reputation").locator("dd").inner_text().replace(",", ""))


def answer(page: Page, words: str) -> None:
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name="Answer", exact=True).click()


def test_a_question_is_asked_answered_and_accepted_and_the_next_person_is_shown_the_answer(
    signed_in: Any, has_scripts: bool
):
    question, _ = LIVES[has_scripts]
    mara, theo, nils = signed_in("mara"), signed_in("theo"), signed_in("nils")

    look_for_earlier(mara, KNOWN, has_scripts)
    title, suggestions = mara.get_by_label("What is going on?"), mara.locator("#suggestions")
    expect(suggestions.locator("summary", has_text=KNOWN)).to_be_visible()
    assert suggestions.bounding_box()["y"] >= title.bounding_box()["y"] + title.bounding_box()["height"]
    if has_scripts:
        expect(title).to_be_focused()
    suggestions.locator("summary", has_text=KNOWN).click()
    expect(suggestions.get_by_text("channel 36").first).to_be_visible()

    address = ask(mara, question, "It worked on Monday. Since the storm it is in the wrong network.")
    before = reputation(theo, "theo")
    theo.goto("/?tab=unanswered")
    theo.get_by_role("link", name=question).click()
    answer(theo, ANSWER)
    expect(theo.locator("#answers").get_by_text(TOLD)).to_be_visible()
    expect(theo.get_by_label("Your answer")).to_have_value("")

    mara.goto("/notices")
    mara.get_by_role("link", name=question).first.click()
    mara.get_by_role("button", name="This solved it").click()
    expect(mara.locator(".solved-mark")).to_contain_text("This solved it")
    expect(mara.locator("#standing")).to_contain_text("Solved")
    assert reputation(theo, "theo") == before + 15

    wait_until_shown(theo, "/search?q=" + question.split()[0] + "+forgets", question)
    look_for_earlier(nils, question, has_scripts)
    nils.locator("#suggestions summary", has_text=question).click()
    expect(nils.locator("#suggestions").get_by_text(TOLD)).to_be_visible()
    nils.locator("#suggestions").get_by_role("link", name="Read the whole thread").first.click()
    nils.wait_for_url(f"{address}#post-*")


def test_a_dangerous_question_is_claimed_answered_and_resolved_and_the_second_moderator_is_told(
    signed_in: Any, has_scripts: bool
):
    _, danger = LIVES[has_scripts]
    mara, ines, omar = signed_in("mara"), signed_in("ines"), signed_in("omar")
    address = ask(mara, danger, DANGER)

    wait_until_shown(ines, "/moderation/queue", danger)
    row = ines.locator(".case-row", has_text=danger)
    expect(row).to_contain_text("burned")
    expect(row).to_contain_text("lawyer")
    expect(row).to_contain_text("high")

    omar.goto("/moderation/queue")
    row.get_by_role("button", name="Claim").click()
    if has_scripts:
        expect(row.locator(".holder")).to_contain_text("you")
    else:
        ines.wait_for_url("**/cases/*")
    ines.goto("/moderation/queue?state=mine")
    ines.get_by_role("link", name=danger).click()
    if has_scripts:  # his page hears of it by itself
        expect(omar.locator(".case-row", has_text=danger).locator(".holder")).to_contain_text("ines")
    else:
        omar.locator(".case-row", has_text=danger).get_by_role("button", name="Claim").click()
        expect(omar.get_by_role("alert")).to_contain_text("ines has this since")

    ines.get_by_label("Answer in public").fill("We are sorry. Unplug it now; we call you today.")
    ines.get_by_role("button", name="Answer", exact=True).click()
    expect(ines.locator(".flash")).to_contain_text("waits for the customer")
    mara.goto(address)
    expect(mara.locator("#answers")).to_contain_text("We are sorry. Unplug it now")
    expect(mara.locator("#answers")).to_contain_text("staff")

    ines.locator("summary", has_text="Resolve").click()
    ines.get_by_label("Why it is done").fill("Replacement sent, called at 16:40.")
    ines.get_by_role("button", name="Resolve").click()
    expect(ines.locator(".case-history")).to_contain_text("Replacement sent, called at 16:40.")
    ines.goto("/moderation/queue")
    expect(ines.get_by_role("link", name=danger)).to_have_count(0)

    mara.goto(address)
    answer(mara, "The new one smells as well.")
    wait_until_shown(ines, "/moderation/queue", danger)
