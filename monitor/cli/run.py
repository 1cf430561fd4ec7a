"""How a command ends: a clear sentence and a non-zero exit where a rule was not kept, and nothing half-written."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from monitor.db import db
from monitor.domain.errors import RuleError

P = ParamSpec("P")
T = TypeVar("T")


def in_one_transaction(command: Callable[P, T]) -> Callable[P, T]:
    """Commit when the command ends well; roll back and say why when it does not."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            result = command(*args, **kwargs)
            db.session.commit()
            return result
        except RuleError as error:
            db.session.rollback()
            raise click.ClickException(str(error)) from error

    return wrapped
