"""Is a published edition what it was? Its hashes are computed again, and its PDF is made again from its snapshot."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from monitor.models import Edition, EditionFile
from monitor.pdf import render_snapshot
from monitor.services.editions import broken_hashes
from monitor.services.reports import CannotBuild
from reports.versions import made_with


@dataclass(frozen=True)
class Proof:
    broken: list[str] = field(default_factory=list)
    """What no longer has the hash it was published with."""
    same_bytes: bool | None = None
    """None where the PDF was not made again."""
    same_text: bool | None = None
    difference: str = ""

    @property
    def holds(self) -> bool:
        return not self.broken and (self.same_bytes is None or self.same_bytes or bool(self.same_text))


def prove(edition: Edition, files: Sequence[EditionFile], *, render: bool = True) -> Proof:
    """Needs snapshot and bytes loaded. Made again with the same libraries and code, the bytes must be equal."""
    if broken := broken_hashes(edition, files):
        return Proof(broken)
    pdf = next((file for file in files if file.form == "pdf"), None)
    if not render or pdf is None:
        return Proof()
    again = render_snapshot(edition.snapshot)
    if again == pdf.content:
        return Proof(same_bytes=True, same_text=True)
    if pdf.made_with == made_with():
        return Proof(same_bytes=False, same_text=False, difference="Se hizo con las mismas versiones.")
    before, after = text_of(pdf.content), text_of(again)
    return Proof(same_bytes=False, same_text=before == after, difference=first_difference(before, after))


def text_of(pdf: bytes) -> list[str]:
    """The words of a PDF in reading order: how lines and pages break is no part of what it says."""
    program = shutil.which("pdftotext")
    if program is None:
        raise CannotBuild("Para comparar los textos hace falta «pdftotext» (paquete poppler-utils).")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edition.pdf"
        path.write_bytes(pdf)
        answer = subprocess.run([program, "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return answer.stdout.split()


def first_difference(before: list[str], after: list[str]) -> str:
    for position, (old, new) in enumerate(zip_longest(before, after, fillvalue="")):
        if old != new:
            near = slice(max(position - 5, 0), position + 6)
            return f"Decía «{' '.join(before[near])}» y dice «{' '.join(after[near])}»."
    return ""
