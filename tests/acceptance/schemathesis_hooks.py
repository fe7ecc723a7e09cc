"""What schemathesis leaves out, as a schema cannot say it.

A cursor must be one that we gave for the same question, nothing is known or was done yet on a day to come, and a
county lies in the unit that is named beside it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import schemathesis

from rules.circumstances import is_county_of
from rules.counties import COUNTY_CODES


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: "schemathesis.Case[Any]") -> bool:
    asked = case.query or {}
    return "cursor" not in asked and all(_can_be(said) for said in _objects([asked, case.body]))


def _objects(node: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from _objects(inner)


def _can_be(said: Mapping[str, Any]) -> bool:
    days = [str(said.get(name, "")) for name in ("known_on", "happened_on")]
    county, unit = str(said.get("county")), str(said.get("unit"))
    return max(days) <= "2026" and (county not in COUNTY_CODES or is_county_of(county, unit))
