"""The QR code that leads from paper to a page, as SVG with a text for who cannot see it, or as PNG."""

import io

import segno


def qr_svg(address: str, alternative: str) -> str:
    """Black on white, with the quiet edge that readers need. The same address gives the same drawing."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(title=alternative, border=2, dark="#221a2b", light="#ffffff", omitsize=True, svgclass=None)


def qr_png(address: str) -> bytes:
    """The same, for where no SVG may stand."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="png", scale=8, border=2, dark="#221a2b", light="#ffffff"
    )
    return out.getvalue()
