"""`flask demo fill | accounts | mailbox`: what only the demonstration has."""

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from monitor.cli.demo_mailbox import mailbox
from monitor.cli.run import in_one_transaction
from monitor.clock import now
from monitor.db import db
from monitor.demo.fill import fill as fill_demo
from monitor.demo.story import read_story
from monitor.domain import words
from monitor.mail import mail_writer
from monitor.models import Membership, User
from monitor.services import plans
from monitor.settings import settings

commands = AppGroup("demo", help="The demonstration: fictional people and updates, and a mailbox.")

SHOWN = ("coordinacion@gtg.example", "responsable@gtcu.example", "colabora@gtcu.example", "observa@gan.example")
"""One of each kind; the page of people lists all."""


def refuse_outside_the_demo() -> None:
    if not settings().demo:
        raise click.ClickException("Esto es solo para la demostración (MONITOR_DEMO=1): no se cambió nada.")


@commands.command("fill")
@in_one_transaction
def fill() -> None:
    """Add fictional people and updates to the loaded plan. Filling again changes nothing."""
    refuse_outside_the_demo()
    plan = plans.current_plan(db.session)
    done = fill_demo(db.session, plan, now=now(), mails=mail_writer())
    if done is None:
        click.echo("La demostración ya tenía sus personas y avances: no cambió nada.")
    else:
        click.echo(f"{done.people} personas, {done.periods} períodos y {done.updates} avances, todos ficticios.")


@commands.command("accounts")
@in_one_transaction
def accounts() -> None:
    """Print who can sign in, one of each kind."""
    refuse_outside_the_demo()
    query = (
        select(User).where(User.email.in_(SHOWN)).options(selectinload(User.memberships).joinedload(Membership.group))
    )
    people = {user.email: user for user in db.session.scalars(query)}
    for email in SHOWN:
        if email in people:
            click.echo(f"{email:<28}{describe(people[email])}")
    others = len(read_story().people) - len(people)
    click.echo(f"y {others} personas más: entre como coordinación y abra «Personas».")


def describe(user: User) -> str:
    roles = [
        f"{words.GROUP_ROLE[membership.role].lower()} de {membership.group.key}" for membership in user.memberships
    ]
    first = [] if user.role.value == "member" else [words.ROLE[user.role]]
    return f"{user.name}: {', '.join(first + roles)}"


commands.add_command(mailbox)
