"""All that the reports page tells, read together: the same for the page, its tables as files, and the command."""

from dataclasses import asdict, dataclass
from datetime import tzinfo
from typing import Any

from forum import settings
from moderation.reports import elsewhere, open_cases, over_time, resolution, response_times
from moderation.reports.elsewhere import Share
from moderation.reports.open_cases import OpenCases
from moderation.reports.over_time import Hours, OverTime
from moderation.reports.resolution import Resolution
from moderation.reports.response_times import Times
from moderation.reports.scope import Scope


@dataclass(frozen=True, slots=True)
class Overview:
    """What became of the questions of a scope; `times` tells of the answers that were asked for, `by_us` of ours."""

    times: Times
    by_us: Times
    by_anyone: Times
    solved: Resolution
    over_time: OverTime
    hours: Hours
    cases: OpenCases
    places: list[Share]

    def told(self) -> dict[str, Any]:
        """The numbers as they are printed."""
        return {
            "levels": asdict(self.times.levels),
            "bands": self.times.bands(),
            "resolved": {**self.solved.counts, "by_peers": self.solved.by_peers, "peer_share": self.solved.peer_share},
            "over_time": {"unit": self.over_time.unit, "rows": [_row(row) for row in self.over_time.rows]},
            "hours": asdict(self.hours),
            "open_cases": asdict(self.cases),
            "sent_elsewhere": [{**asdict(each), "away": each.away, "share": each.share} for each in self.places],
        }


def _row(row: over_time.Row) -> dict[str, Any]:
    return {**asdict(row), "first": row.first.isoformat(), "last": row.last.isoformat(), "share": row.share}


def overview(scope: Scope, zone: tzinfo, is_by_anyone: bool = False) -> Overview:
    """Read it all, in five statements however much there is."""
    by_us, solved = questions(scope)
    by_anyone = by_us.by_anyone()
    times = by_anyone if is_by_anyone else by_us
    return Overview(
        times=times,
        by_us=by_us,
        by_anyone=by_anyone,
        solved=solved,
        over_time=over_time.over_time(times, solved, zone),
        hours=over_time.hours(times, zone),
        cases=open_cases.open_cases(scope),
        places=elsewhere.elsewhere(by_us.facts, scope),
    )


def questions(scope: Scope, with_solvers: bool = True) -> tuple[Times, Resolution]:
    """The questions of a scope: how soon they were answered, and (where that is asked for) who solved them."""
    times = response_times.response_times(scope)
    if not with_solvers:
        return times, resolution.unread(times.facts)
    return times, resolution.resolution(times.facts, scope, settings.current().advocate_reputation)
