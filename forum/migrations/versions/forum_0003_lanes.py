"""Lanes of deliveries and the priority of mail: what cannot wait goes first."""

import sqlalchemy as sa
from alembic import op

revision = "forum_0003"
down_revision = "forum_0002"
branch_labels = None
depends_on = None

IS_OPEN = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lane", sa.Integer(), server_default="2", nullable=False))
        batch_op.create_index(
            "ix_delivery_lane", ["lane", "id"], unique=False, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
        )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    """Revert."""
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_column("priority")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_lane", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
        batch_op.drop_column("lane")
