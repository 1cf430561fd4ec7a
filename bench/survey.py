"""Answer the survey while more and more responses lie stored: pages and whole submissions a second, and queries.

A server of its own (gunicorn) on a database of its own. `get_per_s`: the page of a section, drawn. `post_per_s`: whole
submissions of the 35 questions, each of five sections opened and saved, the check opened, and the sending.
`results_per_s`: the results of the wave. Nothing of it may fall as responses pile up.
"""

import argparse
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from itertools import count
from urllib.parse import urlencode

from sqlalchemy import Engine, event, insert, select
from sqlalchemy.orm import Session

from bench._databases import fresh_database
from config import ROOT, read_settings
from monitor.app import create_app
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.waves import UnitKind
from monitor.models import (
    Group,
    GroupKind,
    Membership,
    Plan,
    SurveyResponse,
    SurveyVersion,
    User,
    Wave,
    WaveUnit,
)
from monitor.services import wave_moves
from monitor.services.default_questionnaire import default_questionnaire
from monitor.services.surveys import create_wave, get_survey, store_questionnaire

NOW = datetime(2021, 9, 20, 15, 0, tzinfo=UTC)
ANSWERS = {
    "sec_a": "q-a2=CL&q-a3=coord_grupo&q-a4__cl__m=3&q-a4__cl__h=4&q-a5__cl__m=1&q-a6=directorio&q-a7=2021-08-31",
    "sec_b": "q-b1=n2&q-b2=n1&q-b3=n1&q-b4=n1&q-b6=n3",
    "sec_c": "q-c1=8&q-c2=3&q-c3=n1&q-c4=n1&q-c5=n2&q-c6=n3&q-c7=2&q-c8=virtual",
    "sec_d": "q-d1=n3&q-d2=edad&q-d4=n1&q-d5=n0&q-d6=n1",
    "sec_e": "q-e1__w1__m=2&q-e2=n2&q-e3=lenguaje&q-e5=tiempo&q-e6=casos&q-e7=Una+practica&q-e8=si&"
    + "&".join(f"q-e4__{row}__{when}=3" for row in ("brechas", "proyectos", "datos") for when in ("antes", "hoy")),
}
HIDDEN = re.compile(r'<input type="hidden"[^>]*name="(csrf_token|lock_version|seen|author)" value="([^"]*)"')


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench survey", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--stored", default="0,200,2000", help="how many responses lie stored")
    parser.add_argument("--clients", default="2,16")
    parser.add_argument("--seconds", type=float, default=5)
    asked = parser.parse_args(arguments)
    stored, clients = ([int(each) for each in text.split(",")] for text in (asked.stored, asked.clients))
    figures = [measure(number, clients, asked.seconds) for number in stored]
    if asked.json:
        sys.stdout.write(json.dumps({"survey": figures}) + "\n")
        return 0
    for row in figures:
        sys.stdout.write(" ".join(f"{name}={value:g}" for name, value in row.items()) + "\n")
    return 0


def measure(stored: int, clients: list[int], seconds: float) -> dict[str, float]:
    """One database with so many stored responses, one server, every number of clients."""
    figures: dict[str, float] = {"stored": stored}
    with fresh_database() as engine, tempfile.TemporaryDirectory() as folder:
        spare = 20 + int(60 * seconds * len(clients))
        with Session(engine) as session:
            wave_id, free, coordinator = fill(session, stored, spare)
            session.commit()
        environment = environment_of(engine, folder)
        cookies, queries = cookies_and_queries(environment, wave_id, free, coordinator)
        figures |= queries
        with server(environment) as port:
            units = iter(free[1:])
            for number in clients:
                page = partial(Client(port, cookies[free[0][1]]).page, f"/responder/{free[0][0]}/sec_c")
                results = partial(Client(port, cookies[coordinator]).page, f"/encuestas/{wave_id}/resultados")
                for _worker in range(6):  # both workers have read the wave once before the clock runs
                    results()
                figures[f"get_per_s_{number}"] = rate(page, number, seconds)
                figures[f"results_per_s_{number}"] = rate(results, number, seconds)
                lock = threading.Lock()

                def whole(port: int = port, lock: threading.Lock = lock) -> None:
                    with lock:
                        unit_id, user_id = next(units)
                    answer_all(Client(port, cookies[user_id]), unit_id)

                figures[f"post_per_s_{number}"] = rate(whole, number, seconds)
    return figures


def fill(session: Session, stored: int, spare: int) -> tuple[int, list[tuple[int, int]], int]:
    """A wave with `stored` submitted responses; gives it, free units with their leads, and the coordinator."""
    plan = Plan(key="p", name="Plan", starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31), stated_rows=1)
    plan.time_zone = "America/Bogota"
    session.add(plan)
    coordinator = User(email="gtg@example.org", name="GTG", role=Role.COORDINATOR, created_at=NOW)
    session.add(coordinator)
    names = [f"G{number}" for number in range(stored + spare)]
    session.execute(
        insert(Group),
        [{"key": name, "acronym": name, "name": name, "kind": GroupKind.TECHNICAL_GROUP} for name in names],
    )
    session.execute(
        insert(User),
        [{"email": f"{name}@example.org", "name": name, "role": Role.MEMBER, "created_at": NOW} for name in names],
    )
    session.flush()
    groups = list(session.scalars(select(Group.id).order_by(Group.id)))
    users = list(session.scalars(select(User.id).where(User.role == Role.MEMBER).order_by(User.id)))
    session.execute(
        insert(Membership),
        [
            {"user_id": user, "group_id": group, "role": GroupRole.LEAD}
            for user, group in zip(users, groups, strict=True)
        ],
    )
    wave = open_wave(session, plan)
    units = list(session.scalars(select(WaveUnit.id).where(WaveUnit.wave_id == wave.id).order_by(WaveUnit.group_id)))
    leads = dict(zip(units, users, strict=True))
    store(session, wave, units[:stored], leads)
    return wave.id, [(unit, leads[unit]) for unit in units[stored:]], coordinator.id


def open_wave(session: Session, plan: Plan) -> Wave:
    questionnaire = default_questionnaire()
    survey = get_survey(session, plan, questionnaire)
    kept = store_questionnaire(session, survey, questionnaire, actor=None, now=NOW)
    dates = {"opens_on": date(2021, 9, 1), "closes_on": date(2021, 12, 31)}
    wave = create_wave(
        session, survey, questionnaire=kept, name="V", unit_kind=UnitKind.GROUP, actor=None, now=NOW, **dates
    )
    wave_moves.publish(session, wave, actor=None, now=NOW)
    wave_moves.open_wave(session, wave, actor=None, now=NOW)
    return wave


def store(session: Session, wave: Wave, units: list[int], leads: dict[int, int]) -> None:
    """Submitted responses as they lie in the database."""
    if not units:
        return
    values = {"a2": ["CL"], "b1": "n2", "b2": "n1", "b3": "n1", "b4": "n1", "b6": "n3", "c1": 8, "c2": 3, "d1": "n3"}
    answers = {"schema": 1, "values": values, "comments": {}}
    at = {"started_at": NOW, "saved_at": NOW, "answers": answers, "is_current": True, "is_submitted": True}
    session.execute(
        insert(SurveyResponse),
        [{"wave_id": wave.id, "unit_id": unit, "submitted_number": 1, "lock_version": 1, **at} for unit in units],
    )
    responses = session.execute(select(SurveyResponse.id, SurveyResponse.unit_id)).all()
    frozen = {"questionnaire_sha256": "", "sha256": "", "submitted_at": NOW, "answers": answers, "number": 1}
    session.execute(
        insert(SurveyVersion),
        [
            {
                "wave_id": wave.id,
                "response_id": row.id,
                "folio": f"F{row.id}",
                "submitted_by_id": leads[row.unit_id],
                **frozen,
            }
            for row in responses
        ],
    )
    for unit in session.scalars(select(WaveUnit).where(WaveUnit.id.in_(units[:500]))):
        unit.answered_on = NOW.date()


def environment_of(engine: Engine, folder: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "MONITOR_DEMO": "1",
        "DEMO_DATE": "2021-09-20",
        "SECRET_KEY": "measured-" + "x" * 40,
        "UPLOAD_DIR": folder,
        "MAILBOX_DIR": f"{folder}/mail",
        "BASE_URL": "http://127.0.0.1",
    }


def cookies_and_queries(
    environment: dict[str, str], wave_id: int, free: list[tuple[int, int]], coordinator: int
) -> tuple[dict[int, str], dict[str, float]]:
    """The session cookies of everybody, and how many statements a page, a save and the results take."""
    app = create_app(read_settings(environment))
    app.config["WTF_CSRF_ENABLED"] = False
    cookies = {}
    for user_id in (coordinator, *(user for _unit, user in free)):
        client = app.test_client()
        with client.session_transaction() as browser:
            browser["user_id"], browser["session_number"] = user_id, 0
        cookie = client.get_cookie("monitor")
        assert cookie is not None
        cookies[user_id] = cookie.value
    unit_id, user_id = free[0]
    queries = {}
    for name, who, method, path in (
        ("queries_get", user_id, "GET", f"/responder/{unit_id}/sec_c"),
        ("queries_save", user_id, "POST", f"/responder/{unit_id}/sec_c"),
        ("queries_results", coordinator, "GET", f"/encuestas/{wave_id}/resultados"),
    ):
        client = app.test_client()
        client.set_cookie("monitor", cookies[who])
        data = ANSWERS["sec_c"] + "&seen=&lock_version=0&then=next" if method == "POST" else None
        client.open(path, method="GET")
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object, said: list[str] = said) -> None:
            said.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        client.open(path, method=method, data=data, content_type="application/x-www-form-urlencoded")
        event.remove(Engine, "before_cursor_execute", note)
        queries[name] = float(len(said))
    return cookies, queries


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait()


class Client:
    """A browser without a screen: it keeps its cookie and sends back the hidden fields of a page."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, f"monitor={cookie}"

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        fresh = (answer.getheader("Set-Cookie") or "").split(";", 1)[0]
        if fresh.startswith("monitor="):
            self.cookie = fresh
        connection.close()
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path} answers {answer.status}")
        return text

    def page(self, path: str) -> str:
        return self.ask("GET", path)

    def send(self, page: str, path: str, body: str) -> None:
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        self.ask("POST", path, f"{urlencode(hidden)}&{body}")


def answer_all(client: Client, unit_id: int) -> None:
    """All 35 questions, as a person would: page by page, then the check, then sent."""
    for section, body in ANSWERS.items():
        path = f"/responder/{unit_id}/{section}"
        client.send(client.page(path), path, f"{body}&then=next")
    client.send(client.page(f"/responder/{unit_id}/revisar"), f"/responder/{unit_id}/enviar", "x=")


def rate(act: Callable[[], object], clients: int, seconds: float) -> float:
    """How often a second so many clients do it at once."""
    done, until = count(), time.perf_counter() + seconds
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while time.perf_counter() < until:
                act()
                next(done)
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _each in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return round(next(done) / (time.perf_counter() - began), 2)
