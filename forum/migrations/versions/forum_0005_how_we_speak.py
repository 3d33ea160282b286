"""The language of a post, and the operator's synonyms."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0005"
down_revision = "forum_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("post", sa.Column("lang", sa.String(), nullable=True))
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_synonym_group_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
    )
    op.create_index(op.f("ix_synonym_group_by_id"), "synonym_group", ["by_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("synonym_group")
    with op.batch_alter_table("post") as batch_op:
        batch_op.drop_column("lang")
