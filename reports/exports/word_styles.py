"""How the report looks in Word: the report's own scale and colours, as styles that whoever quotes it can change."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

PLUM, ACCENT, GREY, MIST, LINE, INK = "4A2A6A", "B4540A", "5F5769", "F5F1F9", "D8CFE2", "221A2B"
FONT = "Calibri"
WIDTH = 174.0
"""Of the column, in millimetres."""
LANGUAGES = {"es": "es-CO", "en": "en-GB"}
"""How Word calls them, for its spelling and its voices."""

_HEADINGS: tuple[tuple[int, float, float, float], ...] = ((1, 20, 0, 8), (2, 13, 14, 4), (3, 10, 6, 1), (4, 10, 6, 1))
"""Level, size, space before and after, in points."""
_OWN: tuple[tuple[str, float, str, float, float, bool], ...] = (
    ("Report Lead", 11.5, INK, 0, 8, False),
    ("Report Note", 8.5, GREY, 2, 8, False),
    ("Report Notice", 12, ACCENT, 0, 2, True),
    ("Table Text", 8.5, INK, 2, 2, False),
    ("Table Head", 8, INK, 2, 2, True),
    ("After Table", 4, INK, 0, 4, False),
    ("Picture", 10, INK, 0, 6, False),
    ("toc 1", 10.5, PLUM, 5, 1, True),
    ("toc 2", 9.5, INK, 0, 1, False),
)
"""Name, size, colour, space before and after, bold."""


def set_up(docx: Docx, language: str) -> None:
    """The page and every style of the report, in an empty document."""
    _set_page(docx)
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10), RGBColor.from_string(INK)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.12
    _speak(docx, language)
    for level, size, before, after in _HEADINGS:
        _restyle(docx.styles[f"Heading {level}"], size, PLUM, before, after, bold=True)
    _restyle(docx.styles["Title"], 34, PLUM, 120, 6, bold=True)
    _restyle(docx.styles["Subtitle"], 16, ACCENT, 0, 40, bold=False)
    _restyle(docx.styles["Caption"], 9.5, PLUM, 8, 3, bold=True)
    docx.styles["Caption"].paragraph_format.keep_with_next = True
    _restyle(docx.styles["Quote"], 10.5, INK, 4, 2, bold=False)
    docx.styles["Quote"].paragraph_format.left_indent = Mm(5)
    _restyle(docx.styles["List Bullet"], 10, INK, 0, 2, bold=False)
    for name in ("Header", "Footer"):
        _restyle(docx.styles[name], 8, GREY, 0, 0, bold=False)
    stops = docx.styles["Footer"].paragraph_format.tab_stops
    while len(stops):
        del stops[0]
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for name, size, colour, before, after, bold in _OWN:
        own = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = normal
        _restyle(own, size, colour, before, after, bold=bold)
    docx.styles["toc 2"].paragraph_format.left_indent = Mm(6)
    docx.styles["Picture"].paragraph_format.keep_with_next = False
    link = docx.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(PLUM), True
    docx.styles.element.append(parse_xml(_TABLE))


def _set_page(docx: Docx) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(24), Mm(21)
    section.header_distance = section.footer_distance = Mm(11)


def _speak(docx: Docx, language: str) -> None:
    spoken = docx.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    spoken.set(qn("w:val"), LANGUAGES[language])
    spoken.set(qn("w:eastAsia"), LANGUAGES[language])


def _restyle(style: Any, size: float, colour: str, before: float, after: float, *, bold: bool) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]  # the theme's own font would win
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


_TABLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="{PLUM}"/>
      <w:bottom w:val="single" w:sz="6" w:space="0" w:color="{PLUM}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
    </w:tblBorders>
    <w:tblCellMar>
      <w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
</w:style>
"""
