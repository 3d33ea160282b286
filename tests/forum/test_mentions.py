"""@names: which are links to people and which are not, whatever stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import markup

PEOPLE = {"theo", "mara", "anna-lena", "j.doe", "zoë"}
LINK = '<a href="/people/theo" rel="nofollow ugc noopener">@theo</a>'


@pytest.mark.parametrize(
    "source",
    [
        "@theo",
        "Ask @theo, he knows.",
        "(@theo)",
        "@theo.",
        "**@theo**",
        "> @theo",
        "- @theo",
        "@theo's way",
        "@theo\n@theo",
    ],
)
def test_a_name_of_somebody_here_is_a_link(source: str):
    assert LINK in markup.render(source, PEOPLE)
    assert markup.mentioned(source) == ["theo"]


@pytest.mark.parametrize(
    "source",
    [
        "`@theo`", "```\n@theo\n```", "    @theo", "[@theo](https://example.org)", "https://example.org/@theo", "x@theo", "@@theo",
        "@theo@mastodon.example", "mail to:@theo", "<https://example.org/@theo>", "a+@theo", "/@theo",
    ],
)  # fmt: skip
def test_in_code_links_addresses_and_handles_of_other_networks_it_is_none(source: str):
    assert "/people/" not in markup.render(source, PEOPLE)
    assert markup.mentioned(source) == []


def test_names_that_nobody_has_stay_words():
    assert markup.render("@nobody and @theo", PEOPLE) == f"<p>@nobody and {LINK}</p>"


def test_case_dots_dashes_and_letters_beyond_ascii_are_part_of_a_name():
    html = markup.render("@Theo, @Anna-Lena, @j.doe. @Zoë-", PEOPLE)
    assert html.count('href="/people/') == 4
    assert 'href="/people/Zo%C3%AB"' in html
    assert markup.mentioned("@Theo, @Anna-Lena, @j.doe. @Zoë-") == ["theo", "anna-lena", "j.doe", "zoë"]


def test_at_most_ten_are_named():
    assert len(markup.mentioned(" ".join(f"@person{n}" for n in range(30)))) == 10


def test_words_from_other_networks_name_nobody_here():
    assert "/people/" not in markup.render_plain("@theo is great")


@given(st.text(alphabet="@theo.- `[]()<>&\"'*_/\n", max_size=80))
def test_whatever_stands_around_a_name_the_html_is_as_clean_as_before(source: str):
    html = markup.render(source, PEOPLE)
    assert markup.sanitized(html) == html
    assert html.count("<a ") == html.count("</a>")
    bare = markup.render(source)
    assert html.replace(LINK, "@theo") == bare or "/people/" in html
