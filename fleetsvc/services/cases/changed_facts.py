"""The facts that a change for the better alters, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.labels import fact_label, said_facts
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """One fact by its name, what people call it, and what it was and is."""

    fact: str
    name: Text
    before: Text
    after: Text


def changed_facts(details: Mapping[str, Any]) -> list[ChangedFact]:
    """Return the facts that differ, of the details of a case; of none but a change there are any."""
    facts = zip(*(details.get(key, ()) for key in ("facts", "before", "after")), strict=True)
    return [
        ChangedFact(name, fact_label(name), said_facts(name, [before]), said_facts(name, [after]))
        for name, before, after in facts
        if before != after
    ]
