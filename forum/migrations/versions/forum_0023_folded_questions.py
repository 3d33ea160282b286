"""Which opening post was folded with its thread, and which echo a parted question was."""

import sqlalchemy as sa
from alembic import op

revision = "forum_0023"
down_revision = "forum_0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("joined_thread", sa.Column("question_id", sa.Integer()))
    op.create_index(op.f("ix_joined_thread_question_id"), "joined_thread", ["question_id"])
    op.add_column("parting", sa.Column("echo_id", sa.Integer()))
    op.create_index(op.f("ix_parting_echo_id"), "parting", ["echo_id"])


def downgrade() -> None:
    """Revert."""
    for table, column in (("parting", "echo_id"), ("joined_thread", "question_id")):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        with op.batch_alter_table(table) as changed:
            changed.drop_column(column)
