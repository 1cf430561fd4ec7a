"""a wave counts the changes of who answered it, so that what was counted once is known to be stale

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waves", sa.Column("standing_version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("waves", "standing_version")
