"""Searches that people save, what they find, and the notices that count it."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0019"
down_revision = "forum_0018"
branch_labels = None
depends_on = None

KEPT = sa.text("ended_at IS NULL")
UNTOLD = sa.text("told_at IS NULL")
UNREAD = sa.text("saved_search_id IS NOT NULL AND read_at IS NULL")


def upgrade() -> None:
    """Apply; without making notification anew, as mail hangs on it."""
    _create_searches()
    _create_hits()
    _create_arrivals()
    key = sa.ForeignKey("saved_search.id", name="fk_notification_saved_search_id_saved_search")
    op.add_column("notification", sa.Column("saved_search_id", sa.Integer(), key), inline_references=True)
    count = sa.Column("match_count", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("notification", count)
    op.create_index("ix_notification_saved_search_id", "notification", ["saved_search_id"])
    unread = {"sqlite_where": UNREAD, "postgresql_where": UNREAD, "unique": True}
    op.create_index("uq_notification_unread_of_search", "notification", ["saved_search_id"], **unread)


def _create_searches() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("sort", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_saved_search"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_saved_search_user_id_user", ondelete="CASCADE"),
    )
    where = {"sqlite_where": KEPT, "postgresql_where": KEPT}
    op.create_index("ix_saved_search_user_id", "saved_search", ["user_id"])
    op.create_index("uq_saved_search_kept", "saved_search", ["user_id", "key"], unique=True, **where)
    op.create_index("ix_saved_search_cursor", "saved_search", ["cursor", "id"], **where)


def _create_hits() -> None:
    op.create_table(
        "saved_hit",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("search_id", "post_id", name="pk_saved_hit"),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_search.id"], name="fk_saved_hit_search_id_saved_search", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_saved_hit_post_id_post", ondelete="CASCADE"),
    )
    op.create_index("ix_saved_hit_post_id", "saved_hit", ["post_id"])
    op.create_index("ix_saved_hit_untold", "saved_hit", ["search_id"], sqlite_where=UNTOLD, postgresql_where=UNTOLD)


def _create_arrivals() -> None:
    op.create_table(
        "arrived_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrived_post"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_arrived_post_post_id_post", ondelete="CASCADE"),
    )
    op.create_index("ix_arrived_post_post_id", "arrived_post", ["post_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("uq_notification_unread_of_search", "notification")
    op.drop_index("ix_notification_saved_search_id", "notification")
    with op.batch_alter_table("notification") as notice:
        notice.drop_column("match_count")
        notice.drop_column("saved_search_id")
    for table in ("arrived_post", "saved_hit", "saved_search"):
        op.drop_table(table)
