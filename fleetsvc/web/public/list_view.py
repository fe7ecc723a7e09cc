"""The answers to a list, as its page shows them and as its workbook holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fleetsvc.services.uploads.asked_lists import AnsweredList
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import clauses, minute_text
from importers.workbooks.cell_texts import Look
from importers.workbooks.sheet_frames import Column, heading
from importers.workbooks.streamed import Sheet, workbook_pieces
from rules.labels import label
from rules.rulebook import Rulebook
from rules.rulebook_parts import Status
from rules.vocabulary import Category, Energy, Event, Verdict

_YES: Final = (Verdict.COMPLIANT, Verdict.EXEMPT, Verdict.NOT_GOVERNED, Verdict.ADVISORY)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row's answer in words. ``findings``: pairs of message and repair; ``names``: what identifies the vehicle."""

    sheet: str
    row: int
    model: str
    plate: str
    vin: str
    names: tuple[str, ...]
    asked: str
    energy: str
    on: str
    verdict: str
    verdict_word: str
    answer: str
    reasons: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    is_assumed: bool


def shown_rows(answered: AnsweredList, book: Rulebook) -> list[ShownRow]:
    """Return the answers in the language of the page."""
    assumed = {name for name, one in book.interpretations.items() if one.status is Status.ASSUMED}
    return [_shown(row, assumed) for row in answered.rows]


def _shown(row: Mapping[str, Any], assumed: set[str]) -> ShownRow:
    model, plate, vin = (str(row[name] or "") for name in ("model", "plate", "vin"))
    verdict = Verdict(row["verdict"]) if row["verdict"] else None
    asked = [_word(Event, row["event"]), _word(Category, row["category"])]
    return ShownRow(
        row["sheet"],
        row["row"],
        model,
        plate,
        vin,
        tuple(filter(None, (model, plate, vin))),
        " · ".join(filter(None, asked)),
        _energy(row),
        row["on"].isoformat() if row["on"] else "",
        verdict or "undetermined",
        label(verdict).in_language(language()) if verdict else "",
        _answer(verdict),
        _reasons(row, verdict),
        tuple((one["message"], one["repair"]) for one in row["findings"]),
        is_assumed=not assumed.isdisjoint(row.get("interpretations", ())),
    )


def _word(kind: type[Category | Event | Energy], value: str | None) -> str:
    return label(kind(value)).in_language(language()) if value else ""


def _energy(row: Mapping[str, Any]) -> str:
    word = _word(Energy, row["energy"])
    by_catalogue = "catalogue" in str(row["energy_basis"] or "").split(",")
    return say("asklist.by_catalogue", energy=word) if by_catalogue else word


def _answer(verdict: Verdict | None) -> str:
    if verdict is None:
        return say("asklist.say.unjudged")
    return say("asklist.say.yes" if verdict in _YES else f"asklist.say.{verdict}")


def _reasons(row: Mapping[str, Any], verdict: Verdict | None) -> tuple[str, ...]:
    if verdict is None:
        return (say("asklist.unjudged"),)
    conditions = (f"{say('answer.condition')}{one['message']}" for one in row["conditions"])
    return (*(one["message"] for one in row["reasons"]), *conditions)


_COLUMNS: Final = (
    ("sheet", 12), ("row", 6), ("model", 18), ("plate", 12), ("vin", 20), ("asked", 20), ("energy", 18),
    ("registered_on", 12), ("verdict", 10), ("answer", 22), ("reasons", 60), ("findings", 60), ("rests_assumed", 12),
)  # fmt: skip


def list_xlsx(rows: Sequence[ShownRow], *, unit: str, book: Rulebook, now: datetime) -> bytes:
    """Return the answers as a workbook."""
    looks = {"row": Look.NUMBER}
    columns = [Column(say(f"asklist.{name}"), looks.get(name, Look.TEXT), width) for name, width in _COLUMNS]
    at = say("rankings.as_of", instant=minute_text(now))
    lines = [f"{unit} · {at}", f"{say('ranking.rulebook')} {book.edition}", say("answer.not_a_permit")]
    above = heading(say("asklist.answers"), lines, columns=columns, foot=at, pages=say("rankings.page_of"))
    cells = map(_cells, rows)
    return b"".join(
        workbook_pieces(columns, cells, [Sheet(say("asklist.answers"), above, range(len(columns)))])
    )


def _cells(row: ShownRow) -> list[str | int]:
    return [
        row.sheet,
        row.row,
        row.model,
        row.plate,
        row.vin,
        row.asked,
        row.energy,
        row.on,
        row.verdict_word,
        row.answer,
        clauses(row.reasons),
        clauses(clauses(one) for one in row.findings),
        "✓" if row.is_assumed else "",
    ]
