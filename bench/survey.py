"""Answer the survey while more and more responses lie stored: pages and whole submissions a second, and queries.

For each number of stored responses a server of its own (gunicorn) on a database of its own, all of them running; they
take turns, a fraction of a second each, so that whatever else the machine does slows all of them alike. A figure is the
median of the turns.

`get_per_s`: the page of a section, drawn. `post_per_s`: whole submissions of the 35 questions, each of five sections
opened and saved, the check opened, and the sending. `results_per_s`, `questions_per_s`, `indices_per_s` and
`texts_per_s`: pages of the wave's results. `after_s`: the first page of indices after a submission, which reads what is
new. `ratio`: each figure with the most responses stored against the fewest, of those with any.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bench._databases import fresh_database
from bench._server import Client, rate, server
from bench._survey_world import fill
from config import read_settings
from monitor.app import create_app

ANSWERS = {
    "sec_a": "q-a2=CL&q-a3=coord_grupo&q-a4__cl__m=3&q-a4__cl__h=4&q-a5__cl__m=1&q-a6=directorio&q-a7=2021-08-31",
    "sec_b": "q-b1=n2&q-b2=n1&q-b3=n1&q-b4=n1&q-b6=n3",
    "sec_c": "q-c1=8&q-c2=3&q-c3=n1&q-c4=n1&q-c5=n2&q-c6=n3&q-c7=2&q-c8=virtual",
    "sec_d": "q-d1=n3&q-d2=edad&q-d4=n1&q-d5=n0&q-d6=n1",
    "sec_e": "q-e1__w1__m=2&q-e2=n2&q-e3=lenguaje&q-e5=tiempo&q-e6=casos&q-e7=Una+practica&q-e8=si&"
    + "&".join(f"q-e4__{row}__{when}=3" for row in ("brechas", "proyectos", "datos") for when in ("antes", "hoy")),
}
RESULTS = {"results": "", "questions": "/preguntas", "indices": "/indices", "texts": "/textos"}
"""Pages of results: with nothing stored there is only the first."""
PAGES = ("get", *RESULTS)
ROUNDS = 5


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench survey", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--stored", default="0,200,2000", help="how many responses lie stored")
    parser.add_argument("--clients", default="2,16")
    parser.add_argument("--seconds", type=float, default=5, help="for each figure")
    asked = parser.parse_args(arguments)
    stored, clients = ([int(each) for each in text.split(",")] for text in (asked.stored, asked.clients))
    figures = measure(stored, clients, asked.seconds)
    told = ratios(figures)
    if asked.json:
        sys.stdout.write(json.dumps({"survey": figures, "ratio": told}) + "\n")
        return 0
    for row in (*figures, told):
        sys.stdout.write(" ".join(f"{name}={value:g}" for name, value in row.items()) + "\n")
    return 0


Act = Callable[[], object]


@dataclass(frozen=True)
class House:
    """One server with so many stored responses: what can be asked of it, by the name of the figure."""

    stored: int
    queries: dict[str, float]
    pages: dict[str, Act]
    submit: Act


def measure(stored: list[int], clients: list[int], seconds: float) -> list[dict[str, float]]:
    """For each number of stored responses its figures."""
    with ExitStack() as stack:
        turns = ROUNDS * len(clients)
        spare = 20 + int(60 * seconds * len(clients)) + turns
        houses = [stack.enter_context(house(number, spare)) for number in stored]
        figures = [{"stored": float(each.stored), **each.queries} for each in houses]
        for number in clients:
            for name in PAGES:
                take_turns(
                    figures, f"{name}_per_s_{number}", [each.pages.get(name) for each in houses], number, seconds
                )
            take_turns(figures, f"post_per_s_{number}", [each.submit for each in houses], number, seconds)
        for each, row in zip(houses, figures, strict=True):
            if "indices" in each.pages:
                row["after_s"] = statistics.median(after(each) for _turn in range(ROUNDS))
    return figures


def take_turns(
    figures: list[dict[str, float]], name: str, acts: list[Act | None], clients: int, seconds: float
) -> None:
    """One figure of every house that has it: they are asked one after the other, over and over."""
    told: dict[int, list[float]] = {}
    if not name.startswith("post"):  # both workers have drawn the page before the clock runs
        for page in [each for each in acts if each is not None for _time in range(6)]:
            page()
    for _turn in range(ROUNDS):
        for place, act in enumerate(acts):
            if act is not None:
                told.setdefault(place, []).append(rate(act, clients, seconds / ROUNDS))
    for place, rates in told.items():
        figures[place][name] = statistics.median(rates)


def after(each: House) -> float:
    """How long the first page takes that must take in a new response."""
    each.submit()
    began = time.perf_counter()
    each.pages["indices"]()
    return round(time.perf_counter() - began, 4)


def ratios(figures: list[dict[str, float]]) -> dict[str, float]:
    """The last against the first that has any response, figure by figure."""
    filled = [row for row in figures if row["stored"]]
    if not filled:
        return {}
    first, last = filled[0], filled[-1]
    return {name: round(last[name] / value, 3) for name, value in first.items() if value and name in last}


@contextmanager
def house(stored: int, spare: int) -> Iterator[House]:
    with fresh_database() as engine, tempfile.TemporaryDirectory() as folder:
        with Session(engine) as session:
            wave_id, free, coordinator = fill(session, stored, spare)
            session.commit()
        environment = environment_of(engine, folder)
        cookies, queries = cookies_and_queries(environment, wave_id, free, coordinator)
        with server(environment) as port:
            units, lock = iter(free[1:]), threading.Lock()

            def submit() -> None:
                with lock:
                    unit_id, user_id = next(units)
                answer_all(Client(port, cookies[user_id]), unit_id)

            reader, writer = Client(port, cookies[coordinator]), Client(port, cookies[free[0][1]])
            results = {name: path for name, path in RESULTS.items() if stored or name == "results"}
            pages: dict[str, Act] = {
                name: partial(reader.page, f"/encuestas/{wave_id}/resultados{path}") for name, path in results.items()
            }
            pages["get"] = partial(writer.page, f"/responder/{free[0][0]}/sec_c")
            yield House(stored, queries, pages, submit)


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
    base = f"/encuestas/{wave_id}/resultados"
    for name, who, method, path in (
        ("queries_get", user_id, "GET", f"/responder/{unit_id}/sec_c"),
        ("queries_save", user_id, "POST", f"/responder/{unit_id}/sec_c"),
        *((f"queries_{name}", coordinator, "GET", f"{base}{path}") for name, path in RESULTS.items()),
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


def answer_all(client: Client, unit_id: int) -> None:
    """All 35 questions, as a person would: page by page, then the check, then sent."""
    for section, body in ANSWERS.items():
        path = f"/responder/{unit_id}/{section}"
        client.send(client.page(path), path, f"{body}&then=next")
    client.send(client.page(f"/responder/{unit_id}/revisar"), f"/responder/{unit_id}/enviar", "x=")
