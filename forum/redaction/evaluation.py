"""Measures what redaction finds against labelled texts: precision and recall by type, and clean texts flagged."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from forum.redaction.masking import Finding, find

#: Names of types in labelled sets, and ours.
TYPES = {
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "STREET_ADDRESS": "address",
    "IP_ADDRESS": "ip",
    "US_SSN": "account",
    "US_DRIVER_LICENSE": "account",
    "PASSWORD": "password",
}


def evaluate(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Precision and recall by type over rows of `text` and `spans` [{type, start, end}]; overlap counts as a hit.

    One entry a type, beside `texts`, `clean` (texts without any labelled span) and `clean_flagged`.
    `clean_flagged` is the share of texts without any labelled span in which something was found.
    """
    found, right, labelled, seen = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    texts = clean = flagged = 0
    for row in rows:
        findings = find(row["text"])
        spans = [(TYPES.get(span["type"]), span["start"], span["end"]) for span in row["spans"]]
        texts += 1
        clean += not spans
        flagged += bool(findings) and not spans
        for finding in findings:
            found[finding.type] += 1
            right[finding.type] += any(_is_hit(finding, span) for span in spans)
        for span in spans:
            if span[0]:
                labelled[span[0]] += 1
                seen[span[0]] += any(_is_hit(finding, span) for finding in findings)
    types: dict[str, Any] = {
        kind: {
            "precision": _share(right[kind], found[kind]),
            "recall": _share(seen[kind], labelled[kind]),
            "labelled": labelled[kind],
            "found": found[kind],
        }
        for kind in sorted(labelled | found)
    }
    return types | {"clean_flagged": _share(flagged, clean), "texts": texts, "clean": clean}


def _is_hit(finding: Finding, span: tuple[str | None, int, int]) -> bool:
    return finding.type == span[0] and finding.start < span[2] and span[1] < finding.end


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
