"""Finds telephone numbers: international ones, national ones with their form, and any that somebody says is a phone."""

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from phonenumbers import PhoneNumberType

from forum.redaction.numbers import NOT_PERSONAL
from forum.redaction.reading import Reading, Span

#: Countries whose national formats (with a leading zero, or the American form) are known without a word around.
REGIONS = ("US", "GB", "DE", "FR", "AU", "IN")

_SEVEN_DIGITS = re.compile(r"\d(?:[^\d\n]{0,3}\d){6}")
_RUN = re.compile(
    r"(?<![\w.@#$€£%&=?/+-])(?<!\d,)(?:\+ ?|\(\+?)?\d[\d ()./-]*(?<=\d)(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?!\w)",
    re.I,
)
_AMERICAN = r"(?:1[-. ])?\(?[2-9]\d\d(?:\) ?|[-. ]{1,2})[2-9]\d\d[-. ]{1,2}\d{4}"
#: How phone numbers are written: +44 .., 0044 .., (212) 555-0143, 06 12 34 56 78, 020 7946 0018, 030/1234567, 077..
_FORM = re.compile(
    rf"(?<!\d)(?:\(?(?:\+ ?|00 ?)[1-9](?:[ ()./-]{{0,3}}\d){{8,13}}|{_AMERICAN}|0\d(?:[ .-]\d\d){{4}}"
    r"|\(?0\d{1,4}(?:[)]? ?|[ ./-]{1,2})\d{3,4}[ .-]\d{2,4}(?:[ .-]\d{2,4})?|\(?0\d{1,5}[) /-]{1,2}\d{5,8}|07\d{9})"
    r"(?!\d)"
)
_LINK = (
    r"(?:(?:me|us|him|her|them|my|his|at|on|is|was|number|no|nr|num|to|via|or|our|the|please|this|mobile|phone|cell|back|are)"
    r"\b[\s:.#()'-]{0,4})"
)
#: Words that announce a phone number by themselves, and those that need a word between: "reach me at", "number is".
_PHONE_WORD = re.compile(
    r"\b(?:(?:ph|phone|telephone|tele?|tlf|mobile|mob|cell|cellphone|handy|fax|call(?:ed|ing)?|ring|rang|text|txt|sms"
    rf"|whats ?app|dial|landline|registered)\b[\s:.#()-]{{0,4}}{_LINK}{{0,4}}"
    rf"|(?:reach|contact|desk|office|line|number|home|work|answering|messages?)\b[\s:.#()-]{{0,4}}"
    rf"(?:{_LINK}{{1,4}}|(?<=[:#]) ?))$",
    re.I,
)
_PHONE_WORD_AFTER = re.compile(
    r"[\s(-]{0,3}(?:office|fax|mobile|cell|home|work|phone|desk|tel"
    r"|is (?:my|the) (?:phone|number|mobile|cell|landline))\b",
    re.I,
)
_OWN = re.compile(r"\b(?:my|me|his|her|mobile|cell)\b|\b(?:phone|tel|fax|desk|office)\W{0,2}[:#]", re.I)
_DATE = re.compile(
    r"\(?(?:(?:19|20)\d\d[-./ ][01]?\d[-./ ][0-3]?\d(?!\d|[-./ ]\d)"
    r"|[0-3]?\d[-./][0-3]?\d[-./](?:19|20)?\d\d(?!\d|[-./ ]\d\d(?!:))"
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d\b|(?:19|20)\d\d(?:0\d|1[0-2])[0-3]\d\b)"
)
_DECIMALS = re.compile(r"\d+\.\d+|\d{1,3}(?:[. ]000)+|[1-9]\d*(?:/\d+)+")
_AMERICAS = {"US", "CA"}
_PUBLIC_TYPES = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
}
_MOST_LOOKED_UP = 200


def phones(reading: Reading, regions: Sequence[str] = REGIONS) -> Iterator[Span]:
    """Telephone numbers; freephone and service lines stay unless somebody says that it is their own."""
    prose = reading.prose
    if not prose.has_digits or not _SEVEN_DIGITS.search(prose.text):
        return
    looked_up = 0
    for run in _RUN.finditer(prose.text):
        for span in _candidates(run, prose):
            # Looking a number up costs 0.05 ms a region: a text full of numbers is judged by their form alone.
            looked_up += 1
            if _is_phone(span, prose, regions if looked_up <= _MOST_LOOKED_UP else ()):
                yield span


def _candidates(run: re.Match[str], reading: Reading) -> Iterator[Span]:
    """The run as one number or, when it is none, the pieces of it that have the form of one."""
    whole = Span(run.start() + (run[0][0] == "(" and ")" not in run[0]), run.end())
    digits = sum(map(str.isdigit, run[0]))
    if 7 <= digits <= 20 and _is_plausible(whole, reading):
        yield whole
    elif digits > 7:
        pieces = (Span(*piece.span()) for piece in _FORM.finditer(reading.text, *whole))
        yield from (piece for piece in pieces if _is_plausible(piece, reading))


def _is_plausible(span: Span, reading: Reading) -> bool:
    """Has the length and look of a phone number, or is called one; nothing is looked up yet."""
    number = _without_extension(reading.text[span.start : span.end])
    digits = re.sub(r"\D", "", number)
    if not 7 <= len(digits) <= 15 or len(set(digits)) < 3 or _DATE.match(number) or _DECIMALS.fullmatch(number):
        return False
    if not _FORM.fullmatch(number) and not _is_named(span, reading):
        return False
    return NOT_PERSONAL.search(reading.before(span, 40)) is None


def _is_phone(span: Span, reading: Reading, regions: Sequence[str]) -> bool:
    """Is a number that a network could have given to a person, or that somebody calls a phone number."""
    if not regions:
        return True
    number = _without_extension(reading.text[span.start : span.end])
    international = number.lstrip("( ").startswith(("+", "00"))
    american = re.fullmatch(_AMERICAN, number) is not None
    national = [region for region in regions if (region in _AMERICAS) == american]
    parsed = [_parsed(number, region) for region in (["ZZ"] if international else national)]
    valid = [each for each in parsed if each is not None and phonenumbers.is_valid_number(each)]
    if any(phonenumbers.number_type(each) in _PUBLIC_TYPES for each in valid[:1]):
        return _OWN.search(reading.before(span, 40)) is not None
    return bool(valid) or (international and any(parsed)) or _is_named(span, reading)


def _is_named(span: Span, reading: Reading) -> bool:
    after = reading.after(span, 24)
    return _PHONE_WORD.search(reading.before(span, 40)) is not None or _PHONE_WORD_AFTER.match(after) is not None


def _without_extension(number: str) -> str:
    return re.split(r" ?[xeXE]", number, maxsplit=1)[0]


def _parsed(number: str, region: str) -> phonenumbers.PhoneNumber | None:
    if region == "ZZ" and "+" not in number:
        number = "+" + re.sub(r"\D", "", number)[2:]
    try:
        return phonenumbers.parse(number.replace("(0)", ""), region)
    except phonenumbers.NumberParseException:
        return None
