"""The quarter's work a single time: send the reminders that are due, make the report, say what came of it."""

import os
import re
import subprocess
import zlib
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
    built = _work(environment, "report", "build", PERIOD)
    pdf = Path(built.stdout.strip())
    click.echo(f"""
Informe            {pdf}
Páginas            {count_pages(pdf.read_bytes())}
Avances            {built.stderr.strip().splitlines()[0].removeprefix(f"{PERIOD}: ")}
Correos enviados   {sent} ({mail_sentence(sent, mailbox_folder)})""")


def count_mails(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*.eml"))


def mail_sentence(sent: int, folder: Path) -> str:
    where = os.path.relpath(folder, ROOT)
    return f"uno por archivo en {where}" if sent else f"los que tocaban ya están en {where}"


def count_pages(pdf: bytes) -> int:
    """How many pages the report's PDF has, by its page tree, which lies in a compressed stream of objects."""
    for start in re.finditer(rb"/Type\s*/ObjStm[^>]*>>\s*stream\r?\n", pdf):
        objects = zlib.decompressobj().decompress(pdf[start.end() :])
        pages = re.search(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", objects)
        if pages:
            return int(pages.group(1))
    raise DemoError("El informe se hizo, pero no se pueden contar sus páginas: no parece un PDF completo.")


def _work(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
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
    return answer
