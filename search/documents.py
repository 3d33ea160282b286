"""The language of this package: what goes into the indexes (Document, Question) and what comes out (Hit, Match)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sort = Literal["relevance", "new"]


class IndexDamaged(Exception):  # noqa: N818 - what is, not an error of ours
    """The files of an index cannot be used (broken, cut short, or of another version): set aside and rebuild."""


class IndexBusy(Exception):  # noqa: N818
    """Another process is writing this index, and did not finish in the time we waited."""


@dataclass(frozen=True, slots=True)
class Document:
    """One post for full text. `created_at` is aware; `is_unanswered` and `is_solved` are of the question's document.

    `lang` says by which language's rules it is stemmed; `risk` is what staff may filter by.
    """

    post_id: int
    thread_id: int
    kind: str
    title: str
    body: str
    tags: tuple[str, ...]
    author: str
    channel: str
    brand: str
    is_unanswered: bool
    is_solved: bool
    created_at: datetime
    lang: str = "en"
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One post found. `highlights` are (start, end) offsets in code points of `snippet`, which is plain text."""

    post_id: int
    thread_id: int
    score: float
    snippet: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: `total` posts match, `hits` is the page asked for, best first.

    `is_relaxed`: fewer than ten posts had all the words, so posts with some of them follow.
    `ignored`: words so common here that a hit need not contain them. `start`: how many hits stand before these.
    `is_newest_only`: the query is of such words only, so older posts were not looked at.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    is_relaxed: bool = False
    ignored: tuple[str, ...] = ()
    start: int = 0
    is_newest_only: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One thread for similarity. `answer` is empty where there is none; `is_answered` says whether it is suggested.

    `is_solved`, `votes` (of the best answer) and `asked_at` raise it a little among equally like ones.
    """

    thread_id: int
    title: str
    body: str
    answer: str
    is_answered: bool
    brand: str = ""
    lang: str = "en"
    is_solved: bool = False
    votes: int = 0
    asked_at: datetime | None = None

    @property
    def text(self) -> str:
        """What is compared: the title, and the text below it."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, slots=True)
class Match:
    """A similar question. `score` (0 to 1) is absolute and compares with the cutoff; `rank_score` only orders."""

    thread_id: int
    score: float
    rank_score: float
    shared_terms: tuple[str, ...]
