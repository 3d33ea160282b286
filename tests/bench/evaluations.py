"""The evaluations that exist, on the labelled sets of the shared folder: printed, and held to floors."""

import random
import sys
from collections.abc import Iterator

from forum import redaction
from forum.cli.judging import rows_of
from search import evaluation, routing
from tests.bench.bars import Bar
from tests.conftest import SHARED

SETS = SHARED / "data"


def bars() -> Iterator[Bar]:
    """Suggestions, intents, related questions, nothing similar, who answers, personal data."""
    yield from _faq("stackfaq", 0.75, 0.88)
    yield from _faq("covidfaq", 0.60, 0.82)
    yield from _intents()
    related = evaluation.related(rows_of(SETS / "duplicates" / "semeval2016_cqa.jsonl.gz"))
    yield Bar("SemEval-2016 related: MAP", related["map"], 0.75, "", is_floor=True)
    yield from _no_match()
    yield from _routing("beer", 0.38)
    yield from _routing("dsmeta", 0.65)
    found = redaction.evaluate(rows_of(SETS / "pii" / "presidio_synth.jsonl"))
    for kind in ("card", "iban", "phone", "email"):
        yield Bar(f"personal data, {kind}: recall", found[kind]["recall"], None, "")
        yield Bar(f"personal data, {kind}: precision", found[kind]["precision"], None, "")


def _faq(name: str, mean_precision: float, hit: float) -> Iterator[Bar]:
    rows = (rows_of(SETS / "faq" / f"{name}_{part}.jsonl") for part in ("collection", "queries"))
    found = evaluation.suggestions(*rows)
    yield Bar(f"{name}: MAP", found["map"], mean_precision, "", is_floor=True)
    yield Bar(f"{name}: hit@5", found["hit_at_5"], hit, "", is_floor=True)


def _intents() -> Iterator[Bar]:
    rows = rows_of(SETS / "intents" / "banking77.csv")
    random.Random(7).shuffle(rows)
    cut = len(rows) // 5
    found = evaluation.intents(rows[cut:], rows[:cut])
    yield Bar("Banking77: P@1", found["p_at_1"], 0.80, "", is_floor=True)
    yield Bar("Banking77: hit@5", found["hit_at_5"], 0.93, "", is_floor=True)


def _no_match() -> Iterator[Bar]:
    rows = rows_of(SETS / "intents" / "clinc150.csv")
    random.Random(7).shuffle(rows)
    cut = len(rows) // 5
    found = evaluation.no_match(rows[cut:], rows[:cut])
    yield Bar("CLINC150: AUC in against out of scope", found["auc"], 0.85, "", is_floor=True)


def _routing(name: str, hit: float) -> Iterator[Bar]:
    """Who will answer: the last two fifths of a forum's questions, and the plain orders beside the shipped one."""
    found = routing.measure(rows_of(SETS / "routing" / f"{name}_posts.jsonl.gz"))
    yield Bar(f"{name}: who will answer, hit@5", found["hit_at_5"], hit, "", is_floor=True)
    for order, figures in found["orders"].items():
        yield Bar(f"{name}: the same by {order.replace('_', ' ')}", figures["hit_at_5"], None, "")


def main() -> int:
    """Print all; 1 when a floor is not reached, 0 without the shared folder."""
    if not SETS.is_dir():
        print("not run: shared data absent")
        return 0
    over = 0
    for bar in bars():
        print(bar, flush=True)
        over += not bar.is_kept
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
