"""Duplicates: where a thread leads, and what was moved there."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0016"
down_revision = "forum_0015"
branch_labels = None
depends_on = None

ADDED = (("thread", "duplicate_of_id"), ("public_act", "to_thread_id"))
INDEXED = {
    "duplicate": ("said_id", "of_id", "by_id", "public_act_id"),
    "moved_post": ("from_id",),
}


def upgrade() -> None:
    """Apply; without making thread and public_act anew, as others hang on them."""
    for table, name in ADDED:
        key = sa.ForeignKey("thread.id", name=op.f(f"fk_{table}_{name}_thread"))
        op.add_column(table, sa.Column(name, sa.Integer(), key), inline_references=True)
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.create_table(
        "duplicate",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("said_id", sa.Integer(), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("public_act_id", sa.Integer(), nullable=True),
        sa.Column("active_before", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name="pk_duplicate"),
        *_references("duplicate", "thread", "thread_id", "said_id", "of_id"),
        *_references("duplicate", "user", "by_id"),
        *_references("duplicate", "public_act", "public_act_id"),
    )
    op.create_table(
        "moved_post",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name="pk_moved_post"),
        *_references("moved_post", "post", "post_id"),
        *_references("moved_post", "thread", "from_id"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _references(table: str, other: str, *columns: str) -> list[sa.schema.SchemaItem]:
    """Foreign keys to another table; rows go with the threads and posts that they are about."""
    goes = "CASCADE" if other in ("thread", "post") else None
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=goes)
        for column in columns
    ]


def downgrade() -> None:
    """Take back."""
    for table in ("moved_post", "duplicate"):
        op.drop_table(table)
    for table, name in reversed(ADDED):
        op.drop_index(op.f(f"ix_{table}_{name}"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column(name)
