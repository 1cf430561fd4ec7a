"""What the page of figures needs to check them while they are typed, with the words and limits of the server."""

from dataclasses import dataclass

from flask_babel import gettext as _

from forms.figures_grid import GridPart, part_names
from monitor.domain import counts
from monitor.domain import participation_checks as checks
from monitor.domain.participation import Cell, Depth, Measure, ParticipationRecord, fit
from monitor.domain.participation_checks import Context
from monitor.models import Participation


@dataclass(frozen=True)
class Finding:
    """Something wrong, or something odd that wants a comment; `field` is where to look."""

    field: str
    message: str
    blocks: bool


def findings(record: ParticipationRecord, context: Context) -> list[Finding]:
    """What the figures as they are saved would say at the check; nothing while there are none."""
    if record.is_empty:
        return []
    found = [Finding(each.field, each.message, blocks=True) for each in checks.problems(record, context)]
    return found + [Finding(each.field, each.message, blocks=False) for each in checks.unexplained(record, context)]


def cells_before(context: Context, depth: Depth) -> dict[Cell, int]:
    """The last figures at the depth of the table; none where they were less deep."""
    last = context.last
    if last is None or (depth.by_age and not last.depth.by_age) or (depth.by_country and not last.depth.by_country):
        return {}
    return fit(last.cells, depth)


def facts(activity: Participation, context: Context, parts: tuple[GridPart, ...]) -> dict[str, object]:
    """Plain data for the page's script."""
    others = context.others or {}
    last = context.last
    return {
        "messages": {name: _(message) for name, message in checks.MESSAGES.items()} | {"explain": _(checks.EXPLAIN)},
        "counts": {name: _(message) for name, message in counts.MESSAGES.items()} | {"largest": counts.LARGEST},
        "half_above": checks.HALF_ABOVE,
        "times": checks.TIMES_LAST,
        "not_recorded_percent": checks.NOT_RECORDED_PERCENT,
        "split": activity.depth is not Depth.NONE,
        "in_period": activity.measure is Measure.UNIQUE_IN_PERIOD,
        "last": last and {"period": context.last_period, "whole": last.whole, "cells": _by_name(last, parts)},
        "cumulative": {"period": context.cumulative_period, "whole": context.cumulative},
        "attendances": others.get(Measure.ATTENDANCES),
        "since_start": others.get(Measure.UNIQUE_SINCE_START),
        "remainder": _remainder_words(activity.measure),
    }


def _by_name(last: ParticipationRecord, parts: tuple[GridPart, ...]) -> dict[str, int]:
    """The last figures by the names of the inputs; those that have no input here keep a name of their own."""
    names = {cell: name for part in parts for name, cell in part_names(part)}
    return {names.get(cell, f"elsewhere-{place}"): value for place, (cell, value) in enumerate(last.cells.items())}


def _remainder_words(measure: Measure) -> dict[str, str]:
    if measure is Measure.ENTERPRISES:
        return {
            "one": _("Queda %(n)s empresa del total sin dato de liderazgo."),
            "many": _("Quedan %(n)s empresas del total sin dato de liderazgo."),
        }
    return {
        "one": _("Queda %(n)s persona del total sin registro de sexo."),
        "many": _("Quedan %(n)s personas del total sin registro de sexo."),
    }
