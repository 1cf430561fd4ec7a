"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings
from monitor.views import (
    evidence,
    home,
    jobs,
    mailbox,
    participation,
    people,
    periods,
    projects,
    reminders,
    reports,
    reviews,
    sign_in,
    updates,
)

BLUEPRINTS = (
    home.blueprint,
    updates.blueprint,
    participation.blueprint,
    evidence.blueprint,
    sign_in.blueprint,
    people.blueprint,
    projects.blueprint,
    reviews.blueprint,
    periods.blueprint,
    reports.blueprint,
    reminders.blueprint,
    jobs.blueprint,
)


def init_app(app: Flask, settings: Settings) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(mailbox.blueprint)
