"""Posts that people keep for later."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0014"
down_revision = "forum_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_bookmark_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_bookmark_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("user_id", "post_id", name=op.f("uq_bookmark_user_id_post_id")),
    )
    op.create_index("ix_bookmark_newest", "bookmark", ["user_id", "at", "id"])
    op.create_index(op.f("ix_bookmark_post_id"), "bookmark", ["post_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("bookmark")
