"""a role in the product is handed over, until a day

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("access_ends_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "access_ends_on")
