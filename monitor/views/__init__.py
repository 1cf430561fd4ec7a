"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings
from monitor.views import sign_in

BLUEPRINTS = (sign_in.pages,)


def init_app(app: Flask, settings: Settings) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
