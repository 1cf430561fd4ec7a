"""since when a group has its role in a project, and which update came from the group that coordinated then

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("project_groups", sa.Column("since", sa.Date(), nullable=True))
    op.add_column("updates", sa.Column("coordinates", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Until now roles held for all of a project's time.
    updates = sa.table(
        "updates", sa.column("coordinates", sa.Boolean()), sa.column("project_id"), sa.column("group_id")
    )
    parts = sa.table(
        "project_groups", sa.column("project_id"), sa.column("group_id"), sa.column("role"), sa.column("position")
    )
    first = sa.exists().where(
        parts.c.project_id == updates.c.project_id,
        parts.c.group_id == updates.c.group_id,
        parts.c.role == "lead",
        parts.c.position == 0,
    )
    op.execute(updates.update().where(first).values(coordinates=True))


def downgrade() -> None:
    op.drop_column("updates", "coordinates")
    op.drop_column("project_groups", "since")
