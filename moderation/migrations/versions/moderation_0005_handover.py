"""Hand-over notes, who has read them, and an index for what was done since an instant."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0005"
down_revision = "moderation_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_handover_note_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
    )
    op.create_index(op.f("ix_handover_note_by_id"), "handover_note", ["by_id"], unique=False)
    op.create_table(
        "handover_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_handover_reading_by_id_user")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["handover_note.id"], name=op.f("fk_handover_reading_note_id_handover_note"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_reading")),
        sa.UniqueConstraint("note_id", "by_id", name=op.f("uq_handover_reading_note_id_by_id")),
    )
    op.create_index(op.f("ix_handover_reading_by_id"), "handover_reading", ["by_id"], unique=False)
    op.create_index("ix_case_act_since", "case_act", ["at"], unique=False)


def downgrade() -> None:
    """Revert."""
    op.drop_index("ix_case_act_since", table_name="case_act")
    op.drop_table("handover_reading")
    op.drop_table("handover_note")
