"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings
from monitor.views import people, periods, projects, reports, reviews, sign_in

BLUEPRINTS = (
    sign_in.blueprint,
    people.blueprint,
    projects.blueprint,
    reviews.blueprint,
    periods.blueprint,
    reports.blueprint,
)


def init_app(app: Flask, settings: Settings) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
