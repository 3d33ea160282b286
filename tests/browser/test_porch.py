"""Small comforts of the porch: words completed by keyboard, canned texts, asking under a pseudonym, links, print."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.screens import fits

SIZES = ({"width": 390, "height": 844}, {"width": 1280, "height": 800})
each_size = pytest.mark.parametrize("size", SIZES, ids=("390", "1280"))


@each_size
def test_tags_are_completed_by_keyboard_alone(visit: Any, size: Any):
    page = visit("mara", viewport=size)
    page.goto("/threads/new")
    tags = page.get_by_role("combobox", name="Tags")
    tags.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("pow")
    option = page.get_by_role("option", name="power")
    expect(option).to_be_visible()
    expect(tags).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(tags).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("e")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(tags).to_have_attribute("aria-activedescendant", "completion-0")
    page.keyboard.press("Enter")
    expect(tags).to_have_value("power ")
    page.keyboard.type("wi")
    expect(page.get_by_role("option", name="wifi")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="wifi")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(tags).to_have_value("power wifi ")
    expect(tags).to_be_focused()


@each_size
def test_somebody_is_named_by_keyboard_alone(visit: Any, porch: Any, size: Any):
    page = visit("mara", viewport=size)
    page.goto(porch.at("/threads/{solved}"))
    text = page.locator("textarea#body")
    text.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Thank you, @t")
    option = page.get_by_role("option", name="@theo")
    expect(option).to_contain_text("wrote here")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(text).to_have_value("Thank you, @theo ")
    page.keyboard.type("mail me@t")
    expect(page.get_by_role("option")).to_have_count(0)


@each_size
def test_a_canned_text_is_put_into_the_reply_with_one_click(visit: Any, porch: Any, size: Any):
    page = visit("ines", viewport=size)
    page.goto(porch.at("/cases/{case_danger}"))
    page.locator("#reply").fill("By the way: ")
    page.locator("#texts > summary").click()
    page.get_by_role("link", name="Swap", exact=True).click()
    expect(page.locator("#reply")).to_have_value("By the way: Hello mara, qxcannedtextqx")
    expect(page.locator("#reply-text")).to_have_value(str(porch.stage.places["text"]))


def test_without_javascript_a_link_begins_the_reply_with_it(visit: Any, porch: Any):
    page = visit("ines", java_script_enabled=False)
    page.goto(porch.at("/cases/{case_danger}?text={text}"))
    expect(page.locator("#reply")).to_have_value("Hello mara, qxcannedtextqx")


@each_size
def test_a_pseudonym_is_shown_to_others_and_known_to_oneself(visit: Any, size: Any):
    nils, theo = visit("nils", viewport=size), visit("theo", viewport=size)
    nils.goto("/threads/new")
    nils.locator("#title").fill("Tulip lantern flickers at dawn")
    nils.locator("textarea#body").fill("It flickers at dawn, every day.")
    nils.get_by_label("Ask under a pseudonym").check()
    nils.locator(".form-foot").get_by_role("button", name="Ask", exact=True).click()
    expect(nils.locator("article.question .byline")).to_contain_text(re.compile("you", re.IGNORECASE))
    theo.goto(nils.url)
    expect(theo.locator("article.question")).not_to_contain_text("nils")
    expect(theo.locator("article.question .byline")).not_to_contain_text(re.compile(r"\byou\b"))


@each_size
def test_a_post_is_kept_for_later(visit: Any, porch: Any, size: Any):
    page = visit("nils", viewport=size)
    page.goto(porch.at("/threads/{solved}"))
    answer = page.locator(porch.stage.path("#post-{answer}"))
    keep = answer.locator(porch.stage.path("#keep-{answer}"))
    if "Keep" in keep.inner_text():
        keep.click()
    expect(keep).to_contain_text("Kept")
    page.goto("/bookmarks")
    expect(page.locator("main")).to_contain_text("Hearth drops 5 GHz every night")


def test_a_permanent_link_is_copied(visit: Any, porch: Any):
    page = visit("nils", permissions=["clipboard-read", "clipboard-write"])
    page.goto(porch.at("/threads/{solved}"))
    answer = page.locator(porch.stage.path("#post-{answer}"))
    answer.locator("> .post-foot .menu summary").click()
    answer.get_by_role("link", name="Link to this").first.click()
    expect(answer.locator(".menu-box").first).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == porch.at("/posts/{answer}")


@each_size
def test_a_thread_for_paper_says_where_its_links_lead_and_has_no_forms(visit: Any, porch: Any, size: Any):
    page = visit("mara", viewport=size)
    page.goto(porch.at("/threads/{solved}"))
    page.locator("article.question > .post-foot .menu summary").click()
    page.get_by_role("link", name="Print", exact=True).click()
    page.emulate_media(media="print")
    expect(page.locator("form, .masthead")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Choose channel 36")
    expect(page.get_by_role("link", name="Back to the thread")).to_be_hidden()
    fits(page)
