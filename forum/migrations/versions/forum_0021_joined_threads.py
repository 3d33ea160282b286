"""Where the addresses of questions lead that were folded into others."""

import sqlalchemy as sa
from alembic import op

revision = "forum_0021"
down_revision = "forum_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "joined_thread",
        sa.Column("thread_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["into_id"], ["thread.id"], name=op.f("fk_joined_thread_into_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_joined_thread")),
    )
    op.create_index(op.f("ix_joined_thread_into_id"), "joined_thread", ["into_id"], unique=False)


def downgrade() -> None:
    """Revert."""
    op.drop_table("joined_thread")
