"""The report as one HTML page, the same for the screen and for the PDF. Knows nothing of how a PDF is made."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from monitor.domain import words
from monitor.domain.editions import TEXT_NAMES
from monitor.domain.participation import Country, Sex
from monitor.domain.periods import Quarter
from monitor.domain.updates import Punctuality, State, Status
from monitor.translations import DEFAULT
from reports import figures, milestone_lists, quality
from reports.charts import BARS
from reports.data import SCHEMA, Project, ReportData, fingerprint_of
from reports.key_figures import compared_with, key_figures
from reports.language import N_, Language
from reports.people_rows import Column, Dimension, Figure
from reports.people_tables import PublishedPeople, publish
from reports.qr_code import qr_svg
from reports.remarks import Remarks
from reports.short_sections import has_long_names, short_sections
from reports.story import Story

HERE = Path(__file__).resolve().parent
SPANISH = Language()
STYLES = ("report.css", "edition.css", "screen.css")
"""The last one speaks of the screen alone."""


def render_html(
    data: ReportData,
    *,
    charts: Mapping[str, str],
    language: Language = SPANISH,
    people: PublishedPeople | None = None,
) -> str:
    """The whole report. `charts` holds SVG by name; where one is not given its table still stands."""
    from reports.changes import told_changes  # it prints as this page does

    changes = told_changes(data, language)
    return render_page(
        "report.html", data, charts=charts, language=language, people=people or publish(data), changes=changes
    )


def render_page(
    template: str,
    data: ReportData,
    *,
    charts: Mapping[str, str],
    language: Language,
    people: PublishedPeople,
    styles: Sequence[str] = STYLES,
    **more: object,
) -> str:
    """One template with all that the report's own pieces know; `more` is what it alone needs."""
    story = Story(data, people, language)
    html = (
        environment(language, data.schema)
        .get_template(template)
        .render(
            data=data,
            people=people,
            story=story,
            remarks=Remarks(story),
            key_figures=key_figures(story),
            compared_with=compared_with(story),
            next_period=Quarter.parse(data.period).next().key,
            short_sections=short_sections(data),
            long_names=has_long_names(data),
            bars=BARS,
            number_width=12 if any(project.number > 999 for project in data.projects) else 9,
            gaps=quality.gaps(data, people, language),
            hidden_tables=quality.hidden_tables(people),
            glossary=_glossary(data, language),
            qr_code=_qr_code(data, language),
            fingerprint=fingerprint_of(data) if data.is_edition else "",
            charts={name: Markup(svg) for name, svg in charts.items()},  # noqa: S704 - drawn and escaped by reports.charts
            css=Markup(stylesheet(tuple(styles))),  # noqa: S704 - the product's own file
            **more,
        )
    )
    return printable(html)


def printable(html: str) -> str:
    """Without the characters that nobody sees and that fonts cannot draw."""
    return _UNPRINTABLE.sub("", html)


_TERMS = (
    (N_("AP"), N_("Alianza del Pacífico")),
    (N_("HRAEM"), N_("Hoja de Ruta para la Autonomía y el Empoderamiento Económico de las Mujeres")),
    (N_("T1 a T4"), N_("Los cuatro trimestres de un año")),
)


def _glossary(data: ReportData, language: Language) -> list[tuple[str, str]]:
    """Every acronym with what it stands for, in the order of the alphabet."""
    bodies = {
        body.acronym: in_original(body.name, language)
        for body in (*data.groups, *data.allies)
        if body.acronym != body.name
    }
    terms = {language.gettext(short): language.gettext(whole) for short, whole in _TERMS}
    return sorted((terms | bodies).items(), key=lambda each: each[0].casefold())


def _qr_code(data: ReportData, language: Language) -> Markup | str:
    """The way from paper to the edition's public page; nothing while it has none."""
    if not data.page_url:
        return ""
    alternative = language.gettext("Código QR que lleva a %(address)s", address=data.page_url)
    return Markup(qr_svg(data.page_url, alternative))  # noqa: S704 - drawn and escaped by segno


LONGEST_WHOLE_ROW = 1200
"""Letters of a cell up to which its row stands on one page."""
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows: pasted text brings them along unseen."""


@cache
def stylesheet(names: tuple[str, ...] = STYLES) -> str:
    """The sheets as one, its colours written out: WeasyPrint looks up a colour's name anew for every cell's border."""
    css = "".join((HERE / "static" / name).read_text(encoding="utf-8") for name in names)
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", css))
    return re.sub(r"var\((--[\w-]+)\)", lambda match: values[match[1]], css)


def environment(language: Language, schema: int = SCHEMA) -> Environment:
    # An edition of an older schema finds its templates as they were then, where they have changed since.
    folders = [HERE / "templates" / f"schema-{number}" for number in range(schema, SCHEMA)]
    environment = Environment(
        loader=FileSystemLoader([*folders, HERE / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=language.gettext,
        ngettext=language.ngettext,
        figures=figures,
        milestone_lists=milestone_lists,
        words=words,
        text_names=TEXT_NAMES,
        State=State,
        Status=Status,
        Punctuality=Punctuality,
        language=language,
        original=ORIGINAL if language.code != DEFAULT else "",
    )
    environment.filters.update(
        paragraphs=paragraphs,
        original=lambda text: in_original(text, language),
        quoting=lambda text, *parts: quoting(text, parts, language),
        filled=lambda message, **values: Markup(escape(message)) % values,  # noqa: S704 - escaped just here
        web_address=web_address,
        text_name=lambda field: language.gettext(TEXT_NAMES[field]),
        breakable=breakable,
        short_title=short_title,
        tall=_tall,
        hides=lambda row: any(figure.is_hidden for figure in (*row.by_sex.values(), row.total)),
        figure=lambda figure: print_figure(figure, language),
        sex=lambda column: print_sex(column, language),
        leader=lambda column: _leader(column, language),
        dimensions=lambda dimensions: print_dimensions(dimensions, language),
    )
    return environment


ORIGINAL = Markup(' lang="es"')
"""Marks, in another language, what the plan or a group wrote: screen readers read it, and hyphens part it, as it is."""


def in_original(text: str, language: Language) -> Markup:
    """A few words of the plan or of people within a text of the report."""
    return Markup("<span{}>{}</span>").format(ORIGINAL, text) if language.code != DEFAULT and text else escape(text)


def quoting(text: str, parts: Sequence[str], language: Language) -> Markup:
    """A sentence of the report, with those parts of it marked that are the plan's or somebody's own words."""
    marked = escape(text)
    for part in parts if language.code != DEFAULT else ():
        if part.strip():
            found = re.compile(rf"(?<!\w){re.escape(str(escape(part.strip().rstrip('.'))))}(?!\w)")
            marked = Markup(found.sub(lambda match: f"<span{ORIGINAL}>{match[0]}</span>", str(marked)))  # noqa: S704 - escaped above
    return marked


def paragraphs(text: str) -> list[str]:
    """The text parted where its writer left an empty line."""
    return [part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _tall(text: str | int) -> str:
    """Marks a row that may be broken: one with so long a text, or of so many letters, could fill a page alone."""
    return Markup(' class="tall"') if (text if isinstance(text, int) else len(text)) > LONGEST_WHOLE_ROW else ""


def web_address(url: str) -> str:
    """The address if it is one that a reader may follow, else nothing: `javascript:` and `file:` are no evidence."""
    return url if re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else ""


def breakable(url: str) -> Markup:
    """A long address that may break after its slashes and dots, without a hyphen that would falsify it."""
    parts = re.split(r"(?<=[/.?&=_-])", url)
    return Markup("<wbr>").join(parts)


def short_title(project: Project, *, most: int = 110) -> str:
    """The title by whole words, for lists."""
    if len(project.title) <= most:
        return project.title
    words_kept = project.title[:most].split(" ")[:-1] or [project.title[: most - 1]]
    while len(words_kept) > 1 and len(words_kept[-1]) <= 3:
        words_kept.pop()  # «con la…» or «de…» leave the reader hanging
    return " ".join(words_kept).rstrip(" ,.;:–-“«(") + "…"


_HIDDEN = N_("oculto")
_NOTHING = "–"


def print_figure(figure: Figure, language: Language) -> str:
    """A count as a reader sees it."""
    if figure.is_hidden:
        return language.gettext(_HIDDEN)
    return _NOTHING if figure.value is None else language.number(figure.value)


def print_sex(column: Column, language: Language) -> str:
    """The head of a column of people."""
    if column is Column.OTHER_OR_NOT_RECORDED:
        return language.gettext("Otra identidad o sin registro")
    return language.gettext(words.SEX[Sex(column.value)])


def _leader(column: Column, language: Language) -> str:
    """The head of a column of enterprises: who leads them."""
    if column is Column.OTHER_OR_NOT_RECORDED:
        return language.gettext("Liderazgo mixto o sin dato")
    return language.gettext(words.LEADERSHIP_OF_ENTERPRISES[Sex(column.value)])


def _dimension(dimension: Dimension, language: Language) -> str:
    if isinstance(dimension, Country):
        return language.gettext(words.COUNTRY[dimension])
    message, ages = words.age_band(dimension)
    return language.gettext(message, **ages)


def print_dimensions(dimensions: Sequence[Dimension], language: Language) -> str:
    """`Chile`, `18 a 29 y 30 a 44`, or everybody."""
    if not dimensions:
        return language.gettext("Todas las personas")
    names = []
    for position, dimension in enumerate(dimensions):
        name = _dimension(dimension, language)
        is_proper = isinstance(dimension, Country) and dimension not in (Country.OTHER, Country.NOT_RECORDED)
        names.append(name if is_proper or position == 0 else name.lower())
    return language.listing(names)
