"""Who asks, and for which address: what the reverse proxies of the house say is believed, of anybody else nothing."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from config import Settings

MACHINE = ("localhost", "127.0.0.1", "[::1]")
"""The names that a machine has for itself: the demo answers to each of them."""
ASKED_BY_MACHINES = frozenset({"health.alive", "health.ready", "metrics.show", "jobs.pulse"})
"""Balancers and watchdogs ask a machine by its own address. These answers hold no address of the product."""


def init_app(app: Flask, settings: Settings) -> None:
    """Before all that asks for the visitor's network or the scheme of the request."""
    trust(app, settings.trusted_proxies)
    names = names_of(settings.base_url)

    @app.before_request
    def answer_to_no_other_name() -> None:
        if request.endpoint not in ASKED_BY_MACHINES and not host_is_trusted(request.host.lower(), names):
            abort(400)


def trust(app: Flask, proxies: int) -> None:
    """Take the visitor's network and scheme from what this many proxies in front said, counted from the nearest.

    Further ones were written by whoever asked, and are not looked at. The host is not taken: proxies pass it on as it
    came, and it must be that of BASE_URL.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]


def names_of(base_url: str) -> list[str]:
    """The host names that the product answers to, without ports."""
    host = urlsplit(base_url).hostname or ""
    name = f"[{host}]" if ":" in host else host
    return list(MACHINE) if name in MACHINE else [name]
