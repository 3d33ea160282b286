"""What was told on other networks, what was proposed, and what waits to be told."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0015"
down_revision = "forum_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "telling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_telling_by_id_user")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_telling_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_telling_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
        sa.UniqueConstraint("post_id", "channel", name=op.f("uq_telling_post_id_channel")),
    )
    with op.batch_alter_table("telling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telling_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telling_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "telling_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("verdict IN ('used', 'changed', 'declined')", name=op.f("ck_telling_proposal_verdict")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_telling_proposal_by_id_user")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_telling_proposal_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_telling_proposal_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_telling_proposal_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling_proposal")),
    )
    with op.batch_alter_table("telling_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telling_proposal_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telling_proposal_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telling_proposal_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telling_proposal_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(
            "uq_telling_proposal_open",
            ["post_id", "by_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("untold_at", UtcDateTime(), nullable=True))
        batch_op.create_index(
            "ix_thread_untold",
            ["untold_at", "id"],
            unique=False,
            sqlite_where=sa.text("untold_at IS NOT NULL"),
            postgresql_where=sa.text("untold_at IS NOT NULL"),
        )
    op.execute(
        "UPDATE thread SET untold_at = (SELECT MIN(post.created_at) FROM post WHERE post.thread_id = thread.id"
        " AND post.kind = 'answer' AND post.author_id IS NOT NULL AND post.hidden_at IS NULL"
        " AND post.deleted_at IS NULL)"
        " WHERE channel <> 'site' AND kind = 'question' AND hidden_at IS NULL AND deleted_at IS NULL"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_thread_untold",
            sqlite_where=sa.text("untold_at IS NOT NULL"),
            postgresql_where=sa.text("untold_at IS NOT NULL"),
        )
        batch_op.drop_column("untold_at")

    with op.batch_alter_table("telling_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_telling_proposal_open",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_telling_proposal_thread_id"))
        batch_op.drop_index(batch_op.f("ix_telling_proposal_post_id"))
        batch_op.drop_index(batch_op.f("ix_telling_proposal_decided_by_id"))
        batch_op.drop_index(batch_op.f("ix_telling_proposal_by_id"))

    op.drop_table("telling_proposal")
    with op.batch_alter_table("telling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telling_thread_id"))
        batch_op.drop_index(batch_op.f("ix_telling_by_id"))

    op.drop_table("telling")
