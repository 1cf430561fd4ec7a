"""Working without a connection, as people meet it: download, fill in, upload, look, save."""

import io
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from monitor.db import db
from monitor.domain.permissions import GroupRole
from monitor.domain.update_sheet_label import read_label
from monitor.domain.updates import Page, State
from monitor.models import Group, Membership, OutboxMessage, Period, ProgressUpdate, ProjectGroup, ProjectRole, User
from monitor.services import endorsements, update_sheets
from monitor.services.update_moves import content_of
from monitor.settings import settings
from monitor.spreadsheet_reading import read_book
from tests.factories import make_group, make_milestone, make_period, make_plan, make_project, make_update, make_user
from tests.fixtures import NOW, signed_in
from tests.services.review_helpers import hand_in
from tests.services.update_helpers import save
from tests.sheet_samples import place_of, quickly_typed_into
from tests.views.page_checks import check_page

DOWNLOAD, UPLOAD, SIGN_OUT = "/avances/planilla", "/avances/planilla/subir", "/salir"
LEAD, CONTRIBUTOR, STRANGER = "ana@example.org", "luis@example.org", "otra@example.org"
COMPLETE: dict[str, str | int] = {
    "status": "En curso",
    "percent_done": 60,
    "punctuality": "En plazo",
    "achieved": "=Tres talleres",
}


@dataclass
class World:
    app: Flask
    ids: list[int]

    def file(self, email: str = LEAD) -> bytes:
        answer = signed_in(self.app, email).get(DOWNLOAD)
        assert answer.status_code == 200
        return answer.data

    def typed(self, file: bytes, position: int, **answers: str | int) -> bytes:
        with self.app.app_context():
            spec = read_label(read_book(file).label, secret=settings().secret_key).sheets[position]
        places = {place_of(spec, key.replace("__", "-")): value for key, value in answers.items()}
        return quickly_typed_into(file, spec.name, places)

    def upload(self, file: bytes, email: str = LEAD, name: str = "planilla.xlsx") -> TestResponse:
        return signed_in(self.app, email).post(UPLOAD, data={"file": (io.BytesIO(file), name)})

    def confirm(self, checked: TestResponse, email: str = LEAD, **answers: str) -> TestResponse:
        page = check_page(checked)
        hidden = {field.get("name"): field.get("value") for field in page.all("input")}
        (address,) = {form.get("action") for form in page.all("form")} - {SIGN_OUT}
        form: dict[str, Any] = {"token": hidden["token"], "versions": hidden["versions"], "action": "save"}
        return signed_in(self.app, email).post(str(address), data=form | answers)

    def states(self) -> list[tuple[State, str]]:
        with self.app.app_context():
            found = [db.session.get_one(ProgressUpdate, id_) for id_ in self.ids]
            return [(update.state, update.achieved) for update in found]

    def saved_on_the_site(self, position: int, **values: object) -> None:
        with self.app.app_context():
            update = db.session.get_one(ProgressUpdate, self.ids[position])
            actor = db.session.scalars(select(User).where(User.email == CONTRIBUTOR)).one()
            save(db.session, update, Page.PROGRESS, values, actor=actor, now=NOW)
            db.session.commit()


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(update_sheets, "EMPTY_BLOCKS", 1)  # half the cells to read, and the same rules
    with app.app_context():
        plan, group = make_plan(db.session), make_group(db.session, "GTCU")
        period = make_period(db.session, plan)
        projects = [make_project(db.session, plan, group, title=title) for title in ("Ventanilla única", "Redes")]
        made = [make_update(db.session, project, period) for project in projects]
        make_milestone(db.session, projects[0])
        make_user(db.session, lead_of=group, email=LEAD, name="Ana Ríos")
        make_user(db.session, contributor_to=group, email=CONTRIBUTOR, name="Luis Paz")
        make_user(db.session, lead_of=make_group(db.session, "GTX"), email=STRANGER)
        ids = [update.id for update in made]
        db.session.commit()
    return World(app, ids)


EMPTY = [(State.NOT_STARTED, ""), (State.NOT_STARTED, "")]


def test_home_offers_the_spreadsheet_to_leads_and_contributors(world: World) -> None:
    for email in (LEAD, CONTRIBUTOR):
        links = {link.get("href") for link in check_page(signed_in(world.app, email).get("/")).all("a")}
        assert {DOWNLOAD, UPLOAD} <= links


def test_the_download_is_a_file_with_a_plain_name(world: World) -> None:
    answer = signed_in(world.app, LEAD).get(DOWNLOAD)
    assert answer.headers["Content-Disposition"] == "attachment; filename=avances-GTCU-2021-T3.xlsx"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(read_book(answer.data).sheets) == 2


def test_who_owes_nothing_is_told_so(world: World) -> None:
    answer = signed_in(world.app, STRANGER).get(DOWNLOAD, follow_redirects=True)
    assert "no hay planilla que descargar" in check_page(answer).text


def test_who_owes_for_two_groups_chooses_one(world: World) -> None:
    with world.app.app_context():
        period = db.session.scalars(select(Period)).one()
        another = db.session.scalars(select(Group).where(Group.key == "GTX")).one()
        make_update(db.session, make_project(db.session, period.plan, another), period)
        user = db.session.scalars(select(User).where(User.email == STRANGER)).one()
        own = db.session.scalars(select(Group).where(Group.key == "GTCU")).one()
        user.memberships.append(Membership(group=own, role=GroupRole.LEAD))
        db.session.commit()
    client = signed_in(world.app, STRANGER)
    page = check_page(client.get(DOWNLOAD))
    links = [link.get("href") or "" for link in page.all("a") if "periodo=2021-T3" in (link.get("href") or "")]
    assert ["sheet" in str(client.get(link).mimetype) for link in links] == [True, True]
    assert client.get(f"{DOWNLOAD}?grupo=GAN&periodo=2021-T3").status_code == 404


def test_filling_in_uploading_looking_and_saving(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 0, **COMPLETE))
    page = check_page(checked)
    assert checked.status_code == 200
    assert "Todavía no se guardó nada" in page.text
    assert world.states() == EMPTY
    answer = world.confirm(checked)
    assert (answer.status_code, answer.location) == (302, "/")
    assert world.states() == [(State.DRAFT, "=Tres talleres"), EMPTY[1]]


def test_saving_and_sending_the_complete_ones(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 0, **COMPLETE))
    assert "Guardar y enviar los completos" in check_page(checked).text
    world.confirm(checked, action="submit")
    assert world.states() == [(State.SUBMITTED, "=Tres talleres"), EMPTY[1]]


def test_whoever_endorsed_an_earlier_version_is_told_of_one_that_came_in_a_sheet(world: World) -> None:
    with world.app.app_context():
        first = db.session.get_one(ProgressUpdate, world.ids[0])
        other = make_group(db.session, "GTAP")
        co_lead = make_user(db.session, lead_of=other)
        first.project.groups.append(ProjectGroup(group=other, role=ProjectRole.LEAD, position=1))
        second = make_update(db.session, first.project, first.period, group=other)
        version = hand_in(db.session, first, db.session.scalars(select(User).where(User.email == LEAD)).one())
        endorsements.endorse(db.session, second, version_id=version.id, actor=co_lead, now=NOW)
        first.state, first.correct_by = State.RETURNED, first.period.due_on
        db.session.commit()
        told = co_lead.id

    world.confirm(world.upload(world.typed(world.file(), 0, **COMPLETE)), action="submit")

    assert world.states()[0][0] is State.SUBMITTED
    with world.app.app_context():
        mails = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "endorsed_changed"))
        assert [mail.user_id for mail in mails] == [told]


def test_a_contributor_has_no_button_to_send_and_may_not(world: World) -> None:
    checked = world.upload(world.typed(world.file(CONTRIBUTOR), 0, **COMPLETE), CONTRIBUTOR)
    assert "Guardar y enviar" not in check_page(checked).text
    assert world.confirm(checked, CONTRIBUTOR, action="submit").status_code == 403
    assert world.states() == EMPTY
    assert world.confirm(checked, CONTRIBUTOR).status_code == 302
    assert world.states()[0][0] is State.DRAFT


def test_errors_are_listed_with_sheet_row_column_and_remedy_and_nothing_can_be_saved(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 1, percent_done=400, achieved="x"))
    page = check_page(checked)
    cells = [" ".join("".join(cell.itertext()).split()) for cell in page.all("td", "th")]
    assert any("Escriba un número entero de 0 a 100" in cell for cell in cells)
    assert "B" in cells
    assert "No se guardó nada" in page.text
    assert "Guardar" not in [" ".join("".join(button.itertext()).split()) for button in page.all("button")]


@pytest.mark.parametrize("content", [b"", b"Estado;En curso", b"PK\x03\x04 roto"])
def test_what_is_no_spreadsheet_gets_a_sentence_on_the_form(world: World, content: bytes) -> None:
    answer = world.upload(content)
    assert answer.status_code == 422
    assert "planilla" in check_page(answer).text
    assert world.states() == EMPTY


def test_no_file_at_all_is_asked_for(world: World) -> None:
    answer = signed_in(world.app, LEAD).post(UPLOAD, data={})
    assert answer.status_code == 422
    assert "Elija el archivo" in check_page(answer).text


def test_a_file_of_another_group_is_refused(world: World) -> None:
    answer = world.upload(world.file(), STRANGER)
    assert answer.status_code == 422
    assert "Esta planilla es del grupo GTCU" in check_page(answer).text


def test_a_conflict_names_who_and_when_and_wants_a_choice(world: World) -> None:
    file = world.typed(world.file(), 0, **COMPLETE)
    world.saved_on_the_site(0, achieved="Del sitio")
    checked = world.upload(file)
    page = check_page(checked)
    assert "Luis Paz guardó este avance en el sitio el 5 oct 2021, 10:00" in page.text
    assert "Del sitio" in page.text
    unchosen = world.confirm(checked)
    assert unchosen.status_code == 422
    assert "Elija qué se guarda de este proyecto" in check_page(unchosen).text
    assert world.states()[0] == (State.DRAFT, "Del sitio")
    choice = f"choice-{world.ids[0]}"
    assert world.confirm(checked, **{choice: "site"}).status_code == 302
    assert world.states()[0] == (State.DRAFT, "Del sitio")


def test_a_save_on_the_site_after_the_check_shows_the_check_again(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 0, **COMPLETE))
    world.saved_on_the_site(1, achieved="Del sitio")
    answer = world.confirm(checked)
    assert answer.status_code == 409
    assert "mientras usted revisaba" in check_page(answer).text
    assert world.states() == [EMPTY[0], (State.DRAFT, "Del sitio")]
    assert world.confirm(answer).status_code == 302
    assert world.states()[0][0] is State.DRAFT


def test_pressing_twice_saves_once_and_says_so(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 0, **COMPLETE))
    world.confirm(checked)
    with world.app.app_context():
        before = content_of(db.session.get_one(ProgressUpdate, world.ids[0]))
    again = world.confirm(checked)
    assert again.status_code == 409
    assert "no hay nada nuevo que guardar" in check_page(again).text
    with world.app.app_context():
        assert content_of(db.session.get_one(ProgressUpdate, world.ids[0])) == before


def test_a_checked_file_belongs_to_the_person_who_uploaded_it(world: World) -> None:
    checked = world.upload(world.typed(world.file(), 0, **COMPLETE))
    answer = world.confirm(checked, CONTRIBUTOR)
    assert (answer.status_code, answer.location) == (302, UPLOAD)
    assert world.states() == EMPTY
