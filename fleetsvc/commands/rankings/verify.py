"""``fleetsvc verify FILE...``: whether exported ranking editions are what was published; needs no database."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from fleetsvc.commands.frame.output import (
    FALLS_SHORT,
    REFUSED,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from rules.edition_check import Flaw, flaws_of, is_edition
from rules.wording import Language, Text

_WHYS: Final = {
    Flaw.UNREADABLE: Text("不是排名通报", "this is no ranking edition"),
    Flaw.PARTIAL: Text(
        "是一个单位所见的预览，无法核验", "a preview as one unit sees it: it cannot be verified"
    ),
    Flaw.ALTERED: Text("内容与校验值不符", "its content does not fit its seal"),
    Flaw.METHOD: Text("方法与其校验值不符", "its method does not fit its hash"),
    Flaw.MISRANKED: Text("合规率或名次与数据不符", "rates or ranks do not follow from the counts"),
    Flaw.UNLINKED: Text("所记的前一期次不是给出的那一个", "it names another predecessor than the one given"),
    Flaw.TWOFOLD: Text("同一期次给出了两个不同的版本", "two different editions of this name were given"),
}
_HOLDS: Final = Text("完好", "holds")
_LINE: Final = Text("{file}：{name}：{said}", "{file}: {name}: {said}")


@click.command(cls=AnsweringCommand)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@with_json
@click.pass_context
def verify(ctx: click.Context, files: tuple[Path, ...], as_json: bool, language: Language) -> None:
    """Check FILES of exported ranking editions: seals, ranks, and the links among them.

    Exit 0: they hold; 1: some do not; 3: a file holds no edition.
    """
    given = [(path, document) for path in files for document in _documents(path)]
    flaws = flaws_of([document for _, document in given])
    found = [_one(path, document, wrong) for (path, document), wrong in zip(given, flaws, strict=True)]
    if as_json:
        print_json({"whole": not any(flaws), "editions": found})
    else:
        print_lines(_lines(found, language))
    if any(Flaw.UNREADABLE in wrong for wrong in flaws):
        ctx.exit(REFUSED)
    ctx.exit(FALLS_SHORT if any(flaws) else 0)


def _documents(path: Path) -> Sequence[object]:
    """Return the editions that a file holds: one, a list of them, or a page of the API."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return [None]
    return found or [None] if isinstance(found, list) else [found]


def _one(path: Path, document: Any, wrong: Sequence[Flaw]) -> dict[str, object]:  # noqa: ANN401 (whatever a file holds)
    known = document if is_edition(document) else {}
    names = ("period", "category", "revision", "status", "sha256")
    return {
        "file": path.name,
        **{name: known.get(name) for name in names},
        "flaws": [flaw.value for flaw in wrong],
    }


def _lines(found: Sequence[dict[str, object]], language: Language) -> Iterator[str]:
    for one in found:
        flaws: Any = one["flaws"]
        whys = [_WHYS[Flaw(flaw)].in_language(language) for flaw in flaws] or [_HOLDS.in_language(language)]
        name = f"{one['period']}/{one['category'] or 'all'}/{one['revision']}" if one["period"] else "–"
        said = Text("；", "; ").in_language(language).join(whys)
        yield _LINE.fill(file=one["file"], name=name, said=said).in_language(language)
