"""The calendar of a person's dates: the page that gives its secret address, and the calendar itself (RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event
from werkzeug.wrappers import Response as BaseResponse

from monitor.access import current_user, public, signed_in
from monitor.clock import now
from monitor.db import db
from monitor.domain.calendar_entries import Entry, Standing
from monitor.page_context import spoken
from monitor.services import access_tokens, calendar_feed
from monitor.settings import settings
from monitor.translations import LOCALES, known

blueprint = Blueprint("calendar_feed", __name__)

Answer = str | BaseResponse | tuple[str, int]
A_DAY = timedelta(days=1)
STATUS = {Standing.OPEN: "CONFIRMED", Standing.DONE: "CONFIRMED", Standing.CANCELLED: "CANCELLED"}


@blueprint.get("/mi-calendario")
@signed_in
def show() -> Answer:
    found = calendar_feed.current_address(db.session, current_user, now=now())
    return render_template("calendar_feed/show.html", since=found.created_at if found else None, address="", webcal="")


@blueprint.post("/mi-calendario")
@signed_in
def make() -> Answer:
    """The page with the new address: shown this once, so that no page and no copy of the database gives it away."""
    secret = calendar_feed.new_address(db.session, current_user, now=now())
    address = settings().base_url + url_for(".feed", calendar_secret=secret)
    webcal = "webcal" + address[len(urlsplit(address).scheme) :]
    return render_template("calendar_feed/show.html", since=now(), address=address, webcal=webcal)


@blueprint.post("/mi-calendario/anular")
@signed_in
def revoke() -> Answer:
    calendar_feed.revoke_address(db.session, current_user, now=now())
    flash(_("La dirección de su calendario ya no funciona."), "success")
    return redirect(url_for(".show"))


@blueprint.get("/calendario/<calendar_secret>.ics")
@public
def feed(calendar_secret: str) -> Answer:
    """The calendar. Whoever knows the address reads it, without a session; nothing in it lets anybody in."""
    try:
        reader = calendar_feed.reader_of(db.session, calendar_secret, now=now())
    except access_tokens.LinkNotValid as error:
        return Response(spoken(error.sentence), 404, mimetype="text/plain")
    with force_locale(LOCALES[known(reader.locale)]):
        content = as_ics(calendar_feed.entries_for(db.session, reader, say=_), base_url=settings().base_url)
    answer = Response(content, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="hraem.ics"'
    answer.add_etag()
    return answer.make_conditional(request)


def as_ics(entries: Iterable[Entry], *, base_url: str) -> bytes:
    host = urlsplit(base_url).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", "-//HRAEM Monitor//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("HRAEM Monitor: mis fechas"))
    # How often programs ask again: the standard property, and the one that Outlook reads.
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@{host}")
        event.add("dtstamp", entry.changed_at)
        event.add("last-modified", entry.changed_at)
        event.add("sequence", entry.sequence)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + A_DAY)
        event.add("summary", title_of(entry))
        event.add("description", "\n".join(part for part in (entry.details, base_url + entry.path) if part))
        event.add("url", base_url + entry.path)
        event.add("status", STATUS[entry.standing])
        # A deadline takes nobody's day.
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()


def title_of(entry: Entry) -> str:
    title = entry.title
    if entry.approximate:
        title = _("%(title)s (fecha aproximada)", title=title)
    if entry.standing is Standing.DONE:
        return _("Hecho: %(title)s", title=title)
    if entry.standing is Standing.CANCELLED:
        return _("Ya no se espera: %(title)s", title=title)
    return title
