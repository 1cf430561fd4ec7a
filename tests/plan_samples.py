"""A plan that the product has never seen, as the files in which people keep plans. Same table, other rows."""

import csv
import html
import io
from collections.abc import Sequence

import xlsxwriter
from docx import Document

HEADINGS = (
    "Área",
    "Acciones en las áreas prioritarias",
    "Grupo o grupos responsables / organizaciones aliadas",
    "Actividad en curso o actividad a ejecutar",
    "Cronograma* (las fechas podrían cambiar)",
)
AREA_NAMES = {
    1: "Reconocer y redistribuir los cuidados",
    2: "Impulsar las empresas de mujeres",
    3: "Cerrar la brecha digital",
}
Row = tuple[str, str, str, str, str]
ABBREVIATIONS = (("GT GENERO", "GTG"), ("GT LABORAL", "GTL"), ("Banco Interamericano de Desarrollo", "BID"))


def heading(year: int) -> str:
    return f"PLAN DE ACCIÓN DE LA RED DE EMPRESARIAS {year}-{year + 2}"


def rows(year: int) -> list[Row]:
    """Eight lines, seven projects: the fifth and the seventh are the same under two areas."""
    actions = {
        number: f"{number}. {name}\n{number}.1. Primera acción del área\n{number}.2. Segunda acción del área"
        for number, name in AREA_NAMES.items()
    }
    same = (
        "GTE",
        "Becas para mujeres en carreras técnicas del sector digital",
        f"Novienbre {year} - enero {year + 1}",
    )
    return [
        ("1.", actions[1], "GTG con el apoyo del GTL", "Diagnóstico regional del trabajo de cuidado no remunerado",
         f"enero {year} - junio {year}"),
        ("1.", "", "GTL", "Guía de corresponsabilidad para empresas\nIncluye un taller en cada país",
         f"2.º trimestre de {year}"),
        ("2.", actions[2], "GT Pymes, GT de Agencias de Promoción\nAliados: BID",
         "Rueda de negocios de empresas lideradas por mujeres", f"del 3 al 5 y el 9 de mayo de {year}"),
        ("2.", "", "Mesa de Mujeres Rurales", "Escuela itinerante de comercio para productoras", "a partir de marzo"),
        ("2.", "", *same),
        ("3.", actions[3], "GTAD con apoyo de CICan", "Laboratorio de datos abiertos con enfoque de género",
         "por definir"),
        ("3.", "", *same),
        ("3.", "", "GTCu", "Memoria del encuentro de industrias culturales",
         f"Diagnóstico: marzo {year}\nInforme final: diciembre {year}"),
    ]  # fmt: skip


def as_docx(year: int, table: Sequence[Row] | None = None, *, with_names: bool = True) -> bytes:
    """As Word keeps it: the cells of area and actions merged downwards, and the table broken in two over a page."""
    table = rows(year) if table is None else table
    document = Document()
    document.add_paragraph(heading(year))
    document.add_paragraph("")
    half = len(table) // 2
    for part, its_rows in enumerate((table[:half], table[half:])):
        grid = document.add_table(rows=0, cols=5)
        if not part:
            for cell, text in zip(grid.add_row().cells, HEADINGS, strict=True):
                cell.text = text
        above = None
        for row in its_rows:
            cells = grid.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
            if above is not None and row[0] == above[0].text.split("\n")[0]:
                for place in (0, 1):
                    cells[place].text = ""
                    merged = above[place].merge(cells[place])
                    merged.text = merged.text.strip()
            else:
                above = cells
    document.add_paragraph(f"Total proyectos: {len(table)}")
    if with_names:
        document.add_paragraph("ABREVIATURAS")
        names = document.add_table(rows=0, cols=2)
        for pair in ABBREVIATIONS:
            for cell, text in zip(names.add_row().cells, pair, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_xlsx(year: int, table: Sequence[Row] | None = None) -> bytes:
    """A title above the headings, the area written once over its rows, and the names below the table."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Plan")
    sheet.merge_range(0, 0, 0, 4, heading(year))
    for column, text in enumerate(HEADINGS):
        sheet.write_string(1, column, text)
    line, last_area = 2, ""
    for row in rows(year) if table is None else table:
        for column, text in enumerate(row):
            sheet.write_string(line, column, "" if column == 0 and text == last_area else text)
        last_area = row[0]
        line += 1
    for name, acronym in ABBREVIATIONS:
        line += 1
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, acronym)
    book.close()
    return buffer.getvalue()


def as_csv(year: int, *, delimiter: str = ";", encoding: str = "cp1252") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([HEADINGS, *rows(year)])
    return text.getvalue().encode(encoding)


def as_html(year: int) -> bytes:
    def cell(text: str) -> str:
        return "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))

    body = "".join(f"<tr>{''.join(f'<td>{cell(text)}</td>' for text in row)}</tr>" for row in rows(year))
    head = "".join(f"<th>{text}</th>" for text in HEADINGS)
    return (
        "<!doctype html><html><head><title>x</title><style>p { margin: 0 }</style></head><body>"
        f"<h1>{heading(year)}</h1>"
        f"<table><tr>{head}</tr>{body}</table><p>Total proyectos: 8</p></body></html>"
    ).encode()


def as_text(year: int) -> bytes:
    def cell(text: str) -> str:
        lines = text.split("\n")
        return lines[0] if len(lines) == 1 else " ".join(f"<p>{line}</p>" for line in lines)

    lines = [heading(year), "", "\t".join(HEADINGS), *("\t".join(map(cell, row)) for row in rows(year))]
    names = ["\t".join(pair) for pair in ABBREVIATIONS]
    return "\n".join([*lines, "Total proyectos:", "", "8", "", "ABREVIATURAS", "", *names]).encode()
