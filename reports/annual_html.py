"""The annual report as one HTML page."""

from collections.abc import Mapping

from markupsafe import Markup

from reports.annual import Annual
from reports.annual_data import AnnualData
from reports.extracts import OWN_STYLES, clip, without_dangling_links
from reports.html import SPANISH, environment, printable, stylesheet
from reports.language import Language
from reports.qr_code import qr_svg


def render_annual(
    data: AnnualData, *, charts: Mapping[str, str], language: Language = SPANISH, annual: Annual | None = None
) -> str:
    """The whole annual report. `charts` holds SVG by name; where one is not given its table still stands."""
    annual = annual or Annual(data, language)
    said = language.gettext("Código QR que lleva a %(address)s", address=data.page_url)
    html = (
        environment(language)
        .get_template("annual.html")
        .render(
            annual=annual,
            data=data,
            charts={name: Markup(svg) for name, svg in charts.items()},  # noqa: S704 - drawn and escaped by our own code
            css=Markup(stylesheet(OWN_STYLES)),  # noqa: S704 - the product's own file
            clip=clip,
            qr=Markup(qr_svg(data.page_url, said)) if data.page_url else "",  # noqa: S704 - drawn by segno
        )
    )
    return without_dangling_links(printable(html))
