"""plans that are being brought in, and projects that a new version of a plan leaves out

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("confirmed", "discarded", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_imports_plan_id_plans")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_plan_imports_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_imports")),
    )
    op.create_index(op.f("ix_plan_imports_user_id"), "plan_imports", ["user_id"], unique=False)
    op.add_column("projects", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("project_rows", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_plan", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.drop_constraint(op.f("uq_project_rows_plan_id_number"), type_="unique")
    with op.batch_alter_table("project_rows", schema=None) as batch_op:
        batch_op.alter_column("in_plan", server_default=None)
    op.create_index(
        "ix_project_rows_plan_id_number",
        "project_rows",
        ["plan_id", "number"],
        unique=True,
        sqlite_where=sa.text("in_plan"),
        postgresql_where=sa.text("in_plan"),
    )


def downgrade() -> None:
    op.drop_index("ix_project_rows_plan_id_number", table_name="project_rows")
    # Rows that a newer version left out may have the number of another: they get a free one.
    op.execute("UPDATE project_rows SET number = id + (SELECT MAX(number) FROM project_rows) WHERE NOT in_plan")
    with op.batch_alter_table("project_rows", schema=None) as batch_op:
        batch_op.drop_column("in_plan")
        batch_op.create_unique_constraint(op.f("uq_project_rows_plan_id_number"), ["plan_id", "number"])
    op.drop_column("projects", "withdrawn_at")
    op.drop_index(op.f("ix_plan_imports_user_id"), table_name="plan_imports")
    op.drop_table("plan_imports")
