"""The country that presides: noted by the GTG, and told with it of what groups leave undone."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.domain.errors import Incomplete
from monitor.domain.participation import Country
from monitor.domain.permissions import Role
from monitor.models import Event, User
from monitor.services import people, presidencies
from tests.factories import make_coordinator, make_user
from tests.reminder_days import DUE, OPENS, Run, Scene, after_due, noon, to

AFTER = after_due(14)


def coordination_of(session: Session, country: Country) -> User:
    return make_user(session, role=Role.OBSERVER, country=country, coordinates_country=True)


def preside(session: Session, country: Country, starts_on: date, ends_on: date | None = None) -> None:
    actor = make_coordinator(session, is_active=False)
    presidencies.add(session, actor=actor, country=country, starts_on=starts_on, ends_on=ends_on, now=noon(DUE))


def test_the_coordination_of_whoever_presides_is_told_beside_the_gtg(session: Session, run: Run, scene: Scene) -> None:
    scene.lead.country = Country.CL
    chile, peru, mexico = (coordination_of(session, each) for each in (Country.CL, Country.PE, Country.MX))
    high_level = make_user(session, role=Role.OBSERVER, country=Country.PE)
    gtg = make_coordinator(session)
    preside(session, Country.MX, date(2020, 1, 1), date(2020, 12, 31))
    preside(session, Country.PE, date(2021, 1, 1))

    assert {chile.id, peru.id, gtg.id} <= set(to(run(AFTER)))
    assert not {mexico.id, high_level.id} & set(to(run(AFTER))), "nobody is told for living in a country"


def test_what_the_gtg_has_to_do_itself_is_told_to_the_gtg_alone(session: Session, run: Run, scene: Scene) -> None:
    peru, gtg = coordination_of(session, Country.PE), make_coordinator(session)
    preside(session, Country.PE, date(2021, 1, 1))
    scene.update.project.starts_on = scene.update.project.ends_on = None
    session.flush()

    told = to(run(OPENS))
    assert gtg.id in told, "it is asked for a date"
    assert peru.id not in told


def test_when_the_presidency_moves_the_other_country_is_told(session: Session, run: Run, scene: Scene) -> None:
    scene.lead.country = Country.CL
    peru, mexico = coordination_of(session, Country.PE), coordination_of(session, Country.MX)
    preside(session, Country.PE, date(2021, 1, 1))
    run(DUE)
    preside(session, Country.MX, AFTER)

    told = to(run(AFTER))
    assert mexico.id in told
    assert peru.id not in told


def test_the_table_is_checked_and_every_change_is_written_down(session: Session) -> None:
    gtg = make_coordinator(session)
    values = {"actor": gtg, "now": noon(DUE)}
    first = presidencies.add(session, country=Country.CO, starts_on=date(2021, 1, 1), ends_on=None, **values)  # type: ignore[arg-type]
    for country, starts_on, ends_on, field in (
        (Country.OTHER, date(2022, 1, 1), None, "country"),
        (Country.CL, None, None, "starts_on"),
        (Country.CL, date(2022, 1, 1), date(2021, 12, 31), "ends_on"),
        (Country.CL, date(2021, 1, 1), None, "starts_on"),
        (Country.CL, date(2020, 1, 1), date(2021, 1, 1), "ends_on"),
    ):
        with pytest.raises(Incomplete) as refused:
            presidencies.add(session, country=country, starts_on=starts_on, ends_on=ends_on, **values)  # type: ignore[arg-type]
        assert refused.value.field == field
    presidencies.change(
        session, first, country=Country.CO, starts_on=date(2020, 12, 11), ends_on=date(2022, 1, 25), **values,  # type: ignore[arg-type]
    )  # fmt: skip
    presidencies.remove(session, first, **values)  # type: ignore[arg-type]
    session.flush()
    assert presidencies.terms(session) == []
    kinds = session.scalars(select(Event.kind).where(Event.subject == "presidencies").order_by(Event.id)).all()
    assert kinds == ["PresidencyAdded", "PresidencyChanged", "PresidencyRemoved"]


def test_a_national_coordination_observes_one_of_the_four_countries(session: Session) -> None:
    gtg, user = make_coordinator(session), make_user(session)
    for role, country, field in ((Role.MEMBER, Country.CL, "role"), (Role.OBSERVER, Country.OTHER, "country")):
        with pytest.raises(Incomplete) as refused:
            people.edit(
                session, user, actor=gtg, name="Eva", role=role, country=country, memberships={}, now=noon(DUE),
                coordinates_country=True,
            )  # fmt: skip
        assert refused.value.field == field


def test_a_country_without_coordination_is_shown_as_such(session: Session) -> None:
    peru = coordination_of(session, Country.PE)
    coordination_of(session, Country.CL).access_ends_on = AFTER
    preside(session, Country.PE, date(2021, 1, 1))
    shown = presidencies.countries(session, now=noon(DUE))
    assert [(each.country, each.coordination, bool(each.presides)) for each in shown] == [
        (Country.CL, [], False), (Country.CO, [], False), (Country.MX, [], False), (Country.PE, [peru], True),
    ]  # fmt: skip
