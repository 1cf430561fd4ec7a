"""Alembic's way in. Called by `flask db …` with an open connection; never reads a database address of its own."""

from alembic import context

import monitor.models  # noqa: F401 - makes every table known
from monitor.models.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=context.config.attributes.get("include_object"),
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
