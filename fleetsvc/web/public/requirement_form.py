"""The requirement form: what was filled in, what is wrong with it at which field, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fleetsvc.services.law.requirements import requirement_answer, written_day
from fleetsvc.web.frame.choices import units, words
from rules.labels import label
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Force, Verdict
from rules.wording import Language

FIELDS: Final = ("unit", "category", "event", "on", "energy")
_OFFERED: Final = tuple(energy for energy in Energy if energy is not Energy.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as filled in, their faults (names of words), and the answer where there is one."""

    values: Mapping[str, str]
    faults: Mapping[str, str]
    answer: Mapping[str, Any] | None


def choices(language: Language) -> dict[str, list[tuple[str, str]]]:
    """Return what may be chosen in each list, with its label."""
    return {
        "unit": units(language),
        "category": words(Category, language),
        "event": words(Event, language),
        "energy": words(_OFFERED, language),
    }


def read_form(
    arguments: Mapping[str, str], *, book: Rulebook | None, today: date, language: Language
) -> Form:
    """Return the form as asked: untouched, with its faults, or with the answer by a rulebook."""
    values = {name: arguments.get(name, "").strip() for name in FIELDS}
    if not any(values[name] for name in ("unit", "category", "event")):
        return Form({**values, "event": "new", "on": today.isoformat()}, {}, None)
    values["on"] = values["on"] or today.isoformat()
    faults = _faults(values, language)
    if faults or book is None:
        return Form(values, faults, None)
    question = Question(
        Category(values["category"]),
        Event(values["event"]),
        values["unit"],
        written_day(values["on"]),
        energy=Energy(values["energy"]) if values["energy"] else None,
    )
    answer = requirement_answer(book, question, language=language)
    return Form(values, {}, answer | _labels(answer, language))


def _faults(values: Mapping[str, str], language: Language) -> dict[str, str]:
    faults = {
        name: "form.not_chosen"
        for name, offered in choices(language).items()
        if values[name] not in dict(offered) and (values[name] or name != "energy")
    }
    if not _is_day(values["on"]):
        faults["on"] = "form.not_day"
    return faults


def _is_day(text: str) -> bool:
    try:
        written_day(text)
    except ValueError:
        return False
    return True


def _labels(answer: Mapping[str, Any], language: Language) -> dict[str, object]:
    """Return the words of the answer as people read them."""
    verdict, force, energy = answer["verdict"], answer["force"], answer["energy"]
    return {
        "said": {
            "unit": UNITS[answer["unit"]].name.said_in(language),
            "category": label(Category(answer["category"])).said_in(language),
            "event": label(Event(answer["event"])).said_in(language),
            "force": label(Force(force)).said_in(language) if force else None,
            "energy": label(Energy(energy)).said_in(language) if energy else None,
            "verdict": label(Verdict(verdict)).said_in(language) if verdict else None,
            "forces": {rule["id"]: label(Force(rule["force"])).said_in(language) for rule in answer["rules"]},
        }
    }
