"""results of surveys that are published

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = "fk_survey_documents_published_by_id_users"
CHECK = "ck_survey_documents_published_results"


def upgrade() -> None:
    with op.batch_alter_table("survey_documents") as batch:
        batch.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("published_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(KEY), "users", ["published_by_id"], ["id"])
        batch.create_check_constraint(op.f(CHECK), "published_at IS NULL OR (kind = 'results' AND state = 'ready')")


def downgrade() -> None:
    with op.batch_alter_table("survey_documents") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_constraint(op.f(KEY), type_="foreignkey")
        batch.drop_column("published_by_id")
        batch.drop_column("published_at")
