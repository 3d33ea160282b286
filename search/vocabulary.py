"""From text to words and stems: lower case without accents, slang spelt out, Snowball stems, and no stop list."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import snowballstemmer

SLANG_FILE = Path(__file__).with_name("slang.tsv")
VERSION = 2
ENGLISH = "en"
SNOWBALL = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
LONGEST_WORD = 64

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+)"
    r"|(?P<handle>[@＠][^\W_][\w.-]*(?:@[\w.-]+)?)"
    r"|(?P<hashtag>\#\w+)"
    r"|(?P<word>\d+(?:[.,:]\d+)+|[^\W_]+(?:['’\-][^\W_]+)*)"
    r"|(?P<sign>[\U0001F300-\U0001FAFF\u2600-\u27BF]|[:;=]['’]?-?[()DPp/\\|*](?!\w))",
)
_PART = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:'[^\W_]+)*")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d])(?=\d{3})")
_stemmers = threading.local()


@dataclass(frozen=True, slots=True)
class Token:
    """One token where it stands: `start` and `end` in code points; `words` are what it means (slang may be several)."""

    start: int
    end: int
    kind: str
    words: tuple[str, ...]


@cache
def slang() -> dict[str, tuple[str, ...]]:
    """What a short form stands for, from slang.tsv."""
    lines = (line.split("\t") for line in SLANG_FILE.read_text("utf-8").splitlines() if "\t" in line)
    return {short: tuple(meaning.split()) for short, meaning in lines if not short.startswith("# ")}


@cache
def fingerprint() -> str:
    """Changes whenever the same text would give other words; an index remembers it and is rebuilt on a change."""
    return f"{VERSION}-{blake2b(SLANG_FILE.read_bytes(), digest_size=6).hexdigest()}"


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a text in order, with their places; any string at all will do."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        words = _meaning(kind, match.group())
        if words:
            yield Token(match.start(), match.end(), kind, words)


def words(text: str) -> list[str]:
    """Words that say what a text is about: without handles, addresses and emoji. Used for similarity."""
    return [word for token in tokens(text) if token.kind in ("word", "hashtag") for word in token.words]


def folded_words(text: str) -> list[str]:
    """Everything that can be searched for, in order and not yet stemmed: words, handles, hashtags, addresses, emoji."""
    return [word for token in tokens(text) for word in token.words]


def terms(text: str, lang: str = ENGLISH) -> list[str]:
    """The stems of `folded_words`, in a language."""
    return [stem(word, lang) for word in folded_words(text)]


@lru_cache(maxsize=30_000)
def stem(word: str, lang: str = ENGLISH) -> str:
    """The Snowball stem; of a language without one, the English one."""
    return str(_stemmer(lang if lang in SNOWBALL else ENGLISH).stemWord(word))


def _stemmer(lang: str) -> Any:
    """A stemmer object keeps state while it works, so each thread has its own."""
    known = _stemmers.__dict__
    if lang not in known:
        known[lang] = snowballstemmer.stemmer(SNOWBALL[lang])
    return known[lang]


@lru_cache(maxsize=30_000)
def _meaning(kind: str, raw: str) -> tuple[str, ...]:
    if kind == "hashtag":
        raw = " ".join(_HUMP.split(raw))
    plain = fold(raw)
    if kind == "sign":
        return slang().get(plain, (plain,))
    known = slang().get(plain) if kind == "word" else None
    return known or tuple(word for part in _PART.findall(plain) for word in slang().get(part, (part,)))


def fold(text: str) -> str:
    """Lower case, compatibility forms joined, accents dropped; very long runs are cut."""
    decomposed = unicodedata.normalize("NFKD", text[: 4 * LONGEST_WORD].casefold().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:LONGEST_WORD]
