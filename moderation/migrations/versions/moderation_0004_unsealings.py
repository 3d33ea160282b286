"""Who read the sealed original of a masked post."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0004"
down_revision = "moderation_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "unsealing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_unsealing_by_id_user")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_unsealing_post_id_post"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsealing")),
    )
    for column in ("by_id", "post_id"):
        op.create_index(op.f(f"ix_unsealing_{column}"), "unsealing", [column], unique=False)


def downgrade() -> None:
    """Revert."""
    op.drop_table("unsealing")
