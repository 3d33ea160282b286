"""What is measured: counts and times of requests in this process, and figures that are asked for at each reading."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


@dataclass(frozen=True, slots=True)
class Figure:
    """One gauge: its name without `frontporch_`, what it says, and a value; or several, by one label's values."""

    name: str
    words: str
    value: float = 0
    label: str = ""
    values: dict[str, float] = field(default_factory=dict)


class Meters(Collector):
    """The meters of one app. `sources` are asked at each reading, for a few statements each."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sources: list[Callable[[], Iterable[Figure]]] = []
        labels = ("method", "route", "status")
        self.requests = Counter("frontporch_requests", "Requests by route.", labels, registry=self.registry)
        self.seconds = Histogram(
            "frontporch_request_seconds",
            "How long requests took, streams left out.",
            ("route",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(self)

    def describe(self) -> Iterator[Any]:
        """Nothing before it is asked: no source is there yet, and no database perhaps."""
        return iter(())

    def collect(self) -> Iterator[Any]:
        """The figures of all sources as gauges."""
        for source in self.sources:
            for figure in source():
                yield _gauge(figure)


def _gauge(figure: Figure) -> GaugeMetricFamily:
    name = f"frontporch_{figure.name}"
    if not figure.label:
        return GaugeMetricFamily(name, figure.words, value=figure.value)
    gauge = GaugeMetricFamily(name, figure.words, labels=(figure.label,))
    for label, value in figure.values.items():
        gauge.add_metric((label,), value)
    return gauge


def meters() -> Meters:
    """The meters of the running app."""
    found: Meters = current_app.extensions["meters"]
    return found
