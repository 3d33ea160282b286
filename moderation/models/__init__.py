"""What is true on the staff side: cases with their history, clocks, and what was found in a question."""

from moderation.models.assessment import Assessment
from moderation.models.case import ACTS, STATES, Case, CaseAct
from moderation.models.clock import Clock

__all__ = ["ACTS", "STATES", "Assessment", "Case", "CaseAct", "Clock"]
