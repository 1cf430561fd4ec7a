"""What holds for every test: no word leaves the machine, and no test is passed over in silence.

Connections reach only loopback and unix sockets (pytest-socket, set in pyproject.toml), so no test can send mail to
anybody. Skipped tests are counted with their reasons; in CI one skipped test fails the run.
"""

import os
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest

pytest_plugins = ["tests.fixtures"]

SKIPPED: Counter[str] = Counter()
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def pytest_configure() -> None:
    # A proxy on loopback would be a way out; browsers and subprocesses would take it.
    for name in PROXIES:
        os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> Generator[None]:
    # An expected failure is reported as skipped too, but it did run.
    if report.skipped and not hasattr(report, "wasxfail"):
        SKIPPED[_reason(report)] += 1
    yield


@pytest.hookimpl(wrapper=True)
def pytest_collectreport(report: pytest.CollectReport) -> Generator[None]:
    if report.skipped:
        SKIPPED[f"{report.nodeid}: {_reason(report)}"] += 1
    yield


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    if SKIPPED and os.environ.get("FAIL_ON_SKIPPED_TESTS") == "yes" and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if not hasattr(session.config, "workerinput") and "SKIPPED_TESTS_FILE" in os.environ:
        Path(os.environ["SKIPPED_TESTS_FILE"]).write_text(skipped_summary(SKIPPED))
    yield


def skipped_summary(skipped: Counter[str]) -> str:
    """The skipped tests by reason, most frequent first; empty when none was skipped."""
    lines = [f"Skipped: {skipped.total()}."] + [f"  {count} × {reason}" for reason, count in skipped.most_common()]
    return "\n".join(lines) + "\n" if skipped else ""
