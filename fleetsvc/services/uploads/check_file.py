"""Check a file against the mandate without a database: read, map, check, judge; store nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fleetsvc.plain_json import Json
from fleetsvc.services.law.duties import duties_json
from fleetsvc.services.uploads.judging import Judged, judge_for
from fleetsvc.services.uploads.reading import Reading, Sinks, read_frames
from importers.limits import limits_for
from importers.results import AsideRow, Block, Expectation, Finding, RowFate
from importers.sandbox import reader
from rules.rulebook import Rulebook
from rules.table import Table


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The reading of a checked file with all its findings.

    ``registrations``, and the rows ``set_aside`` (held or ignored), only where they were asked for.
    """

    reading: Reading
    findings: list[Finding]
    registrations: list[Json] | None
    set_aside: list[Json] | None


def _registration(block: Block, judged: Judged, index: int) -> Json:
    values: Json = {name: column[index] for name, column in block.columns.items()}
    basis, outcome = str(values["energy_basis"] or ""), judged.outcomes[index]
    return (
        {"sheet": block.sheet, "row": block.rows[index], "fate": RowFate.ACCEPTED.value}
        | values
        | {
            "energy_basis": basis.split(",") if basis else [],
            "replacement_shown": bool(values["replacement_shown"]),
            "verdict": outcome.verdict.value,
            "rule": outcome.rule,
            "duties": duties_json(outcome.duties),
        }
    )


def _set_aside(row: AsideRow) -> Json:
    return {"sheet": row.sheet, "row": row.row, "fate": row.fate.value, "why": row.why}


def check_file(
    path: Path,
    *,
    expectation: Expectation,
    book: Rulebook,
    today: date,
    most_bytes: int,
    catalogues: Sequence[Path] = (),
    judged_on: date | None = None,
    with_rows: bool = False,
) -> CheckedFile:
    """Read and judge one file of at most so many bytes. Bad content never raises: it is in the reading."""
    registrations: list[Json] = []
    set_aside: list[Json] = []
    findings: list[Finding] = []

    def keep(block: Block, judged: Judged) -> None:
        if with_rows:
            registrations.extend(_registration(block, judged, index) for index in range(len(block.rows)))
            set_aside.extend(map(_set_aside, block.aside))

    size = sum(one.stat().st_size for one in (path, *catalogues))
    reading = read_frames(
        reader.stream(
            path,
            name=path.name,
            expectation=expectation,
            today=today,
            catalogues=catalogues,
            limits=replace(limits_for(size), file_bytes=most_bytes),
        ),
        judge=judge_for(Table(book), unit=expectation.unit, judged_on=judged_on),
        sinks=Sinks(block=keep, findings=findings.extend),
    )
    if not with_rows:
        return CheckedFile(reading, findings, None, None)
    return CheckedFile(reading, findings, registrations, set_aside)
