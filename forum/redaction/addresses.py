"""Finds street addresses by house number and street word, at best effort and rather too few than too many."""

import re
from collections.abc import Iterator

from forum.redaction.reading import Reading, Span

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_WORD = rf"{_CAPITAL}[\w.'-]{{0,24}}"
_SMALL = (
    r"(?:de|du|des|la|le|les|el|los|las|y|del|della|dei|degli|di|da|do|dos|van|von|der|den|zum|zur|am|im|an|of|the|na|z"
    r"|u\.)"
)
_BREAK = r"[,.]?(?: ?\n[ >?|]{0,8}|[ >?]{1,3})"
_FRONT = r"(?<![\w.,:/£$€#-])(?:\d{3,5} )?"
_HOUSE = rf"{_FRONT}\d{{1,5}}[A-Za-z]?"
_FLAT = r"(?i:apt|apartment|suite|unit|flat|floor|ste)\.? ?#?\d{1,5}[A-Za-z]?\b"

_STREET_WORD = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Drive|Dr|Court|Ct|Crescent|Cres|Terrace|Square|Sq|Highway|Hwy"
    r"|Parkway|Pkwy|Circle|Cir|Gardens|Grove|Mews|Place|Pl|Way|Close|Trail|Turnpike|Esplanade|Quay)\b\.?"
)
_GERMANIC = (
    r"(?:(?:stra(?:ß|ss)e|str\.|weg|gasse|platz|allee|gata|gatan|gade|vej|vegen|veien|vägen|straat|laan|katu|utca)"
    r"| (?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Pp]latz|[Aa]llee|u\.|út|utca|tér|rkp\.|terrasse))"
)
_ROMANCE = r"(?:[Rr]ue|[Bb]oulevard|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]alle|[Aa]venida|[Aa]vda\.|[Pp]aseo|[Rr][uú]a|ul\.)"
_FORMS = (
    r"(?i:\bP\.? ?O\.? ?Box \d{1,6}|\bPSC \d{1,5},? Box \d{1,6}|\bUnit \d{1,5},? Box \d{1,6}\b)",
    rf"(?i:\b(?:USS|USNS|USCGC|USNV) \w{{2,24}}{_BREAK}[AFD]PO A[AEP] \d{{5}}\b)",
    rf"{_HOUSE},? (?!(?i:days?|hours?|hrs?|minutes?|mins?|weeks?|months?|years?|stars?|gb|tb|mbps|port|point|x)\b)"
    rf"(?:(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th)|{_SMALL}) ){{1,4}}{_STREET_WORD}",
    rf"{_FRONT}{_WORD}(?: {_WORD}){{0,2}}{_GERMANIC} \d{{1,4}}[a-z]?\b\.?",
    rf"{_FRONT}{_ROMANCE} (?:{_SMALL} ){{0,2}}{_WORD}(?: {_WORD}){{0,2}},? \d{{1,4}}\b",
    rf"{_HOUSE},? {_ROMANCE} (?:{_SMALL} ){{0,2}}{_WORD}(?: {_WORD}){{0,2}}",
    rf"{_HOUSE}(?: (?:{_WORD}|\d{{1,4}}|{_SMALL})){{1,5}}\.?{_BREAK}{_FLAT}",
)
_STREET = re.compile("|".join(_FORMS))

_LIVES = (
    r"\b(?:(?:address|address(?:es)? (?:is|are)|liv(?:e|es|ing) (?:at|on)|located at|resid(?:e|es|ing) at)[ :\n]{1,4})"
)
_NOT_A_STREET = r"(?!(?i:am|pm|a\.m|p\.m|o'?clock|gmt|est|pst|cet|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b)"
_TOLD = re.compile(
    rf"{_LIVES}(?P<value>\d{{1,5}}[A-Za-z]? {_NOT_A_STREET}{_WORD}(?: (?:{_WORD}|\d{{1,4}}|{_SMALL})){{0,4}}"
    r"|\d{1,5}[a-z]? (?!the|a|my|down|per|min|hour|day|way|of)[a-z]{2,20} (?:[a-z]{2,20} )?"
    r"(?:street|st|road|rd|avenue|ave|lane|drive|close|court|way|terrace|place)\b)",
)
#: What follows a street: flat, town with its code, British postcode, military post.
_MORE = re.compile(
    rf"{_BREAK}(?:{_FLAT}|(?i:[AFD]PO A[AEP] \d{{5}}\b)"
    rf"|(?:{_WORD}[ ,]{{1,2}}){{0,3}}(?:{_WORD},?{_BREAK}){{0,2}}(?:{_WORD} |[A-Z]{{2}} )?(?:\(\w+\) )?\d{{4,5}}"
    r"(?:-\d{4})?\b"
    rf"|(?:{_WORD}[ ,]{{1,2}}){{0,3}}[A-Z]{{1,2}}\d{{1,2}}[A-Z]? ?\d[A-Z]{{2}}\b)"
)


def addresses(reading: Reading) -> Iterator[Span]:
    """Street addresses and post boxes, with the flat and the town behind them where they are written as usual."""
    prose = reading.prose
    if not prose.has_digits:
        return
    for pattern, group in ((_STREET, 0), (_TOLD, "value")):
        for match in pattern.finditer(prose.text):
            yield Span(match.start(group), _end_of_address(prose.text, match.end(group)))


def _end_of_address(text: str, end: int) -> int:
    for _ in range(4):
        more = _MORE.match(text, end)
        if more is None:
            break
        end = more.end()
    return end
