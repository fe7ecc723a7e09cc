"""What the address of a dossier asks for."""

from dataclasses import dataclass
from datetime import date

from flask import request

from fleetsvc.services.law.requirements import written_day
from fleetsvc.web.frame.bureau_frame import is_masked


@dataclass(frozen=True, slots=True)
class DossierQuery:
    """As known on which day, if on any, and what is wrong with the day as written. ``reveals``: shown in full."""

    known_on: date | None
    fault: str | None
    reveals: bool


def dossier_query() -> DossierQuery:
    """Return what the address asks for."""
    text = request.args.get("known_on", "").strip()
    reveals = is_masked() and request.args.get("reveal") == "true"
    try:
        day = written_day(text) if text else None
    except ValueError:
        return DossierQuery(None, text, reveals)
    return DossierQuery(day, None, reveals)
