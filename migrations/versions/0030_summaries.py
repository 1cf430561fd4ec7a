"""summaries of what changed, for observers who wish them

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_messages.id"], name=op.f("fk_summaries_message_id_outbox_messages")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_summaries_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
        sa.UniqueConstraint("user_id", "scheduled_on", name=op.f("uq_summaries_user_id_scheduled_on")),
    )
    op.create_index(op.f("ix_summaries_message_id"), "summaries", ["message_id"])
    # In SQLite a table that others refer to is not laid anew: the check comes with the column.
    op.execute(
        "ALTER TABLE users ADD COLUMN summary VARCHAR(32) DEFAULT 'none' NOT NULL"
        " CONSTRAINT ck_users_summary CHECK (summary IN ('none', 'weekly', 'quarterly'))"
    )
    op.add_column("users", sa.Column("summary_from", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "summary_from")
    op.drop_column("users", "summary")
    op.drop_table("summaries")
