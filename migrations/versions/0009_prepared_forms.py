"""the forms of an edition are made before it is published

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("build_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"], ["report_builds.id"], name=op.f("fk_prepared_forms_build_id_report_builds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_forms")),
        sa.UniqueConstraint("build_id", "form", "language", name=op.f("uq_prepared_forms_build_id_form_language")),
    )
    op.add_column("report_builds", sa.Column("text_sha256", sa.String(), server_default="", nullable=False))
    # An edition that waits for its second person has only its PDF: it is made again, now with its other forms.
    builds = sa.table(
        "report_builds",
        *(sa.column(name) for name in ("state", "step", "snapshot_sha256", "attempts", "pdf")),
        sa.column("is_edition", sa.Boolean()),
        sa.column("is_open", sa.Boolean()),
    )
    op.execute(
        sa.update(builds)
        .where(builds.c.state == "ready", builds.c.is_edition, builds.c.is_open)
        .values(state="waiting", step="queued", snapshot_sha256="", attempts=0, pdf=sa.null())
    )


def downgrade() -> None:
    op.drop_column("report_builds", "text_sha256")
    op.drop_table("prepared_forms")
