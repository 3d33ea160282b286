"""Anonymous askers: the account behind a pseudonym; who edited a post; an acceptance without a name.

Revision ID: forum_0009
Revises: forum_0008
"""

import sqlalchemy as sa
from alembic import op

revision = "forum_0009"
down_revision = "forum_0008"
branch_labels = None
depends_on = None

ADDED = (("thread", "behind_id"), ("post", "behind_id"), ("post", "edited_by_id"))


def upgrade() -> None:
    """Add what names an account; without making the tables anew, as posts hang on them."""
    for table, name in ADDED:
        column = sa.Column(name, sa.Integer(), sa.ForeignKey("user.id", name=op.f(f"fk_{table}_{name}_user")))
        op.add_column(table, column, inline_references=True)
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    with op.batch_alter_table("acceptance") as batch:
        batch.alter_column("by_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Forget them; what has no name left is taken away."""
    op.execute("DELETE FROM acceptance WHERE by_id IS NULL")
    with op.batch_alter_table("acceptance") as batch:
        batch.alter_column("by_id", existing_type=sa.Integer(), nullable=False)
    for table, name in reversed(ADDED):
        op.drop_index(op.f(f"ix_{table}_{name}"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
