"""The pages, one blueprint for each noun."""

from flask import Flask

from config import Settings

BLUEPRINTS = ()


def init_app(app: Flask, settings: Settings) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
