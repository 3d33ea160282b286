"""When two posts say the same: words without their dress, and near copies in which hardly a word was added. Pure.

What people add to a copy is theirs: "my son was burned" must be read, not counted. So beyond words that add nothing
only one free word in twenty may be more in one text than in the other, and none may be another.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LEAST = 5  # words: shorter ones ("thank you", "please help") are said by many who mean different things
LEAST_RETWEETED = 3
LEAST_NEAR = 20  # one free word in so many
MOST_NEAR = 400
ALIKE = 0.7  # of the runs of three words in either
BANDS, ROWS = 8, 3  # two texts that are just alike enough share a band in 97 of 100 cases
_MERSENNE = (1 << 61) - 1
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NAME = re.compile(r"[^\w@]*@[\w.@-]+\W*")
_RETWEET = re.compile(r"\W*(?:rt|mt)\W*")
_MARKS = '.,:;!?"\u201c\u201d()-'
_LENGTHENED = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"@?\w+|[^\w\s]")
_MOODS = re.compile(
    "[\u2639\u263a\u2764\u2763\U0001f440-\U0001f450\U0001f493-\U0001f49f\U0001f600-\U0001f64f\U0001f3fb-\U0001f3ff]"
)
Weigh = Callable[[str], Hashable]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a post says. `key` is equal for copies; `text` and `bands` are empty where only a copy can be the same."""

    key: str
    text: str = ""
    bands: tuple[int, ...] = ()


def of(text: str, secret: str, is_masked: bool = False) -> Wording | None:
    """The wording of a text; None when it is too short to say that a like one means the same.

    A text in which something is masked where it is stored (`is_masked`) is about one person's affairs unless it is
    copied to the letter: so its key is made of what it really said, and of the secret, lest it be read off the key.
    """
    words, is_retweet = words_of(text)
    if sum(word.isalnum() for word in words) < (LEAST_RETWEETED if is_retweet else LEAST):
        return None
    said = " ".join(words)
    key = hashlib.blake2b(said.encode(), digest_size=12, key=secret.encode()[:64]).hexdigest()
    if is_masked or not LEAST_NEAR <= len(words) <= MOST_NEAR:
        return Wording(key)
    return Wording(key, said, tuple(_bands(_runs(words))))


def words_of(text: str) -> tuple[list[str], bool]:
    """The words of a text in small letters, and whether it is marked as a retweet.

    Gone are who it is addressed to, links, invisible characters, punctuation, faces and hearts, letters beyond the
    second of a row, and words that add nothing; another sign, as a flame, stays once.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:60_000])).casefold()
    plain = _LINK.sub(" ", plain).replace("'", "").replace("\u2019", "")
    said, is_retweet = _unaddressed(plain.split())
    plain = _LENGTHENED.sub(r"\1\1", _MOODS.sub(" ", " ".join(said)))
    found = [word for word in _WORD.findall(plain) if word not in _words("adds_nothing")]
    words = [word for word in found if word.isalnum() or "_" in word or unicodedata.category(word[-1])[0] not in "PZC"]
    once = [word for place, word in enumerate(words) if word.isalnum() or word not in words[max(0, place - 3) : place]]
    return once, is_retweet


def _unaddressed(said: Sequence[str]) -> tuple[Sequence[str], bool]:
    """Without the names before and after what is said; and whether it is marked as somebody's words."""
    start, end, is_retweet = 0, len(said), False
    while start < end and (_NAME.fullmatch(said[start]) or _adds_nothing(said[start])):
        is_retweet = is_retweet or _RETWEET.fullmatch(said[start]) is not None
        start += 1
    while start < end and (_NAME.fullmatch(said[end - 1]) or (end < len(said) and said[end - 1] == "via")):
        end -= 1
    return said[start:end], is_retweet


def _adds_nothing(word: str) -> bool:
    said = word.strip(_MARKS)
    return not said or said in _words("adds_nothing")


def is_near(one: str, other: str, weigh: Weigh) -> bool:
    """Whether two wordings' texts say the same though they differ: one has all that the other says, and hardly more.

    What it has more must not turn the meaning (no negation, no number, nothing masked), nor what `weigh` makes of it.
    """
    ours, theirs = one.split(), other.split()
    more = Counter(ours) - Counter(theirs)
    less = Counter(theirs) - Counter(ours)
    most = max(len(ours), len(theirs)) // LEAST_NEAR
    if (more and less) or (more + less).total() > most or any(_turns(word) for word in more + less):
        return False
    runs, others = set(_runs(ours)), set(_runs(theirs))
    return len(runs & others) >= ALIKE * len(runs | others) and weigh(one) == weigh(other)


@cache
def _words(kind: str) -> frozenset[str]:
    written = tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))
    return frozenset(" ".join(written[kind]).split())


def _turns(word: str) -> bool:
    return word in _words("turns") or any(letter.isdigit() for letter in word)


def _runs(words: Sequence[str]) -> list[str]:
    return [" ".join(words[place : place + 3]) for place in range(len(words) - 2)]


def _bands(runs: Sequence[str]) -> Iterator[int]:
    """MinHash in bands: numbers below 2^31, of which like texts share at least one."""
    hashes = [int.from_bytes(hashlib.blake2b(run.encode(), digest_size=7).digest()) for run in set(runs)]
    least = [min((a * each + b) % _MERSENNE for each in hashes) for a, b in _multipliers()]
    for band in range(BANDS):
        said = repr((band, least[band * ROWS : (band + 1) * ROWS])).encode()
        yield int.from_bytes(hashlib.blake2b(said, digest_size=4).digest()) >> 1


@cache
def _multipliers() -> tuple[tuple[int, int], ...]:
    """The same in every process and for ever."""

    def number(name: str) -> int:
        return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7]) + 1

    return tuple((number(f"a{each}"), number(f"b{each}")) for each in range(BANDS * ROWS))
