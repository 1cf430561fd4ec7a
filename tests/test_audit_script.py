"""script/audit, with a pip-audit that says what the test wants: its three ends, and no all-clear that is none."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from config import ROOT

CLEAN = {"name": "flask", "version": "3.1.0", "vulns": []}
SKIPPED = {"name": "alembic", "skip_reason": "Dependency not found"}
HOLE = {
    "name": "jinja2",
    "version": "3.0.0",
    "vulns": [{"id": "PYSEC-2024-1", "aliases": ["CVE-2024-1"], "fix_versions": ["3.1.4"]}],
}


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        ([CLEAN], 0, ["1 of 1 packages looked up, 0 known holes."]),
        ([CLEAN, HOLE], 1, ["jinja2 3.0.0: PYSEC-2024-1, CVE-2024-1; mended in 3.1.4", "1 known holes"]),
        ([CLEAN, SKIPPED], 3, ["1 of 2 packages looked up", "NOT looked up, so nothing is known about them: alembic."]),
        ([HOLE, SKIPPED], 1, ["PYSEC-2024-1", "NOT looked up"]),
        ([], 3, ["0 of 0 packages looked up"]),
        (None, 3, ["no advisory data could be reached", "Nothing is known", "Connection refused"]),
    ],
)
def test_the_audit_says_what_is_known_and_what_is_not(
    tmp_path: Path, found: list[dict[str, Any]] | None, status: int, said: list[str]
) -> None:
    fake = tmp_path / "pip-audit"
    written = f"cat >\"$result\" <<'END'\n{json.dumps({'dependencies': found})}\nEND"
    fake.write_text(
        '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = --output ] && result=$2; shift; done\n'
        + ("echo Connection refused >&2; exit 1\n" if found is None else f"{written}\nexit 1\n"),
        encoding="utf-8",
    )
    fake.chmod(0o755)
    done = subprocess.run(
        [ROOT / "script" / "audit"],
        env={**os.environ, "PIP_AUDIT": str(fake)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == status, done.stderr
    for each in said:
        assert each in done.stdout + done.stderr
