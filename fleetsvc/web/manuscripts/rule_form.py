"""A rule as a form: who, what, when and where, how strongly, and on which grounds otherwise."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fleetsvc.web.manuscripts.entry_forms import (
    Fields,
    Part,
    Shown,
    a_day,
    a_sentence,
    a_text,
    a_word,
    both_said,
    both_shown,
    by_or,
    day_said,
    lines_said,
    lines_shown,
    list_said,
    number_said,
    one_of,
    some_lines,
    some_words,
    value_shown,
    words_written,
)
from rules.condition_reader import LEAVES
from rules.condition_words import ALL_OF, ANY_OF

BOUNDS: Final = ("more_than_percent", "at_least_percent")
SHARE_WORDS: Final = ("rounding", "group", "counted", "smallest_group")
SPARE_GROUNDS: Final = 2
"""Empty rows for further exceptions."""


def _units_shown(name: str, value: object) -> Shown:
    return {
        name: ["all"] if value == "all" else [],
        f"{name}.codes": [] if value == "all" else words_written(value),
    }


def _units_said(name: str, fields: Fields) -> object:
    codes = list_said(fields, f"{name}.codes")
    return "all" if one_of(fields, name) == "all" and not codes else codes


# --- whom it is about --------------------------------------------------------------------------------------------


def _where_shown(name: str, value: object) -> Shown:
    said: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    joined = next((key for key in (ANY_OF, ALL_OF) if isinstance(said.get(key), list)), None)
    facts = [said] if joined is None else said[joined]
    shown = {
        f"{name}.{fact}": words_written(words)
        for one in facts
        if isinstance(one, Mapping)
        for fact, words in one.items()
        if fact in LEAVES
    }
    return shown | ({f"{name}.joined": [ANY_OF]} if joined == ANY_OF else {})


def _where_said(name: str, fields: Fields) -> object:
    stated = [{fact: said} for fact in LEAVES if (said := list_said(fields, f"{name}.{fact}"))]
    joined = one_of(fields, f"{name}.joined")
    return {joined or ALL_OF: stated} if joined or len(stated) > 1 else next(iter(stated), None)


# --- what it demands ---------------------------------------------------------------------------------------------

_OF_A_STAGE: Final = ("mass_class", "heavy_above_kg", "presumed_heavy", "china_6a_until")


def _demand_shown(name: str, value: object) -> Shown:
    said: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    share = said.get("share")
    shown: Shown = {}
    if isinstance(share, Mapping):
        shown |= _share_shown(f"{name}.share", share)
    for key in _OF_A_STAGE:
        shown |= value_shown(f"{name}.{key}", said.get(key))
    asked = share if isinstance(share, Mapping) else said
    joined = next((key for key in (ANY_OF, ALL_OF) if isinstance(asked.get(key), list)), None)
    if joined is not None:
        shown[f"{name}.joined"] = [joined]
        asked = {key: one for part in asked[joined] if isinstance(part, Mapping) for key, one in part.items()}
    return (
        shown
        | value_shown(f"{name}.energy", asked.get("energy"))
        | value_shown(f"{name}.emission_stage", asked.get("emission_stage"))
    )


def _share_shown(name: str, share: Mapping[str, Any]) -> Shown:
    bound = next((key for key in BOUNDS if key in share), None)
    shown: Shown = {name: words_written(bound)} | value_shown(f"{name}.percent", share.get(bound or ""))
    return shown | {f"{name}.{key}": words_written(share.get(key)) for key in SHARE_WORDS}


def _demand_said(name: str, fields: Fields) -> object:
    """Return all that is filled in: what does not go together the reader tells at its field."""
    leaves = {
        key: said
        for key in ("energy", "emission_stage")
        if (said := by_or(fields, f"{name}.{key}", list_said(fields, f"{name}.{key}")))
    }
    joined = one_of(fields, f"{name}.joined")
    asked: dict[str, Any] = {joined: [{key: said} for key, said in leaves.items()]} if joined else leaves
    share = _share_said(f"{name}.share", fields)
    of_a_stage = {
        "mass_class": one_of(fields, f"{name}.mass_class"),
        "heavy_above_kg": by_or(
            fields, f"{name}.heavy_above_kg", number_said(fields, f"{name}.heavy_above_kg")
        ),
        "presumed_heavy": by_or(
            fields, f"{name}.presumed_heavy", list_said(fields, f"{name}.presumed_heavy")
        ),
        "china_6a_until": by_or(fields, f"{name}.china_6a_until", day_said(fields, f"{name}.china_6a_until")),
    }
    demand = ({"share": asked | share} if share else asked) | {
        key: one for key, one in of_a_stage.items() if one
    }
    return demand or None


def _share_said(name: str, fields: Fields) -> dict[str, Any]:
    """Return the terms of a share; a percentage without a bound stands as one that must be reached."""
    percent = by_or(fields, f"{name}.percent", number_said(fields, f"{name}.percent"))
    terms = {key: one_of(fields, f"{name}.{key}") for key in SHARE_WORDS} | {
        "smallest_group": number_said(fields, f"{name}.smallest_group")
    }
    bound = one_of(fields, name) or (BOUNDS[1] if percent is not None else None)
    stated = {key: one for key, one in terms.items() if one is not None}
    return stated if bound is None else {bound: percent} | stated


# --- grounds for exceptions --------------------------------------------------------------------------------------


def _grounds_shown(name: str, value: object) -> Shown:
    shown: Shown = {}
    for at, ground in enumerate(value if isinstance(value, list) else []):
        row, said = f"{name}.{at}", ground if isinstance(ground, Mapping) else {}
        shown |= both_shown(f"{row}.description", said.get("description"))
        shown |= {f"{row}.{key}": words_written(said.get(key)) for key in ("ground", "rests_on", "until")}
        shown[f"{row}.evidence"] = lines_shown(said.get("evidence"))
    return shown


def _grounds_said(name: str, fields: Fields) -> object:
    rows = sorted({int(row) for field in fields if (row := ground_row(name, field)) is not None})
    found = []
    for row in (f"{name}.{at}" for at in rows):
        ground: dict[str, Any] = {
            "ground": one_of(fields, f"{row}.ground"),
            "rests_on": one_of(fields, f"{row}.rests_on"),
            "description": both_said(f"{row}.description", fields),
            "evidence": lines_said(fields, f"{row}.evidence"),
            "until": day_said(fields, f"{row}.until"),
        }
        stated = {key: one for key, one in ground.items() if one is not None}
        found += [stated] if stated else []
    return found or None


def ground_row(name: str, field: str) -> str | None:
    """Return the number of the row that a field of an exception stands in."""
    row = field.removeprefix(f"{name}.").partition(".")[0]
    return row if field.startswith(f"{name}.") and row.isascii() and row.isdigit() and len(row) < 4 else None


RULE: Final[Sequence[Part]] = (
    a_text("id"),
    a_sentence("title"),
    a_text("clause"),
    a_text("force"),
    some_words("categories"),
    some_words("events"),
    a_word("unproven_replacement"),
    Part("units", _units_shown, _units_said),
    Part("where", _where_shown, _where_said),
    Part("requirement", _demand_shown, _demand_said),
    a_day("effective_from"),
    a_day("effective_until"),
    some_words("interpretations"),
    Part("exceptions", _grounds_shown, _grounds_said),
    some_lines("departments"),
)
"""The keys of a rule in the order in which a new one is written; of a phased rule its phases are left to the file."""
