"""Are the report's fonts installed? Without them the PDF would be set, silently, in whatever the machine has."""

import ctypes
import ctypes.util
from functools import cache
from pathlib import Path

REQUIRED = {"Inter": "fonts-inter"}
"""Family → the Debian package that carries it. Headings use its display cut where the package has one."""

ALSO_USED = ("Inter Display", "sans-serif")


class FontMissing(Exception):
    """A font of the report is not installed; the message says what to install."""


def require_fonts(families: dict[str, str] | None = None) -> None:
    """Raise FontMissing, in words, for the first family that is not installed."""
    for family, package in (REQUIRED if families is None else families).items():
        if not is_installed(family):
            raise FontMissing(
                f"No se puede hacer el PDF: falta la tipografía «{family}». "
                f"Instálela con «apt-get install {package}» y vuelva a intentarlo."
            )


def is_installed(family: str) -> bool:
    """Whether fontconfig, which WeasyPrint asks too, answers with this very family and not with a substitute."""
    library = _fontconfig()
    pattern = library.FcNameParse(family.encode())
    try:
        library.FcConfigSubstitute(None, pattern, 0)
        library.FcDefaultSubstitute(pattern)
        result = ctypes.c_int()
        match = library.FcFontMatch(None, pattern, ctypes.byref(result))
        if not match:
            return False
        try:
            return family.lower() in _families(library, match)
        finally:
            library.FcPatternDestroy(match)
    finally:
        library.FcPatternDestroy(pattern)


@cache
def can_print(character: str) -> bool:
    """Whether some installed font has the character. Without one it is an empty box that nobody can read aloud."""
    library = _fontconfig()
    pattern, wanted = library.FcNameParse(b"Inter"), library.FcCharSetCreate()
    try:
        library.FcCharSetAddChar(wanted, ord(character))
        library.FcPatternAddCharSet(pattern, b"charset", wanted)
        library.FcConfigSubstitute(None, pattern, 0)
        library.FcDefaultSubstitute(pattern)
        result = ctypes.c_int()
        match = library.FcFontMatch(None, pattern, ctypes.byref(result))
        if not match:
            return False
        try:
            given = ctypes.c_void_p()
            found = library.FcPatternGetCharSet(match, b"charset", 0, ctypes.byref(given)) == 0
            return found and bool(library.FcCharSetHasChar(given, ord(character)))
        finally:
            library.FcPatternDestroy(match)
    finally:
        library.FcCharSetDestroy(wanted)
        library.FcPatternDestroy(pattern)


def _families(library: ctypes.CDLL, match: int) -> list[str]:
    found: list[str] = []
    name = ctypes.c_char_p()
    while library.FcPatternGetString(match, b"family", len(found), ctypes.byref(name)) == 0:
        found.append((name.value or b"").decode().lower())
    return found


@cache
def _fontconfig() -> ctypes.CDLL:
    path = ctypes.util.find_library("fontconfig") or "libfontconfig.so.1"
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise FontMissing(
            "No se puede hacer el PDF: falta fontconfig. Instálelo con «apt-get install libfontconfig1»."
        ) from error
    for name in ("FcNameParse", "FcFontMatch", "FcCharSetCreate"):
        getattr(library, name).restype = ctypes.c_void_p
    library.FcConfigSubstitute.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
    library.FcDefaultSubstitute.argtypes = [ctypes.c_void_p]
    library.FcFontMatch.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    library.FcPatternDestroy.argtypes = [ctypes.c_void_p]
    library.FcPatternGetString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    library.FcCharSetAddChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    library.FcCharSetDestroy.argtypes = [ctypes.c_void_p]
    library.FcPatternAddCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    library.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    return library


def state_of_fonts() -> str:
    """The files of the report's fonts, and the Pango that sets them: with others the same page looks otherwise."""
    library = _fontconfig()
    lines = []
    for family in (*REQUIRED, *ALSO_USED):
        pattern = library.FcNameParse(family.encode())
        library.FcConfigSubstitute(None, pattern, 0)
        library.FcDefaultSubstitute(pattern)
        match = library.FcFontMatch(None, pattern, ctypes.byref(ctypes.c_int()))
        name = ctypes.c_char_p()
        if match and library.FcPatternGetString(match, b"file", 0, ctypes.byref(name)) == 0 and name.value:
            state = Path(name.value.decode()).stat()
            lines.append(f"{family} {name.value.decode()} {state.st_size} {state.st_mtime_ns}")
        if match:
            library.FcPatternDestroy(match)
        library.FcPatternDestroy(pattern)
    return "\n".join([*lines, _pango_version()])


def _pango_version() -> str:
    path = ctypes.util.find_library("pango-1.0")
    return str(ctypes.CDLL(path).pango_version()) if path else ""
