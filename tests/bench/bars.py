"""How a bar is told: what was measured, what it may be at most, and whether it holds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured figure beside its limit (None: no limit, only told)."""

    name: str
    figure: float
    limit: float | None
    unit: str
    is_floor: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within the limit."""
        if self.limit is None:
            return True
        return self.figure >= self.limit if self.is_floor else self.figure <= self.limit

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"{'at least' if self.is_floor else 'at most'} {self.limit:g} {self.unit}"
        return f"{'ok  ' if self.is_kept else 'OVER'} {self.name:58} {self.figure:10.3f} {self.unit:10} {limit}"
