"""How good suggestions are on labelled sets: pure measures, judged through the same calls that answer people."""

import csv
import gzip
import json
import random
import string
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.asked import Asked, asked
from search.documents import Match, Question
from search.duplicates import same
from search.similarity import Similarity

OUT_OF_SCOPE = "oos"
NEIGHBOURS = 10
VOTE_POWER = 4
LEAST_LIKENESS = 0.05
Row = dict[str, Any]


def suggestions(collection: Sequence[Row], queries: Sequence[Row]) -> dict[str, float]:
    """Rows of data/faq: each query has one right entry. `map` looks at all that was found."""
    entries = [Question(row["faq_id"], row["title"], row.get("body", ""), _answer(row), True) for row in collection]
    with _index(entries) as index:
        ranks = [
            _rank([match.thread_id for match in index.nearest(row["query"], len(entries))], row["faq_id"])
            for row in queries
        ]
    return {
        "p_at_1": _share([rank == 1 for rank in ranks]),
        "hit_at_5": _share([0 < rank <= 5 for rank in ranks]),
        "map": _share([1 / rank if rank else 0.0 for rank in ranks]),
        "queries": len(ranks),
    }


def intents(train: Sequence[Row], test: Sequence[Row], typos: float = 0.0, seed: int = 7) -> dict[str, float]:
    """Rows with text and label: a neighbour with the same label is right. `typos` is the share of words misspelt."""
    chance = random.Random(seed)  # noqa: S311 - repeatable slips
    labels = [row["label"] for row in train]
    sizes = Counter(labels)
    with _index(_unlabelled(train)) as index:
        found = [(row["label"], index.nearest(misspelt(row["text"], typos, chance), NEIGHBOURS)) for row in test]
        known = [asked(row["text"]) for row in train]
        votes = [_vote(labels, matches, _likeness(index, known, matches)) for _, matches in found]
    named = [(label, [labels[match.thread_id] for match in matches]) for label, matches in found]
    return {
        "p_at_1": _share([near[:1] == [label] for label, near in named]),
        "hit_at_5": _share([label in near[:5] for label, near in named]),
        "map_at_10": _share(
            [average_precision([item == label for item in near], sizes[label]) for label, near in named]
        ),
        "label_vote_accuracy": _share([vote == label for vote, (label, _) in zip(votes, found, strict=True)]),
    }


def related(rows: Sequence[Row]) -> dict[str, float]:
    """Rows of data/duplicates: ten candidates a question, ranked anew. Mean over questions with anything relevant."""
    threads = {item["id"]: item for row in rows for item in row["related"]}
    numbers = {name: number for number, name in enumerate(threads)}
    entries = [
        Question(numbers[name], item["subject"] or "", item["body"] or "", "", True) for name, item in threads.items()
    ]
    precisions = []
    with _index(entries) as index:
        for row in rows:
            relevant = {numbers[item["id"]] for item in row["related"] if item["relevance"] != "Irrelevant"}
            if not relevant:
                continue
            among = [numbers[item["id"]] for item in row["related"]]
            ranked = index.ranked(f"{row['subject']}\n{row['body']}", among)
            precisions.append(average_precision([match.thread_id in relevant for match in ranked], len(relevant)))
    return {"map": _share(precisions), "queries": len(precisions)}


def duplicates(collection: Sequence[Row], queries: Sequence[Row]) -> dict[str, float]:
    """Rows of data/faq, or with text and label: how many get a proposal, and how many of the proposals are right.

    A text that stands there with several right entries is asked once.
    """
    collection = [row for row in collection if row.get("label") != OUT_OF_SCOPE]
    right: dict[str, set[Any]] = defaultdict(set)
    for row in queries:
        right[str(row.get("query", row.get("text")))].add(row.get("faq_id", row.get("label")))
    names = [row.get("faq_id", row.get("label")) for row in collection]
    entries = [_entry(number, row) for number, row in enumerate(collection)]
    texts = {each.thread_id: each.text for each in entries}
    with _index(entries) as index:
        found = [(text, same(text, index.nearest(text, 5), texts, index.cutoff)) for text in right]
    judged = [names[near[0].thread_id] in right[text] for text, near in found if near]
    known = sum(bool(named - {OUT_OF_SCOPE}) for named in right.values())
    return {
        "precision": _share(judged),
        "proposed": len(judged),
        "recall": round(sum(judged) / max(1, known), 4),
        "asked": len(right),
    }


def _entry(number: int, row: Row) -> Question:
    return Question(number, str(row.get("title", row.get("text"))), str(row.get("body", ""))[:160], _answer(row), True)


def no_match(train: Sequence[Row], test: Sequence[Row]) -> dict[str, float]:
    """Rows with text and label, `oos` where nothing fits: whether the score knows that, and what is shown is right."""
    known = [row for row in train if row["label"] != OUT_OF_SCOPE]
    with _index(_unlabelled(known)) as index:
        best = [(row["label"], index.nearest(row["text"], 1)) for row in test]
        cutoff = index.cutoff
    scores = [(matches[0].score if matches else 0.0, label != OUT_OF_SCOPE) for label, matches in best]
    shown = [(label, matches[0]) for label, matches in best if matches and matches[0].score >= cutoff]
    in_scope = sum(label != OUT_OF_SCOPE for label, _ in best)
    return {
        "auc": area_under_curve(scores),
        "answered": sum(label != OUT_OF_SCOPE for label, _ in shown) / max(1, in_scope),
        "precision": _share([known[match.thread_id]["label"] == label for label, match in shown]),
        "cutoff": cutoff,
    }


def average_precision(is_right: Sequence[bool], relevant: int) -> float:
    """Mean precision at the places of the right ones, of as many as could have been shown."""
    places = [place for place, right in enumerate(is_right, 1) if right]
    return sum(count / place for count, place in enumerate(places, 1)) / max(1, min(relevant, len(is_right)))


def area_under_curve(scores: Sequence[tuple[float, bool]]) -> float:
    """The chance that a random true one scores higher than a random false one; ties count half."""
    ordered = sorted(scores)
    total, place = 0.0, 0
    while place < len(ordered):
        end = place
        while end < len(ordered) and ordered[end][0] == ordered[place][0]:
            end += 1
        total += (place + end + 1) / 2 * sum(is_true for _, is_true in ordered[place:end])
        place = end
    true = sum(is_true for _, is_true in ordered)
    false = len(ordered) - true
    return (total - true * (true + 1) / 2) / (true * false) if true and false else 0.0


def misspelt(text: str, share: float, chance: random.Random) -> str:
    """The text with one random slip (swap, loss, doubling or wrong letter) in about `share` of its words."""
    return " ".join(_slip(word, chance) if chance.random() < share else word for word in text.split(" "))


def read_rows(path: Path) -> list[Row]:
    """The rows of a CSV, of JSON lines or of a JSON array, gzipped or not; texts such as "null" stay texts.

    Raises ValueError where it is none of these.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        if ".csv" in path.suffixes:
            return list(csv.DictReader(file))
        text = file.read()
    found = (
        json.loads(text)
        if text.lstrip().startswith("[")
        else list(map(json.loads, filter(str.strip, text.split("\n"))))
    )
    if not all(isinstance(row, dict) for row in found):
        raise ValueError("every row must be an object")
    return found


@contextmanager
def _index(questions: Sequence[Question]) -> Iterator[Similarity]:
    with tempfile.TemporaryDirectory() as folder:
        index = Similarity.open(Path(folder) / "similarity")
        index.replace_all(questions)
        yield index


def _unlabelled(rows: Sequence[Row]) -> list[Question]:
    return [Question(number, row["text"], "", "", True) for number, row in enumerate(rows)]


def _answer(row: Row) -> str:
    return str(row.get("answer") or " ".join(row.get("answers", [])[:1]))


def _vote(labels: Sequence[str], matches: Sequence[Match], likeness: Mapping[int, float]) -> str | None:
    """The label that most speaks for: likeness to the question, less the more a neighbour only repeats the others."""
    votes: dict[str, float] = defaultdict(float)
    for match in matches:
        votes[labels[match.thread_id]] += match.score**VOTE_POWER / max(LEAST_LIKENESS, likeness[match.thread_id])
    return max(votes, key=lambda label: votes[label], default=None)


def _likeness(index: Similarity, known: Sequence[Asked], matches: Sequence[Match]) -> dict[int, float]:
    """How like the others each neighbour is, at the mean; ten that say the same are one witness rather than ten."""
    near = {match.thread_id for match in matches}
    return {one: _mean([match.score for match in index.ranked(known[one], near - {one})]) for one in near}


def _rank(found: Sequence[int], right: int) -> int:
    return found.index(right) + 1 if right in found else 0


def _share(values: Sequence[float]) -> float:
    return round(_mean(values), 4)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 3:
        return word
    place = chance.randrange(len(word) - 1)
    slips = (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[: place + 1] + word[place:],
        word[:place] + chance.choice(string.ascii_lowercase) + word[place + 1 :],
    )
    return chance.choice(slips)
