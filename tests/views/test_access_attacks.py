"""Two walks by people who mean harm: forms sent from other sites, and things of other groups by way of one's own."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from flask import url_for
from werkzeug.routing import Rule

from monitor.db import db
from monitor.domain.updates import State
from monitor.models import Base, Comment, Decision, Group, ProgressUpdate, User
from tests.factories import make_project, make_update
from tests.views.access_product import as_at_first, standing
from tests.views.access_walk import ALL_KINDS, Product, browser_of, path_of
from tests.views.access_world import BEFORE, Thing, fill, send
from tests.views.survey_access import survey_arguments
from tests.views.test_access import WHO

SAFE = {"GET", "HEAD", "OPTIONS"}
WITHOUT_TOKEN = {"preferences.unsubscribe"}
"""The button in the mail programs of RFC 8058, which know no page of ours; the secret in its address is its token."""
FOR_EVERY_GROUP = {
    "annual_reports.show": "what was published of a year",
    "dashboards.rows": "the dashboard shows everybody the same figures of the whole plan",
    "plans.choose": "which plan one looks at, kept in one's own session",
    "plans.excel": "the plan as it was published",
    "plans.word": "the plan as it was published",
    "projects.show": "the plan's own words and who is responsible",
    "reports.edition": "what was published of a quarter",
    "reports.edition_pdf": "what was published of a quarter",
}
"""Addresses with something's number or name that a person of any group may open, and why nothing is given away."""


@pytest.fixture(scope="module")
def standing_product(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Product]:
    yield from standing(tmp_path_factory.mktemp("attacks"), migrated_file)


@pytest.fixture
def product(standing_product: Product) -> Product:
    return as_at_first(standing_product)


def everything(product: Product) -> dict[str, list[tuple[object, ...]]]:
    with product.app.app_context():
        return {
            table.name: [tuple(row) for row in db.session.execute(table.select())]
            for table in Base.metadata.sorted_tables
        }


def changing(product: Product) -> list[tuple[str, Rule]]:
    """Each method and address that can change something."""
    return [
        (method, rule) for rule in product.app.url_map.iter_rules() for method in sorted((rule.methods or set()) - SAFE)
    ]


def test_nothing_is_taken_from_a_form_without_its_token(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(product.app.config, "WTF_CSRF_ENABLED", True)
    before, powerful, refused = everything(product), browser_of(product, "coordinator"), 0
    for method, rule in changing(product):
        if rule.endpoint in WITHOUT_TOKEN:
            continue
        path = path_of(product, rule, product.world.returned)
        for sent in ({}, {"csrf_token": "of another"}):
            answer = powerful.open(path, method=method, data=sent)
            assert (answer.status_code, "se abrió hace mucho" in answer.text) == (400, True), f"{method} {path}"
            refused += 1
    assert refused > 250
    assert everything(product) == before


def test_whoever_is_not_signed_in_needs_the_token_too(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(product.app.config, "WTF_CSRF_ENABLED", True)
    before = everything(product)
    for method, rule in changing(product):
        if WHO.get(f"{method} {rule.endpoint}", WHO[rule.endpoint]) == ALL_KINDS and rule.endpoint not in WITHOUT_TOKEN:
            path = path_of(product, rule, product.world.returned)
            answer = product.app.test_client().open(path, method=method)
            assert (answer.status_code, "Su sesión terminó" in answer.text) == (401, True), f"{method} {path}"
    assert everything(product) == before


def test_an_address_about_something_is_closed_to_other_groups_or_says_why_not(product: Product) -> None:
    about_something = {rule.endpoint for rule in product.app.url_map.iter_rules() if rule.arguments}
    open_to_all = {name for name in about_something if "other_lead" in WHO[name] and "anonymous" not in WHO[name]}
    assert open_to_all == set(FOR_EVERY_GROUP), "write here why every group may open it, or close it"


def own_of_the_other(product: Product) -> tuple[Thing, dict[str, int | str]]:
    """Gives the other group an update of its own, open for writing, and a survey; and their arguments."""
    uploads = product.app.extensions["settings"].upload_dir
    with product.app.app_context():
        session = db.session
        lead = session.get_one(User, product.world.people["other_lead"])
        reviewer = session.get_one(User, product.world.people["coordinator"])
        returned = session.get_one(ProgressUpdate, product.world.returned.update_id)
        group = session.get_one(Group, lead.memberships[0].group_id)
        project = make_project(session, returned.project.plan, group)
        own = make_update(session, project, returned.period, state=State.RETURNED, correct_by=returned.correct_by)
        thing = fill(session, own, lead, uploads)
        send(session, own, lead, reviewer, Decision.RETURNED)
        asked = Comment(
            update_id=own.id, version=own.versions[-1], question="achieved", text="¿Y?", written_at=BEFORE,
            written_by=reviewer,
        )  # fmt: skip
        session.add(asked)
        survey = survey_arguments(session, group, lead, uploads, plan=project.plan)
        session.commit()
        return thing, {"comment_id": asked.id, **survey}


INNER = ("activity_id", "evidence_id", "comment_id", "file_id", "kept_id")
OUTER = ("update_id", "unit_id", "sent_id")
TOKEN = re.compile(r'name="csrf_token"[^>]*')


def test_by_way_of_ones_own_nobody_reaches_a_thing_of_another_group(product: Product) -> None:
    own, own_arguments = own_of_the_other(product)
    before, tried = everything(product), set()
    answers = {"survey_files.remove": 302}  # back to the files, saying that it is there no more
    theirs = {**product.world.arguments, **asdict(product.world.returned)}
    known = {**theirs, **own_arguments, **asdict(own)}
    for rule in product.app.url_map.iter_rules():
        inner = [name for name in INNER if name in rule.arguments]
        if not inner or not any(name in rule.arguments for name in OUTER) or "own_lead" not in WHO[rule.endpoint]:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            sent = {"text": "Mío", "lock_version": "1", "activity": "Mía", "total": "1"}
            of_another, never_was = (
                browser_of(product, "other_lead").open(built(product, rule, known | numbers), method=method, data=sent)
                for numbers in ({name: theirs[name] for name in inner}, dict.fromkeys(inner, 99999))
            )
            assert of_another.status_code == answers.get(rule.endpoint, 404), f"{method} {rule.endpoint}"
            assert TOKEN.sub("", of_another.text) == TOKEN.sub("", never_was.text)
            tried.add(rule.endpoint)
    assert len(tried) >= 10
    assert everything(product) == before


def test_ones_own_things_are_reached_by_the_same_addresses(product: Product) -> None:
    """Without which the walk above would prove nothing."""
    own, own_arguments = own_of_the_other(product)
    known = {**product.world.arguments, **own_arguments, **asdict(own)}
    for rule in product.app.url_map.iter_rules():
        if any(name in rule.arguments for name in INNER) and "own_lead" in WHO[rule.endpoint]:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                answer = browser_of(product, "other_lead").open(
                    built(product, rule, known), method=method, buffered=True
                )
                assert answer.status_code not in (403, 404), f"{method} {rule.endpoint}"


def built(product: Product, rule: Rule, known: dict[str, Any]) -> str:
    with product.app.test_request_context():
        return url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
