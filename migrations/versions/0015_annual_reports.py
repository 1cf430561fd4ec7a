"""annual reports made of published editions

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

REQUESTS, EDITIONS = "annual_requests", "annual_editions"


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def reference(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        REQUESTS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "ready", "failed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        moment("requested_at"),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("erratum", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        moment("lease_until", nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("snapshot", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("snapshot_sha256", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("made_with", sa.String(), nullable=False),
        moment("built_at", nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'ready') = (pdf IS NOT NULL AND snapshot_sha256 <> '')",
            name=op.f("ck_annual_requests_ready_is_whole"),
        ),
        reference("plan_id", REQUESTS, "plans"),
        reference("requested_by_id", REQUESTS, "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_requests")),
    )
    op.create_index(
        "uq_annual_requests_open",
        REQUESTS,
        ["plan_id", "year"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        EDITIONS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("made_of", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("erratum", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        moment("published_at"),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        reference("plan_id", EDITIONS, "plans"),
        reference("request_id", EDITIONS, REQUESTS),
        reference("requested_by_id", EDITIONS, "users"),
        reference("published_by_id", EDITIONS, "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annual_editions")),
        sa.UniqueConstraint("plan_id", "year", "number", name=op.f("uq_annual_editions_plan_id_year_number")),
        sa.UniqueConstraint("request_id", name=op.f("uq_annual_editions_request_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {EDITIONS}_no_{verb.lower()} BEFORE {verb} ON {EDITIONS} "
                f"BEGIN SELECT RAISE(ABORT, '{EDITIONS} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {EDITIONS}_append_only BEFORE UPDATE OR DELETE ON {EDITIONS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(EDITIONS)
    op.drop_table(REQUESTS)
