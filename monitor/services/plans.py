"""Which plan a page or command is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import NotFound
from monitor.models import Plan


def current_plan(session: Session) -> Plan:
    """The plan that starts last: the one people are working on. Raises NotFound while none is loaded."""
    plan = session.scalars(select(Plan).order_by(Plan.starts_on.desc(), Plan.id.desc()).limit(1)).first()
    if plan is None:
        raise NotFound("Todavía no hay ningún plan cargado. Cárguelo con «flask portfolio load ARCHIVO».")
    return plan
