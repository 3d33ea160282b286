"""What is true on the staff side: cases and their clocks, appeals, who is called, and what was done to many at once."""

from moderation.models.alarm import Alarm, AlarmCall
from moderation.models.appeal import Appeal, Warned
from moderation.models.assessment import Assessment
from moderation.models.bulk import Bulk, BulkMember
from moderation.models.case import ACTS, ASKED, STATES, Case, CaseAct
from moderation.models.clock import Clock
from moderation.models.duty import Holiday, Shift
from moderation.models.handover import HandoverNote, HandoverReading
from moderation.models.text import CannedText, CannedTextRevision
from moderation.models.unsealing import Unsealing

__all__ = [
    "ACTS",
    "ASKED",
    "STATES",
    "Alarm",
    "AlarmCall",
    "Appeal",
    "Assessment",
    "Bulk",
    "BulkMember",
    "CannedText",
    "CannedTextRevision",
    "Case",
    "CaseAct",
    "Clock",
    "HandoverNote",
    "HandoverReading",
    "Holiday",
    "Shift",
    "Unsealing",
    "Warned",
]
