"""why a mail never left, when it came back, and when the GTG was told of it

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("bounce_detail", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.alter_column("withdrawn_reason", server_default=None)
        batch_op.alter_column("bounce_detail", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        for column in ("told_at", "bounce_detail", "bounced_at", "withdrawn_reason"):
            batch_op.drop_column(column)
