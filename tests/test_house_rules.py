"""The rules of the house that no linter knows. Each test lists the offenders, so that the message is the work to do."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {".git", ".venv", "var", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}
LONGEST_FILE = 320
LONGEST_LINE_BY_HAND = 500
PYTHON_FOLDERS = ("monitor", "forms", "reports")

# Names of nouns that have one other word in this house (DESIGN.md, section 2): the wrong word and the right one.
WORDS_WE_DO_NOT_USE = {
    "quarter": "period",
    "progress_report": "update",
    "submission": "update",
    "quarterly": "report",
    "notification": "reminder",
    "deliverable": "milestone",
    "task": "project or update",
    "partner": "ally",
    "institution": "group or ally",
}


@cache
def our_files() -> tuple[Path, ...]:
    """Every file of the repository, also those not yet committed; without git, every file but the known caches."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed: list[Path] = []
    if (ROOT / ".git").exists():
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        listed = [ROOT / name for name in answer.stdout.split("\0") if name]
    else:
        listed = [path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in listed if path.is_file()))


def files(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    return [
        path
        for path in our_files()
        if path.suffix in suffixes and (not under or path.relative_to(ROOT).parts[0] in under)
    ]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_files() -> Iterator[tuple[Path, str]]:
    for path in our_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def calls_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of every call in a Python file, as written: `datetime.datetime.now`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def imports_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every module imported in a Python file, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def test_the_rules_see_the_files_they_speak_of() -> None:
    assert len(files(".py", under=PYTHON_FOLDERS)) > 20
    assert len(files(".html")) > 10


def test_no_file_is_longer_than_one_reads_in_one_go() -> None:
    """Migrations are exempt: they are lists of columns, written once and never changed."""
    lengths = {
        short(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in files(".py", ".js", ".css", ".html")
        if not short(path).startswith("migrations/versions/")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_names_a_machine_or_a_package_index() -> None:
    # Written in two halves so that this file does not accuse itself.
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "--index" + "-url", "files.python" + "hosted"])
    )
    offenders = [
        f"{short(path)}:{number}"
        for path, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert offenders == []


def test_no_requirement_comes_without_hash_or_from_an_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-audit.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(requirements) > 20
        assert "://" not in text
        assert [line for line in requirements if not re.match(r"[\w.\[\]-]+==\S+ .*\\$", line)] == []


def test_every_dependency_of_the_project_is_locked() -> None:
    declared = re.findall(
        r'^  "([a-z0-9-]+)', (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[tool.")[0], re.MULTILINE
    )
    files = [ROOT / name for name in ("requirements-dev.txt", "requirements-audit.txt")]
    locked = re.findall(r"^([a-z0-9-]+)", "".join(path.read_text(encoding="utf-8") for path in files), re.MULTILINE)
    assert len(declared) > 20
    assert set(declared) - set(locked) == set()


def test_no_third_party_file_lies_in_the_repository() -> None:
    """Front-end files come from packages at set-up: minified files and files with another's licence are not ours."""
    offenders = []
    for path in files(".js", ".css", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf"):
        text = path.read_text(encoding="utf-8", errors="replace")
        by_machine = any(len(line) > LONGEST_LINE_BY_HAND for line in text.splitlines())
        licensed = re.search(r"@license|copyright|licensed under|\(c\) 20", text, re.IGNORECASE)
        if ".min." in path.name or path.suffix not in {".js", ".css"} or by_machine or licensed:
            offenders.append(short(path))
    assert offenders == []


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = re.compile(r"(^|\.)(date\.today|datetime\.(now|utcnow|today)|time\.time|time\.localtime)$")
    offenders = [
        f"{short(path)}:{line} {name}"
        for path in files(".py", under=PYTHON_FOLDERS)
        if short(path) != "monitor/clock.py"
        for line, name in calls_in(path)
        if asking.search(name)
    ]
    assert offenders == []


def test_only_the_report_loads_weasyprint_and_the_chart_library() -> None:
    """A web worker that loaded them would weigh 200 MB more; only the process that builds reports does."""
    allowed = {"reports/render.py", "reports/drawing.py"}
    offenders = [
        f"{short(path)}:{line} {module}"
        for path in files(".py", under=PYTHON_FOLDERS)
        if short(path) not in allowed
        for line, module in imports_in(path)
        if module.split(".")[0] in {"weasyprint", "vl_convert"}
    ]
    assert offenders == []


def test_one_request_is_one_commit_in_one_place() -> None:
    """Views and services change the session; the edge commits it (monitor/db.py), jobs and commands item by item."""
    offenders = [
        f"{short(path)}:{line}"
        for path in files(".py", under=("monitor",))
        if path.relative_to(ROOT).parts[1] in {"views", "services", "models", "domain"}
        for line, name in calls_in(path)
        if name.endswith("session.commit") or name == "commit"
    ]
    assert offenders == []


def test_queries_are_written_in_the_style_of_sqlalchemy_2() -> None:
    offenders = [
        f"{short(path)}:{line} {name}"
        for path in files(".py", under=("monitor",))
        for line, name in calls_in(path)
        if re.search(r"session\.query$|\.query\.(filter|filter_by|get|all|first)$", name)
    ]
    assert offenders == []


def test_every_test_file_of_a_noun_has_the_name_of_what_it_tests() -> None:
    """tests/<layer>/test_<noun>.py stands beside a module <noun> of that layer or of the edges, or walks every page.

    Services are free: what two services promise together has no module of its own.
    """
    edges = {path.stem for path in (ROOT / "monitor").glob("*.py")}
    offenders = []
    for layer in ("domain", "models", "views"):
        folder = ROOT / "monitor" / layer
        nouns = {"every", *edges, *(path.stem for path in folder.rglob("*.py"))}
        for path in files(".py", under=("tests",)):
            noun = path.stem.removeprefix("test_")
            is_test = path.parent.name == layer and path.name.startswith("test_")
            if is_test and not any(noun == known or noun.startswith(f"{known}_") for known in nouns):
                offenders.append(short(path))
    assert offenders == []


def test_each_thing_has_one_word() -> None:
    """No table, module or address uses another word for a thing that has a name."""
    offenders = [
        f"{short(path)}: {part} ({WORDS_WE_DO_NOT_USE[part]})"
        for path in files(".py", ".html", under=("monitor", "forms", "reports"))
        for part in [path.stem.rstrip("s")]
        if part in WORDS_WE_DO_NOT_USE
    ]
    assert offenders == []


def is_partial(path: Path) -> bool:
    """A page that others include or import: its name starts with an underscore, or it only defines macros."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    outside_macros = re.sub(r"\{%-?\s*macro .*?\{%-?\s*endmacro\s*-?%\}", "", text, flags=re.DOTALL)
    outside_imports = re.sub(r"\{%-?\s*(from|import) .*?%\}", "", outside_macros, flags=re.DOTALL)
    return path.name.startswith("_") or "_" in {part[0] for part in path.parts if part} or not outside_imports.strip()


@pytest.mark.parametrize("folder", ["monitor/templates", "reports/templates"])
def test_every_page_stands_on_the_base_page(folder: str) -> None:
    """A page extends another; only the base itself, partials, macros and mails stand alone."""
    offenders = []
    for path in files(".html", under=(folder.split("/", maxsplit=1)[0],)):
        text = path.read_text(encoding="utf-8")
        if not short(path).startswith(folder) or "/mail" in short(path) or is_partial(path):
            continue
        if not re.search(r"\{%-?\s*extends ", text) and "<!doctype html>" not in text.lower():
            offenders.append(short(path))
    assert offenders == []


def test_only_base_pages_open_a_document() -> None:
    opening = [short(path) for path in files(".html", under=("monitor",)) if "<!doctype" in path.read_text().lower()]
    assert [name for name in opening if "base" not in Path(name).stem and "/mail" not in name] == []


def test_pages_carry_no_script_style_or_address_of_others() -> None:
    """The content policy allows neither inline scripts nor styles nor files of other hosts. JSON-LD is data."""
    forbidden = re.compile(
        r"<script(?![^>]*(?:\bsrc=|application/ld\+json))|\son[a-z]+=\"|\sstyle=\"|(?:src|href)=\"https?://",
        re.IGNORECASE,
    )
    offenders = [
        f"{short(path)}:{number}"
        for path in files(".html", under=("monitor",))
        if "/mail" not in short(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert offenders == []


def test_every_script_says_what_it_does_and_can_be_run() -> None:
    scripts = [path for path in our_files() if short(path).split("/")[0] in {"script", ".ci"} and path.suffix != ".sh"]
    assert len(scripts) >= 5
    for path in scripts:
        first, second, *_ = path.read_text(encoding="utf-8").splitlines()
        assert first == "#!/usr/bin/env bash", short(path)
        assert second.startswith("# "), short(path)
        assert path.stat().st_mode & 0o111, f"{short(path)} cannot be run"
