"""Things of the access world that pages about plans and reports speak of."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from monitor.models import Highlight, PlanImport, ProgressUpdate, User
from monitor.services import plan_imports

BEFORE = datetime(2021, 10, 4, 15, 0, tzinfo=UTC)


def make_import(session: Session, actor: User) -> PlanImport:
    """A plan that is being brought in, with one line that only a person can settle."""
    content = b"area;responsables;actividad;fecha\n1;G;Taller;a partir de marzo\n"
    draft = plan_imports.start(session, content, file_name="a.csv", actor=actor, now=BEFORE)
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    plan_imports.set_plan(session, draft, plan=None, name="Otro plan", starts_on=first, ends_on=last, now=BEFORE)
    session.flush()
    return draft


def make_highlight(session: Session, update: ProgressUpdate, chosen_by: User) -> Highlight:
    highlight = Highlight(
        period_id=update.period_id,
        update=update,
        field="achieved",
        text="Se hizo.",
        position=1,
        chosen_at=BEFORE,
        chosen_by_id=chosen_by.id,
    )
    session.add(highlight)
    session.flush()
    return highlight
