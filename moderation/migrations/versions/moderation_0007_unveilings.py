"""Say of each reading what was read: an original, or who is behind a pseudonym."""

import sqlalchemy as sa
from alembic import op

revision = "moderation_0007"
down_revision = "moderation_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("unsealing", sa.Column("what", sa.String(length=255), nullable=False, server_default="original"))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("unsealing") as batch:
        batch.drop_column("what")
