"""The quarter's work a single time: send the reminders that are due, make the report, say what came of it."""

import os
import subprocess
from pathlib import Path

import click

from monitor.demo import processes
from monitor.demo.processes import ROOT, DemoError

PERIOD = "2021-T3"


def run(*, logs: Path, pause: processes.Pause) -> None:
    """Open the mailbox only while there is mail to send; then build the report of the demo's quarter."""
    smtp_port = processes.free_port(int(os.environ.get("SMTP_PORT") or 2525), variable="SMTP_PORT")
    environment = {**os.environ, "SMTP_PORT": str(smtp_port)}
    mailbox_folder = Path(os.environ["MAILBOX_DIR"])
    before = count_mails(mailbox_folder)
    with processes.family() as children:
        mailbox = processes.start(
            "El buzón", processes.product_command("demo", "mailbox"), log=logs / "mailbox.log", environment=environment
        )
        children.append(mailbox)
        processes.wait_until(lambda: processes.accepts_connections(smtp_port), mailbox, pause=pause)
        click.echo("· Enviando los recordatorios que tocan")
        _work(environment, "jobs", "run", "reminders")
        _work(environment, "jobs", "run", "outbox")
    sent = count_mails(mailbox_folder) - before
    click.echo(f"· Haciendo el informe de {PERIOD}")
    report = _work(environment, "report", "build", PERIOD)
    click.echo(f"\n{mail_sentence(sent, mailbox_folder)}\n{report}")


def count_mails(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.eml"))


def mail_sentence(sent: int, folder: Path) -> str:
    where = os.path.relpath(folder, ROOT)
    if sent == 0:
        return f"Correos enviados: 0 (los que tocaban ya están en {where})"
    return f"Correos enviados: {sent} (cada uno es un archivo en {where})"


def _work(environment: dict[str, str], *arguments: str) -> str:
    """Run one command of the product to its end and hand back what it said."""
    answer = subprocess.run(
        processes.product_command(*arguments),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        said = (answer.stderr or answer.stdout).strip()
        raise DemoError(f"«flask {' '.join(arguments)}» terminó con código {answer.returncode}.\n{said}")
    return answer.stdout.strip()
