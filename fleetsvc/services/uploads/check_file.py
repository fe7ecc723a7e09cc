"""Check a file against the mandate without a database: read, map, check, judge; store nothing.

A declared replacement is judged by what it claims; which retired vehicles there are, only given lists can tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fleetsvc.plain_json import Json
from fleetsvc.services.law.conditions import UNCONFIRMED, condition_json
from fleetsvc.services.law.duties import duties_json
from fleetsvc.services.uploads.claimed_replacements import (
    OnRecord,
    claims_in,
    decides,
    listed_in,
    unconfirmed,
)
from fleetsvc.services.uploads.judging import Judged, judge_for
from fleetsvc.services.uploads.reading import Reading, Sinks, read_frames
from fleetsvc.services.uploads.report import finding_json, report, with_steps
from importers.limits import limits_for
from importers.results import AsideRow, Block, Expectation, FileKind, Finding, Refused, RowFate
from importers.sandbox import reader
from rules.replacing import Against, Former
from rules.rulebook import Rulebook
from rules.table import Table
from rules.vocabulary import Replacement
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that names a retired vehicle: what speaks against it, if anything; ``decides``: it matters whether."""

    against: Against | None
    decides: bool

    @property
    def state(self) -> Replacement:
        """Whether the retired vehicle was found."""
        return Replacement.CLAIMED if self.against else Replacement.CONFIRMED

    @property
    def condition(self) -> Against | None:
        """What speaks against it where an answer that takes it at its word holds only if it is true."""
        return self.against if self.decides else None


@dataclass(slots=True)
class CheckedFile:
    """The reading of a checked file with all its findings.

    ``registrations``, and the rows ``set_aside`` (held or ignored), only where they were asked for.
    ``unconfirmed``: how many verdicts hold only if the retired vehicle is what its row says.
    """

    reading: Reading
    findings: list[Finding]
    unconfirmed: int
    registrations: list[Json] | None
    set_aside: list[Json] | None

    def keep(self, block: Block, judged: Judged, claimed: Mapping[int, Claimed]) -> None:
        """Take in a block: ``claimed`` are its declared replacements that name a vehicle, by their place."""
        conditions = {index: one.condition for index, one in claimed.items() if one.condition}
        self.unconfirmed += len(conditions)
        self.findings += [unconfirmed(block, index, against) for index, against in conditions.items()]
        if self.registrations is not None and self.set_aside is not None:
            places = range(len(block.rows))
            self.registrations += [
                _registration(block, judged, index, claimed.get(index)) for index in places
            ]
            self.set_aside += map(_set_aside, block.aside)


def report_of(checked: CheckedFile, *, language: Language, judged_on: date | None) -> Json:
    """Return the report of contract section 2, with the findings, and the rows where they were asked for."""
    said = report(checked.reading, language=language, judged_on=judged_on)
    if checked.unconfirmed:
        said["conditions"] = [condition_json(UNCONFIRMED, language) | {"count": checked.unconfirmed}]
    said["findings"] = [finding_json(finding, language) for finding in checked.findings]
    if checked.registrations is not None:
        said["registrations"] = with_steps(checked.registrations, checked.reading.sheets, language)
        said["set_aside"] = checked.set_aside
    return said


@dataclass(slots=True)
class _Replacements:
    """Compares what rows claim with given lists of retired vehicles; a vehicle is used once."""

    table: Table
    unit: str
    judged_on: date | None
    on_record: OnRecord

    def claimed(self, block: Block, judged: Judged) -> Iterator[tuple[int, Claimed]]:
        """Yield place and standing of each claim of a block."""
        for index, claim in claims_in(block):
            found = self.on_record.found(claim)
            day = self.judged_on or claim.registered_on
            matters = decides(self.table, judged.case_keys[index], unit=self.unit, day=day)
            yield index, Claimed(found if isinstance(found, Against) else None, matters)


def _registration(block: Block, judged: Judged, index: int, claimed: Claimed | None) -> Json:
    values: Json = {name: column[index] for name, column in block.columns.items()}
    basis, outcome = str(values["energy_basis"] or ""), judged.outcomes[index]
    return (
        {"sheet": block.sheet, "row": block.rows[index], "fate": RowFate.ACCEPTED.value}
        | values
        | {
            "energy_basis": basis.split(",") if basis else [],
            "replacement_shown": bool(values["replacement_shown"]),
            "replacement": (claimed.state if claimed else Replacement.NONE).value,
            "conditions": [UNCONFIRMED] if claimed and claimed.condition else [],
            "verdict": outcome.verdict.value,
            "rule": outcome.rule,
            "duties": duties_json(outcome.duties),
        }
    )


def _set_aside(row: AsideRow) -> Json:
    return {"sheet": row.sheet, "row": row.row, "fate": row.fate.value, "why": row.why}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be checked: beside published catalogues and lists of retired vehicles.

    ``judged_on``: judge every vehicle as if registered on that day; ``with_rows``: keep what became of each row.
    """

    catalogues: Sequence[Path] = ()
    retired: Sequence[Path] = ()
    judged_on: date | None = None
    with_rows: bool = False


class _ListRefused(Exception):
    """A list of retired vehicles cannot be read."""

    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def _retired(
    paths: Sequence[Path], *, expectation: Expectation, today: date, most_bytes: int
) -> list[Former]:
    """Return the vehicles of lists of retired ones; a category that was said of the file holds for them too."""
    said = Expectation(expectation.unit, category=expectation.category, kind=FileKind.RETIREMENTS)
    blocks: list[Block] = []
    for path in paths:
        limits = replace(limits_for(path.stat().st_size), file_bytes=most_bytes)
        for frame in reader.stream(path, name=path.name, expectation=said, today=today, limits=limits):
            if isinstance(frame, Refused):
                raise _ListRefused(replace(frame, values=frame.values | {"retired": path.name}))
            if isinstance(frame, Block) and frame.rows:
                blocks.append(frame)
    return listed_in(blocks)


def check_file(
    path: Path,
    *,
    expectation: Expectation,
    book: Rulebook,
    today: date,
    most_bytes: int,
    asked: Asked = Asked(),
) -> CheckedFile:
    """Read and judge one file of at most so many bytes. Bad content never raises: it is in the reading."""
    try:
        known = _retired(asked.retired, expectation=expectation, today=today, most_bytes=most_bytes)
    except _ListRefused as refusal:
        return CheckedFile(Reading(refused=refusal.refused), [], 0, None, None)
    checked = CheckedFile(
        Reading(), [], 0, list[Json]() if asked.with_rows else None, list[Json]() if asked.with_rows else None
    )
    replacements = _Replacements(Table(book), expectation.unit, asked.judged_on, OnRecord(known))

    def keep(block: Block, judged: Judged) -> None:
        checked.keep(block, judged, dict(replacements.claimed(block, judged)))

    size = sum(one.stat().st_size for one in (path, *asked.catalogues))
    checked.reading = read_frames(
        reader.stream(
            path,
            name=path.name,
            expectation=expectation,
            today=today,
            catalogues=asked.catalogues,
            limits=replace(limits_for(size), file_bytes=most_bytes),
        ),
        judge=judge_for(replacements.table, unit=expectation.unit, judged_on=asked.judged_on),
        sinks=Sinks(block=keep, findings=checked.findings.extend),
    )
    return checked
