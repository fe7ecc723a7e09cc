"""What the forms of rules and interpretations offer: words of closed lists, and the ids of what the file holds."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from fleetsvc.services.manuscripts.quoting import entries
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.manuscripts.entry_forms import lines_shown
from fleetsvc.web.manuscripts.manuscript_view import spoken
from fleetsvc.web.manuscripts.rule_form import BOUNDS, SHARE_WORDS, SPARE_GROUNDS
from rules.conditions import COUNTY, FACTS
from rules.counties import COUNTY_CODES, unit_of_county
from rules.demands import Counted, Grouping
from rules.labels import fact_label, label
from rules.rulebook_nodes import parameter_of
from rules.rulebook_parts import Aspect, Parameter, Status, Unproven
from rules.targets import Rounding
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Force

Options = list[tuple[str, str]]

MOST_GROUNDS: Final = 50
_TAKEN: Final = (
    "categories",
    "events",
    "unproven_replacement",
    "effective_from",
    "requirement.energy",
    "requirement.emission_stage",
    "requirement.heavy_above_kg",
    "requirement.presumed_heavy",
    "requirement.china_6a_until",
    "requirement.share.percent",
)
"""The fields of a rule whose value an interpretation may set."""


def options(words: type[StrEnum]) -> Options:
    """Return the words of a list that somebody may choose, as people read them."""
    return [(word.value, label(word).in_language(language())) for word in words if word.value != "unknown"]


def _said(name: str, words: Iterable[str]) -> Options:
    return [(word, say(f"choice.{name}.{word}")) for word in words]


def shared_choices(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return what both forms offer."""
    return {
        "categories": options(Category),
        "events": options(Event),
        "unproven": _said("unproven", Unproven),
        "energies": options(Energy),
        "stages": options(EmissionStage),
        "answers": [
            (str(one.get("id")), spoken(one.get("question")))
            for _, one in entries(mapping, "interpretations")
        ],
    }


def rule_choices(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of a rule offers."""
    departments = {line for _, one in entries(mapping, "rules") for line in _lines(one.get("departments"))}
    departments |= {line for _, one in entries(mapping, "instruments") for line in _lines(one.get("issuers"))}
    counties: dict[str, Options] = {unit: [] for unit in UNITS}
    for code, name in COUNTY_CODES.items():
        counties[unit_of_county(code)].append((code, name))
    facts = [
        (fact, fact_label(fact).in_language(language()), options(words)) for fact, words in FACTS.items()
    ]
    return shared_choices(mapping) | {
        "forces": options(Force),
        "clauses": [(str(one.get("id")), str(one.get("quote"))) for _, one in entries(mapping, "clauses")],
        "grounds": [(str(one.get("id")), str(one.get("quote"))) for _, one in entries(mapping, "grounds")],
        "units": [(code, unit.name.in_language(language()), counties[code]) for code, unit in UNITS.items()],
        "facts": facts,
        "county_label": fact_label(COUNTY).in_language(language()),
        "bounds": _said("bound", BOUNDS),
        "terms": [
            ("rounding", _said("rounding", Rounding)),
            ("group", _said("group", Grouping)),
            ("counted", _said("counted", Counted)),
        ],
        "takes": {field: _setting(mapping, field) for field in _TAKEN},
        "departments": sorted(departments),
        "spare": SPARE_GROUNDS,
        "names": [*_TAKEN, *(f"where.{fact}" for fact in (*FACTS, COUNTY)), "where.joined", "requirement.joined",
            "requirement.mass_class", "requirement.share", *(f"requirement.share.{term}" for term in SHARE_WORDS),
            "title.zh", "title.en", "units.codes", *(f"exceptions.{at}" for at in range(MOST_GROUNDS))],
    }  # fmt: skip


def answer_choices(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of an interpretation offers."""
    return shared_choices(mapping) | {
        "aspects": _said("aspect", Aspect),
        "statuses": _said("status", Status),
        "takes": {"from": _setting(mapping, "from")},
        "names": [
            *(f"{name}.{spoken}" for name in ("question", "answer", "by") for spoken in ("zh", "en")),
            *(f"sets.{parameter}" for parameter in Parameter),
            "letter.number",
            "letter.dated",
        ],
    }


def _setting(mapping: Mapping[str, Any], field: str) -> Options:
    """Return the interpretations that set what a field of a rule may take from them."""
    key = parameter_of(field.rpartition(".")[2])
    wanted = set(BOUNDS) if key == "percent" else {key}
    found = []
    for _, one in entries(mapping, "interpretations"):
        sets = one.get("sets")
        if isinstance(sets, Mapping) and wanted & sets.keys():
            found.append((str(one.get("id")), spoken(one.get("question"))))
    return found


def _lines(names: object) -> list[str]:
    return [line for line in lines_shown(names)[0].split("\n") if line]
