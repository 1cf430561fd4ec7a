"""The portfolio as JSON, for `flask portfolio export` and for whoever reads the plan with another program."""

from datetime import date
from typing import Any

from monitor.domain.portfolio_data import Portfolio, Project
from monitor.domain.schedules import Schedule


def portfolio_as_json(portfolio: Portfolio) -> dict[str, Any]:
    """Plain values only: dates as `2021-09-30`, groups and allies by acronym or, where there is none, by name."""
    plan = portfolio.plan
    return {
        "plan": {
            "key": plan.key,
            "name": plan.name,
            "start": plan.start.isoformat(),
            "end": plan.end.isoformat(),
            "time_zone": plan.time_zone,
        },
        "areas": [
            {
                "number": area.number,
                "name": area.name,
                "actions": [{"code": action.code, "text": action.text} for action in area.actions],
            }
            for area in portfolio.areas
        ],
        "groups": [
            {"acronym": group.acronym, "name": group.name, "kind": group.kind.value, "aliases": list(group.aliases)}
            for group in portfolio.groups
        ],
        "allies": [
            {"acronym": ally.acronym, "name": ally.name, "aliases": list(ally.aliases)} for ally in portfolio.allies
        ],
        "projects": [_project(project) for project in portfolio.projects],
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "number": project.number,
        "rows": list(project.rows),
        "areas": list(project.areas),
        "title": project.title,
        "activity": project.activity,
        "responsible": project.responsible,
        "schedule": _schedule(project.schedule),
        "milestones": [
            {"name": milestone.name, "due": milestone.due.isoformat(), "precision": milestone.precision.value}
            for milestone in project.milestones
        ],
        "leads": list(project.leads),
        "supports": list(project.supports),
        "allies": list(project.allies),
        "notes": list(project.notes),
        "participation_required": project.participation_required,
        "links": [{"kind": link.kind.value, "target": link.target, "reason": link.reason} for link in project.links],
    }


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {
        "verbatim": schedule.verbatim,
        "start": _day(schedule.start),
        "end": _day(schedule.end),
        "start_precision": schedule.start_precision.value if schedule.start_precision else None,
        "end_precision": schedule.end_precision.value if schedule.end_precision else None,
        "approximate": schedule.approximate,
        "open_ended": schedule.open_ended,
        "min_months": schedule.min_months,
        "max_months": schedule.max_months,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
