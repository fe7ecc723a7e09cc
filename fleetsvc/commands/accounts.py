"""``fleetsvc user add`` and ``fleetsvc apikey add``: both work beside a running ``serve``."""

import io
import select
import sys
from contextlib import closing
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.commands.output import UNIT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.connect import connect
from fleetsvc.db import OFFICE
from fleetsvc.services import accounts
from fleetsvc.services.accounts import KEY_ROLES, Role
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

_PATIENCE_SECONDS: Final = 2
"""A password on standard input is there at once; an open pipe that nobody writes to must not hang the command."""


@click.group()
def user() -> None:
    """Accounts of people."""


@click.group()
def apikey() -> None:
    """Keys of systems."""


def _name(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("empty", ctx, param)
    return value.strip()


@user.command("add", cls=AnsweringCommand)
@click.option("--name", required=True, callback=_name, help="Name to sign in with.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", type=UNIT, help="Reporting unit, for a bureau.")
@with_json
def add_user(name: str, role: str, unit: str | None, as_json: bool, language: Language) -> None:
    """Add an account. Its password is read from standard input, or generated and printed."""
    given = _password_on_input()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        added, password = accounts.add_user(
            session, name, role=Role(role), unit=unit, password=given, now=clock.now()
        )
    if as_json:
        print_json({"id": added.id, "name": added.name, "password": password})
        return
    shown = password if given is None else Text("（如所给）", "(as given)").said_in(language)
    text = Text("账户 {name} 已建立，密码：{shown}", "Account {name} added, password: {shown}")
    print_lines([text.fill(name=added.name, shown=shown).said_in(language)])


@apikey.command("add", cls=AnsweringCommand)
@click.option("--role", type=click.Choice([role.value for role in KEY_ROLES]), required=True)
@click.option("--name", required=True, callback=_name, help="What the key is for.")
@click.option("--unit", type=UNIT, help="Reporting unit, for a bureau.")
@with_json
def add_key(role: str, name: str, unit: str | None, as_json: bool, language: Language) -> None:
    """Add a key and print it: it is not kept and cannot be shown again."""
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        added, key = accounts.add_key(session, name, role=Role(role), unit=unit, now=clock.now())
    if as_json:
        print_json({"id": added.id, "key": key})
        return
    text = Text("密钥“{name}”（只显示这一次）：{key}", "Key {name} (shown this once): {key}")
    print_lines([text.fill(name=added.name, key=key).said_in(language)])


def _password_on_input() -> str | None:
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
