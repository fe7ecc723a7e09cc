"""What a rule may know about one registration, and its packing into one number.

Everything a verdict can depend on takes few distinct values, except unit and day. ``case_key`` packs
those few into one integer, so that bulk work and SQL joins compare numbers instead of columns.
"""

from dataclasses import dataclass
from datetime import date

from rules.key_parts import PARTS
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

SHOWN_BIT = 1 << PARTS["replacement_shown"].shift
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


_CATEGORY, _EVENT, _ENERGY = (PARTS[name].codes() for name in ("category", "event", "energy"))
_STAGE, _MASS, _JUSTIFICATION = (
    PARTS[name].codes() for name in ("emission_stage", "mass_class", "justification")
)
_PERHAPS_USED = 1 << PARTS["perhaps_used"].shift

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
    """Pack the finite facts into one stable integer (``rules.key_parts``); only a new vehicle is ``perhaps_used``."""
    words = _CATEGORY[category] | _ENERGY[energy] | _STAGE[stage] | _MASS[mass] | _EVENT[event]
    marks = _PERHAPS_USED * perhaps_used | SHOWN_BIT * replacement_shown
    return words | marks | _JUSTIFICATION[justification]


_OWNER, _USE, _AREA = (PARTS[name].codes() for name in ("owner_class", "use", "area"))
_OWNERS, _USES, _AREAS = tuple(OwnerClass), tuple(Use), tuple(Area)
_PLACES = [(name, part.shift, part.most) for name, part in PARTS.items()]


def circumstance_key(owner_class: OwnerClass, use: Use, area: Area, county: str | None) -> int:
    """Pack whose a vehicle is, what for and where, to be joined (``|``) to a case key; 0 where nothing is known.

    Of a county the last two digits: the others are its unit's.
    """
    place = int(county[-2:]) if county else 0
    return _OWNER[owner_class] | _USE[use] | _AREA[area] | place << PARTS["county"].shift


def unpack_case(key: int, *, unit: str, registered_on: date) -> VehicleFacts:
    """Rebuild the facts behind a case key: the inverse of ``VehicleFacts.case_key`` in a unit."""
    code = {name: key >> shift & most for name, shift, most in _PLACES}
    county = code["county"]
    return VehicleFacts(
        category=_CATEGORIES[code["category"]],
        event=_EVENTS[code["event"]],
        unit=unit,
        registered_on=registered_on,
        energy=_ENERGIES[code["energy"]],
        emission_stage=_STAGES[code["emission_stage"]],
        mass_class=_MASSES[code["mass_class"]],
        replacement_shown=bool(code["replacement_shown"]),
        perhaps_used=bool(code["perhaps_used"]),
        justification=_JUSTIFICATIONS[code["justification"]],
        owner_class=_OWNERS[code["owner_class"]],
        use=_USES[code["use"]],
        area=_AREAS[code["area"]],
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
