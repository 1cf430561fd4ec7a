"""editions of the report, the desk where the GTG prepares them, and how far a build is

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("editions", "edition_files")
NEW_BUILD_COLUMNS = (
    "is_edition", "is_open", "needs_second", "erratum", "step", "step_at", "attempts", "lease_owner", "made_with",
    "charts", "charts_key",
)  # fmt: skip


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def reference(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    builds = "report_builds"
    for column in (
        sa.Column("is_edition", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("needs_second", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("erratum", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.String(length=32), server_default="queued", nullable=False),
        moment("step_at", nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_owner", sa.String(), server_default="", nullable=False),
        sa.Column("made_with", sa.String(), server_default="", nullable=False),
        sa.Column("charts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("charts_key", sa.String(), server_default="", nullable=False),
    ):
        op.add_column(builds, column)
    # Of several builds that still wait for one period, the oldest stays.
    op.execute(
        "UPDATE report_builds SET state = 'failed', error = 'Se pidió dos veces.' WHERE state = 'waiting' AND id NOT IN"
        " (SELECT min(id) FROM report_builds WHERE state = 'waiting' GROUP BY period_id)"
    )
    table = sa.table(builds, sa.column("is_open", sa.Boolean()), sa.column("state"))
    op.execute(sa.update(table).where(table.c.state == "waiting").values(is_open=True))
    op.create_index(
        "uq_report_builds_open",
        builds,
        ["period_id", "is_edition"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    make_editions()
    make_desk()
    for name in APPEND_ONLY:
        refuse_changes(name)


def make_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("build_id", sa.Integer(), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(), nullable=False),
        moment("cut_off"),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("erratum", sa.Text(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        moment("published_at"),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        reference("period_id", "editions", "periods"),
        reference("build_id", "editions", "report_builds"),
        reference("requested_by_id", "editions", "users"),
        reference("published_by_id", "editions", "users"),
        key("editions"),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_editions_period_id_number")),
        sa.UniqueConstraint("build_id", name=op.f("uq_editions_build_id")),
    )
    op.create_table(
        "edition_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_with", sa.String(), nullable=False),
        reference("edition_id", "edition_files", "editions"),
        key("edition_files"),
        sa.UniqueConstraint("edition_id", "form", "language", name=op.f("uq_edition_files_edition_id_form_language")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        moment("opened_at"),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        moment("closed_at", nullable=True),
        reference("period_id", "corrections", "periods"),
        reference("opened_by_id", "corrections", "users"),
        key("corrections"),
    )
    op.create_index(
        "uq_corrections_open",
        "corrections",
        ["period_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def make_desk() -> None:
    op.create_table(
        "desk_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("area_number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        moment("saved_at"),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        reference("period_id", "desk_texts", "periods"),
        reference("saved_by_id", "desk_texts", "users"),
        key("desk_texts"),
        sa.UniqueConstraint("period_id", "area_number", name=op.f("uq_desk_texts_period_id_area_number")),
    )
    op.create_table(
        "highlights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        moment("chosen_at"),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        reference("period_id", "highlights", "periods"),
        reference("update_id", "highlights", "updates"),
        reference("chosen_by_id", "highlights", "users"),
        key("highlights"),
    )
    op.create_index(op.f("ix_highlights_period_id"), "highlights", ["period_id"])
    op.create_table(
        "style_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        moment("saved_at"),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        reference("version_id", "style_corrections", "update_versions"),
        reference("saved_by_id", "style_corrections", "users"),
        key("style_corrections"),
        sa.UniqueConstraint("version_id", "field", name=op.f("uq_style_corrections_version_id_field")),
    )
    op.create_table(
        "publishing_settings",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people IN (1, 2)", name=op.f("ck_publishing_settings_one_or_two")),
        reference("plan_id", "publishing_settings", "plans"),
        key("publishing_settings", "plan_id"),
    )


def refuse_changes(table: str) -> None:
    """Let the database itself refuse to change or delete what was published."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("publishing_settings", "style_corrections", "highlights", "desk_texts", "corrections"):
        op.drop_table(table)
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
    op.drop_index("uq_report_builds_open", table_name="report_builds")
    # An edition that waits for its second person has no place in the older shape.
    for column in reversed(NEW_BUILD_COLUMNS):
        op.drop_column("report_builds", column)
