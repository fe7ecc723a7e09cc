"""The form of a list of vehicles: what was filled in, and the list in it or what is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from werkzeug.datastructures import FileStorage

from fleetsvc.services.law.requirements import find_day
from fleetsvc.services.uploads.asked_lists import AskedList
from fleetsvc.services.uploads.file_names import label_of
from importers.results import Expectation
from rules.identifiers import plate, vin
from rules.units import UNITS
from rules.vocabulary import Category, Event

_PASTED: Final = "pasted.csv"
_HEADS: Final = ("车辆型号", "号牌号码", "车架号")
_MODEL: Final = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9/-]{4,30}").fullmatch
_FIELDS: Final = ("unit", "on", "category", "event")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one who asks may ask at once: vehicles, bytes, and seconds of a processor."""

    vehicles: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ListForm:
    """The fields as filled in, their faults (names of words), the fault of the whole, and the list if there is one.

    ``is_headed``: a line of names of columns was put above what was pasted.
    """

    values: Mapping[str, str]
    faults: Mapping[str, str]
    fault: str = ""
    asked: AskedList | None = None
    is_headed: bool = False


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
    text = with_head(form.get("list", ""))
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
    return ListForm(values, {}, asked=asked, is_headed=text != form.get("list", ""))


def with_head(text: str) -> str:
    r"""Return a pasted list; one of plates, VINs and models, one a line, gets a line of names of columns above it.

    >>> with_head("ZK6105BEVG25\n豫AD12345")
    '车辆型号\t号牌号码\t车架号\nZK6105BEVG25\n\t豫AD12345'
    >>> with_head("车辆型号\nZK6105BEVG25")
    '车辆型号\nZK6105BEVG25'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    places = [_place(line) for line in lines]
    known = [place for place in places if place is not None]
    if not lines or len(known) < len(lines):
        return text
    below = ("\t" * place + line for place, line in zip(known, lines, strict=True))
    return "\n".join(["\t".join(_HEADS), *below])


def _place(line: str) -> int | None:
    """Return the column of a line that is one model, plate or VIN; None for any other."""
    if plate.is_valid(line):
        return 1
    if vin.is_valid(line):
        return 2
    return 0 if _MODEL(line) else None


def _faults(values: Mapping[str, str]) -> dict[str, str]:
    offered = {"unit": (*UNITS,), "category": ("", *Category), "event": ("", *Event)}
    faults = {name: "form.not_chosen" for name, words in offered.items() if values[name] not in words}
    if find_day(values["on"]) is None:
        faults["on"] = "form.not_day"
    return faults
