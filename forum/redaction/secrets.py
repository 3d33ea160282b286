"""Finds e-mail addresses, also spelled-out ones, and passwords, PINs and codes that their owner names as such."""

import re
from collections.abc import Iterator

from forum.redaction.reading import HIDDEN, Reading, Span

_EMAIL = re.compile(r"(?<![\w.+@-])\w[\w.+'-]{0,63}+(?<![.'])(?:@|%40)(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_PROVIDERS = r"(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|msn|gmx|web|proton(?:mail)?|mail)"
_SPACED = re.compile(
    rf"(?<![\w.+@-])[\w.+-]{{1,64}}+(?: @ ?|@ )(?:{_PROVIDERS}\.[a-z]{{2,3}}(?:\.[a-z]{{2}})?)(?![\w-])", re.I
)
_SPELLED = re.compile(
    r"(?<![\w.+@-])[\w.+-]{1,64}+ ?(?:[\[({] ?at ?[\])}]| at ) ?[\w-]{1,63}"
    r"(?: ?(?:[\[({] ?dot ?[\])}]| dot ) ?[a-z]{2,24}){1,3}(?![\w-])",
    re.I,
)
_FILE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".pdf")


def emails(reading: Reading) -> Iterator[Span]:
    """E-mail addresses; a Mastodon handle (@help@lanternet.example) is a name, not an address."""
    if "@" in reading.text or "%40" in reading.text:
        for pattern in (_EMAIL, _SPACED):
            yield from (Span(*m.span()) for m in pattern.finditer(reading.text) if not m[0].endswith(_FILE_ENDINGS))
    if "dot" in reading.text or "DOT" in reading.text:
        yield from (Span(*match.span()) for match in _SPELLED.finditer(reading.text))


_MAY_NAME_A_SECRET = re.compile(r"pass|pw|pin|code|key|otp|cv[vc]|pswd|kennwort|wachtwoord|contrase", re.I)
_NAMED = (
    r"\b(?:pass ?(?:words?|codes?|phrase)|passwd|passwrd|pswd|pword|pwd|pw|(?:wi-?fi|network|security|wpa[23]?) key)"
)
_FILLER = r"(?: (?:for|to|on|of|at|in) (?:[\w'-]{1,20} ){1,3}(?=is|was)| )?"
_SAID = re.compile(rf"{_NAMED}{_FILLER}(?: ?[:=]{{1,2}}>? ?| ?-+>? )[\"'(<]?(?P<value>[^\s\"'<>]{{3,64}})", re.I)
_TOLD = re.compile(rf"{_NAMED}{_FILLER}(?:(?: ?(?:is|was)(?: now| still)?|'s) ?:? ?)(?P<value>[^\s<>]{{3,64}})", re.I)
_SHOWN = re.compile(
    rf"(?:{_NAMED}|\b(?:passwort|kennwort|wachtwoord|contraseña|mot de passe)"
    r"|(?:user(?:name)?|login)\b[^\n]{1,40}?\bpass\b)[ :=/]{1,3}"
    r"(?P<value>(?=[^\s\d]{0,20}\d)(?=\d{0,20}[A-Za-z])[^\s\"'<>]{6,64})",
    re.I,
)
#: The word and a colon, and on the next line what holds a digit.
_BELOW = re.compile(
    rf"{_NAMED}{_FILLER} ?(?:[:=]|is:?|was:?) {{0,3}}\r?\n[\s>*_`]{{0,6}}"
    r"(?P<value>(?=[^\s\d]{0,40}\d)(?!\d+(?:\.\d+)+)[^\s\"'<>]{6,64})",
    re.I,
)
#: Keys of services that say by their first letters what they are.
_KEY = re.compile(
    r"(?<![\w-])(?:[sr]k_live_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|AIza)(?P<value>[\w-]{12,200})"
)
_CODE = re.compile(
    r"\b(?:(?:(?:verification|security|one[- ]time|log-?in|sign-?in|access|auth(?:entication)?|2fa|sms"
    r"|confirmation|activation|voicemail|unlock) (?:pass)?(?:code|pin)|otp|cvv2?|cvc2?|csc)(?: (?:code|number|no))?"
    r"|pin(?:[- ]?(?:code|number|no))?)\b(?: (?:for|on|to|of) (?:[\w'-]{1,20} ){1,3}(?=is|was))?"
    r"(?P<link> ?(?:is|was|[:=#])+ ?| ?)(?P<value>\d(?:[ -]?\d){2,7})(?![\w./:-]*\d)",
    re.I,
)
#: What people say of a password when they do not say the password.
_WORDS_ABOUT = """
    a about accepted actually again all already also always an and another are as asked asking at bad because
    been being blank blocked both but can't cant case changed changing compromised correct correctly different
    difficult disabled doing easy empty enough entered exactly expired expiring exposed failing fine following
    for forgotten found from going gone good great hacked hard having here hidden honestly how i'm in
    incorrect invalid it just kept known lame leaked like literally locked long lost mandatory me missing my
    needed never new no none nor not nothing now of ok okay old on one only or out outdated please probably
    protected public really rejected required reset right safe same saved secure sent set short shown simple
    since so something still stored strong stuck stupid such super supposed terrible that that's the their
    there this to too totally true trying unknown unsafe useless valid very via weak what when where whether
    which why with working written wrong you your
"""
_ABOUT = frozenset(_WORDS_ABOUT.split())
_ENDS = re.compile(r"\s*(?:$|[.,;!?)\n]|and\b|but\b|so\b|if\b|please\b|thanks?\b|for\b|in case\b|or\b)", re.I)


def passwords(reading: Reading) -> Iterator[Span]:
    """What somebody says their password, PIN or one-time code is; talk about passwords is left alone."""
    yield from (Span(*match.span()) for match in _KEY.finditer(reading.text))
    if not _MAY_NAME_A_SECRET.search(reading.text):
        return
    for match in _CODE.finditer(reading.text):
        if match["link"].strip() or not re.fullmatch(r"(?:19|20)\d\d", match["value"]):
            yield Span(*match.span("value"))
    for pattern, may_be_a_word in ((_SAID, True), (_TOLD, False), (_SHOWN, False), (_BELOW, False)):
        for match in pattern.finditer(reading.text):
            span = _trimmed(Span(*match.span("value")), reading.text)
            if _is_secret(reading, span, may_be_a_word):
                yield span


def _trimmed(span: Span, text: str) -> Span:
    """The value without the quotes around it and the full stop behind it."""
    start, end = span
    while start < end and text[start] in "\"'“”(*`":
        start += 1
    while end > start and text[end - 1] in "\"'“”)*`.,;?":
        end -= 1
    return Span(start, end)


def _is_secret(reading: Reading, span: Span, may_be_a_word: bool) -> bool:
    value = reading.text[span.start : span.end]
    if len(value) < 3 or HIDDEN in value or value.lower().rstrip("!") in _ABOUT or "://" in value:
        return False
    if not value.isalpha() and not re.fullmatch(r"[A-Za-z'!…-]+", value):
        return True
    if may_be_a_word or (value[1:].lower() != value[1:] and not value.isupper()):
        return len(value) >= 4
    is_quoted = span.start > 0 and reading.text[span.start - 1] in "\"'“`*"
    looks_said_of_it = value.lower().endswith(("ed", "ing", "ly", "ble"))
    return is_quoted or (not looks_said_of_it and len(value) >= 5 and _ENDS.match(reading.text, span.end) is not None)
