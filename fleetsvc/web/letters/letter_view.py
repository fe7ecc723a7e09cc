"""The units of an edition as the page of letters shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fleetsvc.models import Json
from fleetsvc.web.frame.pages import language, say
from rules.percentages import percentage
from rules.ranking_method import Standing
from rules.talks import TalkProposal
from rules.units import UNITS


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit: how it stands, and why a talk with it is proposed (nothing where none is)."""

    unit: str
    name: str
    rank: str
    rate: str
    grounds: tuple[str, ...]


def unit_rows(edition: Json, proposals: Sequence[TalkProposal]) -> list[UnitRow]:
    """Return the units, those first with whom a talk is proposed; otherwise in the order of the edition."""
    proposed = {one.unit: one for one in proposals}
    rows = [_row(line, proposed.get(line["unit"])) for line in edition["lines"]]
    return sorted(rows, key=lambda row: not row.grounds)


def _row(line: Json, proposal: TalkProposal | None) -> UnitRow:
    is_ranked = line["status"] == Standing.RANKED
    grounds = () if proposal is None else proposal.grounds
    return UnitRow(
        unit=line["unit"],
        name=UNITS[line["unit"]].name.in_language(language()),
        rank=str(line["rank"]) if is_ranked else say(f"ranking.{line['status']}"),
        rate="–" if line["rate"] is None else percentage(line["rate"], decimals=2),
        grounds=tuple(
            say(f"letters.ground.{ground.value}", count=line.get("strict_violations", 0))
            for ground in grounds
        ),
    )
