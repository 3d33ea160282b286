"""Finds personal data and replaces it by markers that a reader understands; doing it twice changes nothing more."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from forum.redaction.addresses import addresses
from forum.redaction.numbers import accounts, cards, ibans, ip_addresses
from forum.redaction.phones import REGIONS, phones
from forum.redaction.reading import Reading, Span, apart, read
from forum.redaction.secrets import emails, passwords

#: What stands in the public text instead, by type.
MARKERS = {
    "card": "[card number hidden]",
    "iban": "[IBAN hidden]",
    "phone": "[phone number hidden]",
    "email": "[e-mail hidden]",
    "password": "[password hidden]",
    "account": "[account number hidden]",
    "address": "[address hidden]",
    "ip": "[IP address hidden]",
}

#: What a brand publishes about itself on purpose, and what therefore stays in its own posts.
PUBLISHED_BY_BRANDS = frozenset({"phone", "email", "address", "ip"})

_MARKER = re.compile("|".join(map(re.escape, MARKERS.values())))
_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data: its type (a key of MARKERS) and its place in code points, the end exclusive."""

    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may be public, and what was hidden in it (places in the text before)."""

    text: str
    findings: tuple[Finding, ...]


def find(text: str, regions: Sequence[str] = REGIONS, *, is_brand: bool = False) -> list[Finding]:
    """Personal data in a text, in order, without overlaps; `regions` (ISO 3166) are those whose phone formats count."""
    return list(mask(text, regions, is_brand=is_brand).findings)


def mask(text: str, regions: Sequence[str] = REGIONS, *, is_brand: bool = False) -> Masked:
    """The text with personal data replaced by markers; a brand's own posts keep the contacts that it publishes."""
    # What is hidden can no longer veto its neighbours (an address before a number), so look until nothing is left:
    # that, and not luck, is why masking twice changes nothing.
    findings: list[Finding] = []
    for _ in range(_ROUNDS):
        found = list(_detected(text, regions, is_brand))
        if not found:
            break
        findings = _merged(findings, found)
        text = _replaced(text, found)
    return Masked(text, tuple(findings))


def _detectors(regions: Sequence[str], is_brand: bool) -> Iterator[tuple[str, Callable[[Reading], Iterator[Span]]]]:
    """Who looks for what, the surest first: what one has found the next cannot see."""
    yield "email", emails
    yield "iban", ibans
    yield "ip", ip_addresses
    yield "card", cards
    yield "account", accounts
    yield "password", passwords
    yield "address", addresses
    yield "phone", lambda reading: phones(reading, regions)


def _detected(text: str, regions: Sequence[str], is_brand: bool) -> Iterator[Finding]:
    reading = read(text)
    if "hidden]" in text:
        reading = reading.without(Span(*match.span()) for match in _MARKER.finditer(reading.text))
    found = []
    for kind, detector in _detectors(regions, is_brand):
        if is_brand and kind in PUBLISHED_BY_BRANDS:
            continue
        spans = list(apart(detector(reading)))
        if spans:
            reading = reading.without(spans)
            found += [Finding(kind, *reading.original(span)) for span in spans]
    yield from sorted(found, key=lambda finding: finding.start)


def _replaced(text: str, findings: Sequence[Finding]) -> str:
    pieces, end = [], 0
    for finding in findings:
        pieces += [text[end : finding.start], MARKERS[finding.type]]
        end = finding.end
    return "".join([*pieces, text[end:]])


def _merged(earlier: list[Finding], later: list[Finding]) -> list[Finding]:
    """Both in order, the later ones moved back from the masked text to the places they have in the original."""
    moved = [Finding(finding.type, *_back(finding, earlier)) for finding in later]
    return sorted([*earlier, *moved], key=lambda finding: finding.start)


def _back(finding: Finding, earlier: Sequence[Finding]) -> Span:
    shift = 0
    for other in earlier:
        if other.start - shift >= finding.start:
            break
        shift += other.end - other.start - len(MARKERS[other.type])
    return Span(finding.start + shift, finding.end + shift)
