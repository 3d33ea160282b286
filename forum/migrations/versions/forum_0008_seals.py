"""An index for destroying sealed originals when their time is over."""

from alembic import op

revision = "forum_0008"
down_revision = "forum_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_sealed_original_at", "sealed_original", ["at"], unique=False)


def downgrade() -> None:
    """Revert."""
    op.drop_index("ix_sealed_original_at", table_name="sealed_original")
