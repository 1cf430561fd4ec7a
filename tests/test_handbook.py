"""The handbook names no command, option, setting or page that does not exist."""

import re

import pytest

from config import ROOT
from tests.commands import check_command

PAGES = sorted((ROOT / "docs" / "handbook").glob("*.md"))
COMMAND = re.compile(r"monitor-flask ([a-z]+) ([a-z-]+)((?: [^`\n#&;]*)?)")
LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
SETTING = re.compile(r"\b([A-Z][A-Z_]{5,})=")
OTHERS = {"PROMETHEUS_MULTIPROC_DIR"}


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_a_page_names_only_what_exists(name: str) -> None:
    text = (ROOT / "docs" / "handbook" / name).read_text(encoding="utf-8")
    for noun, verb, rest in COMMAND.findall(text):
        check_command(noun, verb, rest)
    for link in LINK.findall(text):
        assert (ROOT / "docs" / "handbook" / link).is_file(), link
    read = (ROOT / "config.py").read_text(encoding="utf-8")
    for setting in set(SETTING.findall(text)) - OTHERS:
        assert f'"{setting}"' in read, setting


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "handbook" / "README.md").read_text(encoding="utf-8")

    assert {page.name for page in PAGES} == {"README.md", *LINK.findall(index)} - {"../operations.md", "../threats.md"}
