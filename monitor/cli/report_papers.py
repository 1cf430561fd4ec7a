"""`flask report …`: extracts of an edition, the annual report, and the proof that what was published is untouched."""

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import undefer

from monitor.annual_pdf import build_annual_report
from monitor.cli.reports import commands, person, write_whole
from monitor.cli.run import in_one_transaction
from monitor.clock import now, today
from monitor.db import db, only_reading
from monitor.domain.words import LANGUAGE
from monitor.extracts_pdf import make_missing
from monitor.models import AnnualEdition, AnnualFile, BuildState, Edition, EditionExtract, EditionFile, Period
from monitor.pdf import ChildDied, new_owner
from monitor.report_proof import Proof, prove, prove_annual, prove_extracts
from monitor.services import annual_publications, annual_queue, annual_reports, editions, extracts, periods, plans
from monitor.settings import settings


@commands.command("extracts")
@click.argument("key", metavar="PERIOD")
@click.argument("number", metavar="[EDITION]", required=False)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write all of them to.")
@in_one_transaction
def make_extracts(key: str, number: str | None, output: Path | None) -> None:
    """Make the extracts of PERIOD's last EDITION (or of the one given) that are still missing, and name them all."""
    period = periods.get_period(db.session, plans.current_plan(db.session), key)
    found = [each for each in editions.editions_of(db.session, period) if number in (None, each.number)]
    if not found:
        raise click.ClickException("No hay ninguna edición publicada con esos datos.")
    edition = found[-1]
    try:
        made = make_missing(db.session, edition, base_url=settings().base_url, now=now, commit=db.session.commit)
    except ChildDied as error:
        raise click.ClickException("El proceso que hacía los extractos se interrumpió; vuelva a intentarlo.") from error
    for own in extracts.extracts_of_edition(db.session, edition):
        if output:
            write_whole(output / own.name, extracts.get_extract(db.session, edition, own.name).content)
        click.echo(f"{own.sha256}  {own.name}")
    click.echo(f"{period.key} {edition.number}: {made} extractos nuevos.", err=True)


@commands.command("annual")
@click.argument("year", type=int)
@click.option("--as", "email", required=True, help="E-mail of the coordinator who publishes.")
@click.option("--erratum", default="", help="What was wrong in the one before, if this one corrects it.")
@click.option("--accept-missing", is_flag=True, help="Say that quarters without an edition are known.")
@in_one_transaction
def annual(year: int, email: str, erratum: str, *, accept_missing: bool) -> None:
    """Publish the annual report of YEAR, made of the last edition of each of its quarters."""
    plan = plans.current_plan(db.session)
    own = annual_reports.request(
        db.session,
        plan,
        year,
        actor=person(email),
        erratum=erratum,
        accepts_missing=accept_missing,
        today=today(),
        now=now(),
    )
    db.session.commit()
    owner = new_owner()
    while own.state is BuildState.WAITING:
        if not annual_queue.claim(db.session, own, now=now(), owner=owner):
            raise click.ClickException(own.error or "Otro proceso lo está haciendo: espere a que termine.")
        db.session.commit()
        build_annual_report(
            db.session,
            own,
            now=now,
            owner=owner,
            fictional=settings().demo,
            base_url=settings().base_url,
        )
    if own.state is BuildState.FAILED:
        raise click.ClickException(own.error)
    if own.is_open:
        click.echo(f"{year}: el informe anual está preparado; falta que otra persona lo confirme.")
        return
    edition = annual_reports.year_of(db.session, plan, year).editions[-1]
    click.echo(f"{year}: informe anual, edición {edition.number}, publicado.")
    click.echo(f"SHA-256 de los datos: {edition.snapshot_sha256}")
    for made in annual_publications.pdfs_of(edition):
        click.echo(f"SHA-256 de pdf ({made.language}): {made.sha256}")


@commands.command("verify")
@click.argument("key", metavar="[PERIOD]", required=False)
@click.argument("number", metavar="[EDITION]", required=False)
@click.option("--only-hashes", is_flag=True, help="Do not make the PDFs again.")
@only_reading
def verify(key: str | None, number: str | None, *, only_hashes: bool) -> None:
    """Prove that what was published is untouched, and that its data still give the same report.

    PERIOD is a quarter, or a year for its annual reports; without it, everything is looked at.
    """
    proofs = [*_quarterly(key, number, render=not only_hashes), *_annual(key, number, render=not only_hashes)]
    if not proofs and key:
        raise click.ClickException("No hay ninguna edición publicada con esos datos.")
    if not all(proof.holds for proof in proofs):
        raise click.ClickException("Lo publicado no se puede comprobar.")
    if not proofs:
        click.echo("Todavía no se ha publicado nada.")


def _quarterly(key: str | None, number: str | None, *, render: bool) -> list[Proof]:
    query = select(Edition).join(Edition.period).options(undefer(Edition.snapshot)).order_by(Edition.id)
    if key:
        query = query.where(Period.key == key)
    if number:
        query = query.where(Edition.number == number)
    proofs = []
    for edition in db.session.scalars(query):
        files = list(
            db.session.scalars(
                select(EditionFile).where(EditionFile.edition_id == edition.id).options(undefer(EditionFile.content))
            )
        )
        said = editions.published_text_hash(db.session, edition)
        said_in = {
            file.language: editions.published_text_hash(db.session, edition, language=file.language)
            for file in files
            if file.language != edition.snapshot["language"]
        }
        proofs.append(
            _told(
                f"{edition.period.key} {edition.number}",
                prove(edition, files, said=said, said_in=said_in, render=render),
            )
        )
        own = list(
            db.session.scalars(
                select(EditionExtract)
                .where(EditionExtract.edition_id == edition.id)
                .options(undefer(EditionExtract.content))
            )
        )
        if own:
            name = f"{edition.period.key} {edition.number}, {len(own)} extractos"
            proofs.append(_told(name, prove_extracts(edition, own, render=render)))
    return proofs


def _annual(key: str | None, number: str | None, *, render: bool) -> list[Proof]:
    query = select(AnnualEdition).options(undefer(AnnualEdition.snapshot), undefer(AnnualEdition.content))
    if key:
        query = query.where(AnnualEdition.year == (int(key) if key.isdecimal() else -1))
    if number:
        query = query.where(AnnualEdition.number == number)
    return [
        _told(f"{edition.year} {edition.number}", prove_annual(edition, _files_of(edition), render=render))
        for edition in db.session.scalars(query.order_by(AnnualEdition.id))
    ]


def _files_of(edition: AnnualEdition) -> list[AnnualFile]:
    query = select(AnnualFile).where(AnnualFile.request_id == edition.request_id).options(undefer(AnnualFile.content))
    return list(db.session.scalars(query.order_by(AnnualFile.id)))


def _told(name: str, proof: Proof) -> Proof:
    click.echo(f"{name}: {sentence(proof)}")
    return proof


def sentence(proof: Proof) -> str:
    """What came of the proof, in words."""
    if proof.broken:
        return f"ALTERADO: {', '.join(proof.broken)} no tiene la huella con que se publicó."
    if not proof.same_text:
        return "DISTINTO: hecho otra vez desde sus datos, el informe ya no dice lo mismo, palabra por palabra."
    if proof.same_bytes is False:
        return "DISTINTO: dice lo mismo, pero el PDF hecho otra vez con las mismas versiones no es idéntico."
    pdf = " y el PDF hecho otra vez es idéntico, byte por byte" if proof.same_bytes else ""
    whole = f"las huellas coinciden, dice lo mismo palabra por palabra{pdf}."
    if not proof.reworded:
        return whole
    languages = ", ".join(LANGUAGE[code] for code in proof.reworded)
    return f"{whole} En {languages} hoy se diría con otras palabras: su catálogo cambió desde entonces."
