"""Every endpoint × every kind of person, by real requests, against one table.

A new endpoint needs one line in WHO. One that answers GET and POST to different people has two: "POST reviews.show".
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from monitor import access
from monitor.api_operations import OPERATIONS
from monitor.db import db
from tests.views.access_product import as_at_first, standing
from tests.views.access_walk import ALL_KINDS, Product, browser_of, walk
from tests.views.access_world import make_world

EVERYBODY = ALL_KINDS
SIGNED_IN = ALL_KINDS - {"anonymous", "inactive"}
GTG = frozenset({"coordinator"})
READERS = frozenset({"coordinator", "observer"})
OWN_GROUP = frozenset({"own_lead", "own_contributor"})
OWN_LEAD = frozenset({"own_lead"})
NOBODY: frozenset[str] = frozenset()

WHO: dict[str, frozenset[str]] = {
    "static": EVERYBODY,
    "bootstrap.static": EVERYBODY,
    "sign_in.request_link": EVERYBODY,
    "sign_in.link_sent": EVERYBODY,
    "sign_in.open_link": EVERYBODY,
    "sign_in.use_link": EVERYBODY,
    "sign_in.request_another": EVERYBODY,
    "sign_in.sign_out": EVERYBODY,
    "language.choose": EVERYBODY,
    "help_pages.index": EVERYBODY,
    "help_pages.task": EVERYBODY,
    "mailbox.index": EVERYBODY,  # only in the demo
    "mailbox.show": EVERYBODY,
    "mailbox.message": EVERYBODY,
    "publications.index": EVERYBODY,
    "publications.show": EVERYBODY,
    "publications.file": EVERYBODY,
    "publications.feed": EVERYBODY,
    "extracts.file": EVERYBODY,
    "old_publications.quarterly": EVERYBODY,
    "old_publications.annual": EVERYBODY,
    "annual_publications.show": EVERYBODY,
    "annual_publications.file": EVERYBODY,
    "annual_reports.show": SIGNED_IN,
    "annual_reports.request": GTG,
    "annual_reports.prepared": READERS,
    "annual_reports.confirm": GTG,
    "annual_reports.withdraw": GTG,
    "home.index": EVERYBODY,
    **dict.fromkeys(
        [f"public_plans.{name}" for name in ("show", "area", "project", "open_data", "robots", "sitemap")], EVERYBODY
    ),
    "api.openapi": EVERYBODY,
    **{f"api.{each.name}": NOBODY if each.scope else EVERYBODY for each in OPERATIONS},  # a key: test_api.py
    **dict.fromkeys([f"api_tokens.{name}" for name in ("index", "make", "revoke")], GTG),
    "dashboards.show": SIGNED_IN,
    **dict.fromkeys([f"dashboards.{name}" for name in ("rows", "compliance", "timeline")], SIGNED_IN),
    "projects.index": SIGNED_IN,
    "projects.show": SIGNED_IN,
    **dict.fromkeys([f"milestones.{name}" for name in ("index", "edit", "drop", "restore")], GTG),
    "projects.edit_participation": GTG,
    "plan_import_rows.participation": GTG,
    "project_roles.edit": GTG,
    "project_links.edit": GTG,
    "project_links.remove": GTG,
    "projects.edit_dates": GTG,
    "projects.confirm_open": GTG,
    "update_sheets.download": OWN_GROUP | {"other_lead"},
    "update_sheets.upload": OWN_GROUP | {"other_lead"},
    "update_sheets.save": OWN_GROUP | {"other_lead"},
    "updates.show": READERS | OWN_GROUP,
    "updates.evidence_file": READERS | OWN_GROUP,
    "updates.edit": OWN_GROUP,
    "updates.check": OWN_GROUP,
    "updates.submit": OWN_LEAD,
    "participation.add": OWN_GROUP,
    "participation.details": OWN_GROUP,
    "participation.figures": OWN_GROUP,
    "participation.remove": OWN_GROUP,
    "participation.repeat": OWN_GROUP,
    **dict.fromkeys([f"indicators.{name}" for name in ("add", "edit", "retire", "restore")], GTG),
    "plan_settings.edit": GTG,
    "plans.index": SIGNED_IN,
    "plans.choose": SIGNED_IN,
    "plans.word": SIGNED_IN,
    "plans.excel": SIGNED_IN,
    **dict.fromkeys(
        [f"plan_imports.{name}" for name in ("upload", "facts", "show", "decide", "confirm", "discard")], GTG
    ),
    **dict.fromkeys([f"plan_import_rows.{name}" for name in ("row", "name", "area")], GTG),
    "evidence.remove": OWN_GROUP,
    "evidence.restore": OWN_GROUP,
    "endorsements.read": OWN_GROUP,
    "endorsements.endorse": OWN_LEAD,
    "endorsements.choose": OWN_GROUP,
    "endorsements.contribute": OWN_GROUP,
    "comments.write": GTG,
    "comments.answer": GTG | OWN_GROUP,
    "comments.resolve": GTG | OWN_GROUP,
    "comments.reopen": GTG | OWN_GROUP,
    "history.versions": READERS | OWN_GROUP,
    "history.update": READERS | OWN_GROUP,
    "history.everything": GTG,
    "reviews.approve_many": GTG,
    "reviews.submit_for": GTG,
    "reviews.board": READERS,
    "reviews.show": READERS,
    "reviews.return_update": GTG,
    "reviews.approve": GTG,
    "reviews.reopen": GTG,
    "reviews.waive": GTG,
    "reviews.restore": GTG,
    "reviews.grant_extension": GTG,
    "reports.index": SIGNED_IN,
    "reports.edition": SIGNED_IN,
    "reports.edition_pdf": SIGNED_IN,
    "report_desk.show": READERS,
    "report_desk.preview": READERS,
    "report_desk.document": READERS,
    "report_desk.text": GTG,
    "report_translations.show": GTG,
    "report_translations.words": GTG,
    "report_desk.highlights": GTG,
    "report_desk.add_highlight": GTG,
    "report_desk.move_highlight": GTG,
    "report_desk.remove_highlight": GTG,
    "report_desk.styles": GTG,
    "report_desk.style": GTG,
    **dict.fromkeys(
        [f"report_publishing.{name}" for name in ("publish", "confirm", "withdraw", "start_correction", "people")], GTG
    ),
    "reports.pdf": READERS,
    "reports.request_build": GTG,
    "surveys.index": OWN_GROUP | {"other_lead"},
    "surveys.show": OWN_GROUP,
    "surveys.edit": OWN_GROUP,
    "surveys.check": OWN_GROUP,
    "surveys.submit": OWN_LEAD,
    "surveys.decline": OWN_LEAD,
    "surveys.ask_again": OWN_LEAD,
    "survey_files.edit": OWN_GROUP,
    "survey_files.remove": OWN_GROUP,
    "survey_files.download": READERS | OWN_GROUP,
    "survey_receipts.show": READERS | OWN_GROUP,
    "survey_receipts.request_pdf": READERS | OWN_GROUP,
    "survey_receipts.pdf": READERS | OWN_GROUP,
    "waves.index": READERS,
    "waves.show": READERS,
    "waves.new": GTG,
    "waves.edit": GTG,
    "waves.move": GTG,
    "waves.open_wave": GTG,
    "waves.unit": GTG,
    "waves.extend": GTG,
    "waves.reopen": GTG,
    "waves.ask_again": GTG,
    "survey_results.index": READERS,
    "survey_results.show": READERS,
    "survey_results.questions": READERS,
    "survey_results.indices": READERS,
    "survey_results.compare": READERS,
    "survey_results.open_answers": READERS,
    "survey_results.decide": GTG,
    "survey_downloads.index": READERS,
    "survey_downloads.download": READERS,
    "survey_downloads.ask": GTG,
    "survey_downloads.pdf": READERS,
    "survey_downloads.publish": GTG,
    "survey_downloads.published": EVERYBODY,
    "survey_downloads.all_published": EVERYBODY,
    "jobs.index": GTG,
    "jobs.pulse": EVERYBODY,
    "health.alive": EVERYBODY,
    "health.ready": EVERYBODY,
    "metrics.show": EVERYBODY,
    "reminders.index": GTG,
    "reminders.mail": GTG,
    "reminders.message": GTG,
    "reminders.send_test": GTG,
    "reminders.rehearse": GTG,
    "reminders.send": GTG,
    "reminder_rules.edit": GTG,
    **dict.fromkeys(
        [
            f"questionnaires.{name}"
            for name in (
                "show",
                "move",
                "remove",
                "new_section",
                "edit_section",
                "edit_indices",
                "copy",
                "print_version",
            )
        ],
        GTG,
    ),
    "questionnaire_preview.show": GTG,
    "xlsforms.download": GTG,
    "xlsforms.upload": GTG,
    "xlsforms.bring_in": GTG,
    "baselines.template": GTG,
    "baselines.upload": GTG,
    "baselines.bring_in": GTG,
    "questionnaire_questions.new": GTG,
    "questionnaire_questions.edit": GTG,
    "questionnaire_questions.rename": GTG,
    **dict.fromkeys([f"account.{name}" for name in ("show", "end_others")], SIGNED_IN),
    "second_factor.enter": EVERYBODY,
    "second_factor.set_up": GTG,
    "second_factor.drop": SIGNED_IN,
    "account.end_session": OWN_LEAD,
    "preferences.show": SIGNED_IN,
    "preferences.summary": READERS,
    "preferences.pause": SIGNED_IN,
    "preferences.resume": SIGNED_IN,
    "preferences.revoke_links": SIGNED_IN,
    "preferences.hand_over": SIGNED_IN,
    "preferences.unsubscribe": EVERYBODY,
    "calendar_feed.show": SIGNED_IN,
    "calendar_feed.make": SIGNED_IN,
    "calendar_feed.revoke": SIGNED_IN,
    "calendar_feed.feed": EVERYBODY,
    "periods.index": GTG,
    "periods.open_period": GTG,
    "people.index": GTG,
    "people.invite": GTG,
    "people.edit": GTG,
    "people.deactivate": GTG,
    "people.reactivate": GTG,
    "erasing.show": GTG,
    "people.hand_over": GTG,
    "people.invite_again": GTG,
    **dict.fromkeys([f"people_sheets.{name}" for name in ("template", "upload", "invite")], GTG),
    **dict.fromkeys([f"presidencies.{name}" for name in ("index", "edit", "remove")], GTG),
    **dict.fromkeys([f"groups.{name}" for name in ("index", "create", "show", "rename", "dissolve")], GTG),
}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Product]:
    yield from standing(tmp_path_factory.mktemp("access"), migrated_file)


@pytest.fixture
def fresh(product: Product) -> Product:
    return as_at_first(product)


def test_the_table_names_every_endpoint_and_no_other(product: Product) -> None:
    in_table = {name.rpartition(" ")[2] for name in WHO}
    in_product = {rule.endpoint for rule in product.app.url_map.iter_rules()}
    assert in_product - in_table == set(), "write a line for these in WHO"
    assert in_table - in_product == set(), "these are no longer there"


@pytest.mark.parametrize("endpoint", sorted({name.rpartition(" ")[2] for name in WHO}))
def test_an_endpoint_lets_in_exactly_whom_the_table_says(fresh: Product, endpoint: str) -> None:
    found = walk(fresh, endpoint, fresh.world.returned)
    assert found == {name: set(WHO.get(name, WHO[endpoint])) for name in found}


OF_ONE_UPDATE = sorted(
    name
    for name in WHO
    if name.split(".")[0] in {"updates", "participation", "evidence"}
    and name != "participation.repeat"  # a first update has nothing to repeat, not even for its own group
)


@pytest.mark.parametrize("endpoint", OF_ONE_UPDATE)
def test_what_was_never_sent_is_seen_by_its_own_group_alone(fresh: Product, endpoint: str) -> None:
    found = walk(fresh, endpoint, fresh.world.unsent)
    assert found == {name: set(WHO.get(name, WHO[endpoint]) & OWN_GROUP) for name in found}


def test_another_groups_update_is_as_unknown_as_one_that_never_was(product: Product) -> None:
    other = browser_of(product, "other_lead")
    of_own_group = other.get(f"/avances/{product.world.returned.update_id}")
    never_was = other.get("/avances/99999")
    assert (of_own_group.status_code, of_own_group.text) == (404, never_was.text)


def test_only_what_the_table_opens_to_everybody_is_declared_public(product: Product) -> None:
    declared = {endpoint: access.access_of(product.app, endpoint) for endpoint in product.app.view_functions}
    assert [endpoint for endpoint, permission in declared.items() if permission is None] == []
    public = {endpoint for endpoint, permission in declared.items() if permission == access.PUBLIC}
    assert public == {endpoint for endpoint, kinds in WHO.items() if kinds == EVERYBODY}


def test_a_view_that_declares_nothing_is_closed_to_everybody(app: Flask) -> None:
    app.add_url_rule("/olvidada", "forgotten", lambda: "abierta")
    with app.app_context():
        world = make_world(db.session, settings=app.extensions["settings"])
        db.session.commit()
    assert app.test_client().get("/olvidada").location == "/entrar?next=/olvidada"
    for user_id in world.people.values():
        client = app.test_client()
        with client.session_transaction() as session:
            session["user_id"], session["session_number"] = user_id, 0
        answer = client.get("/olvidada")
        assert "abierta" not in answer.text
        assert answer.status_code in (302, 403)


def test_a_session_ends_when_its_number_is_raised(fresh: Product) -> None:
    client = browser_of(fresh, "coordinator")
    assert client.get("/personas").status_code == 200
    with client.session_transaction() as session:
        session["session_number"] = -1
    assert client.get("/personas").status_code == 302
