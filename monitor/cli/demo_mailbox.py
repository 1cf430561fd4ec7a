"""`flask demo mailbox`: receive the demo's mails on loopback."""

import click
from flask.cli import with_appcontext

from monitor import clock
from monitor.demo.mailbox import LOOPBACK, serve
from monitor.settings import settings


@click.command("mailbox")
@with_appcontext
def mailbox() -> None:
    """Receive mails on SMTP_PORT of this machine and keep each as a file in MAILBOX_DIR, until Ctrl-C."""
    folder, port = settings().mailbox_dir, settings().smtp_port
    if not settings().demo or folder is None:
        raise click.ClickException("El buzón es solo para la demostración (MONITOR_DEMO=1 y MAILBOX_DIR).")
    app_clock = clock.clock()

    def moment() -> str:
        return app_clock.now().strftime("%Y%m%dT%H%M%S%f")

    try:
        serve(folder, port, moment, started=lambda: click.echo(f"El buzón recibe en {LOOPBACK}:{port}."))
    except OSError as error:
        raise click.ClickException(f"El buzón no puede abrir {LOOPBACK}:{port}: {error.strerror or error}") from error
