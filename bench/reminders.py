"""Plan what a large portfolio owes in one pass, and send a day's digests to a mail server on loopback.

The bare figure, in the same run, is a loop of smtplib over one connection that sends the same bytes and keeps no
record. Both take turns in portions, so that whatever else the machine does falls on both.
"""

import argparse
import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from bench._databases import fresh_database
from config import ROOT, Settings
from monitor.domain.permissions import GroupRole, Role
from monitor.domain.updates import State
from monitor.jobs import lives
from monitor.jobs.outbox import send_waiting
from monitor.jobs.work import Work
from monitor.mail import as_bytes, headers_of
from monitor.models import (
    Group,
    GroupKind,
    MailState,
    Membership,
    OutboxMessage,
    Period,
    Plan,
    ProgressUpdate,
    Project,
    Reminder,
    User,
)
from monitor.services.outbox import Letter
from monitor.smtp import SmtpTransport

SIZES = {"people": 10_000, "things": 100_000, "mails": 10_000}
NOW = datetime(2021, 10, 5, 15, 0, tzinfo=UTC)
TURNS = 10
SENDER = Address("HRAEM Monitor", addr_spec="monitor@example.org")
REPLY_TO = "gtg@example.org"
AT_ONCE = 5000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/bench reminders", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--sizes", default="", help="for example people=100,things=1000,mails=100")
    asked = parser.parse_args(arguments)
    given = dict(each.split("=", 1) for each in asked.sizes.split(",") if each)
    unknown = given.keys() - SIZES.keys()
    if unknown:
        parser.error(f"sizes are {', '.join(SIZES)}; not {', '.join(sorted(unknown))}")
    figures = measure({name: int(given.get(name, size)) for name, size in SIZES.items()})
    lines = [f"{name:20} {value:>12,.2f}" for name, value in figures.items()]
    sys.stdout.write((json.dumps(figures) if asked.json else "\n".join(lines)) + "\n")
    return 0


def measure(sizes: Mapping[str, int]) -> dict[str, float]:
    with fresh_database() as engine:
        fill(engine, people=sizes["people"], things=sizes["things"])
        look_over(engine)
        address = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "bench._planning", address, NOW.isoformat()]
        planning = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        figures: dict[str, float] = json.loads(planning.stdout)
        look_over(engine)
        with sink() as port:
            return figures | send(engine, port, mails=sizes["mails"])


def look_over(engine: Engine) -> None:
    """Let PostgreSQL count its rows, as it does by itself within a minute; SQLite goes without, as in the product."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def put(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(model), rows[start : start + AT_ONCE])
    session.commit()


def fill(engine: Engine, *, people: int, things: int) -> None:
    """A plan whose groups have one lead and one contributor each, and one update of the quarter for each project."""
    groups = range(1, people // 2 + 1)
    numbers = range(1, things + 1)
    with Session(engine) as session:
        plan = Plan(key="b", name="Plan", starts_on=date(2021, 1, 1), ends_on=date(2023, 12, 31), stated_rows=1)
        plan.time_zone = "America/Bogota"
        session.add(plan)
        session.flush()
        period = Period(
            plan=plan,
            key="2021-T3",
            starts_on=date(2021, 7, 1),
            ends_on=date(2021, 9, 30),
            opens_on=date(2021, 10, 1),
            due_on=date(2021, 10, 15),
            on_time_until=date(2021, 10, 15),
            locks_on=date(2021, 11, 14),
            opened_at=NOW,
        )
        session.add(period)
        session.flush()
        group = {"kind": GroupKind.TECHNICAL_GROUP}
        put(
            session,
            Group,
            [group | {"id": n, "key": f"G{n}", "acronym": f"G{n}", "name": f"Grupo {n}"} for n in groups],
        )
        person = {"role": Role.MEMBER, "created_at": NOW, "time_zone": "America/Bogota", "is_active": True}
        put(
            session,
            User,
            [
                person | {"id": n, "email": f"p{n}@example.org", "name": f"Persona {n}"}
                for n in range(1, 2 * len(groups) + 1)
            ],
        )
        roles = (GroupRole.LEAD, GroupRole.CONTRIBUTOR)
        put(
            session,
            Membership,
            [{"user_id": 2 * n - 1 + k, "group_id": n, "role": roles[k]} for n in groups for k in (0, 1)],
        )
        project = {"plan_id": plan.id, "activity": "Actividad", "schedule_verbatim": "2021"}
        put(session, Project, [project | {"id": n, "number": n, "title": f"Proyecto {n}"} for n in numbers])
        owed = {"period_id": period.id, "state": State.NOT_STARTED}
        put(
            session,
            ProgressUpdate,
            [owed | {"project_id": n, "group_id": (n - 1) % len(groups) + 1} for n in numbers],
        )


@contextmanager
def sink() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "bench._sink"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate()


def send(engine: Engine, port: int, *, mails: int) -> dict[str, float]:
    """Digests of reminders really planned, so that each is asked about before it leaves, as always."""
    html = (ROOT / "monitor/templates/mail/layout.html").read_text()
    text = "Le faltan 3 avances por enviar antes del 15 de octubre. " * 40
    spent = {"ours": 0.0, "bare": 0.0}
    sent = 0
    with Session(engine) as session:
        owed = session.scalars(
            select(Reminder.user_id)
            .where(Reminder.scheduled_on <= NOW.date())
            .distinct()
            .order_by(Reminder.user_id)
            .limit(mails)
        ).all()
    with smtplib.SMTP("127.0.0.1", port) as bare:
        for turn in range(TURNS):
            # In the order of the people, as the job queues them.
            users = owed[len(owed) * turn // TURNS : len(owed) * (turn + 1) // TURNS]
            letters = queue(engine, users, text, html)
            contents = [as_bytes(each, headers_of(each, sender=SENDER, reply_to=REPLY_TO)) for each in letters]
            started = perf_counter()
            for letter, content in zip(letters, contents, strict=True):
                bare.sendmail(SENDER.addr_spec, letter.recipient, content)
            spent["bare"] += perf_counter() - started
            started = perf_counter()
            with Session(engine) as session, lives.at_work() as owner, SmtpTransport(settings(port)) as transport:
                done = send_waiting(Work(session, settings(port), lambda: NOW), transport, owner=owner)
            spent["ours"] += perf_counter() - started
            if done.by_result["sent"] != len(letters):  # type: ignore[index]  # a dict for a job that sends
                raise RuntimeError(f"{len(letters)} mails waited, and {done} came of it")
            sent += len(letters)
    return {"mails": sent, "send_per_s": sent / spent["ours"], "bare_send_per_s": sent / spent["bare"]}


def queue(engine: Engine, users: Sequence[int], text: str, html: str) -> list[Letter]:
    """Digests written ten minutes ago, each with the person's reminders of the day."""
    written = NOW - timedelta(minutes=10)
    mail: dict[str, Any] = {"kind": "digest", "subject": "Le faltan 3 avances por enviar antes del 15 de octubre"}
    mail["text"] = text
    mail |= {"html": html, "created_at": written, "not_before": written, "state": MailState.WAITING, "lease_owner": ""}
    with Session(engine) as session:
        first = session.scalar(select(func.coalesce(func.max(OutboxMessage.id), 0))) or 0
        rows = [
            mail
            | {"key": f"d:{user}", "user_id": user, "recipient": f"p{user}@example.org", "message_id": f"{user:032x}"}
            for user in users
        ]
        put(session, OutboxMessage, rows)
        own = select(OutboxMessage.id).where(OutboxMessage.user_id == Reminder.user_id, OutboxMessage.id > first)
        session.execute(
            update(Reminder)
            .where(Reminder.user_id.in_(users), Reminder.scheduled_on <= NOW.date())
            .values(message_id=own.scalar_subquery())
            .execution_options(synchronize_session=False)
        )
        session.commit()
    return [
        Letter(0, "digest", row["recipient"], row["subject"], text, html, row["message_id"], written, NOW)
        for row in rows
    ]


def settings(port: int) -> Settings:
    return Settings(
        secret_key="x" * 40,
        database_url="sqlite:///unused",
        base_url="http://127.0.0.1",
        upload_dir=Path("unused"),
        time_zone="America/Bogota",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_user="",
        smtp_password="",
        smtp_starttls=False,
        mail_from=str(SENDER),
        mail_reply_to=REPLY_TO,
        demo=True,
        demo_date=None,
        mailbox_dir=None,
    )
