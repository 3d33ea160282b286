"""The rota and its alarms."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0002"
down_revision = "moderation_0001"
branch_labels = None
depends_on = "forum_0003"

IS_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("zone", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", "zone", name=op.f("uq_holiday_day_zone")),
    )
    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=255), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_for_holidays", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) = (address <> '')", name=op.f("ck_shift_who")),
        sa.CheckConstraint("days BETWEEN 1 AND 127", name=op.f("ck_shift_days")),
        sa.CheckConstraint("begins BETWEEN 0 AND 1439 AND ends BETWEEN 1 AND 1440", name=op.f("ck_shift_hours")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_shift_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index(op.f("ix_shift_user_id"), "shift", ["user_id"], unique=False)
    _create_alarms()


def _create_alarms() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=255), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["user.id"], name=op.f("fk_alarm_acknowledged_by_id_user")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_alarm_case_id_case_file"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_alarm_event_id_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
        sa.UniqueConstraint("event_id", name=op.f("uq_alarm_event_id")),
    )
    for column in ("acknowledged_by_id", "case_id"):
        op.create_index(op.f(f"ix_alarm_{column}"), "alarm", [column], unique=False)
    op.create_index("ix_alarm_due", "alarm", ["due_at"], unique=False, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index("uq_alarm_open", "alarm", ["case_id"], unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_table(
        "alarm_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alarm_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_call_alarm_id_alarm"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_alarm_call_mail_id_outgoing_mail"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_alarm_call_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_call")),
        sa.UniqueConstraint("alarm_id", "level", "address", name=op.f("uq_alarm_call_alarm_id_level_address")),
    )
    for column in ("mail_id", "user_id"):
        op.create_index(op.f(f"ix_alarm_call_{column}"), "alarm_call", [column], unique=False)


def downgrade() -> None:
    """Revert."""
    for table in ("alarm_call", "alarm", "shift", "holiday"):
        op.drop_table(table)
