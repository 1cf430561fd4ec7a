"""WeasyPrint is loaded without what reports seldom need, and still has it where it is needed."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.pdf

LOADS = """
import subprocess, sys
import reports.fonts
def refused(*arguments, **named): raise AssertionError(f"a program was run: {arguments}")
subprocess.Popen.__init__ = refused
import reports.render
assert "fontTools.subset" not in sys.modules and "fontTools.varLib" not in sys.modules
from weasyprint.pdf import fonts
assert fonts.subset.Options(glyph_names=True).glyph_names
from fontTools.varLib import instancer
instancer.instantiateVariableFont = lambda font, limits, static: (font, limits, static)
assert fonts.instantiateVariableFont("font", {"wght": 400}, static=True) == ("font", {"wght": 400}, True)
print("all there")
"""


def test_weasyprint_is_loaded_without_other_programs_and_loads_the_rest_when_it_is_used() -> None:
    ran = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=False)
    assert ran.stdout == "all there\n", ran.stderr
