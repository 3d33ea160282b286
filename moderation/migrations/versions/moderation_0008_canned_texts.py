"""Canned texts, and who wrote and changed them."""

import sqlalchemy as sa
from alembic import op

from forum.database import UtcDateTime

revision = "moderation_0008"
down_revision = "moderation_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "canned_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_canned_text_brand_id_brand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_text")),
    )
    op.create_index(op.f("ix_canned_text_brand_id"), "canned_text", ["brand_id"], unique=False)
    op.create_table(
        "canned_text_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "change IN ('written', 'changed', 'retired', 'returned')", name=op.f("ck_canned_text_revision_change")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_canned_text_revision_by_id_user")),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["canned_text.id"],
            name=op.f("fk_canned_text_revision_text_id_canned_text"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_text_revision")),
    )
    op.create_index(op.f("ix_canned_text_revision_by_id"), "canned_text_revision", ["by_id"], unique=False)
    op.create_index(op.f("ix_canned_text_revision_text_id"), "canned_text_revision", ["text_id"], unique=False)


def downgrade() -> None:
    """Revert."""
    op.drop_table("canned_text_revision")
    op.drop_table("canned_text")
