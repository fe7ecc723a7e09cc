"""What the bodies of requests say of cases."""

from collections.abc import Mapping
from typing import Any

from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.words import CaseAction


def said_in(body: Mapping[str, Any], action: str) -> Said:
    """Return what a body says of an action. Raises CaseUnknown for one that there is not."""
    if action not in tuple(CaseAction):
        raise CaseUnknown(action)
    return Said(
        CaseAction(action),
        reason=body.get("reason") or "",
        ground=body.get("ground"),
        evidence=tuple(body.get("evidence") or ()),
        brought=_brought(body),
        missing=body.get("missing") or "",
        valid_from=body.get("valid_from"),
        valid_until=body.get("valid_until"),
        conditions=body.get("conditions") or "",
        officer=body.get("officer") or "",
        internal=body["internal"],
    )


def _brought(body: Mapping[str, Any]) -> tuple[int, ...] | None:
    """Return what a system ticks of a ground's list: None where it speaks of the list in no word."""
    return None if body.keys().isdisjoint({"brought", "missing"}) else tuple(body.get("brought") or ())
