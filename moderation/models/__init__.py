"""What is true on the staff side: cases with their history, clocks, what was found in a question, and who is called."""

from moderation.models.alarm import Alarm, AlarmCall
from moderation.models.assessment import Assessment
from moderation.models.case import ACTS, STATES, Case, CaseAct
from moderation.models.clock import Clock
from moderation.models.duty import Holiday, Shift
from moderation.models.handover import HandoverNote, HandoverReading
from moderation.models.unsealing import Unsealing

__all__ = [
    "ACTS",
    "STATES",
    "Alarm",
    "AlarmCall",
    "Assessment",
    "Case",
    "CaseAct",
    "Clock",
    "HandoverNote",
    "HandoverReading",
    "Holiday",
    "Shift",
    "Unsealing",
]
