"""What a rule may know about one registration, and its packing into one number.

Everything a verdict can depend on takes few distinct values, except unit and day. ``case_key`` packs
those few into one integer, so that bulk work and SQL joins compare numbers instead of columns.
"""

from dataclasses import dataclass
from datetime import date

from rules.vocabulary import (
    Area,
    Category,
    EmissionStage,
    Energy,
    Event,
    Justification,
    MassClass,
    OwnerClass,
    Use,
)

SHOWN_BIT = 8
"""The bit of a case key that says that the retired vehicle behind a declared replacement is shown."""

NO_TAILPIPE = frozenset({Energy.BEV, Energy.FCEV})
"""Kinds that emit nothing at the vehicle."""

HEAVY_ABOVE_KG = 3500
"""GB 17691-2018 covers vehicles with a maximum design total mass above 3,500 kg."""


def contradict(energy: Energy, stage: EmissionStage) -> bool:
    """Tell whether an energy and an emission stage, both known, cannot be true of one vehicle.

    A battery or fuel-cell vehicle has no tailpipe, so no stage but ``zero``; every other vehicle has one.

    >>> contradict(Energy.BEV, EmissionStage.CHINA_6A), contradict(Energy.PHEV, EmissionStage.ZERO)
    (True, True)
    >>> contradict(Energy.UNKNOWN, EmissionStage.ZERO), contradict(Energy.FCEV, EmissionStage.ZERO)
    (False, False)
    """
    if energy is Energy.UNKNOWN or stage is EmissionStage.UNKNOWN:
        return False
    return (energy in NO_TAILPIPE) != (stage is EmissionStage.ZERO)


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """One registration as the rules see it.

    ``replacement_shown``: a plausible retired vehicle is named for a declared replacement.
    ``perhaps_used``: it is declared new so long after it was built that it may be a used one (``is_perhaps_used``).
    ``justification``: where the vehicle's justification stands. ``county``: the code of a county of the unit.
    """

    category: Category
    event: Event
    unit: str
    registered_on: date
    energy: Energy
    emission_stage: EmissionStage = EmissionStage.UNKNOWN
    mass_class: MassClass = MassClass.UNKNOWN
    replacement_shown: bool = False
    justification: Justification = Justification.NONE
    owner_class: OwnerClass = OwnerClass.UNKNOWN
    use: Use = Use.UNKNOWN
    area: Area = Area.UNKNOWN
    county: str | None = None
    perhaps_used: bool = False

    @property
    def is_contradictory(self) -> bool:
        """Whether energy and emission stage cannot both be true: then neither decides anything."""
        return contradict(self.energy, self.emission_stage)

    @property
    def case_key(self) -> int:
        """The packed number of all facts but unit and day."""
        return case_key(
            self.category,
            self.event,
            self.energy,
            self.emission_stage,
            self.mass_class,
            self.replacement_shown,
            self.justification,
            perhaps_used=self.perhaps_used,
        ) | circumstance_key(self.owner_class, self.use, self.area, self.county)


def mass_class(gross_mass_kg: float | None) -> MassClass:
    """Class a gross mass in kilograms.

    >>> mass_class(3500), mass_class(3500.5), mass_class(None)
    (<MassClass.LIGHT: 'light'>, <MassClass.HEAVY: 'heavy'>, <MassClass.UNKNOWN: 'unknown'>)
    """
    if gross_mass_kg is None:
        return MassClass.UNKNOWN
    return MassClass.HEAVY if gross_mass_kg > HEAVY_ABOVE_KG else MassClass.LIGHT


MONTHS_IN_STOCK = 24
"""Registered as new later than so many months after it was built, a vehicle may be one that was moved in."""


def is_perhaps_used(event: Event, *, built_on: date | None, registered_on: date) -> bool:
    """Tell whether a vehicle that is declared new may be a used one; the last day of the 24 months still is in time.

    >>> is_perhaps_used(Event.NEW, built_on=date(2023, 2, 28), registered_on=date(2025, 3, 1))
    True
    >>> is_perhaps_used(Event.NEW, built_on=date(2024, 2, 29), registered_on=date(2026, 3, 1))
    False
    >>> is_perhaps_used(Event.NEW, built_on=date.max, registered_on=date(2026, 3, 1))
    False
    """
    if built_on is None or event is not Event.NEW or built_on >= registered_on:
        return False
    years = MONTHS_IN_STOCK // 12
    try:
        last = built_on.replace(year=built_on.year + years)
    except ValueError:  # 29 February
        last = date(built_on.year + years, 3, 1)
    return registered_on > last


# Radices leave room for members added later; changing one would renumber stored keys.
_CATEGORY = {member: code for code, member in enumerate(Category)}
_EVENT = {member: code for code, member in enumerate(Event)}
_ENERGY = {member: code for code, member in enumerate(Energy)}
_STAGE = {member: code for code, member in enumerate(EmissionStage)}
_MASS = {member: code for code, member in enumerate(MassClass)}
_JUSTIFICATION = {member: code for code, member in enumerate(Justification)}
_ROOM = 16

# Unpacking looks members up by number some hundred thousand times in one enumeration of all cases.
_CATEGORIES, _EVENTS, _ENERGIES = tuple(Category), tuple(Event), tuple(Energy)
_STAGES, _MASSES, _JUSTIFICATIONS = tuple(EmissionStage), tuple(MassClass), tuple(Justification)


def case_key(
    category: Category,
    event: Event,
    energy: Energy,
    stage: EmissionStage,
    mass: MassClass,
    replacement_shown: bool,  # noqa: FBT001 (a fact, not a switch)
    justification: Justification,
    *,
    perhaps_used: bool = False,
) -> int:
    """Pack the finite facts into one stable integer (below 2**22); only a new vehicle may be ``perhaps_used``."""
    key = _CATEGORY[category]
    key = key * _ROOM + _ENERGY[energy]
    key = key * _ROOM + _STAGE[stage]
    key = key * 4 + _MASS[mass]
    key = key * 4 + _EVENT[event] + len(_EVENTS) * perhaps_used
    key = key * 2 + int(replacement_shown)
    return key * 8 + _JUSTIFICATION[justification]


_OWNER = {member: code for code, member in enumerate(OwnerClass)}
_USE = {member: code for code, member in enumerate(Use)}
_AREA = {member: code for code, member in enumerate(Area)}
_OWNERS, _USES, _AREAS = tuple(OwnerClass), tuple(Use), tuple(Area)

BASE_BITS = 22
PERIOD_BITS = 8
"""Room that case keys leave for the number of a period: together with the usual facts it fits into a small integer."""
_ABOVE = BASE_BITS + PERIOD_BITS
"""Circumstances stand above both: where none is known a key is what it was before there were any."""


def circumstance_key(owner_class: OwnerClass, use: Use, area: Area, county: str | None) -> int:
    """Pack whose a vehicle is, what for and where, to be joined (``|``) to a case key; 0 where nothing is known.

    Of a county the last two digits: the others are its unit's.
    """
    key = int(county[-2:]) if county else 0
    key = key * 4 + _AREA[area]
    key = key * _ROOM + _USE[use]
    return (key * 8 + _OWNER[owner_class]) << _ABOVE


def unpack_case(key: int, *, unit: str, registered_on: date) -> VehicleFacts:
    """Rebuild the facts behind a case key: the inverse of ``VehicleFacts.case_key`` in a unit."""
    key, circumstances = key & (1 << BASE_BITS) - 1, key >> _ABOVE
    circumstances, owner = divmod(circumstances, 8)
    circumstances, use = divmod(circumstances, _ROOM)
    county, area = divmod(circumstances, 4)
    key, justification = divmod(key, 8)
    key, shown = divmod(key, 2)
    key, event = divmod(key, 4)
    perhaps_used, event = divmod(event, len(_EVENTS))
    key, mass = divmod(key, 4)
    key, stage = divmod(key, _ROOM)
    category, energy = divmod(key, _ROOM)
    return VehicleFacts(
        category=_CATEGORIES[category],
        event=_EVENTS[event],
        unit=unit,
        registered_on=registered_on,
        energy=_ENERGIES[energy],
        emission_stage=_STAGES[stage],
        mass_class=_MASSES[mass],
        replacement_shown=bool(shown),
        perhaps_used=bool(perhaps_used),
        justification=_JUSTIFICATIONS[justification],
        owner_class=_OWNERS[owner],
        use=_USES[use],
        area=_AREAS[area],
        county=f"{unit[:4]}{county:02}" if county else None,
    )


def is_case(key: int) -> bool:
    """Tell whether a number is the case key of some facts.

    >>> is_case(0), is_case(-1), is_case(2**22 - 1)
    (True, False, False)
    """
    try:
        return key >= 0 and unpack_case(key, unit="", registered_on=date.min).case_key == key
    except IndexError:
        return False
