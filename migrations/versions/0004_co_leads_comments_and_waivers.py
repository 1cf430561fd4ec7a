"""co-leads' answers, comments of the review, waivers, submissions in a group's name

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out, since ADD COLUMN is the one change of a table that SQLite does without making it anew.
    op.execute(
        "ALTER TABLE updates ADD COLUMN answer_kind VARCHAR(32) DEFAULT 'full' NOT NULL"
        " CONSTRAINT ck_updates_answer_kind CHECK (answer_kind IN ('full', 'endorsement', 'contribution'))"
    )
    op.add_column("updates", sa.Column("contribution", sa.Text(), server_default="", nullable=False))
    op.add_column("update_versions", sa.Column("submitted_for", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)", name=op.f("ck_comments_resolved_by_somebody")
        ),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_comments_update_id_updates")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["update_versions.id"], name=op.f("fk_comments_version_id_update_versions")
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_comments_written_by_id_users")),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["users.id"], name=op.f("fk_comments_resolved_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_update_id"), "comments", ["update_id"])
    op.create_index(op.f("ix_comments_version_id"), "comments", ["version_id"])
    op.create_table(
        "comment_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_comment_answers_comment_id_comments")),
        sa.ForeignKeyConstraint(["written_by_id"], ["users.id"], name=op.f("fk_comment_answers_written_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_answers")),
    )
    op.create_index(op.f("ix_comment_answers_comment_id"), "comment_answers", ["comment_id"])
    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_waivers_ended_by_somebody")),
        sa.ForeignKeyConstraint(["update_id"], ["updates.id"], name=op.f("fk_waivers_update_id_updates")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["users.id"], name=op.f("fk_waivers_granted_by_id_users")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["users.id"], name=op.f("fk_waivers_ended_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(op.f("ix_waivers_update_id"), "waivers", ["update_id"])
    write_waivers_of_the_past()


def write_waivers_of_the_past() -> None:
    """Waivers given before there were objects for them stand in the audit trail: who, when and why."""
    connection = op.get_bind()
    events = sa.table(
        "events",
        *[sa.column(name) for name in ("id", "kind", "subject", "subject_id", "actor_id")],
        sa.column("happened_at", sa.DateTime(timezone=True)),
        sa.column("after", sa.JSON()),
    )
    waivers = sa.table(
        "waivers",
        *[sa.column(name) for name in ("update_id", "reason", "granted_by_id", "ended_by_id", "ended_reason")],
        sa.column("granted_at", sa.DateTime(timezone=True)),
        sa.column("ended_at", sa.DateTime(timezone=True)),
    )
    kinds = ("UpdateWaived", "UpdateRestored")
    query = sa.select(events).where(events.c.subject == "updates", events.c.kind.in_(kinds)).order_by(events.c.id)
    given: dict[int, dict[str, object]] = {}
    rows: list[dict[str, object]] = []
    for event in connection.execute(query):
        reason = (event.after or {}).get("reason", "")
        if event.kind == "UpdateWaived":
            row: dict[str, object] = {
                "update_id": event.subject_id,
                "reason": reason,
                "granted_at": event.happened_at,
                "granted_by_id": event.actor_id,
                "ended_at": None,
                "ended_by_id": None,
                "ended_reason": "",
            }
            given[event.subject_id] = row
            rows.append(row)
        elif event.subject_id in given:
            row = given.pop(event.subject_id)
            row.update(ended_at=event.happened_at, ended_by_id=event.actor_id, ended_reason=reason)
    if rows:
        connection.execute(sa.insert(waivers), rows)


def downgrade() -> None:
    op.drop_table("waivers")
    op.drop_table("comment_answers")
    op.drop_table("comments")
    op.drop_column("update_versions", "submitted_for")
    op.drop_column("updates", "contribution")
    op.drop_column("updates", "answer_kind")
