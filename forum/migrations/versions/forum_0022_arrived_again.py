"""Which arrivals are questions that were judged anew, and so are news to staff alone."""

import sqlalchemy as sa
from alembic import op

revision = "forum_0022"
down_revision = "forum_0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("arrived_post", sa.Column("is_again", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Revert."""
    with op.batch_alter_table("arrived_post") as arrived:
        arrived.drop_column("is_again")
