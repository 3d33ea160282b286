"""Recognises answers that send people elsewhere: into a private message, to the phone or a chat, to a form, to mail."""

import re
from dataclasses import dataclass
from functools import lru_cache

WAYS = ("message", "phone", "form", "mail")


@dataclass(frozen=True, slots=True)
class Redirect:
    """One request to go elsewhere: which way (one of WAYS), and the words that ask for it."""

    way: str
    words: str


_DM = r"(?:dms?|d\.m\.|direct[ -]messag(?:es?|ing)|private[ -]messag(?:es?|ing)|p\.m\.s?|inbox)"
_LINK = r"[^.!?\n]{0,70}(?:https?:|www\.|\bhere\b)"
_DESK = r"(?:team|department|support|store|seller|advis[eo]r|agent)"
_OUR_DESK = rf"(?:us|our\b[^.!?\n:]{{0,40}}|(?:the|an?)\b[^.!?\n:]{{0,30}}\b{_DESK})"
_RULES = {
    "message": rf"""\b{_DM}(?!\w)
        | \b(?:message|pm|whatsapp)[ ](?:us|me)\b
        | \b(?:send|drop|shoot|leave)[ ](?:us|me)[ ](?:an?[ ])?(?:\w+[ ])?(?:message|pm)\b
        | \b(?:via|by|in|over)[ ](?:an?[ ])?(?:pm|messenger|whatsapp|private)\b
        | \bfollow[ ](?:us|back)\b""",
    "phone": r"""\b(?:call|phone|ring|telephone)[ ](?:us|me|in)\b(?!\w)
        | \bgive[ ](?:us|me|them)[ ]a[ ](?:call|ring|bell)\b
        | \b(?:please|pls|kindly|to|can|could|should|or|and)[ ](?:also[ ]|always[ ])?(?:call|ring|dial)[ ]
            (?:us|our|the|them|customer|\+?\(?\d)
        | \b(?:reach|contact|speak|talk|connect|touch)\b[^.!?\n]{0,40}\b(?:by|via|over|on|through)[ ](?:the[ ]|our[ ])?
            (?:tele)?(?:phone|live[ ]chat|chat)\b
        | \bcontact\b[^.!?\n]{0,40}(?:\bcall[ ]cent(?:re|er)\b|\+\d)
        | \b(?:live|web)[ ]?chat[ ](?:with|to)[ ]us\b
        | \bchat[ ]with[ ](?:us|our)\b[^.!?\n]{0,30}(?:https?:|\bhere\b)""",
    "form": rf"""\be-?forms?\b | \bget[ ]help[ ]in\b{_LINK} | \bcontacting[ ]the\b[^.!?\n]{{0,25}}\bstore\b
        | \bleave[ ](?:us[ ])?your[ ](?:thoughts|feedback|details)\b[^.!?\n]{{0,40}}https?:
        | \b(?:fill(?:ing)?|complet(?:e|ing)|submit(?:ting)?|us(?:e|ing)|click|visit)\b[^.!?\n]{{0,40}}\bform\b
        | \b(?:contact(?:ing)?|reach(?:ing)?[ ]out[ ]to|reach(?:ing)?|get(?:ting)?[ ](?:in[ ]touch|back)[ ](?:with|to)
            |writ(?:e|ing)[ ]to)[ ]{_OUR_DESK}{_LINK}
        | \b(?:report|submit|share|send|provide|raise|register|log)(?:ing|ed)?[ ](?!steps|how)
            (?:[^.!?\n]{{0,60}})(?:\bhere\b|\bat\b|\bvia\b|\bthrough\b|:)[^.!?\n\w]{{0,3}}https?:
        | \bvisit[ ](?:us|our|your|the|a)\b[^.!?\n]{{0,25}}\b(?:store|branch|shop|office|counter|desk)\b""",
    "mail": r"""\be-?mail[ ](?:us|me|our)\b | \b(?:send|drop|write)[ ](?:us[ ]|me[ ])?an[ ]e-?mail\b
        | \b(?:write|revert|reply|respond)[ ](?:back[ ])?to[ ](?:us[ ]at|our|the)[ ](?:\w+[ ])?e-?mail
        | \be-?mail[ ](?:ur|your|the|this|it)\b[^.!?\n]{0,40}\bto\b
        | \breport[ ](?:it|this|that|them)[ ]to[ ]\S*(?:email|@)
        | \bsupport[ ](?:via|through|by)[ ]e-?mail\b""",
}
_ASKS = re.compile("|".join(f"(?P<{way}>{rule})" for way, rule in _RULES.items()), re.IGNORECASE | re.VERBOSE)
#: Before the words: it happened already, or is what one should not do.
_IS_NO_REQUEST = re.compile(
    r"(?:\b(?:no|not|n['’]t)\s+(?:need|have)\s+|\b(?:replied|responded|answered|assisted|got|received|seen|saw|check"
    r"|(?:have|ve|just)\s+sent|thank(?:s| you)?\s+for)\b[^.!?,\n]{0,30}"
    r"|\b(?:no need to|do(?:n['’]?t| not)|never|without|can(?:['’]t|not)"
    r"|(?:we|i|they|team)(?:['’]ll| will| can| could|['’]d))"
    r"\s+(?:\w+\s+){0,2})$",
    re.IGNORECASE,
)
_BEFORE = 60
_SUBSTANCE = 160


@lru_cache(512)
def redirects(text: str) -> tuple[Redirect, ...]:
    """What of a text asks people to go elsewhere, in order; empty where it does not."""
    return tuple(
        Redirect(found.lastgroup or "", " ".join(found.group().split()))
        for found in _ASKS.finditer(text)
        if not _IS_NO_REQUEST.search(text[max(0, found.start() - _BEFORE) : found.start()])
    )


def way_of(text: str) -> str:
    """The first way elsewhere (in the order of WAYS) that a text asks people to go; empty where it asks for none."""
    ways = {found.way for found in redirects(text)}
    return next((way for way in WAYS if way in ways), "")


def is_redirect(text: str) -> bool:
    """Whether a text does little more than send people elsewhere: it says so and is short."""
    return len(text) < _SUBSTANCE and bool(redirects(text))
