"""translations of the texts of a report, and the hash of what each language says

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_translations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("original_key", sa.String(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_text_translations_period_id_periods")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name=op.f("fk_text_translations_saved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_translations")),
        sa.UniqueConstraint(
            "period_id", "language", "original_key", name=op.f("uq_text_translations_period_id_language_original_key")
        ),
    )
    with op.batch_alter_table("prepared_forms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_sha256", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("prepared_forms", schema=None) as batch_op:
        batch_op.drop_column("text_sha256")
    op.drop_table("text_translations")
