"""``fleetsvc check-file``: read, map, check and judge a file; store nothing and ask no database."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.commands.frame.exits import FALLS_SHORT, FINE, REFUSED
from fleetsvc.commands.frame.output import (
    CATEGORY,
    DAY,
    EVENT,
    UNIT,
    AnsweringCommand,
    Decorated,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.commands.uploads.report_text import Report, report_lines
from fleetsvc.services.uploads import check_file as checking
from fleetsvc.settings import read_settings
from importers.fields import FIELDS
from importers.results import Expectation
from rules.vocabulary import OPEN_VERDICTS
from rules.wording import Language

EXISTING_FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)

Mapping = dict[str, dict[str, str | None]]
"""Sheet name -> column letter -> field, or None for a column that is not used."""


class MappingFile(click.ParamType[Mapping]):
    """A JSON file that says which column holds what: ``{"sheet": {"B": "plate", "C": null}}``."""

    name = "file"

    def convert(
        self, value: str | Mapping, param: click.Parameter | None, ctx: click.Context | None
    ) -> Mapping:
        """Return the mapping; fails with what is wrong in the file."""
        if isinstance(value, dict):
            return value
        try:
            mapping: Mapping = json.loads(Path(value).read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as problem:
            kind = type(problem).__name__
            return self.fail(f"{value}: 读不出 JSON / is not a readable JSON file ({kind})", param, ctx)
        wrong = _wrong_in_mapping(mapping)
        return self.fail(f"{value}: {wrong}", param, ctx) if wrong else mapping


def _wrong_in_mapping(mapping: object) -> str | None:
    if not isinstance(mapping, dict) or not all(isinstance(columns, dict) for columns in mapping.values()):
        return '写法应为 / expected {"sheet": {"B": "plate", "C": null}}'
    named = {field for columns in mapping.values() for field in columns.values() if field is not None}
    unknown = sorted(str(field) for field in named if field not in FIELDS)
    if unknown:
        return f"没有这些字段 / no such fields: {', '.join(unknown)}. {', '.join(FIELDS)}"
    return None


def about_the_file(function: Decorated) -> Decorated:
    """Give a command FILE and what the sender says about it: unit, category, event, mapping."""
    options: tuple[Callable[[Decorated], Decorated], ...] = (
        click.argument("path", metavar="FILE", type=EXISTING_FILE),
        click.option("--unit", type=UNIT, required=True, help="Reporting unit: code or name."),
        click.option("--category", type=CATEGORY, help="What the vehicles are, where no column says so."),
        click.option("--event", type=EVENT, help="新增 or 更新, where no column says so."),
        click.option("--mapping", type=MappingFile(), help="JSON file: which column holds what."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Told:
    """How a report is to be told."""

    as_json: bool
    language: Language


def tell_report(report: Report, told: Told) -> None:
    """Print a report and end with the exit code of what it found."""
    if told.as_json:
        print_json(report)
    else:
        print_lines(report_lines(report, language=told.language))
    raise click.exceptions.Exit(exit_code(report))


def exit_code(report: Report) -> int:
    """Return 3 for a refused file, 1 where rows are held or a vehicle fails the mandate, else 0."""
    if report["refused"]:
        return REFUSED
    falls_short = report["rows"]["held"] or any(report["verdicts"].get(verdict) for verdict in OPEN_VERDICTS)
    return FALLS_SHORT if falls_short else FINE


@click.command("check-file", cls=AnsweringCommand)
@about_the_file
@click.option(
    "--catalogue", "catalogues", multiple=True, type=EXISTING_FILE, help="A published NEV catalogue."
)
@click.option(
    "--retired",
    "retired",
    multiple=True,
    type=EXISTING_FILE,
    help="A list of retired vehicles (注销、报废、转出).",
)
@click.option("--judge-on", "judged_on", type=DAY, help="Judge every vehicle as if registered on this day.")
@click.option(
    "--rows", "with_rows", is_flag=True, help="List registrations, and rows held or ignored (with --json)."
)
@with_json
def check_file(  # noqa: PLR0913, PLR0917 (one for each option)
    path: Path,
    unit: str,
    category: str | None,
    event: str | None,
    mapping: Mapping | None,
    catalogues: tuple[Path, ...],
    retired: tuple[Path, ...],
    judged_on: date | None,
    with_rows: bool,
    as_json: bool,
    language: Language,
) -> None:
    """Read, check and judge FILE; store nothing."""
    checked = checking.check_file(
        path,
        expectation=Expectation(unit, category, event, mapping or {}),
        book=shipped_book(),
        today=clock.day_of(clock.now()),
        most_bytes=read_settings().max_upload_bytes,
        asked=checking.Asked(catalogues, retired, judged_on, with_rows),
    )
    tell_report(checking.report_of(checked, language=language, judged_on=judged_on), Told(as_json, language))
