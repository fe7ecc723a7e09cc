"""A rulebook file of the same meaning in which every value stands in its rule, none is taken from an interpretation."""

from collections.abc import Mapping
from typing import Any

from rules.rulebook_nodes import parameter_of

Sets = Mapping[str, Mapping[str, Any]]


def written_out(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file that builds with ``{by: id}`` replaced by what it takes, and no interpretation that sets values.

    So a single rule may be changed, and no answer contradicts it. What interpretations a rule rests on stays.
    """
    sets = {entry["id"]: entry.get("sets") or {} for entry in mapping["interpretations"]}
    interpretations = [
        _taken({key: value for key, value in entry.items() if key != "sets"}, sets)
        for entry in mapping["interpretations"]
    ]
    rules = []
    for rule in mapping["rules"]:
        rested = {*(rule.get("interpretations") or ()), *_names(rule)}
        rests = [name for name in sets if name in rested] or None
        rules.append({**_taken(rule, sets), "interpretations": rests})
    return {**mapping, "interpretations": interpretations, "rules": rules}


def _taken(value: Any, sets: Sets) -> Any:  # noqa: ANN401 (whatever a file holds)
    """Return a value of the file with all that it takes from interpretations written out."""
    if isinstance(value, list):
        return [_taken(one, sets) for one in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: sets[one["by"]][parameter_of(key)] if _names_one(one) else _taken(one, sets)
        for key, one in value.items()
    }


def _names(value: object) -> set[str]:
    """Return the ids of the interpretations that something is taken from."""
    if _names_one(value) and isinstance(value, Mapping):
        return {value["by"]}
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {name for one in below for name in _names(one)}


def _names_one(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"by"}
