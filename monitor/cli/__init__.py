"""The product's command line: `flask <noun> <verb>`. Thin: read the arguments, call a service, print."""

from flask import Flask

from monitor.cli import api, audit, backup, db, demo, jobs, move, people, periods, portfolio, report_papers  # noqa: F401 - move adds itself to db


def init_app(app: Flask) -> None:
    app.cli.add_command(api.commands)
    app.cli.add_command(audit.commands)
    app.cli.add_command(backup.commands)
    app.cli.add_command(db.commands)
    app.cli.add_command(demo.commands)
    app.cli.add_command(periods.commands)
    app.cli.add_command(portfolio.commands)
    app.cli.add_command(report_papers.commands)
    app.cli.add_command(people.commands)
    app.cli.add_command(jobs.commands)
