"""What commands about accounts and keys share: who sits at the host, and how names and passwords are given."""

import getpass
import io
import select
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from fleetsvc.services.audit.events import Actor

_PATIENCE_SECONDS: Final = 2
"""A password on standard input is there at once; an open pipe that nobody writes to must not hang the command."""

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def at_the_host() -> Actor:
    """Return who runs the command, as the audit log names them: the host's user."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        name = None
    return Actor("command", name=name)


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip() or not value.isprintable():
        raise click.BadParameter("empty, or not printable", ctx, param)
    return value.strip()


def name_option(help_text: str) -> Callable[[Decorated], Decorated]:
    """Return the option ``--name``."""
    return click.option("--name", required=True, callback=_name, help=help_text)


def password_on_input() -> str | None:
    """Return the first line of standard input, or None where a person sits there or nothing comes."""
    if sys.stdin is None or sys.stdin.isatty():
        return None
    line = sys.stdin.readline().rstrip("\r\n") if _something_comes() else ""
    return line or None


def _something_comes() -> bool:
    try:
        ready, _, _ = select.select([sys.stdin], [], [], _PATIENCE_SECONDS)
    except io.UnsupportedOperation:  # no file but a text in memory, which is there at once
        return True
    return bool(ready)
