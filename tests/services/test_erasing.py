"""Somebody asks to be forgotten: their data go from every table, their group's work stays, and the chain holds."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor.domain.audit_chain import ERASED, REDACTED
from monitor.domain.erasing import SALT, Mask
from monitor.domain.errors import Incomplete, NotAllowed, WrongState
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.waves import UnitKind
from monitor.mail import RenderedMail
from monitor.models import (
    AccessToken,
    Base,
    Event,
    Group,
    MailState,
    OutboxAttempt,
    OutboxMessage,
    SurveyResponse,
    User,
    WaveUnit,
)
from monitor.services import erasing, event_seals, events, hand_overs, outbox, people, preferences, survey_panel
from monitor.services.link_mails import MailWriter
from monitor.services.table_copies import lines, shapes
from tests.factories import make_coordinator, make_group, make_user
from tests.fixtures import NOW
from tests.survey_factories import make_wave

NAMES = ("Águeda O'Higgins Ñáñez", "Águeda Ñáñez Vda. de Ruiz")
ADDRESS = "agueda.nanez@ministerio.example"
DECIDED = {"access_tokens", "memberships", "outbox_messages", "plan_imports", "wave_units", "reminders", "summaries"}
DECIDED |= {"browser_sessions", "second_factors", "recovery_codes"}
"""Of reminders and summaries stays that one was planned, for a number."""
KEPT = {"id", "created_at", "session_number", "erased_at", "name", "email", "is_active"}
"""What is left in the row of a person; all else is as in a new one."""


def mail(kind: str, **facts: Any) -> RenderedMail:
    said = f"{facts.get('name')} {facts.get('who')} {facts.get('substitute')} {facts.get('email')}"
    html = said.replace("'", "&#39;")
    return RenderedMail(f"{kind}: {facts.get('who')}", said, f"<p>{html}</p>")


MAILS = MailWriter(mail, lambda secret: f"https://x/{secret}")


@pytest.fixture
def gtg(session: Session) -> User:
    return make_coordinator(session)


@pytest.fixture
def agueda(session: Session, gtg: User) -> User:
    """Somebody with a history: invited, renamed, with wishes, and who took over and handed over."""
    group, other = make_group(session, "GTX"), make_user(session, lead_of=make_group(session, "GTY"))
    user = people.invite(
        session, actor=gtg, email=ADDRESS, name=NAMES[0], role=Role.MEMBER, country=Country.CL,
        memberships={group.id: GroupRole.LEAD}, mails=MAILS, now=NOW,
    ).user  # fmt: skip
    people.edit(
        session, user, actor=gtg, name=NAMES[1], role=Role.MEMBER, country=Country.CL,
        memberships={group.id: GroupRole.LEAD}, now=NOW,
    )  # fmt: skip
    preferences.pause(session, user, until=NOW.date(), now=NOW)
    hand_overs.hand_over(
        session, actor=other, person=other, group_ids=[each.group_id for each in other.memberships], with_role=False,
        email=ADDRESS, name="", ends_on=NOW.date(), note=f"La toma {NAMES[1]}", mails=MAILS, now=NOW,
    )  # fmt: skip
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.user_id == user.id)).first()
    assert message is not None
    said = f"550 <{ADDRESS}> unknown"
    session.add(OutboxAttempt(message_id=message.id, attempted_at=NOW, result="refused", detail=said))
    session.commit()
    return user


def dump(session: Session) -> str:
    """Every row of every table, as people would read it."""
    found: Iterator[bytes] = (line for shape in shapes() for line in lines(session.connection(), shape))
    return "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in found).lower()


def test_no_name_or_address_is_left_anywhere_and_the_chain_holds(session: Session, gtg: User, agueda: User) -> None:
    before = dump(session)
    assert all(word.lower() in before for word in (*NAMES, ADDRESS, "o&#39;higgins"))
    links = event_seals.verify(session).links
    planned = erasing.plan(session, agueda)

    done = erasing.erase(session, agueda, actor=gtg, now=NOW)
    session.commit()

    after = dump(session)
    for word in (*NAMES, ADDRESS, "higgins", "ñáñez", "nanez"):
        assert word.lower() not in after, word
    assert (agueda.name, agueda.role, agueda.country, agueda.memberships) == (
        f"Persona eliminada {agueda.id}", Role.MEMBER, None, [],
    )  # fmt: skip
    assert (done.mails, done.places) == (planned.mails, ())
    found = event_seals.verify(session)
    assert (found.broken, found.redacted) == (None, done.events)
    assert found.links > links
    assert session.scalars(select(AccessToken).where(AccessToken.user_id == agueda.id)).all() == []
    waiting = select(OutboxMessage.state).where(OutboxMessage.user_id == agueda.id)
    assert set(session.scalars(waiting)) == {MailState.WITHDRAWN}
    assert outbox.waiting(session), "mails to others go on"
    kinds = [event.kind for event in events.history(session, subject="users", subject_id=agueda.id)]
    assert {"PersonInvited", "PersonEdited", "MembershipStarted", "PersonErased"} <= set(kinds)
    new = make_user(session, erased_at=NOW)
    left = {each.name: getattr(agueda, each.name) for each in User.__table__.columns if each.name not in KEPT}
    assert left == {name: getattr(new, name) for name in left}
    with pytest.raises(WrongState):
        people.reactivate(session, agueda, actor=gtg, now=NOW)


def test_an_event_that_lost_data_cannot_be_changed_afterwards_without_showing(
    session: Session, gtg: User, agueda: User
) -> None:
    erasing.erase(session, agueda, actor=gtg, now=NOW)
    session.commit()
    told = session.scalars(select(Event).where(Event.kind == ERASED)).one()
    lost = int(min(told.after[REDACTED], key=int))
    other = session.scalars(select(Event).where(Event.kind == "MembershipStarted")).first()
    assert other is not None

    for changed in (told.id, other.id):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text("UPDATE events SET subject_id = 1, after = '{}' WHERE id = :id"), {"id": changed})
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text("UPDATE events SET kind = 'Other' WHERE id = :id"), {"id": lost})
    session.execute(text("""UPDATE events SET after = '{"name": "Eva"}' WHERE id = :id"""), {"id": lost})
    session.commit()

    broken = event_seals.verify(session).broken
    assert broken is not None
    assert broken.event_id == lost


def test_seals_of_events_with_names_cannot_be_guessed_from(session: Session, agueda: User) -> None:
    for event in session.scalars(select(Event).where(Event.subject == "users")):
        held = json.dumps([event.before, event.after], ensure_ascii=False)
        if any(word in held for word in (*NAMES, ADDRESS)):
            assert len(event.before[SALT]) == 32


def test_texts_of_groups_are_told_and_left_alone(session: Session, gtg: User, agueda: User) -> None:
    group = session.scalars(select(Group).where(Group.key == "GTX")).one()
    group.name = f"Grupo de {NAMES[1]}"
    session.flush()

    done = erasing.erase(session, agueda, actor=gtg, now=NOW)

    assert [(each.table, each.row, each.column) for each in done.places] == [("groups", str(group.id), "name")]
    assert group.name == f"Grupo de {NAMES[1]}"


def test_a_personal_draft_goes_and_nobody_waits_for_the_answer(session: Session, gtg: User, agueda: User) -> None:
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    unit = session.scalars(select(WaveUnit).where(WaveUnit.user_id == agueda.id)).one()
    session.add(SurveyResponse(wave_id=wave.id, unit_id=unit.id, answers={"a": NAMES[1]}, started_at=NOW, saved_at=NOW))
    session.flush()

    erasing.erase(session, agueda, actor=gtg, now=NOW)

    assert session.scalars(select(SurveyResponse).where(SurveyResponse.unit_id == unit.id)).all() == []
    assert (unit.declined_at, unit.declined_reason) == (NOW, "—")


def test_who_still_has_to_answer_a_survey_is_counted_anew(session: Session, gtg: User, agueda: User) -> None:
    wave = make_wave(session, unit_kind=UnitKind.PERSON)
    session.commit()
    session.info.clear()  # as in the next request
    assert survey_panel.panel(session, wave).total.declined == 0

    erasing.erase(session, agueda, actor=gtg, now=NOW)

    assert survey_panel.panel(session, wave).total.declined == 1


def test_somebody_else_of_the_same_name_keeps_it(session: Session, gtg: User, agueda: User) -> None:
    namesake = people.invite(
        session, actor=gtg, email="otra@ministerio.example", name=NAMES[1], role=Role.MEMBER, country=Country.PE,
        memberships={}, mails=MAILS, now=NOW,
    ).user  # fmt: skip
    (mail_to_her,) = session.scalars(select(OutboxMessage).where(OutboxMessage.user_id == namesake.id))

    erasing.erase(session, agueda, actor=gtg, now=NOW)
    session.commit()

    assert NAMES[1] in mail_to_her.text
    invited = events.history(session, subject="users", subject_id=namesake.id)[0]
    assert invited.after["name"] == NAMES[1]
    for event in events.history(session, subject="users", subject_id=agueda.id):
        assert NAMES[1] not in (event.before.get("name"), event.after.get("name"))
    to_agueda = select(OutboxMessage.text).where(OutboxMessage.user_id == agueda.id)
    assert set(session.scalars(to_agueda)) == {""}
    assert event_seals.verify(session).broken is None


def test_the_last_coordinator_oneself_and_somebody_erased_are_refused(session: Session, gtg: User) -> None:
    with pytest.raises(NotAllowed):
        erasing.erase(session, gtg, actor=gtg, now=NOW)
    with pytest.raises(Incomplete):
        erasing.erase(session, gtg, actor=None, now=NOW)
    other = make_user(session)
    erasing.erase(session, other, actor=None, now=NOW)
    with pytest.raises(WrongState):
        erasing.erase(session, other, actor=None, now=NOW)


def test_a_name_of_one_word_is_taken_out_only_where_it_stands_alone() -> None:
    mask = Mask(7, {"Paz"}, {"paz@example.org"})

    assert mask.in_text("Paz") == "Persona eliminada 7"
    assert mask.in_text("La paz es de todas; escriba a PAZ@example.org o a quepaz@example.org") == (
        "La paz es de todas; escriba a persona-7@eliminada.invalid o a quepaz@example.org"
    )


def test_every_row_that_names_a_person_is_decided_on() -> None:
    """A new table that refers to people has to say what becomes of it when somebody is erased."""
    for table in Base.metadata.sorted_tables:
        named = {key.parent.name for key in table.foreign_keys if key.column.table.name == "users"}
        # Who did what when stays by number, and nothing in the row says who the number was.
        theirs = {name for name in named if name != "actor_id" and not name.endswith("_by_id")}
        assert not theirs or table.name in DECIDED, (table.name, theirs)


@pytest.mark.parametrize("table", ["events", "event_seals", "reviews", "editions", "annual_files", "survey_versions"])
def test_postgresql_refuses_to_empty_what_is_history(session: Session, table: str) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(f"TRUNCATE {table} CASCADE"))
