"""What the scheduler writes on its output, which is its log: how much was done, and nobody's data."""

import pytest
from flask import Flask

from monitor.jobs.serve import run_once
from monitor.jobs.work import Job, JobResult, never


def test_the_schedulers_log_says_how_much_and_not_to_whom(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ("Se preparó 1 resumen.", "  ana.ruiz@grupo.example: Resumen de la semana", "No se pudo: luz@grupo.example")
    run_once(app, Job("summaries", "", lambda _work: JobResult(lines), seconds=60, demo_seconds=60), never)

    written = capsys.readouterr().out
    assert "summaries: Se preparó 1 resumen. No se pudo: ‹correo›" in written
    assert "@" not in written and "Resumen de la semana" not in written
