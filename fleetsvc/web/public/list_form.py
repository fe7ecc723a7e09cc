"""The form of a list of vehicles: what was filled in, and the list in it or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from werkzeug.datastructures import FileStorage

from fleetsvc.services.law.requirements import find_day
from fleetsvc.services.uploads.asked_lists import AskedList
from fleetsvc.services.uploads.file_names import label_of
from importers.results import Expectation
from rules.units import UNITS
from rules.vocabulary import Category, Event

_PASTED: Final = "pasted.csv"
_FIELDS: Final = ("unit", "on", "category", "event")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one who asks may ask at once: vehicles, bytes, and seconds of a processor."""

    vehicles: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ListForm:
    """The fields as filled in, their faults (names of words), the fault of the whole, and the list if there is one."""

    values: Mapping[str, str]
    faults: Mapping[str, str]
    fault: str = ""
    asked: AskedList | None = None


def untouched(*, unit: str | None, today: date) -> ListForm:
    """Return the form before anything is filled in."""
    return ListForm({"unit": unit or "", "on": today.isoformat()}, {})


def read_list_form(
    form: Mapping[str, str], file: FileStorage | None, *, allowed: Allowed, today: date
) -> ListForm:
    """Return the form as sent."""
    values = {name: form.get(name, "").strip() for name in _FIELDS}
    values["on"] = values["on"] or today.isoformat()
    faults, day = _faults(values), find_day(values["on"])
    text = form.get("list", "")
    values["list"] = text
    sheet = file if file is not None and file.filename else None
    if sheet is not None and text.strip():
        return ListForm(values, faults, "asklist.both")
    if sheet is None and not text.strip():
        return ListForm(values, faults, "asklist.nothing")
    if faults or day is None:
        return ListForm(values, faults, "form.fix")
    expectation = Expectation(values["unit"], values["category"] or None, values["event"] or None)
    content = text.encode() if sheet is None else sheet.stream.read()
    name = _PASTED if sheet is None else label_of(sheet.filename)
    asked = AskedList(content, name, expectation, day, allowed.vehicles, allowed.seconds)
    return ListForm(values, {}, asked=asked)


def _faults(values: Mapping[str, str]) -> dict[str, str]:
    offered = {"unit": (*UNITS,), "category": ("", *Category), "event": ("", *Event)}
    faults = {name: "form.not_chosen" for name, words in offered.items() if values[name] not in words}
    if find_day(values["on"]) is None:
        faults["on"] = "form.not_day"
    return faults
