"""Is a published edition what it was? Its hashes are computed again, and it is made again from its snapshot."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.annual_pdf import render_annual_snapshot
from monitor.extracts_pdf import render_extracts
from monitor.models import AnnualEdition, AnnualFile, Edition, EditionExtract, EditionFile
from monitor.pdf import render_snapshot
from monitor.services.editions import broken_hashes, data_of
from reports.annual_data import thaw
from reports.data import snapshot_hash
from reports.languages import annual_in_language, in_language
from reports.versions import made_with, words_mark
from reports.words import annual_text_hash, text_hash


@dataclass(frozen=True)
class Proof:
    broken: list[str] = field(default_factory=list)
    """What no longer has the hash it was published with."""
    same_text: bool = True
    """Whether its snapshot still says, word for word, what was published."""
    reworded: list[str] = field(default_factory=list)
    """Languages whose catalogue changed since, so that the same data would now be said in other words."""
    same_bytes: bool | None = None
    """None where the PDF was not made again, or with other libraries or code, which promise the words alone."""

    @property
    def holds(self) -> bool:
        return not self.broken and self.same_text and self.same_bytes is not False


def prove(
    edition: Edition,
    files: Sequence[EditionFile],
    *,
    said: str,
    said_in: Mapping[str, str] | None = None,
    render: bool = True,
) -> Proof:
    """Needs snapshot and bytes loaded. `said` is the hash of the words that were published.

    `said_in` has those of other languages; what is not in it was published before they were kept.
    """
    if broken := broken_hashes(edition, files):
        return Proof(broken)
    same_text = text_hash(data_of(edition)) == said
    reworded = []
    for file in files:
        kept = (said_in or {}).get(file.language, "") if file.form == "pdf" else ""
        if kept and text_hash(in_language(data_of(edition), file.language)) != kept:
            if words_mark(file.made_with) == words_mark(made_with(file.language)):
                same_text = False
            else:
                reworded.append(file.language)
    if not render or not any(file.form == "pdf" for file in files):
        return Proof(same_text=same_text, reworded=reworded)
    same = [_same_bytes(edition, file) for file in files if file.form == "pdf"]
    whole = False if False in same else None if None in same else True
    return Proof(same_text=same_text, reworded=reworded, same_bytes=whole)


def _same_bytes(edition: Edition, file: EditionFile) -> bool | None:
    """Whether the PDF of a language comes out the same; None where other code or words promise nothing."""
    made = render_snapshot(edition.snapshot, language=file.language)
    if made == file.content:
        return True
    return False if file.made_with == made_with(file.language) else None


def prove_annual(edition: AnnualEdition, files: Sequence[AnnualFile] = (), *, render: bool = True) -> Proof:
    """The same of an annual report and its `files` in other languages, with their bytes.

    The snapshots of its quarters are checked while it is read.
    """
    broken = [] if snapshot_hash(edition.snapshot) == edition.snapshot_sha256 else ["los datos"]
    pdfs: list[AnnualEdition | AnnualFile] = [edition, *files]
    broken += [
        f"pdf ({own.language})"
        for own in pdfs
        if hashlib.sha256(own.content).hexdigest() != own.sha256 or len(own.content) != own.size
    ]
    if broken:
        return Proof(broken)
    data = thaw(edition.snapshot)
    same_text, reworded = annual_text_hash(data) == edition.text_sha256, []
    for file in files:
        if annual_text_hash(annual_in_language(data, file.language)) != file.text_sha256:
            if words_mark(file.made_with) == words_mark(made_with(file.language)):
                same_text = False
            else:
                reworded.append(file.language)
    if not render:
        return Proof(same_text=same_text, reworded=reworded)
    same = [_same_annual_bytes(edition, own) for own in pdfs]
    whole = False if False in same else None if None in same else True
    return Proof(same_text=same_text, reworded=reworded, same_bytes=whole)


def _same_annual_bytes(edition: AnnualEdition, own: AnnualEdition | AnnualFile) -> bool | None:
    if render_annual_snapshot(edition.snapshot, language=own.language) == own.content:
        return True
    return False if own.made_with == made_with(own.language) else None


def prove_extracts(edition: Edition, made: Sequence[EditionExtract], *, render: bool = True) -> Proof:
    """The extracts of an edition: their hashes, and their bytes where the same code can make them again."""
    broken = [
        own.name
        for own in made
        if hashlib.sha256(own.content).hexdigest() != own.sha256 or len(own.content) != own.size
    ]
    if broken or not render or not made:
        return Proof(broken)
    # In another language the name says so, and the one who draws does not know it: `resumen.en.pdf`.
    plain = {own.id: own.name.replace(f".{own.language}.pdf", ".pdf") for own in made}
    again = {
        (address, language, own.name): own.pdf
        for address, language in {(each.address, each.language) for each in made}
        for own in render_extracts(
            edition.snapshot,
            address=address,
            language=language,
            names=[plain[each.id] for each in made if (each.address, each.language) == (address, language)],
        )
    }
    differ = [own for own in made if again.get((own.address, own.language, plain[own.id])) != own.content]
    if not differ:
        return Proof(same_bytes=True)
    return Proof(same_bytes=False if any(own.made_with == made_with(own.language) for own in differ) else None)
