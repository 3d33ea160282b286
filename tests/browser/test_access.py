"""Pages that everybody can use: axe finds nothing in either theme, and nothing is cut off on a small screen."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.places import BY_READER

SIZES = {"small": {"width": 390, "height": 844}, "large": {"width": 1280, "height": 900}}
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


@pytest.fixture
def look(visit: Any) -> Any:
    """A window of a reader in which nothing moves."""

    def open_window(reader: str, **options: Any) -> Page:
        page: Page = visit(None if reader == "guest" else reader, reduced_motion="reduce", **options)
        return page

    return open_window


@pytest.mark.parametrize("reader", BY_READER)
def test_axe_finds_nothing_on_any_page_in_either_theme(look: Any, porch: Any, reader: str):
    page, found = look(reader), []
    for place in BY_READER[reader]:
        page.set_viewport_size(SIZES["small"])
        page.emulate_media(color_scheme="dark")
        page.goto(porch.at(place))
        page.evaluate(AXE_SCRIPT)
        found += complaints(page, place, "small, dark")
        page.emulate_media(color_scheme="light")
        found += complaints(page, place, "small, light", CONTRAST)
        page.set_viewport_size(SIZES["large"])
        page.evaluate("document.querySelectorAll('main details').forEach((each) => (each.open = true))")
        found += complaints(page, place, "large, light")
        page.emulate_media(color_scheme="dark")
        found += complaints(page, place, "large, dark", CONTRAST)
    assert not found, "\n".join(found)


def complaints(page: Page, place: str, where: str, options: dict[str, Any] | None = None) -> list[str]:
    """What axe finds; what does not depend on colours is looked at once a size."""
    faults = page.evaluate("(options) => axe.run(document, options).then((found) => found.violations)", options or {})
    return [
        f"{place} ({where}): {fault['id']}: {fault['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for fault in faults
        for node in fault["nodes"][:3]
    ]


def test_axe_sees_what_is_wrong(look: Any):
    """Otherwise the test above could pass because nobody looks."""
    page = look("guest")
    page.goto("/tags")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')")
    assert [fault.split(": ")[1] for fault in complaints(page, "/tags", "spoilt")] == ["button-name"]


@pytest.mark.parametrize("reader", BY_READER)
def test_nothing_is_wider_than_a_screen_of_360_pixels(look: Any, porch: Any, reader: str):
    page, wide = look(reader, viewport={"width": 360, "height": 740}), []
    for place in BY_READER[reader]:
        page.goto(porch.at(place))
        width = page.evaluate("document.scrollingElement.scrollWidth")
        wide += [f"{place}: {width}"] if width > 360 else []
    assert not wide, "\n".join(wide)


def test_the_theme_one_chooses_stays_whatever_the_device_says(look: Any):
    page = look("guest", color_scheme="light")
    page.goto("/tags")
    page.get_by_role("button", name="Dusk").click()
    page.wait_for_url("**/tags")
    assert is_dark(page)
    page.goto("/")
    assert is_dark(page)


def is_dark(page: Page) -> bool:
    """Whether the paper is darker than the ink."""
    return bool(
        page.evaluate(
            """() => {
                const style = getComputedStyle(document.body);
                const light = (colour) => {
                    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                    canvas.fillStyle = colour;
                    canvas.fillRect(0, 0, 1, 1);
                    return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part, 0);
                };
                const paper = [document.body, document.documentElement].map((each) => getComputedStyle(each).backgroundColor);
                return light(paper.find((colour) => !/, 0\\)$/.test(colour)) || "white") < light(style.color);
            }"""
        )
    )
