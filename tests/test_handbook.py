"""The handbook names no command, option, setting or page that does not exist."""

import re

import click
import pytest
from flask import Flask

from config import ROOT
from monitor import cli

PAGES = sorted((ROOT / "docs" / "handbook").glob("*.md"))
COMMAND = re.compile(r"monitor-flask ([a-z]+) ([a-z]+)((?: [^`\n#&;]*)?)")
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
SETTING = re.compile(r"\b([A-Z][A-Z_]{5,})=")
OTHERS = {"PROMETHEUS_MULTIPROC_DIR"}


@pytest.fixture(scope="module")
def commands() -> dict[str, click.Command]:
    app = Flask("handbook")
    cli.init_app(app)
    return {
        f"{noun} {verb}": command
        for noun, group in app.cli.commands.items()
        if isinstance(group, click.Group)
        for verb, command in group.commands.items()
    }


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_names_only_what_exists(commands: dict[str, click.Command], name: str) -> None:
    text = (ROOT / "docs" / "handbook" / name).read_text(encoding="utf-8")
    for noun, verb, rest in COMMAND.findall(text):
        assert f"{noun} {verb}" in commands, f"{noun} {verb}"
        known = {option for parameter in commands[f"{noun} {verb}"].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, rest
    for link in LINK.findall(text):
        assert (ROOT / "docs" / "handbook" / link).is_file(), link
    read = (ROOT / "config.py").read_text(encoding="utf-8")
    for setting in set(SETTING.findall(text)) - OTHERS:
        assert f'"{setting}"' in read, setting


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "handbook" / "README.md").read_text(encoding="utf-8")

    assert {page.name for page in PAGES} == {"README.md", *LINK.findall(index)} - {"../operations.md", "../threats.md"}
