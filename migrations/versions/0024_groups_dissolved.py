"""the last day of a group, and the one that follows it

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("groups", sa.Column("dissolved_on", sa.Date(), nullable=True))
    # In SQLite a column with a reference can only be added so, and a table that others refer to not laid anew.
    op.execute(
        "ALTER TABLE groups ADD COLUMN successor_id INTEGER"
        " CONSTRAINT fk_groups_successor_id_groups REFERENCES groups (id)"
    )


def downgrade() -> None:
    op.drop_column("groups", "successor_id")
    op.drop_column("groups", "dissolved_on")
