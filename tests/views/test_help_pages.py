"""The help is there for everybody, and shows each what their role does."""

import re

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale, gettext
from markupsafe import escape
from sqlalchemy import update

from monitor.db import db
from monitor.domain.help_pages import Reader, pictures_of, tasks_for
from monitor.domain.help_tasks import GUIDES, TASKS
from monitor.models import User
from monitor.translations import po_file
from tests.fixtures import signed_in
from tests.views.page_checks import check_page

PICTURES = list(pictures_of(TASKS))


@pytest.mark.parametrize(
    ("email", "reads", "not_for_them"),
    [
        ("responsable@gtcu.example", "enviar-un-avance", "publicar-el-informe"),
        ("colabora@gtcu.example", "preparar-un-avance", "enviar-un-avance"),
        ("coordinacion@gtg.example", "publicar-el-informe", "leer-avances"),
        ("observa@gan.example", "leer-avances", "revisar-un-avance"),
    ],
)
def test_each_role_reads_its_own_guide_and_no_other(demo_app: Flask, email: str, reads: str, not_for_them: str) -> None:
    client = signed_in(demo_app, email)
    page = check_page(client.get("/ayuda"))

    targets = page.links.values()
    assert f"/ayuda/{reads}" in targets and f"/ayuda/{not_for_them}" not in targets
    assert client.get(f"/ayuda/{not_for_them}").status_code == 404
    for address in [target for target in targets if target.startswith("/ayuda/")]:
        check_page(client.get(address))


def test_a_guest_learns_how_to_get_in_from_the_foot_of_any_page(demo_app: Flask) -> None:
    client = demo_app.test_client()

    assert "/ayuda" in check_page(client.get("/entrar")).links.values()
    assert "/ayuda/entrar" in check_page(client.get("/ayuda")).links.values()
    assert client.get("/ayuda/enviar-un-avance").status_code == 404


def test_every_role_has_a_guide_and_every_task_a_reader() -> None:
    assert [guide.reader for guide in GUIDES if not tasks_for(TASKS, [guide.reader])] == []
    assert {guide.reader for guide in GUIDES} == set(Reader)
    assert len({task.key for task in TASKS}) == len(TASKS)


def test_every_button_and_page_that_a_step_names_is_called_so_in_the_product() -> None:
    texts = [text for task in TASKS for text in (task.lead, task.more, *(step.text for step in task.steps))]
    with po_file("en").open("rb") as file:
        english = {
            one: other
            for message in read_po(file)
            if message.id
            for one, other in zip(forms_of(message.id), forms_of(message.string), strict=False)
        }
    in_help = set(texts)
    spanish, translated = [
        list(each) for each in zip(*(x for x in english.items() if x[0] not in in_help), strict=True)
    ]

    named = [(text, label) for text in texts for label in re.findall("«([^»]+)»", text)]
    assert [pair for pair in named if not any(own.startswith(pair[1]) for own in spanish)] == []
    named = [(text, label) for text in texts for label in re.findall("“([^”]+)”", english.get(text, ""))]
    assert len(named) > 20
    assert [pair for pair in named if not any(own.startswith(pair[1]) for own in translated)] == []


def forms_of(said: object) -> list[str]:
    return [said] if isinstance(said, str) else list(said)  # type: ignore[call-overload]


def test_the_pages_that_pictures_show_say_it_in_english_too(demo_app: Flask) -> None:
    with demo_app.test_request_context(), force_locale("en"):
        wanted = {each.key: [gettext(word) for word in each.words] for each in PICTURES}
    with demo_app.app_context():
        db.session.execute(update(User).values(locale="en"))
        db.session.commit()
    missing = []
    for email in {each.email for each in PICTURES}:
        client = signed_in(demo_app, email) if email else demo_app.test_client()
        client.get("/idioma/en")
        for each in (picture for picture in PICTURES if picture.email == email):
            said = client.get(each.path, follow_redirects=True).text
            missing += [(each.path, word) for word in wanted[each.key] if str(escape(word)) not in said]
    assert missing == []
