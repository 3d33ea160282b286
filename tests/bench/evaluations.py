"""The evaluations that exist, on the labelled sets of the shared folder: printed, and held to floors."""

import random
import sys
from collections.abc import Iterator
from statistics import fmean

from forum import redaction
from forum.cli.judging import rows_of
from search import evaluation, routing
from tests.bench.bars import Bar
from tests.conftest import SHARED

SETS = SHARED / "data"


def bars() -> Iterator[Bar]:
    """Suggestions, intents, related questions, nothing similar, who answers, personal data."""
    yield from _faq("stackfaq", mean_precision=0.80, hit=0.91)
    yield from _faq("covidfaq", mean_precision=0.64, right=0.48)
    yield from _intents()
    related = evaluation.related(rows_of(SETS / "duplicates" / "semeval2016_cqa.jsonl.gz"))
    yield Bar("SemEval-2016 related: MAP", related["map"], 0.80, "", is_floor=True)
    yield from _no_match()
    yield from _duplicates()
    yield from _routing("beer", 0.38)
    yield from _routing("dsmeta", 0.65)
    found = redaction.evaluate(rows_of(SETS / "pii" / "presidio_synth.jsonl"))
    for kind in ("card", "iban", "phone", "email"):
        yield Bar(f"personal data, {kind}: recall", found[kind]["recall"], None, "")
        yield Bar(f"personal data, {kind}: precision", found[kind]["precision"], None, "")


def _faq(name: str, mean_precision: float, right: float | None = None, hit: float | None = None) -> Iterator[Bar]:
    rows = (rows_of(SETS / "faq" / f"{name}_{part}.jsonl") for part in ("collection", "queries"))
    found = evaluation.suggestions(*rows)
    yield Bar(f"{name}: MAP", found["map"], mean_precision, "", is_floor=True)
    yield Bar(f"{name}: P@1", found["p_at_1"], right, "", is_floor=True)
    yield Bar(f"{name}: hit@5", found["hit_at_5"], hit, "", is_floor=True)


def _intents() -> Iterator[Bar]:
    """Each fifth asked against the other four, at the mean: single fifths lie a point above or below."""
    parts = list(_fifths("banking77"))
    found = [evaluation.intents(known, asked) for known, asked in parts]
    slips = [evaluation.intents(known, asked, typos=0.08) for known, asked in parts]
    for name, measure, floor in (
        ("P@1", "p_at_1", 0.82),
        ("hit@5", "hit_at_5", 0.945),
        ("label vote of ten neighbours", "label_vote_accuracy", 0.87),
    ):
        yield Bar(f"Banking77: {name}", fmean(each[measure] for each in found), floor, "", is_floor=True)
    misspelt = fmean(each["p_at_1"] for each in slips)
    yield Bar("Banking77, typos in 8 % of the words: P@1", misspelt, 0.80, "", is_floor=True)


def _no_match() -> Iterator[Bar]:
    known, asked = next(_fifths("clinc150"))
    found = evaluation.no_match(known, asked)
    yield Bar("CLINC150: AUC in against out of scope", found["auc"], 0.93, "", is_floor=True)
    yield Bar("CLINC150: precision of what is shown at the shipped cutoff", found["precision"], 0.86, "", is_floor=True)
    yield Bar("CLINC150: share of what could be answered that is", found["answered"], 0.70, "", is_floor=True)


def _duplicates() -> Iterator[Bar]:
    """How often what the index holds for asked before really is, and how much of it is found."""
    faqs = [(name, *(rows_of(SETS / "faq" / f"{name}_{part}.jsonl") for part in ("collection", "queries")))
            for name in ("stackfaq", "covidfaq")]  # fmt: skip
    sets = {name: [(known, asked)] for name, known, asked in faqs}
    sets |= {name: list(_fifths(name)) for name in ("banking77", "clinc150")}
    for name, parts in sets.items():
        found = [evaluation.duplicates(known, asked) for known, asked in parts]
        precision = fmean(each["precision"] for each in found)
        yield Bar(f"{name}: asked before, precision", precision, 0.9, "", is_floor=True)
        yield Bar(f"{name}: asked before, recall", fmean(each["recall"] for each in found), None, "")


def _fifths(name: str) -> Iterator[tuple[list[evaluation.Row], list[evaluation.Row]]]:
    """(known, asked): each fifth of a set of intents once, shuffled always alike."""
    rows = rows_of(SETS / "intents" / f"{name}.csv")
    random.Random(7).shuffle(rows)
    for number in range(5):
        yield [row for place, row in enumerate(rows) if place % 5 != number], rows[number::5]


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
