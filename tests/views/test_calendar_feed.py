"""The calendar as programs read it: RFC 5545, no session, nothing sent twice in vain."""

import re
from typing import Any

from flask import Flask
from icalendar import Calendar

from tests.fixtures import signed_in
from tests.views.page_checks import check_page

XIMENA = "responsable@gtcu.example"


def address_of(client: object) -> str:
    answer = client.post("/mi-calendario")  # type: ignore[attr-defined]
    check_page(answer)
    found = re.search(r"/calendario/[\w-]+\.ics", answer.text)
    assert found is not None
    assert f"webcal://127.0.0.1{found.group()}" in answer.text
    return found.group()


def test_the_calendar_is_read_without_session_and_says_when_nothing_changed(demo_app: Flask) -> None:
    client = signed_in(demo_app, XIMENA)
    check_page(client.get("/mi-calendario"))
    address = address_of(client)
    assert address not in client.get("/mi-calendario").text, "the address is shown once"

    stranger = demo_app.test_client()
    answer = stranger.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    again = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert max(len(line) for line in answer.data.split(b"\r\n")) <= 75

    calendar = Calendar.from_ical(answer.data)
    events: list[Any] = list(calendar.walk("VEVENT"))
    assert len(events) > 5
    assert len({str(event["UID"]) for event in events}) == len(events)
    for event in events:
        assert (event["DTEND"].dt - event["DTSTART"].dt).days == 1
        assert event["SEQUENCE"] >= 0
        assert str(event["STATUS"]) in {"CONFIRMED", "CANCELLED"}
        assert event["UID"].endswith("@127.0.0.1")
    titles = [str(event["SUMMARY"]) for event in events]
    assert any(title.startswith("Avances 2021-T3 de GTCU") for title in titles)


def test_a_new_address_ends_the_old_one_and_revoking_ends_all(demo_app: Flask) -> None:
    client = signed_in(demo_app, XIMENA)
    first = address_of(client)
    second = address_of(client)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert client.post("/mi-calendario/anular").status_code == 302
    assert client.get(second).status_code == 404
    assert client.post(second.replace("/calendario/", "/entrar/").removesuffix(".ics")).status_code == 404


def test_fuzzy_dates_are_marked(demo_app: Flask) -> None:
    client = signed_in(demo_app, "responsable@gtad.example")
    calendar = Calendar.from_ical(client.get(address_of(client)).data)

    events: list[Any] = list(calendar.walk("VEVENT"))
    fuzzy = [event for event in events if "(fecha aproximada)" in event["SUMMARY"]]
    assert fuzzy
    assert all("Hito:" in event["SUMMARY"] for event in fuzzy)
