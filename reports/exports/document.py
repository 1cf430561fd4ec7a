"""The report as a Word document, for those who must quote or paste it: the same words and figures, in plain styles."""

import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from monitor.domain import words
from monitor.domain.update_content import UpdateContent
from reports import figures
from reports.data import Answer, Area, Project, ReportData
from reports.exports.xml_text import printable
from reports.language import N_, Language
from reports.languages import speaking
from reports.open_data import Table, tables_of
from reports.open_data_columns import Kind
from reports.people_tables import PublishedPeople, publish
from reports.story import Story

PLUM = RGBColor(0x3B, 0x1D, 0x4F)
ANSWERS = (
    (N_("Qué se logró"), "achieved"),
    (N_("Dificultades"), "obstacles"),
    (N_("Próximos pasos"), "next_steps"),
    (N_("El papel de las mujeres"), "womens_role"),
)
SHOWN_OF_PARTICIPATION = ("who", "women", "men", "other", "not_recorded", "other_or_not_recorded", "total")


def document_of(data: ReportData, *, people: PublishedPeople | None = None) -> bytes:
    people = people or publish(data)
    language = speaking(data.language)
    writer = _Writer(data, Story(data, people, language), language, tables_of(data, language=language, people=people))
    out = io.BytesIO()
    writer.document().save(out)
    return out.getvalue()


class _Writer:
    def __init__(self, data: ReportData, story: Story, language: Language, tables: list[Table]) -> None:
        self.data, self.story, self.language = data, story, language
        self.tables = {table.key: table for table in tables}
        self.docx: Docx = Document()

    def _(self, message: str, **values: object) -> str:
        return self.language.gettext(message, **values)

    def document(self) -> Docx:
        self._set_styles()
        data = self.data
        title = self._("Informe trimestral de avance %(period)s", period=data.period)
        self.docx.core_properties.title = title
        self.docx.core_properties.author = data.publisher
        self.docx.core_properties.language = data.language
        self.docx.core_properties.created = data.generated_at.replace(tzinfo=None)
        self._heading(title, level=0)
        self._paragraph(f"{data.plan_name}. {data.publisher}. {data.edition}.")
        if data.fictional:
            self._paragraph(self._("Datos ficticios de demostración")).runs[0].bold = True
        self._heading(self._("Resumen"), level=1)
        self._paragraph(self.story.received_in_full())
        self._paragraph(self.story.rows_and_projects())
        self._table("groups")
        self._table("areas", leave_out=frozenset({"coverage", "share_of_women"}))
        for area in data.areas:
            self._area(area)
        return self.docx

    def _heading(self, text: str, *, level: int) -> None:
        self.docx.add_heading(printable(text), level=level)

    def _paragraph(self, text: str) -> Paragraph:
        return self.docx.add_paragraph(printable(text))

    def _set_styles(self) -> None:
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Calibri")
        for level in (1, 2, 3):
            self.docx.styles[f"Heading {level}"].font.color.rgb = PLUM
        for section in self.docx.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = Cm(2.2)

    def _area(self, area: Area) -> None:
        self._heading(self._("Área %(number)s. %(name)s", number=area.number, name=area.name), level=1)
        self._paragraph(self.story.area(area))
        for project in figures.in_area(self.data, area.number):
            if area.number == project.areas[0]:
                self._project(project)
            else:
                where = self._("Se informa en el área %(area)s.", area=project.areas[0])
                self._labelled(f"{project.number}. {project.title}", where)

    def _project(self, project: Project) -> None:
        self._heading(f"{project.number}. {project.title}", level=2)
        self._labelled(self._("Actividad, según el plan"), project.activity)
        self._labelled(self._("Responsables"), "; ".join(f"{body.name} ({body.acronym})" for body in project.leads))
        self._labelled(self._("Cronograma"), f"«{project.schedule}» ({project.when}).")
        if not project.expected:
            self._paragraph(self.story.why_not_expected(project))
        for answer in project.answers:
            self._answer(project, answer)

    def _answer(self, project: Project, answer: Answer) -> None:
        if len(project.answers) > 1:
            self._heading(answer.group, level=3)
        if answer.content is None:
            self._paragraph(self.story.no_content(answer))
            return
        for label, value in self._facts(answer.content):
            self._labelled(label, value)
        self._people(project, answer)

    def _facts(self, content: UpdateContent) -> Iterator[tuple[str, str]]:
        if content.status is not None:
            done = "" if content.percent_done is None else f", {content.percent_done} %"
            yield self._("Estado"), f"{self._(words.word_for(content.status))}{done}"
        if content.punctuality is not None:
            reason = [self._(words.word_for(content.delay_reason))] if content.delay_reason else []
            parts = [self._(words.word_for(content.punctuality)), *reason, content.delay_words]
            yield self._("Plazo"), ". ".join(filter(None, parts))
        if content.nothing_to_report:
            yield self._("Sin novedades"), content.nothing_reason
        for label, field in ANSWERS:
            if value := getattr(content, field):
                yield self._(label), value

    def _people(self, project: Project, answer: Answer) -> None:
        table = self.tables["participation"]
        keys = [column.key for column in table.columns]
        activity, group, number = (keys.index(key) for key in ("activity", "group", "project"))
        own = [row for row in table.rows if row[number] == project.number and row[group] == answer.group]
        for name in dict.fromkeys(row[activity] for row in own):
            self._labelled(self._("Participación"), str(name))
            rows = tuple(row for row in own if row[activity] == name)
            shown = [
                position
                for position, key in enumerate(keys)
                if key in SHOWN_OF_PARTICIPATION and any(row[position] is not None for row in rows)
            ]
            self._grid([table.columns[each].title for each in shown], [[row[each] for each in shown] for row in rows])

    def _table(self, key: str, *, leave_out: frozenset[str] = frozenset()) -> None:
        table = self.tables[key]
        shown = [
            position
            for position, column in enumerate(table.columns)
            if column.key not in leave_out
            and (column.kind is not Kind.COUNT or any(row[position] is not None for row in table.rows))
        ]
        self._heading(table.title, level=2)
        self._grid([table.columns[each].title for each in shown], [[row[each] for each in shown] for row in table.rows])

    def _grid(self, heads: list[str], rows: list[list[object]]) -> None:
        grid = self.docx.add_table(rows=1, cols=len(heads), style="Light Grid Accent 4")
        for cell, head in zip(grid.rows[0].cells, heads, strict=True):
            cell.text = head
        # Word repeats the row on every page, and screen readers take it for the head.
        properties = grid.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no public way
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        for row in rows:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = self.language.number(value) if isinstance(value, int) else printable(str(value or ""))
        self.docx.add_paragraph()

    def _labelled(self, label: str, value: str) -> None:
        paragraph = self.docx.add_paragraph()
        paragraph.add_run(printable(f"{label}: ")).bold = True
        paragraph.add_run(printable(value))
