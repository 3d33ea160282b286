"""Names and addresses of people: their one form, which names look like another's, and which nobody may take."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from forum import markup

SHORTEST, LONGEST = 2, 40  # characters
RESERVED = frozenset([
    "about", "admin", "administrator", "anonymous", "api", "assets", "deleted", "demo", "everyone", "frontporch",
    "guest", "help", "host", "login", "logout", "mail", "me", "mod", "moderation", "moderator", "new", "nobody", "null",
    "official", "owner", "people", "postmaster", "register", "root", "security", "settings", "staff", "static",
    "support", "system", "team", "undefined", "webmaster",
])  # fmt: skip
_LEFT = "somebodywholeft"  # what accounts are called whose people left
_SHAPE = re.compile(r"[^\W_][\w.-]*\w")
# Scripts that are written together in one word; every other mixture is a disguise.
_TOGETHER = ({"HIRAGANA", "KATAKANA", "CJK"}, {"HANGUL", "CJK"}, {"BOPOMOFO", "CJK"})
# Cyrillic and Greek letters that nobody can tell from Latin ones; a word of nothing else is a disguise too.
_LOOK_LATIN = frozenset("асеорхуіјѕһԁԛԝορανυικ")
_LATIN_OF_ITS_OWN = frozenset("ßæøœðþłđ")


def normal(name: str) -> str:
    """The name as it is kept: one form for what looks the same; letters beyond ASCII in lower case.

    SQLite compares only ASCII without case, so that way one index keeps names apart on every database.
    """
    given = unicodedata.normalize("NFKC", markup.clean(name).strip())
    return "".join(each if each.isascii() else each.lower() for each in given)


def is_well_formed(name: str) -> bool:
    """Whether a normal name is 2 to 40 letters, digits, `_`, `.` or `-`, and no disguise; the first is no sign."""
    if not SHORTEST <= len(name) <= LONGEST or not _SHAPE.fullmatch(name):
        return False
    return all(each.isascii() or each.isalpha() for each in name) and not _is_disguise(name)


def is_reserved(name: str, *more: str) -> bool:
    """Whether the name would pass for the house itself; `more` are the names of company and brands."""
    bare = _bare(name)
    return bare in RESERVED or bare.startswith(_LEFT) or bare in {_bare(each) for each in more if each}


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.lower())


def _is_disguise(name: str) -> bool:
    letters = [each for each in name.lower() if each.isalpha()]
    scripts = {_script(each) for each in letters}
    if len(scripts) > 1:
        return not any(scripts <= together for together in _TOGETHER)
    if scripts & {"CYRILLIC", "GREEK"}:
        return all(each in _LOOK_LATIN for each in letters)
    return any(not _is_plain_latin(each) for each in letters) if scripts == {"LATIN"} else "FILLER" in scripts


def _script(letter: str) -> str:
    described = unicodedata.name(letter, "UNKNOWN")
    return "FILLER" if "FILLER" in described else described.split(" ", 1)[0].split("-", 1)[0]


def _is_plain_latin(letter: str) -> bool:
    """Whether a Latin letter is a to z, with accents or without, or one of the few others that nobody misreads."""
    return unicodedata.normalize("NFD", letter)[0].isascii() or letter in _LATIN_OF_ITS_OWN


def normal_email(address: str) -> str | None:
    """The one form of an e-mail address, or None when it is none. Nobody is asked whether it exists."""
    try:
        found = validate_email(address.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return normal(found.normalized)
