"""each plan's own short name, and annual reports in more than one language

Revision ID: 0027
Revises: 0026
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FILES = "annual_files"


def upgrade() -> None:
    op.add_column("plans", sa.Column("short_name", sa.String(), server_default="", nullable=False))
    plans = sa.table(
        "plans",
        sa.column("id", sa.Integer),
        sa.column("name", sa.String),
        sa.column("short_name", sa.String),
        sa.column("starts_on", sa.Date),
        sa.column("ends_on", sa.Date),
    )
    connection = op.get_bind()
    for plan in connection.execute(sa.select(plans)).all():
        acronym = re.search(r"\b[A-ZÁÉÍÓÚÑ]{3,}\b", plan.name)
        words = acronym[0] if acronym else "Plan"
        years = sorted({plan.starts_on.year, plan.ends_on.year})
        short = f"{words} {'–'.join(map(str, years))}"
        connection.execute(plans.update().where(plans.c.id == plan.id).values(short_name=short))
    op.create_table(
        FILES,
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
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {FILES}_no_{verb.lower()} BEFORE {verb} ON {FILES} "
                f"BEGIN SELECT RAISE(ABORT, '{FILES} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {FILES}_append_only BEFORE UPDATE OR DELETE ON {FILES} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(FILES)
    op.drop_column("plans", "short_name")
