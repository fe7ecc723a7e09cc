"""Which retired vehicle stands behind a declared replacement: found on record of its unit, and used once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.uploads.claimed_replacements import OnRecord, claims_in, unconfirmed
from fleetsvc.services.uploads.judging import Judged, Verdicts
from importers.results import Block, Finding
from rules.facts import SHOWN_BIT
from rules.replacing import Against, Claim, Former, Use
from rules.vocabulary import Category, Retirement

# Number by number, by the index: of many at once, and a table that has just grown, the planner reads the whole unit.
# What was stored of a vehicle before is asked for apart from what stands: each has an index of its own.
_LISTED: Final = """
SELECT r.* FROM unnest(%({named}s)s::text[]) AS n (number) CROSS JOIN LATERAL (
    SELECT id, vin, plate, category, owner, retired_on, way FROM retirement
    WHERE city_code = %(city)s AND superseded_at IS NULL AND {named} = n.number OFFSET 0) r
"""
_STORED: Final = """
SELECT r.id, r.vin, r.plate, r.category, r.owner, r.registered_on, least(r.upload_id, (
    SELECT min(o.upload_id) FROM registration o WHERE o.city_code = %(city)s AND o.vin = r.vin
        AND o.registered_on = r.registered_on AND o.superseded_at IS NOT NULL))
FROM unnest(%({named}s)s::text[]) AS n (number) CROSS JOIN LATERAL (
    SELECT * FROM registration
    WHERE city_code = %(city)s AND superseded_at IS NULL AND {named} = n.number OFFSET 0) r
"""
_USES: Final = """
SELECT r.* FROM unnest(%({named}s)s::text[]) AS n (number) CROSS JOIN LATERAL (
    SELECT id, vin, retired_vin, retired_plate FROM replacement_use
    WHERE city_code = %(city)s AND released_at IS NULL AND retired_{named} = n.number OFFSET 0) r
"""
_NAMED: Final = ("vin", "plate")


def vins_and_plates(numbers: Iterable[tuple[str | None, str | None]]) -> dict[str, list[str]]:
    """Return the VINs and the plates by which vehicles are known, each once, as queries ask for them."""
    known_by = list(numbers)
    return {
        "vins": sorted({vin for vin, _ in known_by if vin}),
        "plates": sorted({plate for _, plate in known_by if plate}),
    }


def known(connection: RawConnection, claims: Collection[Claim], *, city: int) -> list[Former]:
    """Return the vehicles of a unit that claims name: on lists of retired vehicles, and stored as registrations."""
    numbers = vins_and_plates((claim.replaces_vin, claim.replaces_plate) for claim in claims)
    values = {"city": city, **numbers}
    found: dict[tuple[bool, int], Former] = {}
    for named in _NAMED:
        for number, vin, plate, category, owner, day, way in _rows(connection, _LISTED, named, values):
            found[True, number] = Former(
                number, vin, plate, Category(category), owner, left_on=day, way=Retirement(way)
            )
        for number, vin, plate, category, owner, day, delivery in _rows(connection, _STORED, named, values):
            found[False, number] = Former(
                number, vin, plate, Category(category), owner, registered_on=day, delivery=delivery
            )
    return list(found.values())


def uses_of(
    connection: RawConnection, claims: Collection[Claim], formers: Iterable[Former], *, city: int
) -> list[Use]:
    """Return who has used the vehicles that claims name, by whatever number they are known."""
    numbers = [(one.vin, one.plate) for one in formers]
    numbers += [(claim.replaces_vin, claim.replaces_plate) for claim in claims]
    values = {"city": city, **vins_and_plates(numbers)}
    rows = [row for named in _NAMED for row in _rows(connection, _USES, named, values)]
    return list({number: Use(*said) for number, *said in rows}.values())


def _rows(
    connection: RawConnection, statement: str, named: str, values: Mapping[str, object]
) -> list[tuple[Any, ...]]:
    return connection.execute(statement.format(named=named), values).fetchall()


@dataclass(slots=True)
class Confirming:
    """Judges the claims of an upload's blocks by what is on record.

    ``told``: what is said at those not confirmed; ``contested``: claims to what another replacement uses.
    """

    connection: RawConnection
    verdicts: Verdicts
    upload: int
    told: list[Finding] = field(default_factory=list)
    on_record: OnRecord = field(default_factory=OnRecord)
    contested: list[Claim] = field(default_factory=list)

    @property
    def city(self) -> int:
        """The unit whose upload it is."""
        return int(self.verdicts.unit)

    def judge(self, block: Block, judged: Judged) -> None:
        """Have the claims of a block that are not confirmed judged so."""
        claims = dict(claims_in(block, delivery=self.upload))
        if not claims:
            return
        formers = known(self.connection, claims.values(), city=self.city)
        uses = uses_of(self.connection, claims.values(), formers, city=self.city)
        self.on_record.look_at(formers, uses)
        for place, claim in claims.items():
            found = self.on_record.found(claim)
            if isinstance(found, Former):
                _, judged.defences[place] = self.verdicts.of(judged.case_keys[place], claim.registered_on)
            else:
                self._leave_open(block, judged, place, claim, found)

    def _leave_open(self, block: Block, judged: Judged, place: int, claim: Claim, against: Against) -> None:
        if against is Against.USED:
            self.contested.append(claim)
        key, day = judged.case_keys[place], claim.registered_on
        judged.case_keys[place] = open_key = key & ~SHOWN_BIT
        judged.outcomes[place], judged.defences[place] = self.verdicts.of(open_key, day)
        if self.verdicts.decides(key, day):
            self.told.append(unconfirmed(block, place, against))
