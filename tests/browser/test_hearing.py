"""Mara hears: she asks, theo answers, badge and notice say so, she follows, and ends the mail by the link in it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import fits

SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("has_scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_mara_hears_of_the_answer_and_chooses_how(visit: Any, porch: Any, size: str, has_scripts: bool):
    width, height = SIZES[size]
    window = {"viewport": {"width": width, "height": height}, "java_script_enabled": has_scripts}
    mara, theo, nils = (visit(name, **window) for name in ("mara", "theo", "nils"))
    title = f"The porch bell rings by itself, {size} {has_scripts}"
    address = ask(mara, title)
    expect(mara.locator("#follow")).to_have_attribute("aria-pressed", "true")

    theo.goto(address)
    theo.get_by_label("Your answer").fill("Its battery is low. @mara, which one is in it?")
    theo.get_by_role("button", name="Answer", exact=True).click()
    expect(theo.locator("#answers").get_by_role("link", name="@mara")).to_have_attribute("href", "/people/mara")

    mara.goto("/notices")
    expect(mara.locator(".notice-link .notice-count").last).to_be_visible()
    expect(mara.locator(".is-unread", has_text=title)).to_contain_text("theo answered")

    nils.goto(address)
    nils.locator("#me-too").click()
    expect(nils.locator("#joining")).to_contain_text("1 person has this too")
    expect(nils.locator("#follow")).to_have_attribute("aria-pressed", "true")
    nils.locator("#follow").click()
    expect(nils.locator("#follow")).to_have_attribute("aria-pressed", "false")
    fits(nils)

    mara.goto(link_in_the_mail(porch, address))
    fits(mara)
    mara.get_by_role("button", name="No more of these").click()
    expect(mara.get_by_role("heading", level=1)).to_have_text("Done")
    mara.get_by_role("main").get_by_role("link", name="Choose what you hear of").click()
    box = mara.get_by_label("Mail: Somebody answers my question")
    expect(box).not_to_be_checked()
    fits(mara)
    box.check()
    mara.get_by_role("button", name="Keep these").click()
    expect(mara.get_by_label("Mail: Somebody answers my question")).to_be_checked()


def ask(page: Page, title: str) -> str:
    page.goto("/threads/new")
    page.get_by_label("What is going on?").fill(title)
    page.get_by_label("What you see, and what you tried").fill("Nobody is at the door, and it rings.")
    page.get_by_role("button", name="Ask").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return re.sub(r"#.*", "", page.url)


def link_in_the_mail(porch: Any, address: str) -> str:
    """The link that ends mail of this kind, as the letter to mara has it."""
    from forum.services import unsubscribing

    with porch.stage.cast.app.app_context():
        word = unsubscribing.token(porch.stage.cast.mara, "mara@example.org", "post.answered")
    return f"/unsubscribe/{word}"


def test_what_is_known_is_said_and_mended_for_all(visit: Any):
    for width, height in SIZES.values():
        ines, nils = visit("ines", viewport={"width": width, "height": height}), visit("nils")
        title = f"The garden gate forgets its code since Monday, {width}"
        ines.goto("/announcements/new")
        ines.get_by_label("What is going on?").fill(title)
        ines.get_by_label("What you see, and what you tried").fill("We know, and work on it.")
        ines.get_by_label("Pin it on top of the list").check()
        ines.get_by_label("It is a known issue").check()
        fits(ines)
        ines.get_by_role("button", name="Announce").last.click()
        expect(ines.locator("#known")).to_contain_text("This is known.")
        nils.goto("/")
        expect(nils.locator(".pinned")).to_contain_text(title)
        nils.locator(".pinned").get_by_role("link", name=title).click()
        nils.locator("#follow").click()
        ines.get_by_role("link", name="Pin and known issue").click()
        ines.get_by_label("What was mended").fill("Version 4.4 remembers it.")
        fits(ines)
        ines.get_by_role("button", name="It is mended").click()
        expect(ines.locator("#known")).to_contain_text("This is mended.")
        nils.goto("/known-issues")
        expect(nils.locator(".thread-row", has_text=title)).to_contain_text("Mended")
