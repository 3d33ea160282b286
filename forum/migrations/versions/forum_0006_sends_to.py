"""The way elsewhere that a post asks people to go, and an index that has all that reports ask of posts."""

import sqlalchemy as sa
from alembic import op

from forum.redirects import way_of

revision = "forum_0006"
down_revision = "forum_0005"
branch_labels = None
depends_on = None

TALK = ["thread_id", "kind", "created_at", "is_brand", "author_id", "identity_id", "hidden_at", "deleted_at"]
AWAY = ["thread_id", "sends_to", "kind", "created_at", "is_brand", "deleted_at"]
IS_AWAY = sa.text("sends_to <> ''")
POST = sa.table("post", sa.column("id", sa.Integer), sa.column("body", sa.Text), sa.column("sends_to", sa.String))
BATCH = 1_000


def upgrade() -> None:
    """Apply."""
    op.add_column("post", sa.Column("sends_to", sa.String(length=255), nullable=False, server_default=""))
    _judge()
    op.drop_index("ix_post_thread_kind", "post")
    op.create_index("ix_post_talk", "post", TALK)
    op.create_index("ix_thread_channel", "thread", ["channel", "created_at", "id"])
    op.create_index("ix_post_away", "post", AWAY, sqlite_where=IS_AWAY, postgresql_where=IS_AWAY)


def _judge() -> None:
    """What was written before is judged as what is written from now on."""
    connection, last = op.get_bind(), 0
    rows = sa.select(POST.c.id, POST.c.body).order_by(POST.c.id).limit(BATCH)
    change = POST.update().where(POST.c.id == sa.bindparam("key")).values(sends_to=sa.bindparam("way"))
    while found := connection.execute(rows.where(POST.c.id > last)).all():
        last = found[-1].id
        judged = [{"key": row.id, "way": way} for row in found if (way := way_of(row.body))]
        if judged:
            connection.execute(change, judged)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_thread_channel", "thread")
    op.drop_index("ix_post_away", "post")
    op.drop_index("ix_post_talk", "post")
    op.create_index("ix_post_thread_kind", "post", ["thread_id", "kind"])
    op.drop_column("post", "sends_to")
