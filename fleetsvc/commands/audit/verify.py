"""``fleetsvc audit verify``: walk the audit log's chain and say whether it is whole."""

import sys
from contextlib import closing
from typing import Final

import click

from fleetsvc.commands.frame.output import FALLS_SHORT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.audit import events as log
from fleetsvc.services.audit.events import Verified
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

_WHYS: Final = {
    "altered": Text("内容与其校验码不符", "its content does not fit its hash"),
    "missing": Text("它之前缺少事件", "an event before it is missing"),
    "unlinked": Text("与前一事件不相连", "it is not linked to the one before"),
}
_WHOLE: Final = Text(
    "审计日志完整：{events} 条，末条校验码 {head}",
    "The audit log is whole: {events} events, the last one's hash {head}",
)
_BROKEN: Final = Text(
    "审计日志在第 {number} 条处断裂：{why}；此前 {events} 条完好",
    "The audit log is broken at event {number}: {why}; the {events} before it are whole",
)
_CUT: Final = Text(
    "日志中没有校验码为 {head} 的事件：末尾可能被截去",
    "No event has the hash {head}: the end may have been cut off",
)


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command(cls=AnsweringCommand)
@click.option(
    "--head", "noted", metavar="SHA256", help="A last hash noted earlier, which must still be there."
)
@with_json
def verify(noted: str | None, as_json: bool, language: Language) -> None:
    """Check every event against the one before it. Exit 0: whole; 1: broken, with the first broken link."""
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        found = log.verify(session)
        is_cut = noted is not None and not log.is_in_chain(session, noted.lower())
    if as_json:
        broken = found.broken and {"number": found.broken.number, "why": found.broken.why}
        whole = {"whole": broken is None, "events": found.events, "head": found.head or None}
        print_json(whole | {"broken": broken, "cut": is_cut})
    else:
        print_lines(line.in_language(language) for line in _lines(found, noted if is_cut else None, language))
    if found.broken is not None or is_cut:
        sys.exit(FALLS_SHORT)


def _lines(found: Verified, missed: str | None, language: Language) -> list[Text]:
    if found.broken is None:
        lines = [_WHOLE.fill(events=found.events, head=found.head or "–")]
    else:
        why = _WHYS[found.broken.why].in_language(language)
        lines = [_BROKEN.fill(number=found.broken.number, why=why, events=found.events)]
    return lines + ([] if missed is None else [_CUT.fill(head=missed)])
