"""which country presides from when, and who is the national coordination of a country

Until now every observer with a country was told of what its groups left undone: those are its coordination.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presidencies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "country",
            sa.Enum("CL", "CO", "MX", "PE", "other", "not_recorded", name="country", native_enum=False,
                    create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presidencies")),
        sa.UniqueConstraint("starts_on", name=op.f("uq_presidencies_starts_on")),
    )  # fmt: skip
    op.add_column("users", sa.Column("coordinates_country", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE users SET coordinates_country = true WHERE role = 'observer' AND country IN ('CL', 'CO', 'MX', 'PE')"
    )


def downgrade() -> None:
    op.drop_column("users", "coordinates_country")
    op.drop_table("presidencies")
