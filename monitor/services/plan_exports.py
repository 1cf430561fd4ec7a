"""The plan as the document that it came from: the same table, word for word, with what was changed since."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from monitor.domain.plan_cells import cell_text
from monitor.domain.plan_sheet import PlanSheet, SheetRow
from monitor.models import Area, Plan
from monitor.services import portfolio


def sheet_of(session: Session, plan: Plan) -> PlanSheet:
    """Every line of the plan in its order, its areas with their actions, and the names of its groups and allies."""
    projects = portfolio.projects_of(session, plan)
    lines = sorted((row for project in projects for row in project.rows if row.in_plan), key=lambda row: row.number)
    areas = session.scalars(
        select(Area).where(Area.plan_id == plan.id).options(selectinload(Area.actions)).order_by(Area.number)
    )
    names = [(part.group.name, part.group.acronym) for project in projects for part in project.groups]
    names += [(part.ally.name, part.ally.acronym) for project in projects for part in project.allies]
    return PlanSheet(
        name=plan.name,
        heading=" ".join(plan.heading.split()),
        areas={
            area.number: (f"{area.number}. {area.name}", *(f"{each.code}. {each.text}" for each in area.actions))
            for area in areas
        },
        rows=tuple(
            SheetRow(
                row.area.number,
                row.responsible_verbatim,
                cell_text(row.activity_verbatim),
                row.schedule_verbatim,
            )
            for row in lines
        ),
        names=tuple((name, acronym or "") for name, acronym in dict.fromkeys(names)),
    )
