"""The job that prints what surveys have to say."""

from importlib.util import find_spec

from monitor.domain.waves import DocumentKind
from monitor.jobs.survey_documents import MODULES


def test_every_kind_of_document_has_what_makes_it() -> None:
    assert set(MODULES) == set(DocumentKind)
    assert all(find_spec(module) for module in MODULES.values())
