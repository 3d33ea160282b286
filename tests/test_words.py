"""Every word on a page goes through gettext: templates hold no bare text, neither between tags nor in spoken attributes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "templates"
TEMPLATES = sorted(ROOT.rglob("*.html"))
JINJA = re.compile(
    r"{#.*?#}|{%-?\s*trans\b.*?%}.*?{%-?\s*endtrans\s*-?%}|{%\s*block \w+_class %}.*?{%\s*endblock\s*%}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
SPOKEN = re.compile(r"\s(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"")
TAGS = re.compile(r"<svg.*?</svg>|<code>.*?</code>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
ALLOWED = {"https", "ms", "nbsp", "middot", "hellip", "rarr", "larr", "times", "GHz", "Enter", "Ctrl"}


def bare_words(text: str) -> set[str]:
    """Words of a template that are neither markup nor given to gettext."""
    plain = JINJA.sub(" ", text)
    spoken = " ".join(SPOKEN.findall(plain))
    return set(WORD.findall(TAGS.sub(" ", plain) + " " + spoken)) - ALLOWED


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_says_nothing_that_cannot_be_translated(path: Path):
    assert not bare_words(path.read_text(encoding="utf-8"))


def test_the_check_can_fail():
    assert bare_words('<p title="Hello">Welcome {{ _("friend") }}</p>') == {"Hello", "Welcome"}
