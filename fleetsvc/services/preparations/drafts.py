"""What a unit is to hand in, as JSON keeps it until another person submits it: one form for each matter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fleetsvc.models import Json, Matter
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.objections import Objection
from fleetsvc.services.cases.proposals import said_json
from fleetsvc.services.uploads.closed_rows import Reason
from fleetsvc.services.uploads.rows import Place
from rules.periods import Period, parse_period
from rules.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be done, and with what."""

    matter: Matter
    request: Json


def act_on_cases(numbers: Sequence[int], said: Said) -> Draft:
    """An answer, an appeal or a remark on some cases."""
    return Draft(Matter.CASES, {"cases": list(numbers), "said": said_json(said)})


def objection(said: Objection) -> Draft:
    """An objection to the unit's own line of a preview."""
    request = {
        "period": said.period.key,
        "category": said.category.value if said.category else None,
        "reason": said.reason,
        "vehicles": list(said.vehicles),
        "evidence": list(said.evidence),
    }
    return Draft(Matter.OBJECTION, request)


def objection_of(request: Json) -> Objection:
    """Return an objection as it was said."""
    return Objection(
        parse_period(request["period"]),
        request["reason"],
        category=Category(request["category"]) if request["category"] else None,
        vehicles=tuple(request["vehicles"]),
        evidence=tuple(request["evidence"]),
    )


def nil_reports(period: Period, categories: Collection[Category]) -> Draft:
    """That there is nothing to report of some categories in a period."""
    named = [category.value for category in Category if category in categories]
    return Draft(Matter.NIL_REPORTS, {"period": period.key, "categories": named})


def withdrawal(number: int, reason: str) -> Draft:
    """A delivery taken back, or the request to the office to have it so."""
    return Draft(Matter.WITHDRAWAL, {"upload": number, "reason": reason.strip()})


def closed_rows(number: int, places: Sequence[Place], reason: Reason) -> Draft:
    """Held rows of a delivery that are not sent again."""
    at = [[sheet, row] for sheet, row in places]
    request: Json = {"upload": number, "rows": at, "reason": reason.code, "note": reason.note.strip()}
    return Draft(Matter.CLOSED_ROWS, request)
