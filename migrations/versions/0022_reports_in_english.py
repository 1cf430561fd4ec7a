"""translations of the texts of a report, annual reports in other languages, and what each language says

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ANNUAL = "annual_files"


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
    op.create_table(
        ANNUAL,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["annual_requests.id"], name=op.f("fk_annual_files_request_id_annual_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_files")),
        sa.UniqueConstraint("request_id", "language", name=op.f("uq_annual_files_request_id_language")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {ANNUAL}_no_{verb.lower()} BEFORE {verb} ON {ANNUAL} "
                f"BEGIN SELECT RAISE(ABORT, '{ANNUAL} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {ANNUAL}_append_only BEFORE UPDATE OR DELETE ON {ANNUAL} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(ANNUAL)
    with op.batch_alter_table("prepared_forms", schema=None) as batch_op:
        batch_op.drop_column("text_sha256")
    op.drop_table("text_translations")
