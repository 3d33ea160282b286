"""An index by which open cases are counted by age."""

from alembic import op

revision = "moderation_0003"
down_revision = "moderation_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_case_file_age", "case_file", ["state", "opened_at", "urgency", "channel", "brand_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_case_file_age", "case_file")
