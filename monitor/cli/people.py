"""`flask people invite | drop-second-factor | erase`: what no page can do for a person."""

import click
from flask.cli import AppGroup
from sqlalchemy import Engine, or_, select

from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.mail import mail_writer
from monitor.models import Group, GroupAlias, User
from monitor.services import erasing, people, second_factors

commands = AppGroup("people", help="Invite people, and erase their data.")

COUNTRIES = [country.value for country in Country if country is not Country.NOT_RECORDED]


@commands.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="Name as others see it.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.MEMBER.value, show_default=True)
@click.option("--group", "group_key", help="Acronym of a group the person belongs to.")
@click.option("--group-role", type=click.Choice([role.value for role in GroupRole]), default=GroupRole.LEAD.value)
@click.option("--country", type=click.Choice(COUNTRIES))
@in_one_transaction
def invite(email: str, *, name: str, role: str, group_key: str | None, group_role: str, country: str | None) -> None:
    """Add the person EMAIL, queue the invitation, and print its link (it lets in once, for 7 days)."""
    memberships = {find_group(group_key).id: GroupRole(group_role)} if group_key else {}
    invitation = people.invite(
        db.session,
        actor=None,
        email=email,
        name=name,
        role=Role(role),
        country=Country(country) if country else None,
        memberships=memberships,
        mails=mail_writer(),
        now=now(),
    )
    click.echo(invitation.address)


@commands.command("drop-second-factor")
@click.argument("email")
@in_one_transaction
def drop_second_factor(email: str) -> None:
    """Let the person EMAIL sign in by link alone, because they lost their telephone and their codes."""
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound("No hay ninguna persona con ese correo.")
    second_factors.drop(db.session, user, actor=None, now=now())
    click.echo(f"{user.email} entra otra vez solo con el enlace.")


@commands.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase(email: str, *, yes: bool) -> None:
    """Take the data of the person EMAIL out for good; what their group reported stays, under a name made up.

    Backups that were made before still hold them: forget those, or wait until they are forgotten.
    """
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise click.ClickException("No hay ninguna persona con ese correo.")
    found = erasing.plan(db.session, user)
    click.echo(f"Correos que pierden sus palabras: {found.mails}. Hechos que pierden sus datos: {found.events}.")
    for place in found.places:
        click.echo(f"Ahí queda su nombre o su correo: {place.table} {place.row}, {place.column}")
    if not yes:
        click.confirm("No se puede deshacer. ¿Eliminar los datos?", abort=True)
    _erase(user)
    click.echo(f"Se eliminaron los datos. Ahora figura como «{user.name}».")
    db.session.close()
    _wash(db.engine)


@in_one_transaction
def _erase(user: User) -> None:
    erasing.erase(db.session, user, actor=None, now=now())


def _wash(engine: Engine) -> None:
    """Nothing of what went stays in the corners of an SQLite file. PostgreSQL's own cleaning does it in its time."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def find_group(key: str) -> Group:
    """A group by its acronym, name or alias."""
    named = or_(Group.key == key, Group.name == key, Group.aliases.any(GroupAlias.text == key))
    group = db.session.scalar(select(Group).where(named))
    if group is None:
        raise NotFound(f"No hay ningún grupo que se llame «{key}».")
    return group
