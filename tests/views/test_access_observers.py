"""Whoever only observes may send whatever they like to whatever address: nothing of the product changes by it."""

from pathlib import Path

from flask import Flask

from monitor.db import db
from monitor.models import Base
from tests.views.access_walk import Product, browser_of, path_of
from tests.views.access_world import make_world

OF_THEIR_OWN = {
    *("sign_in.request_link", "sign_in.use_link", "sign_in.request_another", "sign_in.sign_out", "preferences.show"),
    *("preferences.summary", "preferences.pause", "preferences.resume", "preferences.revoke_links"),
    *("preferences.unsubscribe", "calendar_feed.make", "calendar_feed.revoke"),
    *("account.end_session", "account.end_others"),
    "survey_receipts.request_pdf",  # makes a copy on paper of what they may read
}
"""What anybody may do about themselves, and nothing of the product changes by it."""


def test_an_observer_changes_nothing_whatever_they_send(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        world = make_world(db.session, settings=app.extensions["settings"])
        db.session.commit()
    product = Product(app, world, tmp_path, tmp_path)

    def everything() -> dict[str, list[tuple[object, ...]]]:
        with app.app_context():
            return {
                table.name: [tuple(row) for row in db.session.execute(table.select())]
                for table in Base.metadata.sorted_tables
                if table.name != "api_counts"  # how often they tried
            }

    observer, before, tried = browser_of(product, "observer"), everything(), 0
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.endpoint not in OF_THEIR_OWN:
            sent = dict.fromkeys(("name", "reason", "note", "text", "country", "token", "lock_version"), "1")
            observer.post(path_of(product, rule, world.returned), data=sent)
            tried += 1
    assert tried > 90
    assert everything() == before
