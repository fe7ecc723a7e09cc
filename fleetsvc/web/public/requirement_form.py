"""The requirement form: what was filled in, what is wrong with it at which field, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fleetsvc.services.law.requirements import find_day, requirement_answer, written_day
from fleetsvc.web.frame.choices import units, words
from rules.labels import duty_label, fact_label, label, said_facts
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.units import UNITS
from rules.vocabulary import Category, Duty, EmissionStage, Energy, Event, Force, Replacement, Verdict
from rules.wording import Language

FURTHER: Final = ("emission_stage", "gross_mass_kg", "replaces")
"""What may be left out: the answer then says where it would decide."""
FIELDS: Final = ("unit", "category", "event", "on", "energy", *FURTHER)
_HEAVIEST_KG: Final = 200_000
_OFFERED: Final = tuple(energy for energy in Energy if energy is not Energy.UNKNOWN)
_STAGES: Final = tuple(stage for stage in EmissionStage if stage is not EmissionStage.UNKNOWN)


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
        "emission_stage": words(_STAGES, language),
        "replaces": words(Replacement, language),
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
    answer = requirement_answer(book, question_of(values), language=language)
    return Form(values, {}, answer | _labels(answer, language))


def question_of(values: Mapping[str, str]) -> Question:
    """Return the question of a form without faults."""
    return Question(
        Category(values["category"]),
        Event(values["event"]),
        values["unit"],
        written_day(values["on"]),
        energy=Energy(values["energy"]) if values["energy"] else None,
        emission_stage=EmissionStage(values["emission_stage"]) if values["emission_stage"] else None,
        gross_mass_kg=int(values["gross_mass_kg"]) if values["gross_mass_kg"] else None,
        replaces=Replacement(values["replaces"]) if values["replaces"] else None,
    )


def _faults(values: Mapping[str, str], language: Language) -> dict[str, str]:
    faults = {
        name: "form.not_chosen"
        for name, offered in choices(language).items()
        if values[name] not in dict(offered) and (values[name] or name not in ("energy", *FURTHER))
    }
    mass = values["gross_mass_kg"]
    if mass and not (mass.isascii() and mass.isdigit() and len(mass) < 7 and 0 < int(mass) <= _HEAVIEST_KG):
        faults["gross_mass_kg"] = "form.not_mass"
    if find_day(values["on"]) is None:
        faults["on"] = "form.not_day"
    return faults


def _labels(answer: Mapping[str, Any], language: Language) -> dict[str, object]:
    """Return the words of the answer as people read them."""
    verdict, force, energy = answer["verdict"], answer["force"], answer["energy"]
    return {
        "said": {
            "unit": UNITS[answer["unit"]].name.in_language(language),
            "category": label(Category(answer["category"])).in_language(language),
            "event": label(Event(answer["event"])).in_language(language),
            "force": label(Force(force)).in_language(language) if force else None,
            "energy": label(Energy(energy)).in_language(language) if energy else None,
            "verdict": label(Verdict(verdict)).in_language(language) if verdict else None,
            "further": [
                said_facts(name, [answer[name]]).in_language(language)
                for name in ("emission_stage", "replaces")
                if answer[name]
            ],
            "duties": [
                duty_label(Duty(said["duty"]), Verdict(said["verdict"])).in_language(language)
                for said in answer["duties"] or ()
            ],
            "verdicts": {word.value: label(word).in_language(language) for word in Verdict},
            "depends_on": [fact_label(name).in_language(language) for name in answer["depends_on"]],
            "forces": {
                rule["id"]: label(Force(rule["force"])).in_language(language) for rule in answer["rules"]
            },
        }
    }
