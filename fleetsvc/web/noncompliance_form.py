"""What the address of the list of vehicles that fall short asks for: filters, order, columns, place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask import request

from fleetsvc.services.noncompliance import Order, Place, Wanted
from fleetsvc.services.requirements import written_day
from fleetsvc.web.pages import language, say
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict

_WORDS: Final = {"category": Category, "event": Event, "energy": Energy, "verdict": Verdict}
FIELDS: Final = ("unit", *_WORDS, "from", "until", "sort")

OPTIONAL: Final = ("plate", "vin", "owner", "model", "emission_stage", "gross_mass_kg")
"""Columns that may be chosen; the others tell what, where, when and why."""
_USUAL: Final = ("plate", "vin")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as written, what they mean, and a sentence for each that means nothing and is left out.

    ``reveals``: plates, VINs and owners are to be shown in full.
    """

    written: Mapping[str, str]
    columns: tuple[str, ...]
    wanted: Wanted
    faults: tuple[str, ...]
    reveals: bool

    def parameters(self) -> dict[str, Any]:
        """Return what stands in an address that asks for the same list."""
        asked: dict[str, Any] = dict(self.written)
        if self.columns != _USUAL:
            asked["col"] = list(self.columns) or ["-"]
        return asked | ({"reveal": "true"} if self.reveals else {})


def asked_for() -> Asked:
    """Return what the address asks for."""
    given = {name: request.args.get(name, "").strip() for name in FIELDS}
    written = {name: text for name, text in given.items() if text and _is_fit(name, text)}
    faults = [
        say("list.fault", name=say(f"list.{name}"), value=text)
        for name, text in given.items()
        if text and name not in written
    ]
    return Asked(written, _columns(), _wanted(written), tuple(faults), request.args.get("reveal") == "true")


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return what may be chosen in each list, with its label."""
    spoken = language()
    words = {
        name: [(word.value, label(word).said_in(spoken)) for word in kind] for name, kind in _WORDS.items()
    }
    return {"unit": [(unit.code, unit.name.said_in(spoken)) for unit in UNITS.values()], **words}


def place_asked_for() -> Place | None:
    """Return where the page begins; None for the first page, and for what is no place."""
    unit, number, day = (request.args.get(name, "") for name in ("after_unit", "after", "after_day"))
    if (
        unit not in UNITS
        or not (number.isascii() and number.isdigit() and len(number) < 19)
        or not _is_day(day)
    ):
        return None
    return Place(int(unit), written_day(day), int(number))


def written_place(place: Place) -> dict[str, str]:
    """Return a place as it stands in an address."""
    return {"after_unit": str(place.unit), "after_day": place.day.isoformat(), "after": str(place.number)}


def _is_fit(name: str, text: str) -> bool:
    if name in _WORDS:
        return text in tuple(_WORDS[name])
    if name == "sort":
        return text in tuple(Order)
    return text in UNITS if name == "unit" else _is_day(text)


def _is_day(text: str) -> bool:
    try:
        return written_day(text) < date.max
    except ValueError:
        return False


def _columns() -> tuple[str, ...]:
    asked = request.args.getlist("col")
    return tuple(name for name in OPTIONAL if name in asked) if asked else _USUAL


def _wanted(written: Mapping[str, str]) -> Wanted:
    until = written.get("until")
    return Wanted(
        unit=written.get("unit"),
        category=written.get("category"),
        event=written.get("event"),
        energy=written.get("energy"),
        verdict=written.get("verdict"),
        from_on=written_day(written["from"]) if "from" in written else None,
        until_on=written_day(until) + timedelta(days=1) if until is not None else None,
        order=Order(written.get("sort", Order.NEWEST)),
    )
