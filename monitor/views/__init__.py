"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings
from monitor.views import (
    calendar_feed,
    comments,
    endorsements,
    evidence,
    history,
    home,
    jobs,
    mailbox,
    participation,
    people,
    periods,
    preferences,
    projects,
    reminder_rules,
    reminders,
    reports,
    reviews,
    sign_in,
    update_sheets,
    updates,
)

BLUEPRINTS = (
    home.blueprint,
    updates.blueprint,
    update_sheets.blueprint,
    participation.blueprint,
    evidence.blueprint,
    endorsements.blueprint,
    comments.blueprint,
    history.blueprint,
    sign_in.blueprint,
    people.blueprint,
    projects.blueprint,
    reviews.blueprint,
    periods.blueprint,
    reports.blueprint,
    reminders.blueprint,
    jobs.blueprint,
    reminder_rules.blueprint,
    preferences.blueprint,
    calendar_feed.blueprint,
)


def init_app(app: Flask, settings: Settings) -> None:
    # Mail programs press this button themselves, without a session: RFC 8058.
    app.extensions["csrf"].exempt(preferences.unsubscribe)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(mailbox.blueprint)
