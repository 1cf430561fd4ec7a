"""rules of reminders about surveys

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ABOUT = ("update_due", "correction_due", "milestone_due", "review_waiting", "project_undated")
NEW = "survey_due"
RULES = (
    ("opens_on", 0, ("lead", "contributor")),
    ("due_on", -7, ("lead",)),
    ("due_on", -1, ("lead", "contributor")),
    ("due_on", 0, ("lead",)),
)
COLUMNS = (
    "id", "rule_id", "subject", "subject_id", "user_id", "scheduled_on", "send_on",
    "planned_at", "silenced_at", "silenced_reason", "message_id",
)  # fmt: skip
KEPT = ", ".join(COLUMNS)


def upgrade() -> None:
    _renew_reminders((*ABOUT, NEW))
    rules = _rules()
    # An installation without rules is given all the usual ones when it first plans.
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(rules)):
        rows = [
            {"about": NEW, "anchor": anchor, "offset_days": days, "recipient": who, "is_active": True}
            for anchor, days, recipients in RULES
            for who in recipients
        ]
        op.bulk_insert(rules, rows)


def downgrade() -> None:
    rules = _rules()
    reminders = sa.table("reminders", sa.column("rule_id"))
    own = sa.select(rules.c.id).where(rules.c.about == NEW)
    op.execute(sa.delete(reminders).where(reminders.c.rule_id.in_(own)))
    op.execute(sa.delete(rules).where(rules.c.about == NEW))
    _renew_reminders(ABOUT)


def _rules() -> sa.TableClause:
    names = ("id", "about", "anchor", "offset_days", "recipient", "is_active")
    return sa.table("reminder_rules", *(sa.column(name) for name in names))


def _renew_reminders(about: tuple[str, ...]) -> None:
    """Make the reminders anew around a change of their rules: SQLite drops no table that another one names."""
    op.execute("CREATE TABLE reminders_before AS SELECT * FROM reminders")
    op.drop_table("reminders")
    name = op.f("ck_reminder_rules_about")
    with op.batch_alter_table("reminder_rules", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.column("about").in_(about))
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scheduled_on", sa.Date(), nullable=False),
        sa.Column("send_on", sa.Date(), nullable=False),
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
    for column in ("message_id", "scheduled_on", "user_id", "send_on"):
        op.create_index(op.f(f"ix_reminders_{column}"), "reminders", [column])
    op.execute(f"INSERT INTO reminders ({KEPT}) SELECT {KEPT} FROM reminders_before")
    op.drop_table("reminders_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('reminders', 'id'), coalesce((SELECT max(id) FROM reminders), 1))"
        )
