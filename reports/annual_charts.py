"""The charts of an annual report: how its quarters were answered, and where its projects stand at the end."""

from monitor.domain.words import STATUS
from reports.annual import Annual
from reports.charts import INK, PLUM, STATUS_LOOKS, VIOLET, WHITE, WITHOUT_UPDATE, Form, Plot


def annual_plots(annual: Annual) -> dict[str, Plot]:
    """Name of the chart → what it shows. A chart with nothing to show is left out."""
    plots = {}
    if annual.overall.expected:
        plots["quarters"] = _quarters(annual)
    if annual.lines:
        plots["year-end"] = _year_end(annual)
    return plots


def _quarters(annual: Annual) -> Plot:
    gettext = annual.language.gettext
    kinds = [
        [gettext("Aprobado"), PLUM, "white"],
        [gettext("En revisión"), VIOLET, INK],
        [gettext("Falta"), WHITE, INK],
    ]
    rows = [
        {"row": period, "kind": kinds[position][0], "position": position, "n": n}
        for period, own in annual.quarters.items()
        for position, n in enumerate((own.compliance.approved, own.compliance.in_review, own.compliance.missing))
    ]
    order = [period for period, own in annual.quarters.items() if own.compliance.expected]
    title = gettext("Avances recibidos y por recibir en cada trimestre publicado")
    return Plot(Form.STACKED, title, rows, {"order": order, "kinds": kinds, "labels": 70})


def _year_end(annual: Annual) -> Plot:
    gettext = annual.language.gettext
    areas = [area.number for area in annual.data.last.areas]
    counts = {number: annual.statuses(number) for number in areas}
    used = [look for look in STATUS_LOOKS if any(own[look[0]] for own in counts.values())]
    kinds = [[gettext(STATUS[status] if status else WITHOUT_UPDATE), fill, ink] for status, fill, ink in used]
    names = {number: gettext("Área %(number)s", number=number) for number in areas}
    rows = [
        {"row": names[number], "kind": kinds[position][0], "position": position, "n": own[status]}
        for number, own in counts.items()
        for position, (status, _, _) in enumerate(used)
    ]
    order = [names[number] for number, own in counts.items() if own.total()]
    title = gettext("Estado de los proyectos de cada área al cierre del año")
    return Plot(Form.STACKED, title, rows, {"order": order, "kinds": kinds, "labels": 60})
