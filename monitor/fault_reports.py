"""Faults sent to an address of the operator's own that speaks Sentry's language; nothing is loaded where none is set.

What is sent: the fault, where in the code, which endpoint, which version. Never: addresses, cookies, bodies, values of
variables, who asked, or what stood in rows.
"""

from typing import Any

from config import Settings
from monitor.logs import scrubbed

KEPT = frozenset(
    {
        "event_id",
        "timestamp",
        "level",
        "logger",
        "platform",
        "exception",
        "logentry",
        "message",
        "release",
        "transaction",
    }
)


def start(settings: Settings) -> bool:
    """Begin to report if an address is set; gives whether it is."""
    if not settings.error_reports_dsn:
        return False
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.error_reports_dsn,
        before_send=clean,
        before_breadcrumb=lambda _crumb, _hint: None,
        data_collection={
            "user_info": False,
            "http_bodies": [],
            "database_query_data": False,
            "queues": False,
            "stack_frame_variables": False,
            "frame_context_lines": 0,
        },
        server_name="",
        traces_sample_rate=0,
        auto_session_tracking=False,
    )
    return True


def clean(event: Any, _hint: Any = None) -> Any:
    """What of a report may leave the machine."""
    kept = {key: _scrub(value) for key, value in event.items() if key in KEPT}
    if method := event.get("request", {}).get("method"):
        kept["request"] = {"method": method}
    for fault in kept.get("exception", {}).get("values", ()):
        for frame in (fault.get("stacktrace") or {}).get("frames", ()):
            frame.pop("vars", None)
    return kept


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return scrubbed(value)
    if isinstance(value, dict):
        return {key: each if key in ("event_id", "timestamp") else _scrub(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_scrub(each) for each in value]
    return value
