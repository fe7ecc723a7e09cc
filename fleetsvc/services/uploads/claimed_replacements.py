"""The replacements that rows of a file claim: what they name and what is known of it, and what is told at the row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from fleetsvc.services.law.conditions import UNCONFIRMED
from importers.results import Block, Finding
from rules.facts import SHOWN_BIT
from rules.replacing import AGAINST, Against, Claim, Former, Use, confirmed_by, numbers_of
from rules.table import Outcome, Table
from rules.vocabulary import Category, Retirement


def claims_in(block: Block, *, delivery: int | None = None) -> Iterator[tuple[int, Claim]]:
    """Yield place and claim of each registration of a block that names a plausible retired vehicle.

    ``delivery``: the number of the upload that claims it, where it is stored.
    """
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
                    delivery=delivery,
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


class OnRecord:
    """The vehicles and uses that each of many claims names, found without comparing all with all."""

    def __init__(self, formers: Iterable[Former] = (), uses: Iterable[Use] = ()) -> None:
        self._formers: dict[str, list[Former]] = {}
        self._uses: dict[str, set[Use]] = {}
        self.look_at(formers, uses)

    def look_at(self, formers: Iterable[Former], uses: Iterable[Use]) -> None:
        """Compare with these vehicles from now on, in place of those before, and with further uses."""
        self._formers = {}
        for one in formers:
            for number in filter(None, (one.vin, one.plate)):
                self._formers.setdefault(number, []).append(one)
        for use in uses:
            self._add(use)

    def _add(self, use: Use) -> None:
        for number in filter(None, (use.retired_vin, use.retired_plate)):
            self._uses.setdefault(number, set()).add(use)

    def found(self, claim: Claim) -> Former | Against:
        """Return what confirms a claim, or speaks against it; what confirms it is used from now on."""
        names = [name for name in (claim.replaces_vin, claim.replaces_plate) if name]
        formers = {(one.is_listed, one.ref): one for name in names for one in self._formers.get(name, ())}
        if not formers:
            return Against.NOT_FOUND
        numbers = {*names, *(number for one in formers.values() for number in (one.vin, one.plate) if number)}
        uses = [use for number in numbers for use in self._uses.get(number, ())]
        found = confirmed_by(claim, formers.values(), uses)
        if isinstance(found, Former):
            self._add(Use(claim.vin, *numbers_of(claim, found)))
        return found


def decides(table: Table, case_key: int, *, unit: str, day: date) -> bool:
    """Tell whether some duty of a case is judged otherwise if its retired vehicle is not found."""
    return _on_duties(table.outcome(case_key | SHOWN_BIT, unit, day)) != _on_duties(
        table.outcome(case_key & ~SHOWN_BIT, unit, day)
    )


def _on_duties(outcome: Outcome) -> Mapping[str, str]:
    return {said.duty: said.verdict for said in outcome.duties}


def unconfirmed(block: Block, index: int, against: Against) -> Finding:
    """Return what is told at a row whose retired vehicle was not found, though that decides."""
    name = "replaces_vin" if block.columns["replaces_vin"][index] else "replaces_plate"
    why = AGAINST[against]
    return Finding(
        UNCONFIRMED,
        sheet=block.sheet,
        row=block.rows[index],
        field=name,
        value=_text(block.columns[name][index]),
        values={"why_zh": why.zh, "why_en": why.en},
    )
