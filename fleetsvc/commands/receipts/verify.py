"""``fleetsvc verify FILE...``: whether exported ranking editions and receipts are what was published and signed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
from joserfc.jwk import KeySet

from fleetsvc.commands.frame.output import (
    FALLS_SHORT,
    REFUSED,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.commands.receipts.exported import Exported, exported_in
from fleetsvc.commands.receipts.known_keys import known_keys
from fleetsvc.commands.receipts.verify_words import lines_of
from fleetsvc.services.receipts.checking import check, is_receipt
from rules.edition_check import Flaw, flaws_of, is_edition
from rules.wording import Language

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
_EDITION: Final = ("period", "category", "revision", "status", "sha256")


@click.command(cls=AnsweringCommand)
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option(
    "--keys",
    type=_FILE,
    help="The published keys (/.well-known/jwks.json), for receipts; they may also be one of FILES."
    " [default: those of this installation]",
)
@with_json
@click.pass_context
def verify(
    ctx: click.Context, files: tuple[Path, ...], keys: Path | None, as_json: bool, language: Language
) -> None:
    """Check FILES: exported ranking editions (seals, ranks, the links among them) and receipts (signatures).

    Editions need nothing else. Exit 0: they hold; 1: some do not; 3: a file holds neither.
    """
    given = [one for path in files for one in exported_in(path)]
    receipts = [one for one in given if is_receipt(one.content)]
    key_sets = [one for one in given if one.holds_keys]
    others = [one for one in given if not is_receipt(one.content) and not one.holds_keys]
    flaws = flaws_of([one.content for one in others])
    editions = [_edition(one, wrong) for one, wrong in zip(others, flaws, strict=True)]
    known = known_keys(keys, key_sets) if receipts else None
    checked = [_receipt(one, known) for one in receipts] if known is not None else []
    whole = not any(one["flaws"] for one in (*editions, *checked))
    if as_json:
        print_json({"whole": whole, "editions": editions, "receipts": checked})
    else:
        print_lines(lines_of(editions, checked, language))
    if any(Flaw.UNREADABLE in one["flaws"] for one in (*editions, *checked)):
        ctx.exit(REFUSED)
    ctx.exit(0 if whole else FALLS_SHORT)


def _edition(one: Exported, wrong: Sequence[Flaw]) -> dict[str, Any]:
    known = one.content if is_edition(one.content) else {}
    return {
        "file": one.file,
        "place": one.place,
        **{name: known.get(name) for name in _EDITION},
        "flaws": [flaw.value for flaw in wrong],
    }


def _receipt(one: Exported, keys: KeySet) -> dict[str, Any]:
    found = check(one.content, keys)
    return {
        "file": one.file,
        "place": one.place,
        **{name: found.document.get(name) for name in ("id", "kind", "issued_at")},
        "kid": found.kid,
        "flaws": [flaw.value for flaw, _ in found.flaws],
        "at": [place for _, place in found.flaws],
    }
