"""milestones that are dropped, dates that the GTG moved itself, and the areas that count people

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("milestones", sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("milestones", sa.Column("dropped_reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("milestones", sa.Column("plan_name", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE milestones SET plan_name = name")
    op.add_column("date_changes", sa.Column("decided", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "projects", sa.Column("participation_decided", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # Until now it was area 5 of any plan.
    op.add_column("plans", sa.Column("participation_areas", sa.JSON(), nullable=False, server_default="[5]"))


def downgrade() -> None:
    for table, column in (
        ("plans", "participation_areas"),
        ("projects", "participation_decided"),
        ("date_changes", "decided"),
        ("milestones", "plan_name"),
        ("milestones", "dropped_reason"),
        ("milestones", "dropped_at"),
    ):
        op.drop_column(table, column)
