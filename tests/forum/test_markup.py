"""What people write becomes safe HTML, honest plain text and fitting titles, whatever they write."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.markup import clean, excerpt, plain, render, render_plain, sanitized, title_of
from tests.hostile import payloads

TAGS = set("a blockquote br code del em h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split())  # noqa: SIM905
ATTRIBUTES = {("a", "href"), ("a", "title"), ("a", "rel"), ("ol", "start"), ("td", "class"), ("th", "class")}


class Inspector(HTMLParser):
    """Collects what is in a page that should not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and its attributes against what a post may have."""
        self.seen.append((tag, sorted(attrs)))
        allowed = {name for owner, name in ATTRIBUTES if owner == tag}
        self.wrong += [tag] if tag not in TAGS else [f"{tag} {name}" for name, _ in attrs if name not in allowed]
        given_ = dict(attrs)
        if tag == "a":
            self.wrong += [] if given_.get("rel") == "nofollow ugc noopener" else [f"rel of {given_}"]
            scheme = re.match(r"[\s\x00-\x20]*([\w.+-]+):", given_.get("href") or "")
            self.wrong += [scheme[1]] if scheme and scheme[1].lower() not in ("http", "https", "mailto") else []

    def handle_data(self, data: str) -> None:
        """Remember the text."""
        self.seen.append(data)

    def handle_comment(self, data: str) -> None:
        """No comments in posts."""
        self.wrong.append(data)


def read(html: str) -> Inspector:
    """The HTML as a browser would take it apart."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def dangers(html: str) -> list[str]:
    """Everything in the HTML that no post may have."""
    return read(html).wrong


@pytest.mark.parametrize("turn", [render, render_plain])
def test_nothing_hostile_survives_rendering(turn):
    for payload in payloads():
        html = turn(payload)
        assert dangers(html) == [], payload
        assert read(sanitized(html)).seen == read(html).seen, payload


def test_imported_html_goes_through_the_same_cleaner_and_twice_changes_nothing():
    for payload in payloads():
        html = sanitized(payload)
        assert dangers(html) == [], payload
        assert read(sanitized(html)).seen == read(html).seen, payload


def test_the_inspector_of_these_tests_sees_danger():
    assert dangers("<img src=x onerror=alert(1)>") == ["img"]
    assert dangers('<a href="javascript:alert(1)" onclick="x" rel="nofollow ugc noopener">x</a>') == [
        "a onclick",
        "javascript",
    ]


def test_theo_writes_a_useful_answer_in_markdown():
    source = "# Try this\n\n1. hold *reset*\n2. **wait**\n\n```\nping 192.168.1.1\n```\n\n"
    html = render(source + "| led | means |\n|:-:|--:|\n| red | ~~ok~~ |")
    for part in ("<h3>Try this</h3>", "<li>hold <em>reset</em></li>", "<pre><code>ping 192.168.1.1\n</code></pre>"):
        assert part in html
    assert '<td class="align-center">red</td>\n<td class="align-right"><s>ok</s></td>' in html


@pytest.mark.parametrize(("source", "tag"), [("# a", "h3"), ("## a", "h4"), ("a\n===", "h3"), ("###### a", "h6")])
def test_a_post_never_owns_the_headings_of_the_page(source, tag):
    assert render(source) == f"<{tag}>a</{tag}>"


def test_images_become_links_because_nothing_is_loaded_from_elsewhere():
    link = '<a href="https://x.example/y.png" rel="nofollow ugc noopener">the led</a>'
    assert render("![the led](https://x.example/y.png)") == f"<p>{link}</p>"
    assert render("[![the led](https://z.example/t.png)](https://x.example/y.png)") == f"<p>{link}</p>"


def test_only_whole_addresses_become_links():
    html = render("see https://a.example/b?c=1&d=2. Not firmware.zip, //x.example or mara@x.example")
    assert html.count("<a ") == 1
    assert '<a href="https://a.example/b?c=1&amp;d=2" rel="nofollow ugc noopener">' in html


def test_what_redaction_hid_stays_visible_at_the_start_of_a_line():
    assert render("[e-mail hidden]: https://x.example").startswith("<p>[e-mail hidden]:")


def test_line_breaks_are_kept_as_they_were_typed():
    assert render("one\ntwo") == "<p>one<br>\ntwo</p>"


def test_plain_posts_keep_their_paragraphs_and_nothing_else_is_markup():
    html = render_plain("# *Hi* <b>\nsee (https://t.example/a_b_).\n\n\n[x](y) & more")
    assert html == (
        '<p># *Hi* &lt;b&gt;<br>\nsee (<a href="https://t.example/a_b_" rel="nofollow ugc noopener">https://t.example/a_b_</a>).</p>\n'
        "<p>[x](y) &amp; more</p>"
    )


HEAVY = {
    "brackets": "[" * 50_000,
    "image brackets": "![" * 20_000,
    "nested quotes": "> " * 50_000,
    "quotes in lines": ">" * 14 + " a\n" + (">" * 14 + " a\n") * 2_000,
    "nested lists": "- " * 20_000,
    "stars": "*a " * 13_000,
    "mixed emphasis": "**a_" * 5_000,
    "backticks": " ".join("`" * n for n in range(1, 200)),
    "references": "".join(f"[a{n}]: b\n" for n in range(1_900)),
    "table": "|" + "a|" * 2_900 + "\n|" + "-|" * 2_900,
    "autolinks": "<a:" * 6_000,
    "addresses": "http://a " * 2_200,
    "headings": "# a\n" * 5_000,
}


def spent(turn, text):
    started = time.process_time()
    turn(text)
    return time.process_time() - started


@pytest.mark.parametrize("name", HEAVY)
def test_no_post_takes_the_server_long(name):
    for turn in (render, plain, render_plain, title_of):
        assert min(spent(turn, HEAVY[name]) for _ in range(3)) < 0.5, turn  # the best of three: machines are shared


def test_a_post_too_deep_to_render_is_shown_as_it_was_typed():
    assert render("[" * 50_000 + "<b>\nx") == "<p>" + "[" * 50_000 + "&lt;b&gt;<br>\nx</p>"
    assert plain("> " * 50_000).startswith("> > ")


def test_plain_text_has_the_words_and_none_of_the_marks():
    source = "# Try\n\n*hold* `reset` ![led](https://x.example/y.png)\n\n- one\n- two\n\n| a | b |\n|-|-|\n| c | d |\n"
    assert plain(source).splitlines() == ["Try", "hold reset led", "one", "two", "a b ", "c d"]


def test_an_excerpt_ends_at_a_word_and_keeps_to_its_length():
    assert excerpt("**The mesh** drops\nevery night", 60) == "The mesh drops every night"
    assert excerpt("The mesh drops every night", 20) == "The mesh drops…"
    assert len(excerpt("x" * 500, 80)) == 80


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("@LanternetHelp my mesh drops every night. Any idea?", "my mesh drops every night."),
        (".@LanternetHelp @theo why?\nAnd since when", "why?"),
        ("@LanternetHelp https://t.example/a look at this https://t.example/b now", "look at this now"),
        ("??? Is 2.4.17 out? Yes", "Is 2.4.17 out?"),
        ("Some devices, e.g. the TV, drop. Others do not.", "Some devices, e.g. the TV, drop."),
        ("https://t.example/a", "https://t.example/a"),
        ("@LanternetHelp", "@LanternetHelp"),
        ("", "Untitled"),
        ("\ud800\n", "\ufffd"),
    ],
)
def test_an_imported_question_gets_its_first_sentence_as_title(text, title):
    assert title_of(text) == title


@given(st.text(max_size=400))
def test_a_title_is_one_line_of_at_most_ninety_characters_and_never_empty(text):
    title = title_of(text)
    assert 1 <= len(title) <= 90
    assert title == " ".join(title.split())


def test_cleaning_keeps_lines_and_drops_what_breaks_programs():
    assert clean("a\r\r\nb\r\rc\rd\r\ne") == "a\nb\nc\nd\ne"
    assert clean("x\x00y\ud800z\x07\x0b\t\ud83d\ude00") == "x\ufffdy\ufffdz\t😀"


@settings(max_examples=200)
@given(st.text(alphabet=st.characters() | st.sampled_from("\r\n\x00\x85\ud800\udfff"), max_size=60))
def test_cleaning_twice_changes_nothing_and_the_text_can_be_stored(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
    assert "\r" not in once
    assert once.encode("utf-8").decode("utf-8") == once
