"""``fleetsvc clock``: what speaks against the clock and holds final editions back; ``--accept`` where it is right."""

import sys
from contextlib import closing
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.clock import rfc3339_if_any
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import FALLS_SHORT, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.operations.clock_alarms import REMEDY, accept, clock_alarms
from fleetsvc.settings import read_settings
from rules.wording import Language, Text

FINE: Final = Text("时钟可信。", "Nothing speaks against the clock.")
ACCEPTED: Final = Text(
    "已确认时钟无误：直到 {until} 的记录不再计较（已记入审计日志）。",
    "The clock is declared right: records up to {until} are no longer held against it (entered in the audit log).",
)


@click.command("clock", cls=AnsweringCommand)
@click.option(
    "--accept", "accepting", is_flag=True, help="The clock is right, the later times on record are wrong."
)
@with_json
def clock_check(accepting: bool, as_json: bool, language: Language) -> None:
    """Say what holds final editions back. Exit: 0 nothing does, 1 something does."""
    now = clock.now()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        until = accept(session, by=at_the_host(), now=now) if accepting else None
        alarms = clock_alarms(session, now=now)
    accepted = rfc3339_if_any(until)
    if as_json:
        print_json(
            {
                "alarms": [
                    {"fault": alarm.fault.value, "seconds": round(alarm.seconds), "process": alarm.process}
                    for alarm in alarms
                ],
                "accepted_until": accepted,
            }
        )
    else:
        lines = [alarm.says for alarm in alarms] + [REMEDY if alarms else FINE]
        print_lines([ACCEPTED.fill(until=accepted).in_language(language)] if accepted else [])
        print_lines(line.in_language(language) for line in lines)
    if alarms:
        sys.exit(FALLS_SHORT)
