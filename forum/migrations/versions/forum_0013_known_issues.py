"""Pinned threads, known issues, and the questions that belong to one."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0013"
down_revision = "forum_0012"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pin"),
        *_references("pin", thread_id="thread", by_id="user", ended_by_id="user"),
    )
    op.create_index("uq_pin_open", "pin", ["thread_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "known_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("mended_by_id", sa.Integer(), nullable=True),
        sa.Column("mended_at", UtcDateTime(), nullable=True),
        sa.Column("mended_text", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_known_issue"),
        sa.UniqueConstraint("thread_id", name="uq_known_issue_thread_id"),
        *_references("known_issue", thread_id="thread", by_id="user", mended_by_id="user"),
    )
    op.create_table(
        "issue_link",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("thread_id", name="pk_issue_link"),
        *_references("issue_link", thread_id="thread", issue_id="known_issue", by_id="user"),
    )
    for table, columns in INDEXED.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


INDEXED = {
    "pin": ("thread_id", "by_id", "ended_by_id"),
    "known_issue": ("by_id", "mended_by_id"),
    "issue_link": ("issue_id", "by_id"),
}


def _references(table: str, **columns: str) -> list[sa.schema.SchemaItem]:
    """Foreign keys by column; rows go with what they are about, and stay when a person goes."""
    return [
        sa.ForeignKeyConstraint(
            [column],
            [f"{other}.id"],
            name=f"fk_{table}_{column}_{other}",
            ondelete=None if other == "user" else "CASCADE",
        )
        for column, other in columns.items()
    ]


def downgrade() -> None:
    """Take back."""
    for table in ("issue_link", "known_issue", "pin"):
        op.drop_table(table)
