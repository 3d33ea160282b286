"""Who may know the answer, what people leave to others, and who was asked."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0004"
down_revision = "forum_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "answer_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_answer_request_by_id_user")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_answer_request_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_answer_request_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_request")),
        sa.UniqueConstraint("thread_id", "user_id", name=op.f("uq_answer_request_thread_id_user_id")),
    )
    with op.batch_alter_table("answer_request", schema=None) as batch_op:
        batch_op.create_index("ix_answer_request_asked", ["user_id", "at"], unique=False)
        batch_op.create_index("ix_answer_request_asking", ["by_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_answer_request_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "candidate",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("near_id", sa.Integer(), nullable=True),
        sa.Column("likeness", sa.Double(), nullable=False),
        sa.Column("is_solved", sa.Boolean(), nullable=False),
        sa.Column("tag", sa.String(length=255), nullable=False),
        sa.Column("tag_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["near_id"], ["thread.id"], name=op.f("fk_candidate_near_id_thread"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_candidate_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_candidate_user_id_user")),
        sa.PrimaryKeyConstraint("thread_id", "user_id", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_near_id"), ["near_id"], unique=False)
        batch_op.create_index("ix_candidate_user", ["user_id", "likeness"], unique=False)

    op.create_table(
        "muting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(tag_id IS NULL) <> (thread_id IS NULL)", name=op.f("ck_muting_one_topic")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_muting_tag_id_tag"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_muting_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_muting_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muting")),
        sa.UniqueConstraint("user_id", "tag_id", name=op.f("uq_muting_user_id_tag_id")),
        sa.UniqueConstraint("user_id", "thread_id", name=op.f("uq_muting_user_id_thread_id")),
    )
    with op.batch_alter_table("muting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_muting_tag_id"), ["tag_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_muting_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "ranking",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_ranking_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_ranking")),
    )
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ranking_at"), ["at"], unique=False)

    op.create_table(
        "skip",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_skip_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_skip_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "thread_id", name=op.f("pk_skip")),
    )
    with op.batch_alter_table("skip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skip_thread_id"), ["thread_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("skip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_skip_thread_id"))

    op.drop_table("skip")
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_at"))

    op.drop_table("ranking")
    with op.batch_alter_table("muting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_muting_thread_id"))
        batch_op.drop_index(batch_op.f("ix_muting_tag_id"))

    op.drop_table("muting")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index("ix_candidate_user")
        batch_op.drop_index(batch_op.f("ix_candidate_near_id"))

    op.drop_table("candidate")
    with op.batch_alter_table("answer_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_request_thread_id"))
        batch_op.drop_index("ix_answer_request_asking")
        batch_op.drop_index("ix_answer_request_asked")

    op.drop_table("answer_request")
