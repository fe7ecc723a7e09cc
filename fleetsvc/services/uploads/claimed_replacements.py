"""The replacements that rows of a file claim: what they name, whether it decides, and what is told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fleetsvc.services.law.conditions import UNCONFIRMED
from importers.results import Block, Finding
from rules.facts import SHOWN_BIT
from rules.replacing import AGAINST, Against, Claim, Former
from rules.table import Outcome, Table
from rules.vocabulary import Category, Replacement, Retirement


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that names a retired vehicle, and what confirms it or speaks against it; ``decides``: it matters which."""

    claim: Claim
    found: Former | Against
    decides: bool

    @property
    def state(self) -> Replacement:
        """Whether the retired vehicle was found."""
        return Replacement.CLAIMED if isinstance(self.found, Against) else Replacement.CONFIRMED

    @property
    def is_condition(self) -> bool:
        """Whether an answer that takes it at its word holds only if it is true."""
        return self.decides and self.state is Replacement.CLAIMED


def claims_in(block: Block) -> Iterator[tuple[int, Claim]]:
    """Yield place and claim of each registration of a block that names a plausible retired vehicle."""
    columns = block.columns
    for index, shown in enumerate(columns["replacement_shown"]):
        if shown:
            yield (
                index,
                Claim(
                    vin=str(columns["vin"][index]),
                    registered_on=date.fromisoformat(str(columns["registered_on"][index])),
                    category=Category(str(columns["category"][index])),
                    owner=_text(columns["owner"][index]),
                    replaces_vin=_text(columns["replaces_vin"][index]),
                    replaces_plate=_text(columns["replaces_plate"][index]),
                ),
            )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def listed_in(blocks: Sequence[Block]) -> list[Former]:
    """Return the vehicles of a list of retired ones, in its order; each is known by its place."""
    found: list[Former] = []
    for block in blocks:
        columns = block.columns
        for index in range(len(block.rows)):
            vin, plate, category, left_on, way, owner = (
                columns[name][index] for name in ("vin", "plate", "category", "retired_on", "way", "owner")
            )
            found.append(
                Former(
                    ref=len(found),
                    vin=_text(vin),
                    plate=_text(plate),
                    category=Category(str(category)),
                    owner=_text(owner),
                    left_on=date.fromisoformat(str(left_on)),
                    way=Retirement(str(way)),
                )
            )
    return found


def decides(table: Table, case_key: int, *, unit: str, day: date) -> bool:
    """Tell whether some duty of a case is judged otherwise if its retired vehicle is not found."""
    return _on_duties(table.outcome(case_key | SHOWN_BIT, unit, day)) != _on_duties(
        table.outcome(case_key & ~SHOWN_BIT, unit, day)
    )


def _on_duties(outcome: Outcome) -> Mapping[str, str]:
    return {said.duty: said.verdict for said in outcome.duties}


def unconfirmed(block: Block, index: int, claimed: Claimed) -> Finding:
    """Return what is told at a row whose retired vehicle was not found, though that decides."""
    name = "replaces_vin" if claimed.claim.replaces_vin else "replaces_plate"
    against = claimed.found if isinstance(claimed.found, Against) else Against.NOT_FOUND
    why = AGAINST[against]
    value = block.columns[name][index]
    return Finding(
        UNCONFIRMED,
        sheet=block.sheet,
        row=block.rows[index],
        field=name,
        value=_text(value),
        values={"why_zh": why.zh, "why_en": why.en},
    )
