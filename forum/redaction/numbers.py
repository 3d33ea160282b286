"""Finds numbers that money or a machine answers to: cards, IBANs, account and identity numbers, public IP addresses."""

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address

from stdnum import iban, luhn, numdb
from stdnum.iso7064 import mod_97_10

from forum.redaction.reading import Reading, Span

_RUN = re.compile(r"(?:(?<![\w$£€])|(?<=card)|(?<=cc))\d+(?:[ .-]{1,3}\d+)*(?!\w)")
_GROUP = re.compile(r"\d+")
_MOST_GROUPS = 5
#: The fours of a card with other things between them: line breaks, marks of Markdown, slashes.
_IN_FOURS = re.compile(r"(?<![^\W_])\d{4}(?:(?:&nbsp;|[\s*_`/\\|.>~-]){1,6}\d{4}){3}(?!\d)")
#: Visa, Mastercard, American Express, Discover, UnionPay, JCB in the lengths they are issued: known without a word.
_SURE_NETWORK = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14}|35(?:2[89]|[3-8]\d)\d{12}"
)
_CARD_WORD = re.compile(
    r"\b(?:(?:credit|debit|bank|visa|master|payment)? ?card|cc|credit|debit|visa|maestro|amex|american express|discover"
    r"|diners|jcb|pan|cvv|cvc|exp(?:iry|ires|\.)?)\b",
    re.I,
)
_CARD_NUMBER_WORD = re.compile(r"\b(?:card|cc)\W{0,2}(?:number|num|no|nr|#)\W{0,3}(?:is|was)?\W{0,3}$", re.I)
_CARD_IN_URL = re.compile(r"[?&;](?:card\w{0,12}|cc|ccnum|pan|number)=(\d{12,19})(?!\d)", re.I)
#: What a long number is called when it is not personal: it stays.
NOT_PERSONAL = re.compile(
    r"\b(?:order|tracking|track|ref|reference|case|ticket|invoice|booking|confirmation|serial|imei|meid|s/n|sn|sku|mac|ean"
    r"|upc|isbn|model|part|parcel|package|shipment|consignment|delivery|flight|train|bus|version|firmware|build|error"
    r"|dpci|code|complaint|incident|item|product|article|receipt|transaction|request|issue|claim|job|bag|tag|asin|tweet|post"
    r"|thread|id)s?\W{0,3}(?:(?:numbers?|nums?|nos?|nr|nbr|ids?|codes?|ref|tags?)\b)?\W{0,3}(?:(?:is|was|are|of|with|for)\b)?"
    r"\W{0,3}(?:[\d -]{4,20}\W{1,2}){0,6}$",
    re.I,
)


def cards(reading: Reading) -> Iterator[Span]:
    """Card numbers: Luhn holds and either the network is known by its digits or a word near by says card."""
    if not reading.has_digits:
        return
    for match in _CARD_IN_URL.finditer(reading.text):
        if luhn.is_valid(match[1]):
            yield Span(*match.span(1))
    for match in _IN_FOURS.finditer(reading.prose.text):
        if _is_card(re.sub(r"\D", "", match[0]), is_named=False):
            yield Span(*match.span())
    for run in _RUN.finditer(reading.prose.text):
        if run.end() - run.start() >= 12:
            yield from _cards_in(run, reading.prose)


def _cards_in(run: re.Match[str], reading: Reading) -> Iterator[Span]:
    whole = Span(*run.span())
    before, after = reading.before(whole, 60), reading.after(whole, 20).lstrip(" ,.(")
    is_named = bool(_CARD_WORD.search(before) or _CARD_WORD.match(after))
    # Whoever says "card number" and slips in a digit has still given away the others.
    may_be_misspelt = _CARD_NUMBER_WORD.search(before) is not None
    end = 0
    for span, digits in _windows(run):
        is_card = _is_card(digits, is_named) or (may_be_misspelt and span.start == whole.start and len(digits) >= 13)
        if span.start >= end and is_card and not _is_called_otherwise(span, reading):
            end = span.end
            yield span


def _windows(run: re.Match[str]) -> Iterator[tuple[Span, str]]:
    """Neighbouring groups that have as many digits as a card, the longest first; single digits only as a whole run."""
    groups = [(run.start() + group.start(), group[0]) for group in _GROUP.finditer(run[0])]
    if 12 <= len(groups) <= 19 and len(run[0]) < 3 * len(groups):
        yield Span(*run.span()), "".join(digits for _, digits in groups)
    for first, (start, _) in enumerate(groups):
        digits, found = "", []
        for place, group in groups[first : first + _MOST_GROUPS]:
            digits += group
            if len(group) < 2 or len(digits) > 19:
                break
            if len(digits) >= 12:
                found.append((Span(start, place + len(group)), digits))
        yield from reversed(found)


def _is_card(digits: str, is_named: bool) -> bool:
    is_known = is_named or _SURE_NETWORK.fullmatch(digits) is not None
    return is_known and len(set(digits)) > 1 and luhn.is_valid(digits)


def _is_called_otherwise(span: Span, reading: Reading) -> bool:
    """Is named as something that is no card (an order, a parcel), and not written in the four fours of a card."""
    is_in_fours = re.fullmatch(r"\d{4}(?:[ -]\d{4}){3}", reading.text[span.start : span.end]) is not None
    return not is_in_fours and NOT_PERSONAL.search(reading.before(span, 40)) is not None


_IBAN = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2}\d{2}(?:[ .\n-]{0,2}[A-Za-z0-9]){11,30}))")
_IBAN_WORD = re.compile(r"\biban\b\W{0,4}(?:(?:number|no|is|nr)\b\W{0,3}){0,2}$", re.I)


def ibans(reading: Reading) -> Iterator[Span]:
    """IBANs by country, length, structure and check digits; behind the word IBAN also those with a slip of the pen."""
    if not reading.has_digits:
        return
    for match in _IBAN.finditer(reading.text):
        length = _iban_length(match[1][:2].upper())
        places = [place for place, character in enumerate(match[1]) if character.isalnum()][:length]
        if not length or len(places) < length:
            continue
        span = Span(match.start(1), match.start(1) + places[-1] + 1)
        shown = re.sub(r"[^A-Z0-9]", "", reading.text[span.start : span.end].upper())
        is_valid = mod_97_10.is_valid(shown[4:] + shown[:4]) and iban.is_valid(shown)
        is_in_a_line = "\n" not in reading.text[span.start : span.end]
        if is_valid or (is_in_a_line and _IBAN_WORD.search(reading.before(span, 30))):
            yield span


@cache
def _iban_length(country: str) -> int:
    """Characters of an IBAN of that country by the registry in stdnum, 0 for a country that has none."""
    properties = numdb.get("iban").info(country + "00")[0][1]
    parts = re.findall(r"(\d+)!", properties.get("bban", ""))
    return 4 + sum(map(int, parts)) if parts else 0


_VALUE = r"(?P<value>(?:[A-Z]{1,4}[ -]?)?\d[\dA-Z]*(?:[ -]\d{2,}[\dA-Z]*){0,6}(?!\w))"
_ACCOUNT = re.compile(
    r"\b(?:(?:bank|current|checking|savings|customer|member(?:ship)?|client|subscriber|policy|loyalty|medical record|"
    r"routing|passport|licen[cs]e|account|acct|acc|a/c|national insurance|ni|tax|social security|ssn|nino|nhs)\W{1,3})"
    r"(?:number|num|no|nr|id|#|ref(?:erence)?)?[\s:#.=-]{0,3}"
    r"(?:(?:[a-z']{1,12} ){0,4}(?:is|was|are)\b[\s:#.=-]{0,3})?" + _VALUE,
    re.I,
)
_NUMBERED = re.compile(r"(?:number|num|no|nr|id|#|\bssn)\b|#|\bsocial security|\b(?:is|was)\b", re.I)
_YEARS = re.compile(r"(?:19|20)\d\d(?:[ -](?:19|20)?\d\d)?")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_SORT_CODE = re.compile(r"\bsort ?code\W{0,3}(?:is\W{1,2})?(?P<value>\d{2}[ -]?\d{2}[ -]?\d{2})(?!\d)", re.I)
_NINO = re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2} \d{2} \d{2} \d{2} [A-D]\b")


def accounts(reading: Reading) -> Iterator[Span]:
    """Numbers of accounts and of people with an office: named as such, or with the form of a US SSN or a UK NINO."""
    prose = reading.prose
    if not prose.has_digits:
        return
    for shape in (_SSN, _NINO):
        for match in shape.finditer(prose.text):
            if not NOT_PERSONAL.search(prose.before(Span(*match.span()), 40)):
                yield Span(*match.span())
    yield from (Span(*match.span("value")) for match in _SORT_CODE.finditer(prose.text))
    for match in _ACCOUNT.finditer(prose.text):
        digits = sum(map(str.isdigit, match["value"]))
        named = _NUMBERED.search(match[0][: match.start("value") - match.start()])
        if digits >= (4 if named else 6) and not _YEARS.fullmatch(match["value"]):
            yield Span(*match.span("value"))


_IPV4 = re.compile(r"(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:])")
_IP_WORD = re.compile(
    r"\b(?:ips?|ipv[46]|address|addresses|ping(?:ing|s)?|trace\w*|host|server|from|wan|client_?ip)\b", re.I
)
_VERSION_WORD = re.compile(
    r"\b(?:v|ver|versions?|firmware|fw|build|release|ios|android|os|driver|app|updated?|upgraded?|mask|netmask|subnet)"
    r"\W{0,3}(?:(?:to|is|was|from|number|no|code)\b\W{0,2}){0,2}$",
    re.I,
)
_RESOLVERS = frozenset(
    map(IPv4Address, ("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220"))
)
_EXAMPLES = [IPv4Network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def ip_addresses(reading: Reading) -> Iterator[Span]:
    """Public IP addresses; private ones, well-known resolvers and version numbers say nothing about a person."""
    if not reading.has_digits:
        return
    for match in _IPV4.finditer(reading.text):
        if _is_personal_v4(Span(*match.span()), reading):
            yield Span(*match.span())
    for match in _IPV6.finditer(reading.text):
        if _is_personal_v6(match[0]):
            yield Span(*match.span())


def _is_personal_v4(span: Span, reading: Reading) -> bool:
    shown = reading.text[span.start : span.end]
    before = reading.before(span, 40)
    try:
        address = IPv4Address(shown)
    except AddressValueError:
        return False
    is_public = (address.is_global and not address.is_multicast) or any(address in net for net in _EXAMPLES)
    if not is_public or address in _RESOLVERS or _VERSION_WORD.search(before):
        return False
    return sum(map(str.isdigit, shown)) >= 9 or _IP_WORD.search(before) is not None


def _is_personal_v6(shown: str) -> bool:
    try:
        address = IPv6Address(shown)
    except AddressValueError:
        return False
    return not (address.is_private or address.is_multicast or address.is_link_local or address.is_loopback)
