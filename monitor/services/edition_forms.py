"""The other forms of an edition, made from the same snapshot as its PDF and kept with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from monitor.translations import DEFAULT, LANGUAGES
from reports.data import ReportData
from reports.exports.csv_files import archive_of
from reports.exports.document import document_of
from reports.exports.iati import iati_of
from reports.exports.json_file import json_of
from reports.exports.workbook import workbook_of
from reports.open_data import Table, tables_of
from reports.people_tables import PublishedPeople, publish


@dataclass(frozen=True)
class _Source:
    """What every form is made from: worked out once. The plan's dates stand in where IATI must have one."""

    data: ReportData
    tables: list[Table]
    people: PublishedPeople
    plan_key: str
    plan_start: date
    plan_end: date
    pictures: Mapping[str, bytes]
    """The charts as PNG, by name."""


@dataclass(frozen=True)
class Form:
    """One form in which an edition is published. `name` is the last part of its address and its file's name."""

    key: str
    name: str
    content_type: str
    make: Callable[[_Source], bytes] | None
    """None for the PDF, which is drawn in a process of its own."""


FORMS = (
    Form("pdf", "informe.pdf", "application/pdf", None),
    Form(
        "docx",
        "informe.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda source: document_of(source.data, people=source.people, pictures=source.pictures),
    ),
    Form(
        "xlsx",
        "datos.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda source: workbook_of(source.data, source.tables),
    ),
    Form("csv", "datos-csv.zip", "application/zip", lambda source: archive_of(source.tables)),
    Form("json", "datos.json", "application/json", lambda source: json_of(source.tables)),
    Form(
        "iati",
        "iati.xml",
        "application/xml",
        lambda source: iati_of(
            source.data,
            plan_key=source.plan_key,
            plan_start=source.plan_start,
            plan_end=source.plan_end,
            people=source.people,
        ),
    ),
)


PDF = FORMS[0]


def find_form(name: str) -> Form | None:
    return next((form for form in FORMS if form.name == name), None)


def in_language(form: Form, language: str) -> Form:
    """The form as it is addressed in a language: `informe.pdf`, `informe-en.pdf`."""
    if language == DEFAULT:
        return form
    stem, _dot, ending = form.name.rpartition(".")
    return replace(form, name=f"{stem}-{language}.{ending}")


def name_of_file(key: str, language: str) -> str:
    """The last part of a published file's address."""
    return in_language(next(form for form in FORMS if form.key == key), language).name


def find_file(name: str) -> tuple[Form, str] | None:
    """The form and the language that a file's name means."""
    named = {in_language(form, language).name: (form, language) for form in FORMS for language in LANGUAGES}
    return named.get(name)


def other_forms(
    data: ReportData, *, plan_key: str, plan_start: date, plan_end: date, pictures: Mapping[str, bytes]
) -> Iterator[tuple[Form, bytes]]:
    """Every form but the PDF, with its bytes."""
    people = publish(data)
    source = _Source(data, tables_of(data, people=people), people, plan_key, plan_start, plan_end, pictures)
    for form in FORMS:
        if form.make is not None:
            yield form, form.make(source)
