"""a chain of seals over the audit trail

Revision ID: 0021
Revises: 0020
"""

import json
from datetime import UTC
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

SEALS = "event_seals"
EVENTS = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("actor_id", sa.Integer),
    sa.column("happened_at", sa.DateTime(timezone=True)),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
)


def upgrade() -> None:
    seals = op.create_table(
        SEALS,
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_seals_event_id_events")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_event_seals")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_seals_event_id")),
    )
    _seal_what_is_there(seals)
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {SEALS}_no_{verb.lower()} BEFORE {verb} ON {SEALS} "
                f"BEGIN SELECT RAISE(ABORT, '{SEALS} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {SEALS}_append_only BEFORE UPDATE OR DELETE ON {SEALS} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table(SEALS)


def _seal_what_is_there(seals: sa.Table) -> None:
    """The events of before this step, in the order in which they were numbered."""
    head, rows = "0" * 64, []
    for position, event in enumerate(op.get_bind().execute(sa.select(EVENTS).order_by(EVENTS.c.id)).mappings(), 1):
        moment = event["happened_at"]
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        facts = dict(event) | {"happened_at": moment.isoformat(timespec="microseconds")}
        canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        head = sha256(f"{head}\n{canonical}".encode()).hexdigest()
        rows.append({"position": position, "event_id": event["id"], "hash": head})
    op.bulk_insert(seals, rows)
