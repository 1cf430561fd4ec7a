"""What every answer tells the browser to load, keep and send."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from monitor.app import create_app


@pytest.mark.parametrize("path", ["/entrar", "/publicaciones", "/nothing-here", "/healthz"])
def test_every_answer_refuses_the_scripts_frames_and_guesses_of_others(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["base-uri"]) == ("'none'", "'self'", "'none'")
    assert (policy["form-action"], policy["frame-ancestors"]) == ("'self'", "'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "SAMEORIGIN")
    assert headers["Referrer-Policy"] in ("same-origin", "strict-origin")


@pytest.mark.parametrize("address", ["http://127.0.0.1", "https://monitor.example.org"])
def test_cookies_are_for_the_server_alone_and_on_tls_for_nothing_else(app: Flask, address: str) -> None:
    deployed = create_app(replace(app.extensions["settings"], base_url=address))

    answer = deployed.test_client().get("/idioma/en", base_url=address)

    is_tls = address.startswith("https")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is is_tls
    assert ("Strict-Transport-Security" in answer.headers) is is_tls


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_choosing_a_language_leads_nowhere_else(client: FlaskClient, wanted: str) -> None:
    assert client.get("/idioma/en", query_string={"next": wanted}).headers["Location"] == "/"
