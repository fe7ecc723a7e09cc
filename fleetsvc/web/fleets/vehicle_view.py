"""What the page of an operator's vehicle shows."""

from typing import Any, Final

from werkzeug.exceptions import NotFound

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseRecord, CaseStep, Json
from fleetsvc.services.fleets import explaining, vehicles
from fleetsvc.services.fleets.clauses import decision_json, duties_with_clauses, law_judged_by
from fleetsvc.web.cases.ground_view import GroundView, ground_words, grounds
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.law.rules_view import anchor
from fleetsvc.web.receipts.receipt_view import decided_words
from rules.labels import duty_label, label
from rules.units import UNITS
from rules.vocabulary import Category, Duty, Energy, Verdict

MOST_CASES: Final = 20


def vehicle_view(number: int) -> dict[str, Any]:
    """Return what the page of a vehicle shows. Raises NotFound for one that is none of the operator's."""
    now = clock.now()
    try:
        with parts().database.transaction(visiting().fleet) as session:
            row = vehicles.vehicle(session, number)
            cases = explaining.list_cases(session, vin=row.vin, limit=MOST_CASES)[0]
            said = {one.id: explaining.said_of(session, one) for one in cases}
    except vehicles.VehicleUnknown:
        raise NotFound from None
    with parts().database.transaction(PUBLISHED) as session:
        law = law_judged_by(session, {row.edition_id}, language=language())
        known = grounds(session, language=language())
    return {
        "found": said_vehicle(vehicles.vehicle_json(row)),
        "duties": [_said_duty(one) for one in duties_with_clauses(row, law)],
        "decided": decided_words(decision_json(row), language=language(), say=say),
        "cases": [
            _said_case(one, said[one.id], known, explaining.fleet_case_json(one, now=now)) for one in cases
        ],
        "grounds": known,
    }


def said_vehicle(found: Json) -> Json:
    """Return a vehicle with its words in the page's language."""
    words = {
        "unit": UNITS[found["unit"]].name,
        "category": label(Category(found["category"])),
        "energy": label(Energy(found["energy"])),
        "verdict": label(Verdict(found["verdict"])),
    }
    return found | {f"said_{name}": text.in_language(language()) for name, text in words.items()}


def _said_duty(told: Json) -> tuple[str, Json | None, bool]:
    """Return the verdict on a duty in words, the clause that it rests on, if any, and whether the office decided it."""
    words = duty_label(Duty(told["duty"]), Verdict(told["verdict"])).in_language(language())
    clause = told["clause"]
    cited = None if clause is None else clause | {"anchor": anchor(told["rule"])}
    return words, cited, told["decided_by"] == "office"


def _said_case(case: CaseRecord, lines: list[CaseStep], known: list[GroundView], told: Json) -> Json:
    """Return a case with its words, and what the operator has said of it."""
    said = [
        {
            "at": one.at,
            "reason": one.reason,
            "ground": ground_words(one.ground, known, say),
            "files": len(one.evidence),
        }
        for one in lines
    ]
    return told | {"said": said, "is_excusable": case.kind == "justification"}
