"""Who asks and for which address, with proxies in front and without."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request

from config import WrongSetting, read_settings
from monitor.app import create_app
from monitor.db import db
from monitor.proxies import trust
from monitor.services.sign_in import LINKS_PER_NETWORK
from tests.factories import make_coordinator
from tests.fixtures import test_settings

HOUSE = "https://monitor.example.org"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    """The product at an address of its own, behind one proxy."""
    folder = tmp_path_factory.mktemp("proxies")
    shutil.copy(migrated_file, folder / "house.sqlite3")
    settings = test_settings(folder, f"sqlite:///{folder}/house.sqlite3")
    made = create_app(replace(settings, base_url=HOUSE, trusted_proxies=1))
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        make_coordinator(db.session, email="ana@example.org")
        db.session.commit()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    "host",
    ["evil.example", "monitor.example.org.evil.example", "evil.example:443", "127.0.0.1", "localhost", "a b", "x@y/z"],
)
def test_another_host_name_is_refused_before_anything_is_done(house: Flask, host: str) -> None:
    client = house.test_client()
    for method, path in (("GET", "/entrar"), ("POST", "/entrar"), ("GET", "/personas"), ("GET", "/nothing-here")):
        answer = client.open(path, method=method, headers={"Host": host}, data={"email": "a@example.org"})
        assert answer.status_code == 400, path
        assert host not in answer.text
        assert "Location" not in answer.headers


def test_a_host_name_that_another_header_claims_is_not_looked_at(house: Flask) -> None:
    client = house.test_client()
    evil = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = client.get("/entrar", base_url=HOUSE, headers=evil)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)
    wrong = client.get("/entrar", headers={"Host": "evil.example", "X-Forwarded-Host": "monitor.example.org"})
    assert wrong.status_code == 400


@pytest.mark.parametrize("host", ["monitor.example.org", "Monitor.Example.org", "monitor.example.org:443"])
def test_its_own_name_is_answered_to(house: Flask, host: str) -> None:
    assert house.test_client().get("/entrar", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_balancer_may_ask_by_the_address_of_the_machine(house: Flask, path: str) -> None:
    assert house.test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "127.0.0.1 http"),
        (1, "203.0.113.9", "203.0.113.9 https"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9 https"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.3", "203.0.113.9 https"),
    ],
)
def test_only_the_proxies_of_the_house_say_who_asks(proxies: int, forwarded: str, seen: str) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/", "who", lambda: f"{request.remote_addr} {request.scheme}")
    trust(bare, proxies)
    claimed = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https, https"}
    assert bare.test_client().get("/", headers=claimed).text == seen


def test_behind_a_proxy_each_visitor_has_the_links_of_their_own_network(house: Flask) -> None:
    client = house.test_client()

    def ask(number: int, visitor: str) -> int:
        """How it is answered; what somebody claims before the proxy's own word does not count."""
        claimed = {"X-Forwarded-For": f"192.0.2.{number}, {visitor}"}
        nobody = {"email": f"nobody{number}@example.org"}
        return client.post("/entrar", base_url=HOUSE, data=nobody, headers=claimed).status_code

    answers = [ask(number, "203.0.113.9") for number in range(LINKS_PER_NETWORK + 1)]
    assert answers == [302] * LINKS_PER_NETWORK + [429]
    assert ask(100, "203.0.113.10") == 302
    assert ask(101, "no address") == 302


@pytest.mark.parametrize("value", ["monitor.example.org", "ftp://monitor.example.org", "https://", "https:///x"])
def test_an_address_that_is_none_stops_the_start(value: str) -> None:
    good = {"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite:///x", "UPLOAD_DIR": "x"}
    with pytest.raises(WrongSetting, match="BASE_URL"):
        read_settings(good | {"BASE_URL": value})
