"""The recorded talks of real customers with real brands: all arrive, and the figures are those computed elsewhere."""

import gzip
import json
import random
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.forum.imported import bring_file, expected, picture

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]
SOCIAL = "data/social"
NOTHING = {"threads": 0, "echoes": 0, "replies": 0, "duplicates": 0, "rejected": {}, "waiting": 0, "orphans": 0}
WHOLE = {**NOTHING, "read": 2_372, "threads": 641, "replies": 1_729, "waiting": 2, "orphans": 2}


@pytest.fixture
def talks(shared) -> Path:
    """The file of whole threads."""
    return shared / SOCIAL / "twcs_threads.jsonl.gz"


def lines_of(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        return [json.loads(line) for line in opened]


def without_seconds(counts: dict[str, Any]) -> dict[str, Any]:
    return {name: count for name, count in counts.items() if name != "seconds"}


def test_all_of_them_arrive_once_and_the_figures_agree(app, talks, shared):
    start = time.monotonic()
    assert without_seconds(bring_file(app, talks)) == WHOLE
    assert time.monotonic() - start < 60
    _service_levels_agree(app, json.loads((shared / SOCIAL / "twcs_threads.reference_metrics.json").read_text()))
    assert without_seconds(bring_file(app, talks)) == {**NOTHING, "read": 2_372, "duplicates": 2_372}


def _service_levels_agree(app: Any, reference: dict[str, Any]) -> None:
    from forum.database import now
    from moderation.reports.service_levels import service_levels

    whole = reference["whole_stream"]
    with app.app_context():
        found = asdict(service_levels(now()))
    assert found["roots"] == whole["root_questions_by_customers"]
    for name in ("answered_by_brand", "unanswered", "answered_within_24h", "response_rate_24h"):
        assert found[name] == whole[name], name
    assert found["first_response_seconds"] == {
        name: whole["first_response_seconds"][name] for name in ("median", "p90")
    }
    for instant, then in reference["by_instant_and_other"]["asof"].items():
        with app.app_context():
            found = asdict(service_levels(datetime.fromisoformat(instant)))
        for name in ("roots", "unanswered", "unanswered_over_24h", "answered_within_24h"):
            assert found[name] == then[name], (instant, name)
        assert found["answered_by_brand"] == then["answered"]
        assert found["first_response_seconds"]["median"] == then["median_first_response_s"]


@pytest.mark.parametrize("order", ["shuffled", "backwards"])
def test_the_order_of_the_lines_makes_no_difference(app, talks, tmp_path, order):
    lines = lines_of(talks)
    turned = lines[::-1] if order == "backwards" else random.Random(7).sample(lines, len(lines))
    file = tmp_path / "turned.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in turned))
    assert without_seconds(bring_file(app, file)) == WHOLE
    assert {key: (*each[:3], each[-2]) for key, each in picture(app).items()} == expected(lines)


@pytest.mark.sqlite_only
def test_talks_of_another_network_arrive_too(app, shared):
    file = shared / SOCIAL / "reddit_things.jsonl.gz"
    counts = bring_file(app, file)
    assert counts["read"] == 4_988 == counts["threads"] + counts["replies"] + counts["waiting"]
    lines = lines_of(file)
    assert {key: (*each[:3], each[-2]) for key, each in picture(app, "reddit").items()} == expected(lines)
