"""``fleetsvc receipts``: the keys that sign receipts."""

from contextlib import closing
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.commands.receipts.known_keys import installed_keys
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.receipts.signing_keys import rotate as make_another
from fleetsvc.settings import read_settings, secret_key
from rules.wording import Language, Text

_MADE: Final = Text(
    "已启用新的签名密钥 {kid}；旧密钥继续公布，已出具的回执仍可核验",
    "Receipts are signed by another key now: {kid}. The old ones stay published: receipts given out go on holding",
)


@click.group()
def receipts() -> None:
    """Keys that sign receipts."""


@receipts.command(cls=AnsweringCommand)
@with_json
def rotate(as_json: bool, language: Language) -> None:
    """Sign by another key from now on; after the secret key of the house was changed, or may be known to others."""
    settings = read_settings()
    secret = secret_key(settings)
    with closing(connect(settings)) as database, database.transaction(OFFICE) as session:
        kid = make_another(session, secret=secret, by=at_the_host(), now=clock.now())
    if as_json:
        print_json({"kid": kid})
    else:
        print_lines([_MADE.fill(kid=kid).in_language(language)])


@receipts.command(cls=AnsweringCommand)
def keys() -> None:
    """Print the published keys, as /.well-known/jwks.json does."""
    print_json(installed_keys(read_settings()))
