"""A list of vehicles that somebody asks about: read as a delivery is, judged as single questions are, stored nowhere.

Nothing is held: a row with an error is judged by what can be read of it, and not at all where its use, its kind of
registration or its day cannot be read.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from fleetsvc.models import Json
from fleetsvc.services.uploads.check_items import replacement_json
from fleetsvc.services.uploads.decided_json import decider
from fleetsvc.services.uploads.report import finding_json
from importers.findings import refusals
from importers.limits import limits_for
from importers.results import Block, Expectation, Refused, RowFate, Severity
from importers.sandbox import reader
from importers.sandbox.reader import LayoutFrame
from rules.facts import VehicleFacts, is_perhaps_used, mass_class
from rules.rulebook import Rulebook
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Language

Decide = Callable[[VehicleFacts], Json]
"""What gives the verdict on facts, with all that defends it."""

_SHOWN: Final = ("model", "plate", "vin", "category", "event", "energy", "energy_basis", "registered_on")
_SPARE_ROWS: Final = 200
"""Titles, heads, blank lines and sub-totals that a sheet may hold beside its vehicles."""
_PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list as its sender handed it in. ``on``: the day of rows that name none.

    At most ``most`` vehicles are answered; the reading may take ``seconds`` of a processor.
    """

    content: bytes
    name: str
    expectation: Expectation
    on: date
    most: int
    seconds: float


@dataclass(slots=True)
class AnsweredList:
    """The answer to a list: its rows in their order, or why there are none.

    ``findings`` are those about no single row; ``set_aside`` counts rows that are no vehicles.
    """

    rows: list[Json]
    findings: list[Json]
    set_aside: int = 0
    refused: str | None = None


class _TooMany(Exception):
    """There are more vehicles than are answered at once."""


def answer_list(
    asked: AskedList, book: Rulebook, *, catalogue: Mapping[str, str], today: date, language: Language
) -> AnsweredList:
    """Return the answer to a list. Bad content never raises: it is in the answer.

    Raises ``ReaderStopped`` of ``importers.sandbox.endings`` where the machine takes too long.
    """
    found = AnsweredList([], [])
    decided = decider(book, language)
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "list"
        path.write_bytes(asked.content)
        try:
            for frame in _frames(path, asked, catalogue, today):
                if isinstance(frame, Refused):
                    return AnsweredList([], [], refused=refusals.message(frame).in_language(language))
                if isinstance(frame, LayoutFrame):
                    found.findings += [finding_json(finding, language) for finding in frame.findings]
                elif isinstance(frame, Block):
                    _take(found, frame, asked, decided, language)
        except _TooMany:
            many = Refused("too-large", {"why": "rows", "limit": str(asked.most)})
            return AnsweredList([], [], refused=refusals.message(many).in_language(language))
    return found


def _frames(
    path: Path, asked: AskedList, catalogue: Mapping[str, str], today: date
) -> Iterator[reader.Frame]:
    limits = limits_for(len(asked.content))
    return reader.stream(
        path,
        name=asked.name,
        expectation=replace(asked.expectation, asked=True),
        today=today,
        catalogue=catalogue,
        limits=replace(
            limits,
            rows=asked.most + _SPARE_ROWS,
            seconds=min(limits.seconds, asked.seconds),
            wall_seconds=_PATIENCE_SECONDS,
        ),
    )


def _take(found: AnsweredList, block: Block, asked: AskedList, decided: Decide, language: Language) -> None:
    said: dict[int | None, list[Json]] = {}
    for finding in block.findings:
        said.setdefault(finding.row, []).append(finding_json(finding, language))
    found.findings += said.pop(None, [])
    found.set_aside += sum(row.fate is RowFate.IGNORED for row in block.aside)
    for index, row in enumerate(block.rows):
        if len(found.rows) >= asked.most:
            raise _TooMany
        values = {name: column[index] for name, column in block.columns.items()}
        findings = said.get(row, [])
        facts = _facts(values, findings, asked)
        answer = _unjudged() if facts is None else _judged(facts, decided, language)
        shown = {name: values[name] for name in _SHOWN}
        found.rows.append({"sheet": block.sheet, "row": row, **shown, "findings": findings, **answer})


def _judged(facts: VehicleFacts, decided: Decide, language: Language) -> Json:
    return {"on": facts.registered_on, **decided(facts), **replacement_json(facts, decided, language)}


def _unjudged() -> Json:
    return {"on": None, "verdict": None, "rule": None, "reasons": [], "conditions": []}


def _facts(values: Json, findings: list[Json], asked: AskedList) -> VehicleFacts | None:
    """Return a row as rules judge it; None where what they must know cannot be read."""
    wrong = {one["field"] for one in findings if one["severity"] == Severity.ERROR}
    category, event, day = values["category"], values["event"], values["registered_on"]
    if category is None or event is None or (day is None and "registered_on" in wrong):
        return None
    built = values["built_on"]
    on = asked.on if day is None else date.fromisoformat(day)
    return VehicleFacts(
        Category(category),
        Event(event),
        asked.expectation.unit,
        on,
        Energy(values["energy"]),
        EmissionStage(values["emission_stage"]),
        mass_class(values["gross_mass_kg"]),
        replacement_shown=bool(values["replacement_shown"]),
        perhaps_used=is_perhaps_used(
            Event(event), built_on=None if built is None else date.fromisoformat(built), registered_on=on
        ),
    )
