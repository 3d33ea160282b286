"""Posts that echo a question, and how they are recognised."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "forum_0018"
down_revision = "forum_0017"
branch_labels = None
depends_on = None

COUNTERS = ("echo_count", "echo_people", "echo_reach")
BEFORE = ("thread", "reply", "duplicate", "rejected", "waiting")
INDEXES = (
    ("ix_echo_said", "echo", ["thread_id", "said_at", "id"]),
    ("ix_echo_people", "echo", ["thread_id", "identity_id"]),
    ("ix_echo_order", "echo", ["thread_id", "id"]),
    ("ix_echo_identity_id", "echo", ["identity_id"]),
    ("ix_wording_key", "wording", ["key", "last_at"]),
    ("ix_wording_at", "wording", ["at"]),
    ("ix_wording_thread_id", "wording", ["thread_id"]),
    ("ix_wording_band_band", "wording_band", ["band"]),
    ("ix_echo_telling_thread_id", "echo_telling", ["thread_id"]),
    ("ix_echo_telling_by_id", "echo_telling", ["by_id"]),
    ("ix_parting_from_id", "parting", ["from_id"]),
    ("ix_parting_by_id", "parting", ["by_id"]),
)


def upgrade() -> None:
    """Apply; without making thread anew, as others hang on it."""
    for name in COUNTERS:
        op.add_column("thread", sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "echo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(255), nullable=False) for name in ("channel", "source", "external_id")),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_echo"),
        sa.UniqueConstraint("channel", "source", "external_id", name="uq_echo_channel_source_external_id"),
        *_references("echo", thread_id="thread", identity_id="identity"),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("first_at", "last_at", "at")),
        sa.PrimaryKeyConstraint("id", name="pk_wording"),
        *_references("wording", thread_id="thread", brand_id="brand"),
    )
    op.create_table(
        "wording_band",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("wording_id", "place", "band")),
        sa.PrimaryKeyConstraint("wording_id", "place", name="pk_wording_band"),
        *_references("wording_band", wording_id="wording"),
    )
    _create_acts()
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    with op.batch_alter_table("ledger_entry") as batch:
        batch.add_column(sa.Column("echo_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_ledger_entry_echo_id_echo"), "echo", ["echo_id"], ["id"], ondelete="SET NULL")
        batch.drop_constraint(op.f("ck_ledger_entry_disposition"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entry_disposition"), _is_one_of((*BEFORE, "echo")))
    op.create_index("ix_ledger_entry_echo_id", "ledger_entry", ["echo_id"])


def _create_acts() -> None:
    op.create_table(
        "echo_telling",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "thread_id", "last_echo_id", "by_id")),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_echo_telling"),
        *_references("echo_telling", thread_id="thread", by_id="user"),
    )
    op.create_table(
        "parting",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("thread_id", "from_id", "by_id")),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", name="pk_parting"),
        *_references("parting", thread_id="thread", from_id="thread", by_id="user"),
    )


def _references(table: str, **columns: str) -> list[sa.schema.SchemaItem]:
    """Foreign keys; rows go with the threads and wordings that they are about."""
    return [
        sa.ForeignKeyConstraint(
            [column],
            [f"{other}.id"],
            name=f"fk_{table}_{column}_{other}",
            ondelete="CASCADE" if other in ("thread", "wording") else None,
        )
        for column, other in columns.items()
    ]


def _is_one_of(words: tuple[str, ...]) -> str:
    return f"disposition IN ({', '.join(repr(word) for word in words)})"


def downgrade() -> None:
    """Take back. What was an echo is told of as a duplicate."""
    op.execute("UPDATE ledger_entry SET disposition = 'duplicate' WHERE disposition = 'echo'")
    op.drop_index("ix_ledger_entry_echo_id", "ledger_entry")
    with op.batch_alter_table("ledger_entry") as batch:
        batch.drop_constraint(op.f("ck_ledger_entry_disposition"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entry_disposition"), _is_one_of(BEFORE))
        batch.drop_constraint(op.f("fk_ledger_entry_echo_id_echo"), type_="foreignkey")
        batch.drop_column("echo_id")
    for table in ("parting", "echo_telling", "wording_band", "wording", "echo"):
        op.drop_table(table)
    for name in reversed(COUNTERS):
        op.drop_column("thread", name)
