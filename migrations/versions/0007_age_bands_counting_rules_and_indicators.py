"""age bands and the limit of small counts of a plan; how people were counted; indicators of projects

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DEFAULT_BANDS = "'under_18', '18_29', '30_44', '45_59', '60_plus', 'not_recorded'"
BANDS_CHECK = f"age_band IN ({DEFAULT_BANDS})"


def upgrade() -> None:
    op.add_column("plans", sa.Column("age_limits", sa.JSON(), server_default="[18, 30, 45, 60]", nullable=False))
    # Written out, since ADD COLUMN is the one change of a table that SQLite does without making it anew.
    op.execute(
        "ALTER TABLE plans ADD COLUMN hide_below INTEGER DEFAULT 5 NOT NULL"
        " CONSTRAINT ck_plans_hide_below CHECK (hide_below >= 1)"
    )
    op.execute(
        "ALTER TABLE participations ADD COLUMN modality VARCHAR(32)"
        " CONSTRAINT ck_participations_modality CHECK (modality IN ('in_person', 'online', 'mixed'))"
    )
    op.add_column("participations", sa.Column("counting_rule", sa.Text(), server_default="", nullable=False))
    op.add_column("participations", sa.Column("correction_reason", sa.Text(), server_default="", nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_participation_cells_age_band"), "participation_cells", type_="check")
    else:
        make_cells_anew(bands_check=False)
    op.create_table(
        "indicators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "number",
                "percentage",
                "yes_no",
                "text",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_sex", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("baseline_year", sa.Integer(), nullable=True),
        sa.Column("baseline_source", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT by_sex OR kind IN ('number', 'percentage')", name=op.f("ck_indicators_by_sex_only_numbers")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_indicators_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("project_id", "position", name=op.f("uq_indicators_project_id_position")),
    )
    op.create_index(op.f("ix_indicators_project_id"), "indicators", ["project_id"])
    op.create_table(
        "indicator_targets",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("fk_indicator_targets_indicator_id_indicators")
        ),
        sa.PrimaryKeyConstraint("indicator_id", "period", name=op.f("pk_indicator_targets")),
    )
    op.create_table(
        "update_indicators",
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_update_indicators_update_id_updates")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("fk_update_indicators_indicator_id_indicators")
        ),
        sa.PrimaryKeyConstraint("update_id", "indicator_id", name=op.f("pk_update_indicators")),
    )


def downgrade() -> None:
    op.drop_table("update_indicators")
    op.drop_table("indicator_targets")
    op.drop_index(op.f("ix_indicators_project_id"), table_name="indicators")
    op.drop_table("indicators")
    # People of bands that the older product does not know are kept, as people of unknown age.
    op.execute(
        "INSERT INTO participation_cells (participation_id, sex, age_band, country, value)"
        " SELECT participation_id, sex, 'not_recorded', country, 0 FROM participation_cells AS odd"
        f" WHERE odd.age_band NOT IN ({DEFAULT_BANDS}) AND NOT EXISTS (SELECT 1 FROM participation_cells AS known"
        " WHERE known.participation_id = odd.participation_id AND known.sex = odd.sex"
        " AND known.country = odd.country AND known.age_band = 'not_recorded')"
        " GROUP BY participation_id, sex, country"
    )
    op.execute(
        "UPDATE participation_cells SET value = value + COALESCE((SELECT SUM(odd.value) FROM participation_cells AS odd"
        " WHERE odd.participation_id = participation_cells.participation_id AND odd.sex = participation_cells.sex"
        f" AND odd.country = participation_cells.country AND odd.age_band NOT IN ({DEFAULT_BANDS})), 0)"
        " WHERE age_band = 'not_recorded'"
    )
    op.execute(f"DELETE FROM participation_cells WHERE age_band NOT IN ({DEFAULT_BANDS})")
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint(op.f("ck_participation_cells_age_band"), "participation_cells", BANDS_CHECK)
        op.drop_column("plans", "hide_below")
        op.drop_column("participations", "modality")
    else:
        make_cells_anew(bands_check=True)
        for table, column in (("plans", "hide_below"), ("participations", "modality")):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.drop_column("plans", "age_limits")
    op.drop_column("participations", "correction_reason")
    op.drop_column("participations", "counting_rule")


def make_cells_anew(*, bands_check: bool) -> None:
    """SQLite cannot change the checks of a table: a new one takes the rows of the old."""
    op.rename_table("participation_cells", "old_participation_cells")
    checks = [sa.CheckConstraint(BANDS_CHECK, name=op.f("ck_participation_cells_age_band"))] if bands_check else []
    op.create_table(
        "participation_cells",
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=False),
        sa.Column("age_band", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_participation_cells_value_not_negative")),
        sa.CheckConstraint("sex IN ('women', 'men', 'other', 'not_recorded')", name=op.f("ck_participation_cells_sex")),
        sa.CheckConstraint(
            "country IN ('CL', 'CO', 'MX', 'PE', 'other', 'not_recorded')", name=op.f("ck_participation_cells_country")
        ),
        *checks,
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_participation_cells_participation_id_participations"),
        ),
        sa.PrimaryKeyConstraint("participation_id", "sex", "age_band", "country", name=op.f("pk_participation_cells")),
    )
    columns = "participation_id, sex, age_band, country, value"
    op.execute(f"INSERT INTO participation_cells ({columns}) SELECT {columns} FROM old_participation_cells")
    op.drop_table("old_participation_cells")
