"""The product's command line, for tests of papers and files that name commands."""

import re
from functools import cache

import click
from flask import Flask

from monitor import cli


@cache
def known_commands() -> dict[str, click.Command]:
    """«noun verb» → the command."""
    app = Flask("commands")
    cli.init_app(app)
    return {
        f"{noun} {verb}": command
        for noun, group in app.cli.commands.items()
        if isinstance(group, click.Group)
        for verb, command in group.commands.items()
    }


def check_command(noun: str, verb: str, rest: str) -> None:
    """Fails where there is no such command, or one of the options in the rest is not its own."""
    commands = known_commands()
    assert f"{noun} {verb}" in commands, f"{noun} {verb}"
    known = {option for parameter in commands[f"{noun} {verb}"].params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", rest)) <= known, rest
