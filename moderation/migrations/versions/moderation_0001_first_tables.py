"""The tables of the staff side."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0001"
down_revision = None
branch_labels = ("moderation",)
depends_on = "forum_0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "case_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("opened_because", sa.String(length=255), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("first_response_at", UtcDateTime(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("active_at", UtcDateTime(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("escalated_to", sa.String(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'pending', 'resolved')", name=op.f("ck_case_file_state")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_case_file_brand_id_brand")),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["user.id"], name=op.f("fk_case_file_claimed_by_id_user")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["user.id"], name=op.f("fk_case_file_resolved_by_id_user")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_case_file_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_case_file_thread_id")),
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.create_index("ix_case_file_brand", ["state", "brand_id", "urgency", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index("ix_case_file_channel", ["state", "channel", "urgency", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_claimed_by_id"), ["claimed_by_id"], unique=False)
        batch_op.create_index("ix_case_file_done", ["state", "resolved_at", "id"], unique=False)
        batch_op.create_index(
            "ix_case_file_escalated",
            ["escalated_at"],
            unique=False,
            sqlite_where=sa.text("escalated_at IS NOT NULL"),
            postgresql_where=sa.text("escalated_at IS NOT NULL"),
        )
        batch_op.create_index("ix_case_file_queue", ["state", "urgency", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_file_resolved_by_id"), ["resolved_by_id"], unique=False)

    op.create_table(
        "clock",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("staff_from_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("handed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_clock_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_clock_waiting",
            ["staff_from_at"],
            unique=False,
            sqlite_where=sa.text("stopped_at IS NULL AND handed_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND handed_at IS NULL"),
        )

    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_high", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_assessment_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_assessment_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_assessment_thread_id")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_post_id"), ["post_id"], unique=False)

    op.create_table(
        "case_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("because", sa.String(length=255), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "act IN ('opened', 'raised', 'claimed', 'released', 'noted', 'replied', 'escalated', 'returned', 'resolved', 'reopened', 'heard', 'hid', 'showed')",
            name=op.f("ck_case_act_act"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_act_by_id_user")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_act_case_id_case_file"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_case_act_post_id_post"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_act")),
    )
    with op.batch_alter_table("case_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_act_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_case_act_history", ["case_id", "at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_act_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("case_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_act_post_id"))
        batch_op.drop_index("ix_case_act_history")
        batch_op.drop_index(batch_op.f("ix_case_act_by_id"))

    op.drop_table("case_act")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_post_id"))

    op.drop_table("assessment")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_clock_waiting",
            sqlite_where=sa.text("stopped_at IS NULL AND handed_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND handed_at IS NULL"),
        )

    op.drop_table("clock")
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_file_resolved_by_id"))
        batch_op.drop_index("ix_case_file_queue")
        batch_op.drop_index(
            "ix_case_file_escalated",
            sqlite_where=sa.text("escalated_at IS NOT NULL"),
            postgresql_where=sa.text("escalated_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_case_file_done")
        batch_op.drop_index(batch_op.f("ix_case_file_claimed_by_id"))
        batch_op.drop_index("ix_case_file_channel")
        batch_op.drop_index(batch_op.f("ix_case_file_brand_id"))
        batch_op.drop_index("ix_case_file_brand")

    op.drop_table("case_file")
