"""`flask audit verify | export`: prove that nobody touched the audit trail, and hand it out."""

import json
import re
from typing import TextIO

import click
from flask.cli import AppGroup

from monitor.db import db, only_reading
from monitor.domain.audit_chain import START, Broken, Fault, plain
from monitor.services import event_seals

commands = AppGroup("audit", help="Prove that nobody touched the audit trail, and hand it out.")

FAULTS = {
    Fault.GAP: "falta un sello antes de este",
    Fault.EVENT_GONE: "el hecho que sella ya no está",
    Fault.CHANGED: "el hecho, o el orden de los sellos, no es el que se selló",
}


def _seal(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise click.BadParameter("un sello tiene 64 cifras hexadecimales")
    return value


@commands.command("verify")
@click.option("--head", default=START, callback=_seal, help="A seal noted down earlier: it must still be in the chain.")
@only_reading
def verify(head: str) -> None:
    """Walk the chain over every event and say the first link that is broken; exit 1 if there is one.

    Prints the head of the chain. Note it down elsewhere: given back with --head it proves that nothing was cut off.
    """
    found = event_seals.verify(db.session, known_head=head)
    if found.broken:
        raise click.ClickException(_sentence(found.broken))
    outside = event_seals.first_unsealed(db.session)
    if outside is not None:
        raise click.ClickException(f"El hecho {outside} no tiene sello: no lo escribió el sistema.")
    if not found.met_head:
        raise click.ClickException("El sello que usted anotó no está en la cadena: se quitó o se rehízo una parte.")
    if found.redacted:
        click.echo(f"Hechos que perdieron datos de personas, a su pedido y como la cadena dice: {found.redacted}.")
    click.echo(f"La cadena está entera: {found.links} hechos. Último sello: {found.head}")


def _sentence(broken: Broken) -> str:
    about = "" if broken.event_id is None else f" (hecho {broken.event_id})"
    return f"La cadena se rompe en el sello {broken.position}{about}: {FAULTS[broken.fault]}."


@commands.command("export")
@click.option(
    "--output", type=click.File("w", encoding="utf-8", atomic=True), default="-", help="A file, not the screen."
)
@only_reading
def export(output: TextIO) -> None:
    """Write the whole trail, one JSON object a line, each with its position and seal.

    People are numbers in it (actor_id), as in the chain; what an event says of before and after stays as it stands.
    """
    count = 0
    for link in event_seals.links(db.session):
        event = plain(link.facts) if link.facts else None
        line = {"position": link.position, "hash": link.hash, "event": event}
        output.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
        count += 1
    click.echo(f"Se escribieron {count} hechos.", err=True)
