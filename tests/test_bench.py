"""The measurements run, at sizes too small to measure anything."""

import json
import os
import subprocess
import sys

from config import ROOT


def test_the_measurement_of_reminders_prints_what_it_promises() -> None:
    command = [sys.executable, "-m", "bench", "reminders", "--json", "--sizes", "people=8,things=12,mails=6"]
    environment = {name: value for name, value in os.environ.items() if name != "BENCH_DATABASE_URL"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures.keys() >= {"plan_s", "plan_peak_mib", "send_per_s", "bare_send_per_s"}
    assert all(value > 0 for value in figures.values())
    assert figures["mails"] == 6


def test_the_measurement_of_the_survey_prints_what_it_promises() -> None:
    command = [sys.executable, "-m", "bench", "survey", "--json", "--stored", "2", "--clients", "1", "--seconds", "0.3"]
    environment = {name: value for name, value in os.environ.items() if name != "BENCH_DATABASE_URL"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    [figures] = json.loads(done.stdout)["survey"]
    assert figures["stored"] == 2
    assert {"get_per_s_1", "post_per_s_1", "results_per_s_1", "queries_get", "queries_save"} <= figures.keys()
    assert figures["queries_get"] <= 10
    assert figures["queries_results"] <= 10
