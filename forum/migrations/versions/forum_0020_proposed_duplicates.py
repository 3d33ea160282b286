"""What the index holds for asked before, and what people said to it."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0020"
down_revision = "forum_0019"
branch_labels = None
depends_on = None
IS_OPEN = sa.text("decided_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "duplicate_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("terms", sa.String(length=255), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=255), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'closed', 'elsewhere', 'dismissed')", name=op.f("ck_duplicate_proposal_outcome")
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (outcome = '')", name=op.f("ck_duplicate_proposal_decided")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_duplicate_proposal_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["thread.id"], name=op.f("fk_duplicate_proposal_target_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_duplicate_proposal_decided_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_proposal")),
        sa.UniqueConstraint("thread_id", "target_id", name=op.f("uq_duplicate_proposal_thread_id_target_id")),
    )
    for column in ("thread_id", "target_id", "decided_by_id"):
        op.create_index(op.f(f"ix_duplicate_proposal_{column}"), "duplicate_proposal", [column], unique=False)
    only = {"sqlite_where": IS_OPEN, "postgresql_where": IS_OPEN}
    op.create_index("uq_duplicate_proposal_open", "duplicate_proposal", ["thread_id"], unique=True, **only)
    op.create_index("ix_duplicate_proposal_newest", "duplicate_proposal", ["at", "id"], unique=False, **only)


def downgrade() -> None:
    """Revert."""
    op.drop_table("duplicate_proposal")
