"""What was shown beside drafts and whether it helped; earlier answers that solved a question; searches in vain."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0012"
down_revision = "forum_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "showing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=255), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("outcome IN ('', 'posted', 'solved')", name=op.f("ck_showing_outcome")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_showing_user_id_user")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_showing_thread_id_thread"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_showing")),
        sa.UniqueConstraint("draft", name=op.f("uq_showing_draft")),
    )
    for column in ("user_id", "at", "thread_id"):
        op.create_index(op.f(f"ix_showing_{column}"), "showing", [column])
    op.create_table(
        "shown_thread",
        sa.Column("showing_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("solved_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["showing_id"], ["showing.id"], name=op.f("fk_shown_thread_showing_id_showing"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_shown_thread_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("showing_id", "thread_id", name=op.f("pk_shown_thread")),
    )
    op.create_index(op.f("ix_shown_thread_thread_id"), "shown_thread", ["thread_id"])
    op.create_table(
        "earlier_solution",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_earlier_solution_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_earlier_solution_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_earlier_solution_by_id_user")),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_earlier_solution")),
    )
    op.create_index(op.f("ix_earlier_solution_post_id"), "earlier_solution", ["post_id"])
    op.create_index(op.f("ix_earlier_solution_by_id"), "earlier_solution", ["by_id"])
    op.create_table(
        "search_miss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=255), nullable=False),
        sa.Column("words", sa.String(length=255), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_miss")),
    )
    op.create_index("uq_search_miss_day_words", "search_miss", ["day", "words"], unique=True)


def downgrade() -> None:
    """Take back."""
    for table in ("search_miss", "earlier_solution", "shown_thread", "showing"):
        op.drop_table(table)
