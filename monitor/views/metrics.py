"""`/metrics`, for the operator's monitoring system alone: with the token of the settings, or from this very machine."""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from monitor.access import public
from monitor.clock import now
from monitor.db import db
from monitor.metrics import Standing, told
from monitor.services import jobs
from monitor.services.queues import queues
from monitor.settings import settings

blueprint = Blueprint("metrics", __name__)

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@blueprint.get("/metrics")
@public
def show() -> Response:
    """404 to everybody else, as to an address that is none."""
    if not (_has_token() or _is_from_here()):
        abort(404)
    moment = now()
    health = jobs.health(db.session, current_app.extensions["job_schedule"], now=moment)
    body = told(Standing(health, queues(db.session, now=moment), moment))
    return Response(body, content_type=CONTENT_TYPE_LATEST)


def _has_token() -> bool:
    token, given = settings().metrics_token, request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _is_from_here() -> bool:
    """What a proxy on this machine passes on comes from here as well, and says so."""
    if not settings().metrics_local or any(name in request.headers for name in FORWARDED):
        return False
    return ip_address(request.environ.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104 - nobody binds to it
