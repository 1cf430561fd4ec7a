"""Runs the demo: `python -m monitor.demo.serve`, called by script/demo once database and data are ready.

Mailbox, scheduler and web server are children of this process. One Ctrl-C ends them all; if one ends by itself the
others are ended too and the reason is told. `--once` does the quarter's work a single time instead of serving.
"""

import http.client
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

import click

from monitor.demo import once, processes
from monitor.demo.processes import LOOPBACK, ROOT, Child, DemoError

LOGS = ROOT / "var" / "demo" / "log"
WEB_WORKERS = 2


class Stopped(Exception):
    """Somebody asked the demo to end while it was still starting."""


def main(arguments: list[str]) -> int:
    asked_to_stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        asked_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)

    def pause(seconds: float) -> None:
        if asked_to_stop.wait(seconds):
            raise Stopped

    try:
        if arguments == ["--once"]:
            once.run(logs=LOGS, pause=pause)
        else:
            serve(pause=pause)
    except Stopped:
        return 0
    except DemoError as error:
        click.echo(f"script/demo: {error}", err=True)
        return 1
    return 0


def serve(*, pause: processes.Pause) -> None:
    """Start everything, say where it is, and stay until somebody or something ends it."""
    web_port = processes.free_port(int(os.environ.get("PORT") or 8000), variable="PORT")
    smtp_port = processes.free_port(int(os.environ.get("SMTP_PORT") or 2525), variable="SMTP_PORT")
    address = f"http://{LOOPBACK}:{web_port}"
    environment = {**os.environ, "PORT": str(web_port), "SMTP_PORT": str(smtp_port), "BASE_URL": address}
    with processes.family() as children:
        click.echo("· Abriendo el buzón, el planificador y el servidor web")
        web = start_servers(children, web_port=web_port, smtp_port=smtp_port, environment=environment, pause=pause)
        accounts = read_accounts(environment)
        processes.wait_until(lambda: web_answers(web_port), web, pause=pause)
        click.echo(welcome(address, accounts=accounts, today=os.environ["DEMO_DATE"]))
        try:
            watch(children, pause=pause)
        finally:
            click.echo("\n· Terminando la demostración")


def start_servers(
    children: list[Child], *, web_port: int, smtp_port: int, environment: dict[str, str], pause: processes.Pause
) -> Child:
    """Start the three servers and hand back the web server, which is the last to be ready."""

    def start(name: str, log: str, command: list[str]) -> Child:
        child = processes.start(name, command, log=LOGS / log, environment=environment)
        children.append(child)
        return child

    mailbox = start("El buzón", "mailbox.log", processes.product_command("demo", "mailbox"))
    web_command = [sys.executable, "-m", "gunicorn", "--workers", str(WEB_WORKERS), "--bind", f"{LOOPBACK}:{web_port}"]
    web = start("El servidor web", "web.log", [*web_command, "--no-control-socket", "wsgi:app"])
    # The scheduler sends what is owed as soon as it starts, so somebody must be there to receive it.
    processes.wait_until(lambda: processes.accepts_connections(smtp_port), mailbox, pause=pause)
    start("El planificador", "scheduler.log", processes.product_command("jobs", "serve"))
    return web


def web_answers(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/entrar")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(children: list[Child], *, pause: processes.Pause) -> None:
    """Stay until a child ends, which is an error, or somebody asks to stop, which ends the pause."""
    while True:
        for child in children:
            if child.has_ended:
                raise DemoError(processes.ended_sentence(child))
        pause(0.5)


def read_accounts(environment: dict[str, str]) -> str:
    answer = subprocess.run(
        processes.product_command("demo", "accounts"),
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise DemoError(f"No se pudieron leer las cuentas de la demostración.\n{answer.stderr.strip()}")
    return answer.stdout.strip("\n")


def welcome(address: str, *, accounts: str, today: str) -> str:
    """What the person who started the demo needs to know, as one block."""
    day = date.fromisoformat(today)
    rule = "─" * 78
    indented_accounts = "\n".join(f"    {line}".rstrip() for line in accounts.splitlines())
    mail_folder = os.path.relpath(os.environ["MAILBOX_DIR"], Path.cwd())
    return f"""
{rule}
  HRAEM Monitor · demostración con personas y avances ficticios
  Para la demostración, hoy es el {day:%d/%m/%Y}.

  Dirección  {address}
  Correo     {address}/demo/correo
             (cada mensaje es además un archivo en {mail_folder})

  Cuentas: escriba una de estas direcciones en {address}/entrar
  y abra el enlace que le llega al correo de la demostración.

{indented_accounts}

  Para terminar, pulse Ctrl-C. Los datos se conservan;
  «script/demo --reset» empieza de nuevo.
{rule}"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
