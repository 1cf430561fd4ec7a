"""`flask api document`: the read API's own description, for docs/openapi.json."""

import json

import click
from flask.cli import AppGroup

from monitor.api_operations import document

commands = AppGroup("api", help="The read API.")


@commands.command("document")
def print_document() -> None:
    """Print the OpenAPI document as the product serves it."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=1))
