"""surveys: questionnaires, waves, the units that answer, and what they answered

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

APPEND_ONLY = ("survey_versions",)
TABLES = (
    "surveys", "questionnaires", "waves", "wave_units", "survey_responses", "survey_versions", "personal_answers",
    "survey_files", "survey_documents",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_surveys_plan_id_plans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("key", name=op.f("uq_surveys_key")),
    )
    op.create_table(
        "questionnaires",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["questionnaires.id"], name=op.f("fk_questionnaires_copied_from_id_questionnaires")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name=op.f("fk_questionnaires_saved_by_id_users")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_questionnaires_survey_id_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaires")),
    )
    op.create_index(op.f("ix_questionnaires_survey_id"), "questionnaires", ["survey_id"])
    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column(
            "unit_kind",
            sa.Enum(
                "group",
                "group_country",
                "person",
                name="unit_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "open",
                "closed",
                "archived",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)", name=op.f("ck_waves_closed_when_closed")
        ),
        sa.CheckConstraint(
            "(state IN ('draft', 'published')) = (opened_at IS NULL)", name=op.f("ck_waves_opened_when_open")
        ),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_waves_opens_before_closing")),
        sa.ForeignKeyConstraint(["created_by_id"], ["users.id"], name=op.f("fk_waves_created_by_id_users")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaires.id"], name=op.f("fk_waves_questionnaire_id_questionnaires")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_waves_survey_id_surveys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint("questionnaire_id", name=op.f("uq_waves_questionnaire_id")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_waves_survey_id_number")),
    )
    op.create_table(
        "wave_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column(
            "country",
            sa.Enum(
                "CL",
                "CO",
                "MX",
                "PE",
                "other",
                "not_recorded",
                name="country",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_by_id", sa.Integer(), nullable=True),
        sa.Column("declined_reason", sa.Text(), nullable=False),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(declined_at IS NULL) = (declined_reason = '')", name=op.f("ck_wave_units_declined_has_reason")
        ),
        sa.CheckConstraint(
            "(extended_until IS NULL) = (extension_reason = '')", name=op.f("ck_wave_units_extension_has_reason")
        ),
        sa.CheckConstraint("(group_id IS NULL) <> (user_id IS NULL)", name=op.f("ck_wave_units_group_or_person")),
        sa.CheckConstraint("country IS NULL OR group_id IS NOT NULL", name=op.f("ck_wave_units_country_of_group")),
        sa.ForeignKeyConstraint(["declined_by_id"], ["users.id"], name=op.f("fk_wave_units_declined_by_id_users")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_wave_units_group_id_groups")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_wave_units_user_id_users")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_wave_units_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_units")),
        sa.UniqueConstraint("wave_id", "key", name=op.f("uq_wave_units_wave_id_key")),
    )
    op.create_index(op.f("ix_wave_units_group_id"), "wave_units", ["group_id"])
    op.create_index(op.f("ix_wave_units_user_id"), "wave_units", ["user_id"])
    op.create_table(
        "survey_responses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_submitted", sa.Boolean(), nullable=False),
        sa.Column("submitted_number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["saved_by_id"], ["users.id"], name=op.f("fk_survey_responses_saved_by_id_users")),
        sa.ForeignKeyConstraint(["unit_id"], ["wave_units.id"], name=op.f("fk_survey_responses_unit_id_wave_units")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_survey_responses_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_responses")),
    )
    op.create_index(op.f("ix_survey_responses_unit_id"), "survey_responses", ["unit_id"])
    op.create_index("ix_survey_responses_wave_id_is_current", "survey_responses", ["wave_id", "is_current"])
    op.create_index(
        "uq_survey_responses_current",
        "survey_responses",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "survey_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("questionnaire_sha256", sa.String(), nullable=False),
        sa.Column("folio", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["survey_responses.id"], name=op.f("fk_survey_versions_response_id_survey_responses")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["users.id"], name=op.f("fk_survey_versions_submitted_by_id_users")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_survey_versions_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sa.UniqueConstraint("folio", name=op.f("uq_survey_versions_folio")),
        sa.UniqueConstraint("response_id", "number", name=op.f("uq_survey_versions_response_id_number")),
    )
    op.create_index("ix_survey_versions_wave_id", "survey_versions", ["wave_id"])
    op.create_table(
        "personal_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_personal_answers_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_personal_answers_wave_id"), "personal_answers", ["wave_id"])
    op.create_table(
        "survey_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_survey_files_added_by_id_users")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["survey_responses.id"], name=op.f("fk_survey_files_response_id_survey_responses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_files")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_survey_files_stored_name")),
    )
    op.create_index(op.f("ix_survey_files_response_id"), "survey_files", ["response_id"])
    op.create_table(
        "survey_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("receipt", "results", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "ready", "failed", name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_owner", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_with", sa.String(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'receipt') = (version_id IS NOT NULL)", name=op.f("ck_survey_documents_receipt_of_version")
        ),
        sa.CheckConstraint("(state = 'ready') = (pdf IS NOT NULL)", name=op.f("ck_survey_documents_ready_is_whole")),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["users.id"], name=op.f("fk_survey_documents_requested_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["survey_versions.id"], name=op.f("fk_survey_documents_version_id_survey_versions")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_survey_documents_wave_id_waves")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_documents")),
        sa.UniqueConstraint("version_id", "language", name=op.f("uq_survey_documents_version_id_language")),
    )
    op.create_index("ix_survey_documents_wave_id_kind", "survey_documents", ["wave_id", "kind"])

    for name in APPEND_ONLY:
        refuse_changes(name)


def refuse_changes(table: str) -> None:
    """Let the database itself refuse to change or delete what was submitted."""
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
    for table in reversed(TABLES):
        op.drop_table(table)
