"""Watching the event table: each event is seen once, also one whose transaction ended after that of a later key."""

from typing import Any

from forum.models import Event
from forum.services import news

PATIENCE = 30.0  # seconds in which a missing key may still appear; most never do, as their transactions were undone
WIDEST = 1000  # keys that are missed at once; more of them are a jump of the sequence


class Watch:
    """`place` is how far all was seen; `recent` are the rows of the last half minute, for those who come late."""

    def __init__(self) -> None:
        self.place = news.Place(0)
        self.is_begun = False
        self.recent: dict[int, Any] = {}
        self._newest = 0
        self._missing: dict[int, float] = {}
        self._seen_at: dict[int, float] = {}
        self._notice = 0

    def look(self, instant: float) -> tuple[list[Any], bool]:
        """Events that were not seen before, and whether there are new notices."""
        if not self.is_begun:
            return self._begin(instant), False
        which = Event.id > self._newest
        fresh = news.rows(which | Event.id.in_(list(self._missing)) if self._missing else which)
        for row in fresh:
            self._note(row, instant)
        self._settle(instant)
        before, self._notice = self._notice, news.newest_notice()
        return fresh, self._notice != before

    def _begin(self, instant: float) -> list[Any]:
        self.place, missing = news.present()
        self._newest = max(self.place.seen, default=self.place.floor)
        self._missing = dict.fromkeys(missing, instant)
        self._notice = news.newest_notice()
        self.is_begun = True
        return []

    def _note(self, row: Any, instant: float) -> None:
        self._missing.pop(row.id, None)
        self._missing |= dict.fromkeys(range(max(self._newest + 1, row.id - WIDEST), row.id), instant)
        self._newest = max(self._newest, row.id)
        self.recent[row.id], self._seen_at[row.id] = row, instant

    def _settle(self, instant: float) -> None:
        """Give up keys that were missing for long, forget rows that are old, and say how far all is seen."""
        for key in [key for key, since in self._missing.items() if instant - since > PATIENCE]:
            del self._missing[key]
        for key in [key for key, at in self._seen_at.items() if instant - at > PATIENCE]:
            del self.recent[key], self._seen_at[key]
        floor = min(self._missing) - 1 if self._missing else self._newest
        self.place = self.place.after(self.recent, floor)
