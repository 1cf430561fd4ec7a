"""Is a published edition what it was? Its hashes are computed again, and it is made again from its snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.models import Edition, EditionFile
from monitor.pdf import render_snapshot
from monitor.services.editions import broken_hashes, data_of
from reports.versions import made_with
from reports.words import text_hash


@dataclass(frozen=True)
class Proof:
    broken: list[str] = field(default_factory=list)
    """What no longer has the hash it was published with."""
    same_text: bool = True
    """Whether its snapshot still says, word for word, what was published."""
    same_bytes: bool | None = None
    """None where the PDF was not made again, or with other libraries or code, which promise the words alone."""

    @property
    def holds(self) -> bool:
        return not self.broken and self.same_text and self.same_bytes is not False


def prove(edition: Edition, files: Sequence[EditionFile], *, said: str, render: bool = True) -> Proof:
    """Needs snapshot and bytes loaded. `said` is the hash of the words that were published."""
    if broken := broken_hashes(edition, files):
        return Proof(broken)
    same_text = text_hash(data_of(edition)) == said
    pdf = next((file for file in files if file.form == "pdf"), None)
    if not render or pdf is None:
        return Proof(same_text=same_text)
    same = render_snapshot(edition.snapshot) == pdf.content
    return Proof(same_text=same_text, same_bytes=same if same or pdf.made_with == made_with() else None)
