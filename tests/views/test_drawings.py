"""Where the bars of a chart lie on a page."""

from datetime import date

from monitor.domain.schedules import Precision, Schedule
from monitor.views.drawings import Dated, project_timeline, stacked, timeline
from reports.charts import ACCENT, Form, Plot


def test_the_parts_of_a_bar_follow_one_another_and_a_number_that_does_not_fit_is_left_to_the_table() -> None:
    rows = [
        {"row": "A", "kind": "Tarde", "position": 1, "n": 1},
        {"row": "A", "kind": "A tiempo", "position": 0, "n": 99},
        {"row": "B", "kind": "A tiempo", "position": 0, "n": 50},
    ]
    details = {"order": ["A", "B"], "kinds": [["A tiempo", "#4a2a6a", "white"], ["Tarde", "#ffffff", "#221a2b"]]}

    first, second = stacked(Plot(Form.STACKED, "Avances", rows, details)).rows

    assert [(bar.kind, bar.x, bar.width, bar.label) for bar in first.bars] == [
        ("A tiempo", 0.0, 99.0, "99"),
        ("Tarde", 99.0, 1.0, ""),
    ]
    assert first.bars[1].edge != first.bars[1].fill  # an empty frame
    assert second.bars[0].width == 50.0


def test_a_timeline_of_several_pages_is_one_and_knows_its_quarter() -> None:
    details = {
        "kinds": [["Se espera", "#4a2a6a", "#4a2a6a"]],
        "first": "2021-01-01",
        "last": "2021-12-31",
        "open": ["7. Foro"],
        "band": ["2021-07-01", "2021-10-01"],
    }
    bar = {"row": "7. Foro", "from": "2021-07-02", "to": "2021-12-31", "kind": "Se espera", "sure": False}
    other = bar | {"row": "9. Red", "from": "2021-01-01", "sure": True}
    pages = [Plot(Form.TIMELINE, "Fechas", [row], details) for row in (bar, other)]

    drawing = timeline(pages)

    assert [(row.number, row.goes_on, row.bars[0].is_sure) for row in drawing.rows] == [
        (7, True, False),
        (9, False, True),
    ]
    assert drawing.rows[0].bars[0].x == 50.0
    assert drawing.rows[1].bars[0].width == 100.0
    assert drawing.band == (49.73, 25.27)
    assert [label for _, label in drawing.ticks] == ["2021", "T2", "T3", "T4"]


def test_a_projects_timeline_shows_its_milestones_as_exact_as_they_are_and_where_today_lies() -> None:
    schedule = Schedule("", start=date(2021, 1, 1), start_precision=Precision.DAY, open_ended=True)
    milestones = [
        Dated("Foro", date(2021, 12, 31), Precision.YEAR, is_done=False, is_late=False),
        Dated("Acta", date(2021, 7, 2), Precision.DAY, is_done=False, is_late=True),
    ]

    drawing = project_timeline(
        "Fechas",
        "Proyecto",
        schedule,
        milestones,
        first=date(2021, 1, 1),
        last=date(2021, 12, 31),
        today=date(2021, 7, 2),
    )

    project, act, forum = drawing.rows
    assert (project.goes_on, project.bars[0].width) == (True, 100.0)
    assert (act.name, act.bars[0].x, act.bars[0].fill, act.bars[0].is_sure) == ("Acta", 50.0, ACCENT, True)
    assert (forum.bars[0].x, forum.bars[0].width, forum.bars[0].is_sure) == (0.0, 100.0, False)
    assert drawing.band == (50.0, 0.0)
