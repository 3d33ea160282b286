"""Appeals, warnings, bulk acts, and what waits in a case: reports and appeals."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0006"
down_revision = "moderation_0005"
branch_labels = None
depends_on = "forum_0010"

OLD_ACTS = (
    "opened", "raised", "claimed", "released", "noted", "replied", "escalated", "returned", "resolved", "reopened", "heard",
    "hid", "showed",
)  # fmt: skip
NEW_ACTS = (
    "flagged", "declined", "appealed", "granted", "refused", "locked", "unlocked", "moved", "warned", "undone",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        for column in ("flag_count", "appeal_count"):
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    _know_acts((*OLD_ACTS, *NEW_ACTS))
    _make_appeals()
    _make_warnings()
    _make_bulk()


def _know_acts(acts: tuple[str, ...]) -> None:
    with op.batch_alter_table("case_act", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_case_act_act"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_case_act_act"), f"act IN ({', '.join(repr(act) for act in acts)})"
        )


def _make_appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hiding_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'granted', 'declined', 'withdrawn')", name=op.f("ck_appeal_state")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_appeal_by_id_user")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_appeal_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["hiding_id"], ["hiding.id"], name=op.f("fk_appeal_hiding_id_hiding"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_appeal_post_id_post"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("hiding_id", name=op.f("uq_appeal_hiding_id")),
    )
    is_asked = sa.text("state = 'asked'")
    with op.batch_alter_table("appeal", schema=None) as batch_op:
        for column in ("post_id", "by_id", "decided_by_id"):
            batch_op.create_index(batch_op.f(f"ix_appeal_{column}"), [column], unique=False)
        batch_op.create_index(
            "ix_appeal_asked", ["post_id"], unique=False, sqlite_where=is_asked, postgresql_where=is_asked
        )


def _make_warnings() -> None:
    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_warning_by_id_user")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_warning_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_warning_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning")),
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        for column in ("user_id", "post_id", "by_id"):
            batch_op.create_index(batch_op.f(f"ix_warning_{column}"), [column], unique=False)


def _make_bulk() -> None:
    op.create_table(
        "bulk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=255), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("act IN ('claim', 'resolve', 'hide', 'spam', 'move')", name=op.f("ck_bulk_act")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_bulk_by_id_user")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_bulk_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk")),
    )
    op.create_table(
        "bulk_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"], name=op.f("fk_bulk_member_bulk_id_bulk"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_bulk_member_case_id_case_file"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_bulk_member_post_id_post"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_member")),
    )
    with op.batch_alter_table("bulk", schema=None) as batch_op:
        batch_op.create_index("ix_bulk_last", ["by_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bulk_undone_by_id"), ["undone_by_id"], unique=False)
    with op.batch_alter_table("bulk_member", schema=None) as batch_op:
        for column in ("bulk_id", "case_id", "post_id"):
            batch_op.create_index(batch_op.f(f"ix_bulk_member_{column}"), [column], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("bulk_member", "bulk", "warning", "appeal"):
        op.drop_table(table)
    _know_acts(OLD_ACTS)
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_column("appeal_count")
        batch_op.drop_column("flag_count")
