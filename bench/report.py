"""How long the quarterly report takes, for reports of several sizes.

build_s     cold: nothing kept, workers on every processor
rebuild_s   again, after one update (its words and its figures) changed
bare_s      the same page by WeasyPrint alone: one process, tagged, without garbage collection
chromium_s  the same page printed by Chromium
peak_mib    memory of all processes of the cold build together (what they share is counted in each)
valid       the rebuilt file is PDF/UA-1 and PDF/A-3a

After the seconds by the clock on the wall, each with the seconds that processors worked for it: on a busy machine the
clock says little.
"""

import argparse
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from reports.data import Project, ReportData, as_json
from reports.drawing import draw_charts
from reports.html import SPANISH, render_html
from reports.people_tables import publish
from tests.reports.answers import record
from tests.reports.samples import realistic

ROOT = Path(__file__).resolve().parent.parent
TIMES = ("build", "rebuild", "bare", "chromium")
COLUMNS = (
    *(f"{name}_s" for name in TIMES),
    "peak_mib",
    "pages",
    "bytes",
    "valid",
    *(f"{name}_cpu_s" for name in TIMES),
)
BARE = """
import gc, sys
gc.disable()
from weasyprint import HTML
HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
    "--virtual-time-budget=1000",
)  # fmt: skip


def report_of(size: int) -> ReportData:
    """A report of so many projects, all with an approved update, as deep as the real ones."""
    data = realistic()
    told = [project for project in data.projects if project.headline]
    areas = len(data.areas)
    projects = []
    for position in range(size):
        base = told[position % len(told)]
        number = position + 1
        plain = replace(
            base, number=number, rows=(number,), areas=(position * areas // size + 1,), is_part_of_another=False,
            title=f"{base.title[:180]} ({number})",
        )  # fmt: skip
        projects.append(with_update(plain, seed=number))
    return replace(data, projects=tuple(projects))


def with_update(project: Project, *, seed: int, words: str = "") -> Project:
    first = project.answers[0]
    assert first.content is not None
    records = tuple(
        replace(record(own.activity, own.depth, seed=seed), total=None) for own in first.content.participation
    )
    content = replace(
        first.content, achieved=words or f"{first.content.achieved}\n\nNúmero {seed}.", participation=records
    )
    return replace(project, answers=(replace(first, content=content), *project.answers[1:]))


def one_update_changed(data: ReportData) -> ReportData:
    middle = next(
        position
        for position in range(len(data.projects) // 2, len(data.projects))
        if _tells_of_people(data.projects[position])
    )
    changed = with_update(data.projects[middle], seed=middle + 9, words="Lo que se logró, dicho de otra manera.")
    return replace(data, projects=(*data.projects[:middle], changed, *data.projects[middle + 1 :]))


def _tells_of_people(project: Project) -> bool:
    return bool(project.headline and project.headline.participation)


def measure(size: int, *, without: frozenset[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench-report-") as name:
        folder = Path(name)
        data = report_of(size)
        changed = one_update_changed(data)
        row: dict[str, Any] = {}
        _timed(row, "build", _build(data, folder / "cold.pdf", folder), watch_memory=True)
        _timed(row, "rebuild", _build(changed, folder / "again.pdf", folder))
        page = folder / "page.html"
        people = publish(changed)
        charts = draw_charts(changed, people, SPANISH)
        page.write_text(render_html(changed, charts=charts, people=people), encoding="utf-8")
        if "bare" not in without:
            _timed(row, "bare", [sys.executable, "-c", BARE, str(page), str(folder / "bare.pdf")])
        chromium = shutil.which(os.environ.get("CHROMIUM", "chromium"))
        if "chromium" not in without and chromium:
            profile = f"--user-data-dir={folder / 'profile'}"
            output = f"--print-to-pdf={folder / 'chromium.pdf'}"
            _timed(row, "chromium", [chromium, *CHROMIUM, profile, output, page.as_uri()])
        row |= _facts(folder / "again.pdf")
    return row


def _build(data: ReportData, output: Path, folder: Path) -> list[str]:
    source = folder / f"{output.stem}.json"
    source.write_text(json.dumps(as_json(data)), encoding="utf-8")
    command = 'REPORT_PARTS_DIR="$0" "$1" -m reports < "$2" > "$3"'
    return ["sh", "-c", command, str(folder / "parts"), sys.executable, str(source), str(output)]


def _timed(row: dict[str, Any], name: str, command: list[str], *, watch_memory: bool = False) -> None:
    """Run a command and write down how long it took, and the most memory it and its children had at once."""
    peak = 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while watch_memory and process.poll() is None:
            peak = max(peak, _memory_of_family(process.pid))
            time.sleep(0.05)
        process.wait()
    row[f"{name}_s"] = round(time.perf_counter() - start, 2)
    _wait_for_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row[f"{name}_cpu_s"] = round(worked, 2)
    if watch_memory:
        row["peak_mib"] = peak >> 20
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")


def _adopt_orphans() -> None:
    """Have the kernel give this process what its children leave behind, so that its work is counted."""
    subreaper = 36
    ctypes.CDLL(None).prctl(subreaper, 1)


def _wait_for_orphans() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
        time.sleep(0.5)
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _memory_of_family(process: int) -> int:
    """Bytes of a process and all under it."""
    try:
        total = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return total + sum(_memory_of_family(int(child)) for child in children)


def _facts(path: Path) -> dict[str, Any]:
    import page

    profiles = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
    reports = [str(page.validate_pdf(str(path), profile=profile)) for profile in profiles]
    information = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    pages = next(line.split()[1] for line in information.splitlines() if line.startswith("Pages:"))
    return {
        "pages": int(pages),
        "bytes": path.stat().st_size,
        "valid": all(" 0 failed" in report for report in reports),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="script/bench report", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="40,400,2000", help="numbers of projects, with commas between them")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--without", default="", help="bare, chromium: leave these out (bare takes 10 GB at 2,000)")
    given = parser.parse_args(arguments)
    _adopt_orphans()
    without = frozenset(given.without.split(","))
    rows = {}
    for size in (int(own) for own in given.sizes.split(",")):
        rows[str(size)] = measure(size, without=without)
        if not given.json:
            if len(rows) == 1:
                sys.stdout.write("  ".join(f"{name:>14}" for name in ("projects", *COLUMNS)) + "\n")
            cells = (size, *(rows[str(size)].get(name, "–") for name in COLUMNS))
            sys.stdout.write("  ".join(f"{cell!s:>14}" for cell in cells) + "\n")
            sys.stdout.flush()
    if given.json:
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    return 0
