"""Many visitors at once, in a process of their own: `python -m bench._load`, told on stdin in JSON what to do.

`{"port": …, "asks": [[path, cookie], …], "clients": 20, "seconds": 5, "requests": 0}` opens pages; with
`"pause": [3, 9]` each ask is instead a person who types into that form, and every pause in the typing saves it.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAMED = re.compile(r'(name|value)="([^"]*)"')
LEAST_TRIES = 3
"""Everybody saves once, or has tried so often, however short the measurement is."""
WORDS = ("taller", "con", "treinta", "empresarias", "de", "cuatro", "países", "y", "su", "plan", "de", "trabajo")


@dataclass
class Tally:
    """What all visitors together lived through."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    size: int = 0

    def told(self, seconds: float) -> dict[str, Any]:
        times = sorted(self.times) or [0.0]
        at = {
            f"p{share}_ms": round(1000 * times[min(len(times) - 1, len(times) * share // 100)], 1)
            for share in (50, 95, 99)
        }
        return {
            "per_s": round(len(self.times) / seconds, 1),
            **at,
            "max_ms": round(1000 * times[-1], 1),
            "requests": len(self.times),
            "errors": len(self.errors),
            "first_errors": self.errors[:3],
            "bytes": self.size,
        }


def ask(port: int, method: str, path: str, cookie: str, body: str | None = None) -> tuple[int, str, str]:
    """Status, text, and the cookie as it is afterwards."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    if body is not None:
        headers["Accept"] = "application/json"
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    fresh = (answer.getheader("Set-Cookie") or "").split(";", 1)[0]
    return answer.status, text, fresh if fresh.startswith("monitor=") else cookie


def timed(tally: Tally, act: Callable[[], tuple[int, str, str]]) -> tuple[str, str]:
    began = time.perf_counter()
    try:
        status, text, cookie = act()
    except OSError as error:
        tally.errors.append(repr(error))
        return "", ""
    tally.times.append(time.perf_counter() - began)
    if status != http.HTTPStatus.OK:
        tally.errors.append(f"{status} {text[:200]}")
        return "", cookie
    tally.size = len(text.encode())
    return text, cookie


def visit(order: dict[str, Any], tally: Tally, number: int, until: float) -> None:
    """Open the pages in turn, without a pause, until the time or the visitor's share of the requests is over."""
    asks, share = order["asks"], order.get("requests", 0) // order["clients"]
    turn = number
    while time.perf_counter() < until or turn // order["clients"] < share:
        path, cookie = asks[turn % len(asks)]
        timed(tally, lambda path=path, cookie=cookie: ask(order["port"], "GET", path, cookie))  # type: ignore[misc]
        turn += order["clients"]


def hidden_fields(text: str) -> dict[str, str]:
    fields = (dict(NAMED.findall(tag)) for tag in HIDDEN.findall(text))
    return {each["name"]: unescape(each.get("value", "")) for each in fields if "name" in each}


def type_on(order: dict[str, Any], tally: Tally, number: int, until: float, confirmed: dict[str, str]) -> None:
    """Open the form, type, and save at every pause, as the page's script does. `confirmed`: what was said safe."""
    path, cookie = order["asks"][number]
    chance = random.Random(number)  # noqa: S311 - a pace, no secret
    time.sleep(chance.uniform(0, order["pause"][1]))
    page, fresh = timed(Tally(), lambda: ask(order["port"], "GET", path, cookie))
    cookie = fresh or cookie
    if not page:
        tally.errors.append(f"{path} did not open")
        return
    fields, written = hidden_fields(page), ""
    for turn in count():
        if time.perf_counter() >= until and (path in confirmed or turn >= LEAST_TRIES):
            return
        time.sleep(chance.uniform(*order["pause"]))
        written += " ".join(chance.choices(WORDS, k=8)) + ". "
        body = urlencode(fields | {"achieved": written})
        text, fresh = timed(
            tally,
            lambda body=body, cookie=cookie: ask(order["port"], "POST", path, cookie, body),  # type: ignore[misc]
        )
        cookie = fresh or cookie
        if text:
            confirmed[path] = written.strip()
            fields |= {name: value for name, value in json.loads(text).items() if name in fields}


def main() -> None:
    order = json.load(sys.stdin)
    tally, confirmed = Tally(), dict[str, str]()
    began = time.perf_counter()
    until = began + order["seconds"]
    if "pause" in order:
        work = [lambda n=n: type_on(order, tally, n, until, confirmed) for n in range(len(order["asks"]))]
    else:
        work = [lambda n=n: visit(order, tally, n, until) for n in range(order["clients"])]
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(tally.told(time.perf_counter() - began) | {"confirmed": confirmed}, sys.stdout)


if __name__ == "__main__":
    main()
