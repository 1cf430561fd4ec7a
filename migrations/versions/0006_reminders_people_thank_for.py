"""working days, pace and wishes of reminders; threads and unsubscribing of mails; hand-overs and calendars

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ABOUT = ("update_due", "correction_due", "milestone_due", "review_waiting")
PURPOSES = ("sign_in", "invitation", "reminder")
ZONES = {"CL": "America/Santiago", "MX": "America/Mexico_City", "PE": "America/Lima"}


def upgrade() -> None:
    # Written out, since ADD COLUMN is the one change of a table that SQLite does without making it anew.
    op.execute(
        "ALTER TABLE users ADD COLUMN frequency VARCHAR(32) DEFAULT 'daily' NOT NULL"
        " CONSTRAINT ck_users_frequency CHECK (frequency IN ('daily', 'weekly', 'urgent'))"
    )
    op.add_column("users", sa.Column("paused_until", sa.Date(), nullable=True))
    for country, zone in ZONES.items():
        users = sa.table("users", sa.column("country"), sa.column("time_zone"))
        op.execute(
            sa.update(users)
            .where(users.c.country == country, users.c.time_zone == "America/Bogota")
            .values(time_zone=zone)
        )
    op.add_column("memberships", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("access_tokens", sa.Column("cycle", sa.String(), server_default="", nullable=False))
    _check("access_tokens", "purpose", (*PURPOSES, "unsubscribe", "calendar"))
    op.add_column("outbox_messages", sa.Column("thread", sa.String(), server_default="", nullable=False))
    op.add_column("outbox_messages", sa.Column("unsubscribe_url", sa.String(), server_default="", nullable=False))
    op.create_table(
        "reminder_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gap_days", sa.Integer(), nullable=False),
        sa.Column("most_per_thing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_settings")),
    )
    _renew_reminders((*ABOUT, "project_undated"), send_on=True)


def downgrade() -> None:
    reminders = sa.table("reminders", sa.column("rule_id"))
    all_rules = sa.table("reminder_rules", sa.column("id"), sa.column("about"))
    undated = sa.select(all_rules.c.id).where(all_rules.c.about == "project_undated")
    op.execute(sa.delete(reminders).where(reminders.c.rule_id.in_(undated)))
    op.execute(sa.delete(all_rules).where(all_rules.c.about == "project_undated"))
    _renew_reminders(ABOUT, send_on=False)
    op.drop_table("reminder_settings")
    op.drop_column("outbox_messages", "unsubscribe_url")
    op.drop_column("outbox_messages", "thread")
    tokens = sa.table("access_tokens", sa.column("purpose"))
    op.execute(sa.delete(tokens).where(tokens.c.purpose.not_in(PURPOSES)))
    _check("access_tokens", "purpose", PURPOSES)
    op.drop_column("access_tokens", "cycle")
    op.drop_column("memberships", "ends_on")
    op.drop_column("users", "paused_until")
    op.drop_column("users", "frequency")


def _check(table: str, column: str, values: tuple[str, ...]) -> None:
    """Let a column hold these values and no other."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.column(column).in_(values))


def _renew_reminders(about: tuple[str, ...], *, send_on: bool) -> None:
    """Make the reminders anew around a change of their rules: SQLite drops no table that another one names."""
    kept = [
        "id", "rule_id", "subject", "subject_id", "user_id", "scheduled_on",
        "planned_at", "silenced_at", "silenced_reason", "message_id",
    ]  # fmt: skip
    op.execute("CREATE TABLE reminders_before AS SELECT * FROM reminders")
    op.drop_table("reminders")
    _check("reminder_rules", "about", about)
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        *([sa.Column("send_on", sa.Date(), nullable=False)] if send_on else []),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silenced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silenced_reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_messages.id"], name=op.f("fk_reminders_message_id_outbox_messages")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["reminder_rules.id"], name=op.f("fk_reminders_rule_id_reminder_rules")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminders_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "rule_id",
            "subject",
            "subject_id",
            "user_id",
            "scheduled_on",
            name=op.f("uq_reminders_rule_id_subject_subject_id_user_id_scheduled_on"),
        ),
    )
    for column in ("message_id", "scheduled_on", "user_id", *(["send_on"] if send_on else [])):
        op.create_index(op.f(f"ix_reminders_{column}"), "reminders", [column])
    columns = ", ".join(kept)
    into, source = (f"{columns}, send_on", f"{columns}, scheduled_on") if send_on else (columns, columns)
    op.execute(f"INSERT INTO reminders ({into}) SELECT {source} FROM reminders_before")
    op.drop_table("reminders_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('reminders', 'id'), coalesce((SELECT max(id) FROM reminders), 1))"
        )
