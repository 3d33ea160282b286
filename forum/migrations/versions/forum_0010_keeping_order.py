"""Flags with their reasons, locks, moves, suspensions with an end, and one table behind the public log."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0010"
down_revision = "forum_0009"
branch_labels = None
depends_on = None

SEEDS = {
    "flag": (
        "Spam or advertising",
        "Rude or hurtful",
        "Personal data in it",
        "Dangerous advice",
        "Off topic",
        "Something else",
    ),
    "hiding": ("Off topic", "Rude or hurtful", "Personal data in it", "Dangerous advice", "Said already elsewhere"),
    "lock": ("Going in circles", "Too heated", "It goes on in another thread", "Settled, and gone cold"),
    "spam": ("Advertising", "The same again and again", "Links that lead astray"),
    "warning": ("Tone towards others", "Off topic, again", "Advertising", "Other people's personal data"),
    "suspension": ("Advertising", "Insults after a warning", "Other people's personal data", "Several accounts"),
}


def upgrade() -> None:
    """Apply."""
    _make_reasons()
    _make_flags()
    _make_public_acts()
    _make_thread_acts()
    _make_suspensions()
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locked_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_until", UtcDateTime(), nullable=True))
    _bring_hidings_into_the_log()


def _make_reasons() -> None:
    reason = op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=255), nullable=False),
        sa.Column("wording", sa.String(length=255), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('flag', 'hiding', 'lock', 'spam', 'warning', 'suspension')", name=op.f("ck_reason_purpose")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason")),
    )
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reason_purpose"), ["purpose"], unique=False)
    rows = [
        {"purpose": purpose, "wording": wording, "place": place}
        for purpose, wordings in SEEDS.items()
        for place, wording in enumerate(wordings, 1)
    ]
    op.bulk_insert(reason, rows)


def _make_flags() -> None:
    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('raised', 'upheld', 'declined')", name=op.f("ck_flag_state")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_flag_by_id_user")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_flag_post_id_post"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reason_id"], ["reason.id"], name=op.f("fk_flag_reason_id_reason")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_flag_settled_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("post_id", "by_id", name=op.f("uq_flag_post_id_by_id")),
    )
    is_raised = sa.text("state = 'raised'")
    with op.batch_alter_table("flag", schema=None) as batch_op:
        for column in ("post_id", "by_id", "reason_id", "settled_by_id"):
            batch_op.create_index(batch_op.f(f"ix_flag_{column}"), [column], unique=False)
        batch_op.create_index(
            "ix_flag_raised", ["post_id"], unique=False, sqlite_where=is_raised, postgresql_where=is_raised
        )


def _make_public_acts() -> None:
    op.create_table(
        "public_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=255), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.Column("lifted_because", sa.String(length=255), nullable=False),
        sa.Column("second_look_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "act IN ('hid', 'spam', 'showed', 'locked', 'moved', 'suspended')", name=op.f("ck_public_act_act")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_public_act_by_id_user")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_public_act_post_id_post"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_public_act_thread_id_thread"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_act")),
    )
    with op.batch_alter_table("public_act", schema=None) as batch_op:
        for column in ("thread_id", "post_id", "by_id", "at"):
            batch_op.create_index(batch_op.f(f"ix_public_act_{column}"), [column], unique=False)


def _make_thread_acts() -> None:
    op.create_table(
        "thread_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        *_lifted("thread_lock"),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_lock_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_lock")),
    )
    _index("thread_lock", "thread_id", "public_act_id", "by_id", "lifted_by_id")
    op.create_table(
        "thread_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_brand_id", sa.Integer(), nullable=False),
        sa.Column("to_brand_id", sa.Integer(), nullable=False),
        sa.Column("from_tags", sa.Text(), nullable=False),
        sa.Column("to_tags", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_thread_move_by_id_user")),
        sa.ForeignKeyConstraint(["from_brand_id"], ["brand.id"], name=op.f("fk_thread_move_from_brand_id_brand")),
        sa.ForeignKeyConstraint(["to_brand_id"], ["brand.id"], name=op.f("fk_thread_move_to_brand_id_brand")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_thread_move_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_move")),
    )
    _index("thread_move", "thread_id", "by_id")


def _make_suspensions() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        *_lifted("suspension"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_suspension_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    _index("suspension", "user_id", "public_act_id", "by_id", "lifted_by_id")


def _lifted(table: str) -> list[sa.schema.SchemaItem]:
    """What an act has that can be lifted: by whom, why and when, both ways, and its line of the public log."""
    return [
        sa.Column("public_act_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f(f"fk_{table}_by_id_user")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["user.id"], name=op.f(f"fk_{table}_lifted_by_id_user")),
        sa.ForeignKeyConstraint(
            ["public_act_id"], ["public_act.id"], name=op.f(f"fk_{table}_public_act_id_public_act")
        ),
    ]


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def _bring_hidings_into_the_log() -> None:
    """Every hiding so far becomes a line of the log with the same number, so that links into the log stay right."""
    with op.batch_alter_table("hiding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_act_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_spam", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(
            batch_op.f("fk_hiding_public_act_id_public_act"), "public_act", ["public_act_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_hiding_public_act_id"), ["public_act_id"], unique=False)
    op.execute(
        "INSERT INTO public_act (id, act, thread_id, post_id, count, by_id, reason, at, lifted_at, lifted_reason, "
        "lifted_because) SELECT hiding.id, 'hid', post.thread_id, post.id, 1, hiding.by_id, hiding.reason, hiding.at, "
        "hiding.lifted_at, hiding.lifted_reason, '' FROM hiding JOIN post ON post.id = hiding.post_id"
    )
    op.execute("UPDATE hiding SET public_act_id = id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('public_act', 'id'), coalesce((SELECT max(id) FROM public_act), 0) + 1,"
            " false)"
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("hiding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hiding_public_act_id"))
        batch_op.drop_constraint(batch_op.f("fk_hiding_public_act_id_public_act"), type_="foreignkey")
        batch_op.drop_column("is_spam")
        batch_op.drop_column("public_act_id")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("suspended_until")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_column("locked_at")
    for table in ("suspension", "thread_move", "thread_lock", "flag", "public_act", "reason"):
        op.drop_table(table)
