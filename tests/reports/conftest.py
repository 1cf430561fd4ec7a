"""One PDF for all tests that read it: the published report of a realistic quarter, made once in a run."""

from pathlib import Path

import pytest

from tests.reports import samples


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a realistic quarter."""
    from reports.pdf import build_pdf  # only tests that need it pay for it

    path = tmp_path_factory.mktemp("report") / "whole.pdf"
    path.write_bytes(build_pdf(samples.edition(), workers=1))
    return path
