"""Following, "me too", mentions, what people chose to hear, and notices that go by mail."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0007"
down_revision = "forum_0006"
branch_labels = None
depends_on = None

FOLLOWED = sa.text("ended_at IS NULL")
WAITING = sa.text("by_mail AND mailed_at IS NULL")


def upgrade() -> None:
    """Apply."""
    _create_tables()
    with op.batch_alter_table("thread") as thread:
        thread.add_column(sa.Column("affected_count", sa.Integer(), nullable=False, server_default=sa.text("0")))
    with op.batch_alter_table("notification") as notice:
        notice.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        notice.add_column(sa.Column("is_shown", sa.Boolean(), nullable=False, server_default=sa.text("true")))
        notice.add_column(sa.Column("by_mail", sa.Boolean(), nullable=False, server_default=sa.text("false")))
        notice.add_column(sa.Column("mailed_at", UtcDateTime(), nullable=True))
        notice.create_foreign_key("fk_notification_event_id_event", "event", ["event_id"], ["id"], ondelete="SET NULL")
        notice.create_unique_constraint("uq_notification_user_id_event_id", ["user_id", "event_id"])
        notice.create_index("ix_notification_event_id", ["event_id"])
        notice.create_index("ix_notification_mail", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)
    with op.batch_alter_table("outgoing_mail") as mail:
        mail.add_column(sa.Column("notification_id", sa.Integer(), nullable=True))
        mail.add_column(sa.Column("dropped_at", UtcDateTime(), nullable=True))
        mail.create_foreign_key(
            "fk_outgoing_mail_notification_id_notification",
            "notification",
            ["notification_id"],
            ["id"],
            ondelete="CASCADE",
        )
        mail.create_unique_constraint("uq_outgoing_mail_notification_id", ["notification_id"])
    _let_people_follow()


def _create_tables() -> None:
    op.create_table(
        "following",
        *_pair("thread", "following"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
    )
    where = {"sqlite_where": FOLLOWED, "postgresql_where": FOLLOWED}
    op.create_index("ix_following_person", "following", ["user_id", "thread_id"], **where)
    for table, other in (("affected", "thread"), ("mention", "post")):
        op.create_table(table, *_pair(other, table), sa.Column("at", UtcDateTime(), nullable=False))
        op.create_index(f"ix_{table}_user_id", table, ["user_id"])
    op.create_table(
        "notice_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("has_notice", sa.Boolean(), nullable=False),
        sa.Column("has_mail", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "kind", name="pk_notice_choice"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_choice_user_id_user", ondelete="CASCADE"),
    )


def _pair(other: str, table: str) -> list[sa.schema.SchemaItem]:
    """A person and another row, which are the key together."""
    to_other = {"name": f"fk_{table}_{other}_id_{other}", "ondelete": "CASCADE"}
    return [
        sa.Column(f"{other}_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(f"{other}_id", "user_id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], **to_other),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=f"fk_{table}_user_id_user"),
    ]


def _let_people_follow() -> None:
    """Who has asked, answered or commented follows, as if they had done it today."""
    op.execute(
        "INSERT INTO following (thread_id, user_id, at) SELECT thread_id, author_id, min(created_at) FROM post "
        "WHERE author_id IS NOT NULL AND deleted_at IS NULL GROUP BY thread_id, author_id"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("outgoing_mail") as mail:
        mail.drop_constraint("uq_outgoing_mail_notification_id", type_="unique")
        mail.drop_constraint("fk_outgoing_mail_notification_id_notification", type_="foreignkey")
        mail.drop_column("dropped_at")
        mail.drop_column("notification_id")
    with op.batch_alter_table("notification") as notice:
        notice.drop_index("ix_notification_mail")
        notice.drop_index("ix_notification_event_id")
        notice.drop_constraint("uq_notification_user_id_event_id", type_="unique")
        notice.drop_constraint("fk_notification_event_id_event", type_="foreignkey")
        for column in ("mailed_at", "by_mail", "is_shown", "event_id"):
            notice.drop_column(column)
    with op.batch_alter_table("thread") as thread:
        thread.drop_column("affected_count")
    for table in ("notice_choice", "mention", "affected", "following"):
        op.drop_table(table)
