"""``fleetsvc keys rotate``: what the secret key of the house seals, sealed by the present one."""

from contextlib import closing
from pathlib import Path
from typing import Final

import click

from fleetsvc.commands.frame.exits import FALLS_SHORT
from fleetsvc.commands.frame.output import AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people.second_factor import seal_all
from fleetsvc.services.uploads import source_seals
from fleetsvc.settings import read_settings, secret_key
from rules.wording import Language, Text

_DONE: Final = Text(
    "第二重验证的密钥和取数凭据：重新加密 {anew} 个，无须处理 {before} 个，无法解开 {lost} 个",
    "Second factors and credentials of addresses: {anew} sealed anew, {before} as they should be, {lost} that no key"
    " at hand opens",
)
_LOST: Final = Text(
    "无法解开的请用 --former 指明此前的密钥文件，或由管理员停用该账户的第二重验证、重填取数凭据",
    "For those that do not open name the file of the key before with --former, or have an administrator take these"
    " people's second factor away, or give these credentials anew",
)


@click.group()
def keys() -> None:
    """What the secret key of the house seals."""


@keys.command(cls=AnsweringCommand)
@click.option(
    "--former",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File of the secret key before, where it was changed.",
)
@with_json
def rotate(former: Path | None, as_json: bool, language: Language) -> None:
    """Seal what the database keeps of people by the present key; after it was changed, or after an upgrade."""
    settings = read_settings()
    key = secret_key(settings)
    before = None if former is None else former.read_text(encoding="utf-8").strip()
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        found = [one(session, key=key, former=before) for one in (seal_all, source_seals.seal_all)]
    sealed = {name: sum(getattr(one, name) for one in found) for name in ("anew", "before", "lost")}
    if as_json:
        print_json(sealed)
    else:
        lines = [_DONE.fill(**sealed), *([_LOST] if sealed["lost"] else [])]
        print_lines([line.in_language(language) for line in lines])
    if sealed["lost"]:
        raise SystemExit(FALLS_SHORT)
