"""From an update's content to the answers of a sheet, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from monitor.domain.age_bands import AgeBand
from monitor.domain.merging import mark_of
from monitor.domain.participation import Cell, Country, Depth, ParticipationRecord, Sex
from monitor.domain.update_content import MilestoneAnswer, UpdateContent
from monitor.domain.update_sheet import ActivitySpec, SheetSpec, cell_key
from monitor.domain.updates import Page

Values = dict[str, Any]
"""The answers of one sheet by key. What is not answered is not there."""

FIELDS = {
    Page.STATUS: ("status", "percent_done", "punctuality", "delay_reason", "delay_words"),
    Page.PROGRESS: ("nothing_to_report", "nothing_reason", "achieved", "obstacles", "next_steps", "womens_role"),
    Page.PARTICIPATION: ("no_participation", "no_participation_reason"),
}
DETAILS = ("activity", "measure", "starts_on", "ends_on", "modality", "counting_rule")
FIGURES = ("total", "no_split_reason", "comment", "correction_reason")
_TEXTS = ("activity", "counting_rule", "comment", "correction_reason")


def plain(text: str) -> str:
    """The text as a sheet can carry it and as the web stores it: tidy, without characters that no file can hold."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (each for each in lines if each in "\n\t" or not (ord(each) < 32 or 0xD800 <= ord(each) < 0xE000))
    return "".join(each for each in kept if each not in "\x7f\ufffe\uffff").strip()


def values_of(content: UpdateContent, spec: SheetSpec, records: Mapping[int, ParticipationRecord]) -> Values:
    """The answers that the content gives to the sheet. `records`: slot → the activity that stands in it."""
    found: Values = {field: getattr(content, field) for fields in FIELDS.values() for field in fields}
    asked = {milestone.id for milestone in spec.milestones}
    for answer in content.milestones:
        if answer.milestone_id in asked:
            for field in ("done_on", "new_due", "reason"):
                found[f"{field}-{answer.milestone_id}"] = getattr(answer, field)
    for slot, record in records.items():
        found |= _record_values(slot, record, spec.activities[slot - 1])
    return given(found)


def _record_values(slot: int, record: ParticipationRecord, activity: ActivitySpec) -> Values:
    found: Values = {f"record-{slot}-{name}": getattr(record, name) for name in (*DETAILS, *FIGURES)}
    if record.depth is not Depth.NONE:
        found[f"record-{slot}-no_split_reason"] = None
    if activity.depth is None:
        found[f"record-{slot}-depth"] = record.depth
    if record.depth is not Depth.NONE:
        found |= {cell_key(slot, record.depth, cell): value for cell, value in record.cells.items()}
    return found


def given(values: Values) -> Values:
    """Only what is answered, texts tidied: empty is no answer, zero is one."""
    tidy = {key: plain(value) if type(value) is str else value for key, value in values.items()}
    return {key: value for key, value in tidy.items() if value is not None and value != "" and value is not False}


def first_records(content: UpdateContent) -> dict[int, ParticipationRecord]:
    """The activities in their slots as they are when a sheet is made: in their order."""
    return dict(enumerate(content.participation, start=1))


def is_of(key: str, page: Page) -> bool:
    """Whether the answer of this name belongs to the page."""
    if key in FIELDS.get(page, ()):
        return True
    prefixes = {Page.MILESTONES: ("done_on-", "new_due-", "reason-"), Page.PARTICIPATION: ("record-",)}
    return key.startswith(prefixes.get(page, ("-",)))


def of_page(values: Values, page: Page) -> Values:
    return {key: value for key, value in values.items() if is_of(key, page)}


def marks(values: Values) -> dict[str, str]:
    """The mark of each answer given: the same while the answer is."""
    return {key: mark_of(value) for key, value in given(values).items()}


@dataclass(frozen=True)
class Merged:
    """The answers after a sheet came back: what is stored, with what the sheet changed. `clashes` changed on both."""

    values: Values
    clashes: tuple[str, ...]


def merge(spec: SheetSpec, *, sheet: Values, stored: Values, keep_sheet: bool) -> Merged:
    """Compare answer by answer what was prefilled, what the sheet says and what is stored now.

    What only one of the two changed stands. `keep_sheet` says which of both stands where they clash.
    """
    merged, clashes = dict(stored), []
    now, came = marks(stored), marks(sheet)
    for key in sorted(now.keys() | came.keys() | spec.marks.keys()):
        before, mine = spec.marks.get(key), came.get(key)
        if mine in (before, now.get(key)):
            continue
        if now.get(key) != before:
            clashes.append(key)
            if not keep_sheet:
                continue
        merged.pop(key, None)
        if key in sheet:
            merged[key] = sheet[key]
    return Merged(merged, tuple(clashes))


def page_values(values: Values, page: Page) -> Values:
    """What a page's save takes: every question that the sheet asks, answered or not."""
    empty = {"nothing_to_report": False, "no_participation": False}
    texts = {"delay_words", "nothing_reason", "achieved", "obstacles", "next_steps", "womens_role"}
    texts.add("no_participation_reason")
    return {field: values.get(field, "" if field in texts else empty.get(field)) for field in FIELDS[page]}


def milestone_answers(values: Values, spec: SheetSpec) -> list[MilestoneAnswer]:
    """One for each milestone that was asked, answered or not."""
    return [
        MilestoneAnswer(
            milestone.id,
            milestone.name,
            values.get(f"done_on-{milestone.id}"),
            values.get(f"new_due-{milestone.id}"),
            values.get(f"reason-{milestone.id}", ""),
        )
        for milestone in spec.milestones
    ]


def slots_answered(values: Values, spec: SheetSpec) -> list[int]:
    """The slots in which there is an activity."""
    found = range(1, len(spec.activities) + 1)
    return [slot for slot in found if any(key.startswith(f"record-{slot}-") for key in values)]


def record_of(values: Values, spec: SheetSpec, slot: int, base: ParticipationRecord | None) -> ParticipationRecord:
    """The activity that stands in a slot. What the sheet does not ask stays as it is in `base`."""
    depth = spec.activities[slot - 1].depth or values[f"record-{slot}-depth"]
    answers: dict[str, Any] = {name: values.get(f"record-{slot}-{name}") for name in (*DETAILS, *FIGURES)}
    answers |= {name: answers[name] or "" for name in _TEXTS}
    answers["cells"] = _cells(values, slot, depth)
    if base is None:
        return ParticipationRecord(depth=depth, **answers)
    return replace(base, depth=depth, **answers)


def _cells(values: Values, slot: int, depth: Depth) -> dict[Cell, int]:
    prefix = f"record-{slot}-cell-{depth.value}-"
    found = {}
    for key in values:
        if depth is not Depth.NONE and key.startswith(prefix):
            sex, band, country = key.removeprefix(prefix).split("-")
            found[Cell(Sex(sex), AgeBand(band), Country(country))] = values[key]
    return found


def filled(base: UpdateContent, spec: SheetSpec, values: Values) -> UpdateContent:
    """The content with the sheet's answers in it. What the sheet does not ask, evidence among it, stays untouched."""
    asked = {milestone.id for milestone in spec.milestones}
    milestones = [answer for answer in base.milestones if answer.milestone_id not in asked]
    milestones += [each for each in milestone_answers(values, spec) if each.done_on or each.new_due or each.reason]
    before = first_records(base)
    fields = {name: value for page in FIELDS for name, value in page_values(values, page).items()}
    return replace(
        base,
        **fields,
        milestones=tuple(sorted(milestones, key=lambda answer: answer.milestone_id)),
        participation=tuple(record_of(values, spec, slot, before.get(slot)) for slot in slots_answered(values, spec)),
    )
