"""An advocate's day and telling askers elsewhere, in a real browser, on a telephone and on a desk."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.screens import fits
from tests.browser.test_journey import answer, ask, wait_until_shown

#: Each lives with questions of its own, as both are asked in the same forum.
WIDTHS = {
    390: ("Doorbell camera freezes at dawn", "Our doorbell camera freezes at dawn as well"),
    1280: ("Lawn robot forgets its garden", "Our lawn robot forgets the garden every Monday"),
}


@pytest.fixture(params=WIDTHS)
def wide(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def person(visit: Any, wide: int) -> Any:
    """A window of that width for somebody."""
    return lambda name: visit(name, viewport={"width": wide, "height": 900})


def test_an_advocate_solves_one_is_shown_the_next_is_asked_and_answers(person: Any, wide: int):
    first, second = WIDTHS[wide]
    mara, nils, theo = person("mara"), person("nils"), person("theo")
    ask(mara, first, f"{first}, until it is switched off and on.")
    theo.goto("/?tab=unanswered")
    theo.get_by_role("link", name=first).click()
    answer(theo, "Give it a fixed address, then it survives the renewal.")
    expect(theo.locator("#answers")).to_contain_text("fixed address")
    mara.reload()
    mara.get_by_role("button", name="This solved it").click()
    expect(mara.locator("#standing")).to_contain_text("Solved")

    address = ask(nils, second, f"{second}, until it is switched off and on.")
    wait_until_shown(theo, "/answering", f"You solved {first}")
    fits(theo)
    named = theo.locator(".proposal", has_text=second)
    expect(named).to_contain_text(first)
    named.get_by_role("button", name="Skip").click()
    expect(theo.get_by_role("status").filter(has_text="left this one to others")).to_be_visible()
    theo.get_by_role("button", name="Undo").click()
    expect(theo.locator(".proposal", has_text=second)).to_be_visible()

    nils.goto(address)
    knows = nils.locator("#people")
    expect(knows).to_contain_text("theo")
    fits(nils)
    knows.get_by_role("button", name="Ask theo").click()
    expect(knows).to_contain_text("no answer yet")
    nils.reload()
    expect(nils.get_by_role("status").filter(has_text="who knows this was asked")).to_be_visible()

    theo.goto("/answering")
    theo.locator(".asked-of-me").get_by_role("link", name=second).click()
    expect(theo.locator("#asked-of-me")).to_contain_text("nils asks you to answer this")
    answer(theo, "The same: a fixed address.")
    expect(theo.locator("#answers")).to_contain_text("The same")
    nils.reload()
    nils.get_by_role("button", name="This solved it").click()
    expect(nils.locator("#standing")).to_contain_text("Solved")
    theo.goto("/people/theo")
    expect(theo.locator(".strengths")).to_contain_text("camera")
    fits(theo)


def test_an_asker_elsewhere_is_told_with_words_that_fit(porch: Any, person: Any, visit: Any, wide: int):
    ines = person("ines")
    ines.goto("/moderation/queue?state=untold")
    fits(ines)
    ines.get_by_role("link", name="Is the lamp meant to hum").click()
    words = ines.get_by_label("What you say there")
    expect(words).to_have_value(f"No. Loosen the two screws below it.\n{porch.at('/posts/{there}')}")
    words.fill("a" * 290)
    expect(ines.locator("#fit")).to_contain_text("10 too many")
    words.fill("Loosen the two screws.")
    expect(ines.locator("#fit")).to_contain_text("22 of 280")
    expect(ines.get_by_role("button", name="Copy")).to_be_visible()
    expect(ines.get_by_role("link", name="Open the original")).to_have_attribute(
        "href", "https://twitter.example/junopark/status/4711"
    )
    fits(ines)
    ines.get_by_role("button", name="I told them").click()
    expect(ines.locator(".told")).to_contain_text("ines told them on Twitter")
    fits(ines)
    ines.get_by_role("button", name="It was not told after all").click()
    expect(ines.get_by_role("button", name="I told them")).to_be_visible()


def test_without_scripts_the_words_are_counted_and_copied_by_hand(visit: Any, porch: Any):
    ines = visit("ines", java_script_enabled=False)
    ines.goto(porch.at("/threads/{elsewhere}/telling"))
    ines.get_by_label("What you say there").fill("Loosen the two screws.")
    ines.get_by_role("button", name="Count and preview").click()
    expect(ines.get_by_label("As it will stand, to copy")).to_have_value("Loosen the two screws.")
    expect(ines.locator("#fit")).to_contain_text("22 of 280")
