"""What stands under deploy/ fits together, and names no command, option, setting or file that does not exist."""

import re
import shlex
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from gunicorn.config import Config

from config import ROOT, read_settings
from tests.commands import check_command

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.*"))
OF_OTHERS = {"PROMETHEUS_MULTIPROC_DIR", "TMPDIR"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(read(DEPLOY / "compose.yaml"))
    return found


def example() -> dict[str, str]:
    """The example of settings, with the secrets that each installation makes."""
    lines = [line.split("=", 1) for line in read(DEPLOY / "env.example").splitlines() if line and line[0] != "#"]
    return {line[0]: line[1] for line in lines} | {"SECRET_KEY": "x" * 48, "POSTGRES_PASSWORD": "secret"}


def check_start(words: list[str]) -> None:
    """Fails unless it starts the web server or a command of the product, with options that they have."""
    program, *rest = words
    if program.endswith("gunicorn"):
        asked = Config().parser().parse_args(rest)
        assert asked.args == ["wsgi:app"]
        return
    assert (Path(program).name, rest[:2]) == ("flask", ["--app", "wsgi"])
    check_command(rest[2], rest[3], " ".join(rest[4:]))


def test_the_example_of_settings_starts_the_product_once_its_secrets_are_there() -> None:
    values = example()
    known = read(ROOT / "config.py")
    assert [name for name in values if f'"{name}"' not in known] == ["POSTGRES_PASSWORD"]
    composed = {name: inserted(value, values) for name, value in compose()["services"]["web"]["environment"].items()}
    settings = read_settings(values | composed)
    assert settings.database_url == "postgresql+psycopg://monitor:secret@database/monitor"
    assert (settings.trusted_proxies, settings.secure_cookies, settings.demo) == (1, True, False)


def inserted(value: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{([A-Z_]+):\?[^}]*\}", lambda found: values[found[1]], value)


def test_every_service_starts_something_that_exists_with_settings_that_exist() -> None:
    services = compose()["services"]
    assert {"web", "jobs", "database", "proxy", "tables"} <= set(services)
    known = read(ROOT / "config.py")
    for name, service in services.items():
        if service["image"] == "hraem-monitor":
            if "command" in service:
                check_start(service["command"])
            for setting in set(service["environment"]) - OF_OTHERS:
                assert f'"{setting}"' in known, f"{name}: {setting}"
        for text in re.findall(r"\$\{([A-Z_]+)", str(service)):
            assert text in example(), f"{name}: {text}"


def test_services_volumes_and_networks_know_each_other() -> None:
    whole = compose()
    services = whole["services"]
    for name, service in services.items():
        assert set(service.get("depends_on", [])) <= set(services), name
        assert set(service["networks"]) <= set(whole["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in whole["volumes"] or (DEPLOY / source).is_file(), f"{name}: {volume}"
    # What one process writes another reads; and nobody outside reaches the database.
    assert services["web"]["volumes"] == services["jobs"]["volumes"]
    assert services["database"]["networks"] == ["inside"]
    assert whole["networks"]["inside"] == {"internal": True}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_the_proxy_passes_on_to_where_the_web_listens() -> None:
    text = read(DEPLOY / "Caddyfile")
    (target,) = re.findall(r"reverse_proxy (\S+)", text)
    service, port = target.split(":")
    assert service in compose()["services"]
    (start,) = re.findall(r"^CMD (.+)$", read(DEPLOY / "Containerfile"), re.MULTILINE)
    assert f"0.0.0.0:{port}" in yaml.safe_load(start)
    assert set(re.findall(r"\{\$([A-Z_]+)", text)) == set(compose()["services"]["proxy"]["environment"])
    (allowed,) = re.findall(r"max_size (\d+)MB", text)
    assert int(allowed) > read_settings(example() | {"DATABASE_URL": "sqlite:///x", "UPLOAD_DIR": "x"}).upload_limit_mib


def test_the_image_is_made_of_what_exists() -> None:
    text = read(DEPLOY / "Containerfile")
    (start,) = re.findall(r"^CMD (.+)$", text, re.MULTILINE)
    check_start(yaml.safe_load(start))
    copied = re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE)
    assert copied == ["requirements.txt", "."]
    assert all((ROOT / name).exists() for name in copied)
    compiled = re.findall(r"compileall -q (.+?) \\", text)[0].split()
    assert all((ROOT / name).exists() for name in compiled)
    assert compose()["services"]["web"]["build"] == {"context": "..", "dockerfile": "deploy/Containerfile"}
    # The same libraries and fonts that script/setup brings where people develop.
    (packages,) = re.findall(r"system_packages=\(\n(.+?)\n\)", read(ROOT / "script" / "setup"), re.DOTALL)
    assert set(packages.split()) - set(text.split()) == set()


def test_the_image_leaves_secrets_and_data_behind_and_takes_the_product_along() -> None:
    left = set(read(ROOT / ".dockerignore").splitlines())
    assert {".git", "**/.env", "var", "tests"} <= left
    assert not left & {"monitor", "forms", "reports", "plans", "migrations", "wsgi.py", "config.py"}
    assert ".env" in read(ROOT / ".gitignore").splitlines()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_something_that_exists(path: Path) -> None:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(read(path))
    if path.suffix == ".timer":
        assert path.with_suffix(".service") in UNITS
        return
    service = unit["Service"]
    check_start(shlex.split(service["ExecStart"]))
    assert service["ExecStart"].startswith("/opt/monitor/venv/bin/")
    assert (service["User"], service["EnvironmentFile"]) == ("monitor", "/etc/monitor.env")
    for setting in re.findall(r"^Environment=(\w+)=", read(path), re.MULTILINE):
        assert setting in OF_OTHERS or f'"{setting}"' in read(ROOT / "config.py")


def test_the_papers_name_only_units_that_exist() -> None:
    units = {path.stem for path in UNITS} | {"monitor-flask"}
    for page in (*(ROOT / "docs" / "handbook").glob("*.md"), DEPLOY / "README.md"):
        text = read(page)
        for _command, names in re.findall(r"systemctl (?:[a-z]+|-s KILL)((?: --now)?)((?: monitor-[a-z.]+)+)", text):
            assert {name.split(".")[0] for name in names.split()} <= units, page.name
        for file in re.findall(r"deploy/[\w./-]*\w", text):
            assert (ROOT / file).exists() or file == "deploy/.env", f"{page.name}: {file}"
