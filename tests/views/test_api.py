"""The read API: it says what its document says, to everybody what is public and to keys what they open."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from config import ROOT
from monitor.api_operations import OPERATIONS, document
from monitor.db import db
from monitor.services import api_tokens
from tests.views.api_world import APPROVED_LATER, CONTACT, DRAFT, FEW, PUBLISHED, ApiWorld, make_app, make_world

FEW_EXAMPLES = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(migrated_file, folder / "api.sqlite3")
    app = make_app(folder, folder / "api.sqlite3")
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(app: Flask) -> ApiWorld:
    return make_world(app)


@pytest.fixture
def stranger(app: Flask, world: ApiWorld) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def many_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_tokens, "CALLS_OF_A_NETWORK", 100_000)
    monkeypatch.setattr(api_tokens, "CALLS_OF_A_TOKEN", 100_000)


def with_key(world: ApiWorld, name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.keys[name]}"}


def items(client: FlaskClient, path: str, **values: Any) -> list[dict[str, Any]]:
    answer = client.get(path, **values)
    assert answer.status_code == 200, answer.text
    return answer.get_json()["items"]


def every_item(client: FlaskClient, path: str) -> Iterator[dict[str, Any]]:
    """Page after page, one thing on each."""
    address: str | None = f"{path}?limit=1"
    while address:
        page = client.get(address).get_json()
        yield from page["items"]
        address = page["next"]


def public_paths(world: ApiWorld) -> list[str]:
    places = {"plan": world.plan.key, "number": world.project.number, "results": world.results}
    return ["/api/v1" + each.path.format(**places) for each in OPERATIONS if each.scope is None]


def test_the_committed_document_is_the_one_that_is_served(stranger: FlaskClient) -> None:
    """`flask api document > docs/openapi.json` makes it anew."""
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert stranger.get("/api/v1/openapi.json").get_json() == committed == document()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_every_operation_answers_as_its_document_says(app: Flask, world: ApiWorld, mode: GenerationMode) -> None:
    """Schemathesis calls each with values of the address that fit the document, and with others, to be refused."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    called = set()
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a broken document fails here, as it should
        if mode is GenerationMode.NEGATIVE and not operation.query:
            continue

        @FEW_EXAMPLES
        @given(operation.as_strategy(generation_mode=mode))
        def answers_as_described(case: Any) -> None:
            case.headers = with_key(world, "all")
            case.call_and_validate()

        answers_as_described()
        called.add(operation.path)
    expected = {each.path for each in OPERATIONS if mode is GenerationMode.POSITIVE or each.in_query}
    assert called == expected


def test_answers_with_something_in_them_are_as_described_too(app: Flask, world: ApiWorld) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    places = {"plan": world.plan.key, "number": world.project.number, "results": world.results}
    empty = []
    for own in OPERATIONS:
        operation = schema[own.path]["GET"]
        case = operation.Case(
            path_parameters={each.name: places[each.name] for each in own.in_path},
            headers=with_key(world, "all"),
        )
        answer = case.call_and_validate().json()
        if own.listed and not answer["items"]:
            empty.append(own.name)
    assert empty == ["annual_editions"]


def test_strangers_learn_nothing_but_the_plan_and_what_was_published(stranger: FlaskClient, world: ApiWorld) -> None:
    said = "".join(stranger.get(path).text for path in public_paths(world))

    assert PUBLISHED in said
    assert world.project.activity in said
    for secret in (APPROVED_LATER, DRAFT, CONTACT, "2021-T4", "@example.org", world.hidden_plan.key):
        assert secret not in said
    (whole,) = items(stranger, f"/api/v1/plans/{world.plan.key}/participation")
    assert (whole["women"], whole["men"], whole["total"]) == (None, 40, None)
    assert whole["hidden"] == ["women", "total"]
    assert whole["share_of_women"] is None


def test_a_plan_without_a_period_is_not_there(stranger: FlaskClient, world: ApiWorld) -> None:
    for rest in ("", "/projects", "/figures"):
        answer = stranger.get(f"/api/v1/plans/{world.hidden_plan.key}{rest}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_key_opens_what_it_is_for_and_no_more(stranger: FlaskClient, world: ApiWorld) -> None:
    updates = f"/api/v1/plans/{world.plan.key}/updates"
    real = f"/api/v1/plans/{world.plan.key}/real-participation"

    assert [stranger.get(path).status_code for path in (updates, real)] == [401, 401]
    answers = [stranger.get(path, headers=with_key(world, "nothing")) for path in (updates, real)]
    assert [answer.status_code for answer in answers] == [403, 403]
    told = items(stranger, updates, headers=with_key(world, "updates"))
    assert [each["achieved"] for each in told] == [PUBLISHED, APPROVED_LATER]
    assert "cells" not in json.dumps(told)
    assert stranger.get(real, headers=with_key(world, "updates")).status_code == 403
    counted = items(stranger, real + "?period=2021-T3", headers=with_key(world, "all"))
    assert counted[0]["activities"][0]["cells"][0]["value"] in (FEW, 40)


def test_a_key_sees_the_periods_and_dates_of_now(stranger: FlaskClient, world: ApiWorld) -> None:
    path = f"/api/v1/plans/{world.plan.key}"
    assert [each["key"] for each in items(stranger, f"{path}/periods")] == ["2021-T3"]
    opened = items(stranger, f"{path}/periods", headers=with_key(world, "updates"))
    assert [each["counts"] for each in opened][1] == {"expected": 2, "received": 1, "approved": 1, "waived": 0}
    assert stranger.get(f"{path}/projects/{world.project.number}").get_json()["current_dates"] is None


def test_a_wrong_or_revoked_key_opens_nothing_not_even_what_is_public(app: Flask, world: ApiWorld) -> None:
    client = app.test_client()
    for given_key in ("Bearer hraem_no", "Bearer ", "Basic YTpi", "Bearer " + world.keys["all"][:-1]):
        answer = client.get("/api/v1/plans", headers={"Authorization": given_key})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_while_nothing_changes_the_answer_is_not_sent_again(stranger: FlaskClient, world: ApiWorld) -> None:
    for path in public_paths(world):
        first = stranger.get(path)
        again = stranger.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), path
    with_other_eyes = stranger.get(
        f"/api/v1/plans/{world.plan.key}/periods",
        headers=with_key(world, "updates") | {"If-None-Match": first.headers["ETag"]},
    )
    assert with_other_eyes.status_code == 200


def test_answers_may_be_kept_by_caches_only_where_everybody_gets_the_same(
    stranger: FlaskClient, world: ApiWorld
) -> None:
    public, own = stranger.get("/api/v1/plans"), stranger.get("/api/v1/plans", headers=with_key(world, "nothing"))
    assert public.headers["Cache-Control"] == "public, max-age=60"
    assert own.headers["Cache-Control"] == "private, no-cache"
    for answer in (public, own):
        assert "Authorization" in answer.headers["Vary"]
        assert "Cookie" not in answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers


def test_page_after_page_brings_everything_once(stranger: FlaskClient, world: ApiWorld) -> None:
    for name in ("projects", "statuses", "figures", "milestones", "editions"):
        path = f"/api/v1/plans/{world.plan.key}/{name}"
        whole = items(stranger, path)
        assert whole
        assert list(every_item(stranger, path)) == whole
    words = items(stranger, "/api/v1/vocabulary")
    assert {"kind": "Status", "code": "in_progress", "es": "En curso", "en": "In progress"} in words


def test_rows_are_chosen_by_period_project_and_edition(stranger: FlaskClient, world: ApiWorld) -> None:
    path = f"/api/v1/plans/{world.plan.key}/statuses"
    (own,) = items(stranger, f"{path}?project={world.project.number}&period=2021-T3&edition=1.0")
    assert (own["achieved"], own["status"], own["answers"][0]["outcome"]) == (PUBLISHED, "in_progress", "approved")
    assert items(stranger, f"{path}?period=2020-T1") == []
    assert items(stranger, f"{path}?edition=9.9") == []


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/api/v1/plans?limit=0", 400, "limit"),
        ("/api/v1/plans?cursor=x", 400, "cursor"),
        ("/api/v1/nada", 404, None),
        ("/api/v1/plans/%00", 404, None),
        ("/api/v1/surveys/99", 404, None),
    ],
)
def test_errors_are_problems_with_a_sentence(
    stranger: FlaskClient, path: str, status: int, parameter: str | None
) -> None:
    answer = stranger.get(path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    told = json.loads(answer.text)
    assert (told["status"], told.get("parameter")) == (status, parameter)
    assert not set("«áéíóúñ") & set(told["detail"])


def test_it_can_only_be_read(stranger: FlaskClient) -> None:
    answer = stranger.post("/api/v1/plans", json={})
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_calls_are_counted_over_all_processes(
    app: Flask, world: ApiWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "CALLS_OF_A_NETWORK", 3)
    other_process = make_app(
        tmp_path, Path(app.config["SQLALCHEMY_ENGINES"]["default"]["url"].removeprefix("sqlite:///"))
    )
    network = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
    answers = [each.test_client().get("/api/v1/", **network) for each in (app, other_process, app, other_process)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[1].headers["RateLimit"].startswith('"calls";r=1;t=')
    assert answers[3].mimetype == "application/problem+json"
    assert 0 < int(answers[3].headers["Retry-After"]) <= 300
    assert app.test_client().get("/api/v1/", headers=with_key(world, "nothing"), **network).status_code == 200
    with other_process.app_context():
        db.engine.dispose()


def test_the_examples_in_the_documentation_name_addresses_and_fields_that_are_there(
    stranger: FlaskClient, world: ApiWorld
) -> None:
    told = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    used = set(re.findall(r"api/v1/plans/hraem-2021-2023/([a-z-]+)", told))
    assert used == {"statuses", "projects", "updates"}
    found = {
        name: set(items(stranger, f"/api/v1/plans/{world.plan.key}/{name}", headers=with_key(world, "all"))[0])
        for name in (*used, "figures")
    }
    assert {"project", "percent_done"} <= found["statuses"]
    assert {"of", "period", "women", "men", "total", "share_of_women"} <= found["figures"]
    for fields in re.findall(r'\{"([a-z_]+)", Int64', told):
        assert fields in found["statuses"]
