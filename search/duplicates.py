"""Whether two questions are near enough that people should look whether they are the same: precision before all."""

import re
from collections.abc import Iterable, Mapping

from search.documents import Match
from search.vocabulary import words

#: Where at least one of the two tells a story, and where both are short: few words are alike by chance. Nine in ten
#: proposals are right on every labelled set (`frontporch evaluate duplicates`; docs/search.md says more).
LEAST, LEAST_OF_SHORT = 0.57, 0.68
STORY = 20  # different words
ABOVE_CUTOFF = 0.10
SHARED = 4
_NUMBER = re.compile(r"(?<![@/\w])\w*\d[\w.]*\b")


def same(asked: str, matches: Iterable[Match], texts: Mapping[int, str], cutoff: float) -> list[Match]:
    """The matches that may be the same question, best first, on a site where nothing below `cutoff` is similar.

    The texts (`asked`, and by thread) are a title, a line break, and the beginning of what follows. One long word must
    not decide, so four are shared. Equal ones are in the order of their threads: a storm has one first question.
    """
    near = [match for match in matches if match.thread_id in texts and _is_near(asked, match, texts, cutoff)]
    return sorted(near, key=lambda match: (-round(match.score, 2), match.thread_id))


def _is_near(asked: str, match: Match, texts: Mapping[int, str], cutoff: float) -> bool:
    text = texts[match.thread_id]
    has_story = max(len(set(words(asked))), len(set(words(text)))) >= STORY
    least = max(LEAST if has_story else LEAST_OF_SHORT, cutoff + ABOVE_CUTOFF)
    return match.score >= least and len(match.shared_terms) >= SHARED and not are_told_apart(asked, text)


def are_told_apart(asked: str, other: str) -> bool:
    """Whether each title says a number that the other does not: a year, a version, an error code."""
    said, others = (set(_NUMBER.findall(text.partition("\n")[0].lower())) for text in (asked, other))
    return bool(said - others and others - said)
