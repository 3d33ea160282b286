"""What the demo town began to write and then found answered, or asked anyway; and what it searched for in vain."""

from typing import TYPE_CHECKING, Any

from forum.services import learning, search_misses
from forum.services.learning import Shown

if TYPE_CHECKING:
    from forum.demo import Town


def plan_drafts(town: "Town", told: dict[str, Any]) -> None:
    """Let each draft be begun, looked at and ended in its turn."""
    for number, draft in enumerate(told["draft"]):
        _plan_draft(town, draft, f"demo-{number}")
    for miss in told["miss"]:
        _plan_miss(town, miss)


def _plan_draft(town: "Town", draft: dict[str, Any], word: str) -> None:
    at, by = town.at(draft["ago"]), town.people[draft["by"]]

    def write() -> None:
        shown = Shown(word, tuple((town.thread_ids[key], score) for key, score in draft["shown"]))
        for key in draft["opened"]:
            learning.note_opened(shown, town.thread_ids[key], by, at)
        if solved := draft.get("solved"):
            learning.solve(shown, town.post(solved), by, at)
        if posted := draft.get("posted"):
            learning.note_posted(shown, town.thread_ids[posted], by, at)

    town.plan(at, write)


def _plan_miss(town: "Town", miss: dict[str, str]) -> None:
    at = town.at(miss["ago"])
    town.plan(at, lambda: search_misses.note(search_misses.sealed(miss["words"]), at))
