"""Judges what harm a question could do if it waited: a score with reasons and the words behind them, no learning."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

#: From here on a question is staff's at once; one plain legal threat reaches it, anger alone never does.
HIGH = 0.6
#: From here on staff take it from the start, though without haste.
RAISED = 0.45
LONGEST = 60_000

Route = Literal["peers", "staff", "staff_now"]

_MOST_WORDS = 6
_ASIDE = re.compile(r"https?://\S+|(?<=\w)@\w+")
_WORD = re.compile(r"(?<![\w'])(?:@?\w|[^\w\s'])")
_BLANK = "\x00"
_GAP = r"[\s,'\"*_~-]{1,3}"
_DENIES = r"(?:not|never|no|\w{2,6}n'?t)\b"
_TOKENS = {"...": rf"(?:{_GAP}(?!{_DENIES})[\w'@#]+){{0,4}}?", "(": "(?:", "|": "|", ")": ")", "*": r"\w*", "'": "'?"}
_SHOUTED = re.compile(r"(?:\b[A-Z]{3,}\b\W{1,3}(?:[A-Z]{1,2}\W{1,3})?){3,7}[A-Z]{3,}\b")
_SHOUTING = 0.2
_FOLDED = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\n": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question is risky, by a name of risk_words.toml, and the words or the number that say so."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """From 0 (let peers answer) to 1, rounded to 2 places, and the reasons, the heaviest first."""

    score: float
    reasons: tuple[Reason, ...]


def assess(
    text: str, reach: int = 0, replies_per_hour: float = 0.0, earlier_contacts: int = 0, copies_per_hour: int = 0
) -> Risk:
    """The risk of a text whose asker has `reach` followers and wrote `earlier_contacts` questions in the week before.

    `copies_per_hour`: by how many others the same was posted within the busiest hour.

    Reasons are taken as independent causes of harm, so they combine by noisy-or: 1 - (1 - a)(1 - b)...; a lawyer (0.6)
    and 20,000 readers (0.5) make 0.8. Within one reason the two heaviest phrases combine so, up to the reason's `most`.
    """
    weights: dict[str, float] = {}
    words: dict[str, tuple[str, ...]] = {}
    given = {"large reach": reach, "speed of replies": replies_per_hour, "repeated contact": earlier_contacts}
    for name, weight, said in [*_said(text), *_counted({**given, "copies of it": copies_per_hour})]:
        weights[name] = _or(weights.get(name, 0.0), weight)
        words[name] = words.get(name, ()) + said
    names = sorted(weights, key=lambda name: -weights[name])
    return Risk(round(_or(*weights.values()), 2), tuple(Reason(name, words[name]) for name in names))


def route(risk: Risk) -> Route:
    """Where a question goes first: to the peers, to staff, or to staff at once (a case is opened when it comes)."""
    if risk.score >= HIGH:
        return "staff_now"
    return "staff" if risk.score >= RAISED else "peers"


def _or(*weights: float) -> float:
    """The chance that at least one of these independent causes holds."""
    none = 1.0
    for weight in weights:
        none *= 1.0 - weight
    return 1.0 - none


@dataclass(frozen=True, slots=True)
class _Phrase:
    reason: str
    weight: float
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of risk_words.toml, ready to be looked up by the first two letters of a word."""

    phrases: dict[str, list[_Phrase]]
    most: dict[str, float]
    figures: dict[str, list[_Phrase]]
    names: re.Pattern[str]
    denial: re.Pattern[str]
    counts: dict[str, list[tuple[float, float]]]


def _counted(given: Mapping[str, float]) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    for name, steps in _lexicon().counts.items():
        weight = max((weight for least, weight in steps if given[name] >= least), default=0.0)
        if weight:
            yield name, weight, (f"{given[name]:,.0f}",)


def _said(text: str) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """What the words say: each reason once, with its weight and its phrases in small letters, the heaviest first."""
    lexicon = _lexicon()
    found: dict[str, dict[str, float]] = {}
    read = _plainly(text[:LONGEST], lexicon)
    small = read.lower() if len(read.lower()) == len(read) else read
    for phrase, start, end in _matches(small, lexicon.phrases):
        if not lexicon.denial.search(small[max(0, start - 60) : start]):
            found.setdefault(phrase.reason, {}).setdefault(" ".join(small[start:end].split()), phrase.weight)
    if shouted := _SHOUTED.search(read):
        found.setdefault("anger", {})[" ".join(shouted[0].split())] = _SHOUTING
    for name, phrases in found.items():
        heaviest = sorted(phrases, key=lambda said: -phrases[said])
        weight = min(_or(*(phrases[said] for said in heaviest[:2])), lexicon.most.get(name, 1.0))
        yield name, weight, tuple(heaviest[:_MOST_WORDS])


def _plainly(text: str, lexicon: _Lexicon) -> str:
    """The text of the same length without links, names, and what is only a figure of speech."""
    text = _ASIDE.sub(_blotted, text.translate(_FOLDED))
    text = lexicon.names.sub(_blotted, text)
    pieces, last = [], 0
    for _, start, end in _matches(text.lower(), lexicon.figures):
        pieces += [text[last:start], _BLANK * (end - start)]
        last = end
    return "".join([*pieces, text[last:]])


def _blotted(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _matches(text: str, phrases: dict[str, list[_Phrase]]) -> Iterator[tuple[_Phrase, int, int]]:
    """Phrases in a text in small letters, from left to right; for one reason a word belongs to one phrase only."""
    ends: dict[str, int] = {}
    for word in _WORD.finditer(text):
        place = word.start()
        candidates = [*phrases.get(text[place : place + 2], ()), *phrases.get(text[place], ())]
        hits = [(each, match.end()) for each in candidates if (match := each.pattern.match(text, place))]
        for phrase, end in sorted(hits, key=lambda hit: (hit[0].weight, hit[1]), reverse=True):
            if place >= ends.get(phrase.reason, 0):
                ends[phrase.reason] = end
                yield phrase, place, end


@cache
def _lexicon() -> _Lexicon:
    written = tomllib.loads(Path(__file__).with_name("risk_words.toml").read_text("utf-8"))
    groups = written["reasons"]
    phrases = [_Phrase(group["name"], group["weight"], _pattern(each)) for group in groups for each in group["phrases"]]
    sources = [each for group in groups for each in group["phrases"]]
    names = "|".join(name.capitalize() for name in written["names"])
    between = _either(written["between"])
    return _Lexicon(
        phrases=_by_first_letters(zip(sources, phrases, strict=True)),
        most={group["name"]: group["most"] for group in groups if "most" in group},
        figures=_by_first_letters((each, _Phrase("", 0.0, _pattern(each))) for each in written["figures"]),
        names=re.compile(rf"(?<=[a-z,] )(?:{names})\b(?! (?:you|them|your|the)\b)"),
        denial=re.compile(rf"(?<!\w){_either(written['negations'])}(?:[\s'\"]{{1,2}}{between}){{0,5}}[\s'\"]{{1,2}}$"),
        counts={name: [(least, weight) for least, weight in steps] for name, steps in written["counts"].items()},
    )


def _either(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word).replace("'", "'?") for word in words) + ")"


def _by_first_letters(phrases: Iterable[tuple[str, _Phrase]]) -> dict[str, list[_Phrase]]:
    """Phrases by the first two letters they can begin with, or the one letter of a shorter first word."""
    found: dict[str, list[_Phrase]] = {}
    for source, phrase in phrases:
        head = source[1 : source.index(")")].split("|") if source.startswith("(") else [source]
        for letters in {re.split(r"[ *(']", each)[0][:2] for each in head}:
            found.setdefault(letters, []).append(phrase)
    return found


def _pattern(phrase: str) -> re.Pattern[str]:
    """The pattern of one phrase of risk_words.toml; see there for `*`, `(a|b)` and `...`."""
    pattern = ""
    for token in re.findall(r"\.\.\.|[(|)*']|\s+|[^(|)*'\s]+", phrase):
        pattern += _TOKENS.get(token, _GAP if token.isspace() else re.escape(token))
    return re.compile(pattern.replace(_GAP + _TOKENS["..."] + _GAP, _TOKENS["..."] + _GAP) + r"(?!\w)")
