"""people who asked to be forgotten, and events that may lose what was theirs

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "events", "event_seals", "update_versions", "reviews", "editions", "edition_files", "edition_extracts",
    "annual_editions", "survey_versions",
)  # fmt: skip
SAME = "NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.subject = OLD.subject AND NEW.subject_id = OLD.subject_id"


def upgrade() -> None:
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER events_no_update")
        op.execute(
            "CREATE TRIGGER events_no_update BEFORE UPDATE ON events WHEN NOT ("
            f"OLD.subject = 'users' AND OLD.kind <> 'PersonErased' AND {SAME} "
            "AND NEW.actor_id IS OLD.actor_id AND NEW.happened_at = OLD.happened_at "
            "AND EXISTS (SELECT 1 FROM events told, json_each(told.after, '$.redacted') named "
            "WHERE told.kind = 'PersonErased' AND named.key = CAST(OLD.id AS TEXT))) "
            "BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND OLD.subject = 'users' AND OLD.kind <> 'PersonErased' AND {SAME} "
        "AND NEW.actor_id IS NOT DISTINCT FROM OLD.actor_id AND NEW.happened_at = OLD.happened_at "
        "AND EXISTS (SELECT 1 FROM events told WHERE told.kind = 'PersonErased' "
        "AND jsonb_exists(CAST(told.after AS jsonb) -> 'redacted', CAST(OLD.id AS text))) "
        "THEN RETURN NEW; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute("DROP TRIGGER events_append_only ON events")
    op.execute(
        "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_event_change()"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER events_no_update")
        op.drop_column("users", "erased_at")
        op.execute(
            "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
            "BEGIN SELECT RAISE(ABORT, 'events is append-only'); END"
        )
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER events_append_only ON events")
    op.execute("DROP FUNCTION refuse_event_change()")
    op.execute(
        "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.drop_column("users", "erased_at")
