"""The staff side's columns that refer to a person: what an export tells of them, and what an erasure does."""

from forum.services.personal import Rule, Rules

#: Every such column, as table.column; see forum/services/personal.py. A test asks for those that are missing.
RULES: Rules = {
    "alarm.acknowledged_by_id": Rule(rename=("acknowledged_by",)),
    "alarm_call.user_id": Rule("alarms", rename=("name", "address")),
    "appeal.by_id": Rule("appeals", leave_out=("decided_by_id",)),
    "appeal.decided_by_id": Rule(),
    "bulk.by_id": Rule(),
    "bulk.undone_by_id": Rule(),
    "canned_text_revision.by_id": Rule("canned_texts", leave_out=("body",)),
    "case_act.by_id": Rule("casework", leave_out=("note",)),  # notes are about others
    "case_file.claimed_by_id": Rule(),
    "case_file.resolved_by_id": Rule(),
    "handover_note.by_id": Rule("handovers", leave_out=("body",)),
    "handover_reading.by_id": Rule("handovers_read"),
    "shift.user_id": Rule("shifts", "delete"),
    "unsealing.by_id": Rule("originals_read", leave_out=("reason",)),
    "warning.by_id": Rule(),
    "warning.user_id": Rule("warnings", leave_out=("by_id",)),
}
