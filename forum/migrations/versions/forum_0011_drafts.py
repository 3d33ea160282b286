"""Half-written words, kept for their writer."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0011"
down_revision = "forum_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kept_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.String(length=255), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_kept_draft_thread_id_thread"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_draft_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_draft")),
        sa.UniqueConstraint("user_id", "place", name="uq_kept_draft_user_id_place"),
    )
    with op.batch_alter_table("kept_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_draft_kept_at"), ["kept_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_draft_thread_id"), ["thread_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("kept_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_draft_thread_id"))
        batch_op.drop_index(batch_op.f("ix_kept_draft_kept_at"))

    op.drop_table("kept_draft")
