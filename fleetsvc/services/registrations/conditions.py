"""Conditions of lists of vehicles as SQL: what the registrations answer of a filter, and what the decisions do.

``{0}`` is the alias of the table that is asked.
"""

import re
from collections.abc import Mapping
from typing import Final

from rules.facts import SHOWN_BIT
from rules.identifiers.plate import PROVINCES
from rules.vocabulary import Replacement

_ON_BOTH: Final = {
    "unit": "{0}.city_code = :city",
    "category": "{0}.category = :category",
    "event": "{0}.event = :event",
    "energy": "{0}.energy = :energy",
    "from_on": "{0}.registered_on >= :from_on",
    "until_on": "{0}.registered_on < :until_on",
}
_GIVEN: Final = "unnest(CAST(:found_units AS integer[]), CAST(:found_numbers AS bigint[]))"
FOUND: Final = f"(SELECT DISTINCT * FROM {_GIVEN}) AS f (city_code, id)"  # noqa: S608 (constants)
OF_FOUND: Final = "d.city_code = f.city_code AND d.registration_id = f.id"
"""The vehicles that were found, by themselves, and their decisions d."""
ON_DECISIONS: Final = {
    "verdicts": "{0}.{verdict} = ANY (:verdicts)",
    "rule": "{0}.rule = :rule",
    "overridden": "{0}.override_id IS {overridden}",
}
ON_REGISTRATIONS: Final = {
    "owner": "{0}.owner = :owner",
    "named": "{named}",
    "found": f"({{0}}.city_code, {{0}}.id) IN (SELECT * FROM {_GIVEN})",  # noqa: S608 (constants)
    "upload": "{0}.city_code = :upload_city AND {0}.upload_id = :upload",
}
CONDITIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "d": _ON_BOTH | ON_DECISIONS,
    "r": _ON_BOTH | ON_REGISTRATIONS,
}
"""What each table can answer of a filter: d the decisions, r the registrations."""
_CLAIMS: Final = "d.event = 'replacement' AND r.replacement_shown"
REPLACES: Final = {
    Replacement.NONE: f"NOT ({_CLAIMS})",
    Replacement.CLAIMED: f"{_CLAIMS} AND d.case_key & {SHOWN_BIT} = 0",
    Replacement.CONFIRMED: f"{_CLAIMS} AND d.case_key & {SHOWN_BIT} <> 0",
}
"""What both tables together say of the retired vehicle, as ``registrations.replaced.state_of`` has it."""
STATE: Final = "CASE {} END".format(
    " ".join(f"WHEN {test} THEN '{state}'" for state, test in REPLACES.items())
)

_WHOLE_VIN: Final = re.compile(r"[A-HJ-NPR-Z0-9]{17}").fullmatch
_NO_PLATE: Final = re.compile(rf"[^\x00-\x7f挂学警领应急港澳使{PROVINCES}]").search
"""A sign that stands in no plate (GA 36): the text can be of an owner's name only."""


def is_whole_vin(text: str) -> bool:
    """Return whether a text is a VIN and nothing but one: that is asked along its index."""
    return bool(_WHOLE_VIN(text.upper()))


def name_condition(text: str) -> str:
    """Return SQL on a table whose alias is to be filled in, of the parameter ``named``, which is this text."""
    if is_whole_vin(text):
        return "{0}.vin = upper(:named)"
    asked = text.upper()
    places = [] if _NO_PLATE(asked) else ["{0}.plate"]
    places += ["{0}.vin"] if asked.isascii() else []
    # Digits and Chinese signs have no case, and to find it of every owner costs more than the search.
    places.append("{0}.owner" if asked == asked.lower() else "upper({0}.owner)")
    return f"({' OR '.join(f'strpos({place}, upper(:named)) > 0' for place in places)})"
