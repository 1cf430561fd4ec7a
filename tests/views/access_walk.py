"""How the walk through every address is made: by whom, with what arguments, and what counts as let in."""

from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.views.access_world import Thing, World

ALL_KINDS = frozenset({"anonymous", "coordinator", "observer", "own_lead", "own_contributor", "other_lead", "inactive"})
"""«Own» is the group that the update belongs to. The inactive one was a coordinator and the group's lead."""
FILES = {"static": "css/tokens.css", "bootstrap.static": "css/bootstrap.min.css"}


@dataclass(frozen=True)
class Product:
    """The product with the world in it, put back as it was before each test."""

    app: Flask
    world: World
    database: Path
    untouched: Path


def browser_of(product: Product, kind: str) -> FlaskClient:
    client = product.app.test_client()
    if kind != "anonymous":
        with client.session_transaction() as session:
            session["user_id"], session["session_number"] = product.world.people[kind], 0
    return client


def rules(app: Flask, endpoint: str) -> list[Rule]:
    return list(app.url_map.iter_rules(endpoint))


def path_of(product: Product, rule: Rule, thing: Thing) -> str:
    known = product.world.arguments | asdict(thing) | {"filename": FILES.get(rule.endpoint, ""), "code": "en"}
    with product.app.test_request_context():
        return url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})


def is_let_in(client: FlaskClient, method: str, path: str) -> bool:
    """Whether the product did what was asked, or at least read it: a form that lacks answers was let in too."""
    answer = client.open(path, method=method, buffered=True)
    # 503 is how a watchdog is told that nobody has started the scheduler.
    assert answer.status_code < 500 or answer.status_code == 503, f"{method} {path} failed"
    sent_to_sign_in = answer.status_code == 302 and answer.location.startswith("/entrar?next=")
    return not sent_to_sign_in and answer.status_code not in (401, 403, 404, 405)


def walk(product: Product, endpoint: str, thing: Thing) -> dict[str, set[str]]:
    """Who is really let in by each method of the endpoint."""
    found: dict[str, set[str]] = {}
    for rule in rules(product.app, endpoint):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            path = path_of(product, rule, thing)
            found[f"{method} {endpoint}"] = {
                kind for kind in sorted(ALL_KINDS) if is_let_in(browser_of(product, kind), method, path)
            }
    return found
