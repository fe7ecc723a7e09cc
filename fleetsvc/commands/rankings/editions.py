"""``fleetsvc editions verify``: whether the published rankings are still what was published."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Final

import click
from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import FALLS_SHORT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.rankings import publishing, releasing, seals
from fleetsvc.services.rankings.seals import Fault, Verified
from fleetsvc.settings import read_settings
from rules.editions import Edition
from rules.periods import Period, parse_period
from rules.wording import Language, Text

_WHYS: Final = {
    Fault.ALTERED: Text("内容或名次与校验码不符", "its content or ranks do not fit its seal"),
    Fault.UNLINKED: Text(
        "所记的前一期次不是现存的那一个", "it names another predecessor than the stored one"
    ),
    Fault.MISSING: Text("已不存在", "it is gone"),
}
_WHOLE: Final = Text("通报期次完好：{editions} 个", "The ranking editions are whole: {editions}")
_BROKEN: Final = Text(
    "通报期次 {editions} 个，其中损坏 {count} 个：", "Ranking editions: {editions}, of which broken: {count}:"
)
_REMEDY: Final = Text(
    "请与已公布的文件核对，并从改动前的备份恢复（fleetsvc restore）",
    "Compare with the published files, and restore a backup from before the change (fleetsvc restore)",
)


_MADE: Final = Text("{period}：出了 {count} 份通报", "{period}: {count} editions stored")
_PERIOD: Final = click.option("--period", required=True, help="2025, 2025-Q3 or 2025-09.")


@click.group()
def editions() -> None:
    """Published ranking editions."""


@editions.command(cls=AnsweringCommand)
@_PERIOD
@with_json
def preview(period: str, as_json: bool, language: Language) -> None:
    """Show each unit its line of a period that is over."""
    now = clock.now()
    _tell(period, lambda session, one: publishing.publish_preview(session, one, now=now), as_json, language)


@editions.command(cls=AnsweringCommand)
@_PERIOD
@with_json
def release(period: str, as_json: bool, language: Language) -> None:
    """Publish a period that is in preview."""
    now, by = clock.now(), at_the_host()
    _tell(period, lambda session, one: releasing.release(session, one, by=by, now=now), as_json, language)


def _tell(
    text: str,
    step: Callable[[Session, Period], tuple[Edition, ...]],
    as_json: bool,
    language: Language,
) -> None:
    period, now = parse_period(text), clock.now()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        require_right_clock(session, now=now)
        made = step(session, period)
    if as_json:
        print_json({"period": period.key, "editions": len(made)})
    else:
        print_lines([_MADE.fill(period=period.key, count=len(made)).in_language(language)])


@editions.command(cls=AnsweringCommand)
@with_json
@click.pass_context
def verify(ctx: click.Context, as_json: bool, language: Language) -> None:
    """Check the seal of every edition and the chain between them. Exit 0: whole; 1: some are broken, by name."""
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        found = seals.verify(session)
    if as_json:
        print_json(
            {
                "whole": not found.broken,
                "editions": found.editions,
                "broken": [
                    {
                        "period": broken.period,
                        "category": broken.category or None,
                        "revision": broken.revision,
                        "why": broken.fault.value,
                    }
                    for broken in found.broken
                ],
            }
        )
    else:
        print_lines(line.in_language(language) for line in _lines(found, language))
    ctx.exit(FALLS_SHORT if found.broken else 0)


def _lines(found: Verified, language: Language) -> Iterator[Text]:
    if not found.broken:
        yield _WHOLE.fill(editions=found.editions)
        return
    yield _BROKEN.fill(editions=found.editions, count=len(found.broken))
    for one in found.broken:
        why = _WHYS[one.fault].in_language(language)
        yield Text("  {name}：{why}", "  {name}: {why}").fill(name=one.name, why=why)
    yield _REMEDY
