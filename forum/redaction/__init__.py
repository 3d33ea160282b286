"""Finds personal data in public posts and hides it: cards, IBANs, phones, e-mails, passwords, accounts and more."""

from forum.redaction.evaluation import evaluate
from forum.redaction.masking import MARKERS, Finding, Masked, find, mask

__all__ = ["MARKERS", "Finding", "Masked", "evaluate", "find", "mask"]
