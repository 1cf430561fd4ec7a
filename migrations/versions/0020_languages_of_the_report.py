"""in which languages the reports of a plan are published

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("publishing_settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_languages", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("publishing_settings", schema=None) as batch_op:
        batch_op.drop_column("other_languages")
