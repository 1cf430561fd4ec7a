"""The one place that asks what time it is. Everything else is told."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app


class Clock:
    """The real clock, or one moved by whole days for the demo."""

    def __init__(self, time_zone: str, demo_date: date | None = None) -> None:
        self.zone = ZoneInfo(time_zone)
        self.shift = timedelta()
        if demo_date is not None:
            self.shift = demo_date - datetime.now(self.zone).date()

    def now(self) -> datetime:
        """This instant, in UTC."""
        return datetime.now(UTC) + self.shift

    def today(self) -> date:
        """This day in the plan's time zone."""
        return self.now().astimezone(self.zone).date()


def clock() -> Clock:
    return current_app.extensions["clock"]


def real_now() -> datetime:
    """This instant as the world outside counts it, also in the demo: for codes that a telephone works out."""
    return datetime.now(UTC)


def now() -> datetime:
    return clock().now()


def today() -> date:
    return clock().today()
