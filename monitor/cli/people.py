"""`flask people invite`: the first coordinator of an installation, and whoever cannot be invited by a page."""

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select

from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.domain.errors import NotFound
from monitor.domain.participation import Country
from monitor.domain.permissions import GroupRole, Role
from monitor.mail import mail_writer
from monitor.models import Group, GroupAlias
from monitor.services import people

commands = AppGroup("people", help="Invite people.")

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


def find_group(key: str) -> Group:
    """A group by its acronym, name or alias."""
    named = or_(Group.key == key, Group.name == key, Group.aliases.any(GroupAlias.text == key))
    group = db.session.scalar(select(Group).where(named))
    if group is None:
        raise NotFound(f"No hay ningún grupo que se llame «{key}».")
    return group
