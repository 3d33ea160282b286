"""Whether a question that somebody has begun is to be asked under a pseudonym."""

import sqlalchemy as sa
from alembic import op

revision = "forum_0017"
down_revision = "forum_0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    column = sa.Column("is_anonymous", sa.Boolean(), nullable=False, server_default=sa.false())
    with op.batch_alter_table("kept_draft", schema=None) as batch_op:
        batch_op.add_column(column)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("kept_draft", schema=None) as batch_op:
        batch_op.drop_column("is_anonymous")
