"""The settings of the running application, for the edges that need one."""

from flask import current_app

from config import Settings


def settings() -> Settings:
    return current_app.extensions["settings"]
