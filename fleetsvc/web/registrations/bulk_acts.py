"""Acting on the vehicles that are chosen from a list: on their cases, as the list of cases does."""

from dataclasses import dataclass

from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.acting import MOST_AT_ONCE
from fleetsvc.services.cases.vehicle_cases import cases_of_vehicles
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.registrations.lists import list_registrations
from fleetsvc.web.cases.bulk import BULK, act_asked, lacks_reason
from fleetsvc.web.cases.deciding import NotDecided, decide_many
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import say
from fleetsvc.web.registrations.list_form import ListQuery
from fleetsvc.web.registrations.noncompliance_list import chosen, is_anything_chosen


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of an act on vehicles: the numbers that are told, or the page where it waits for a second person."""

    counts: dict[str, int | None]
    waits_at: str = ""


def handle_chosen(query: ListQuery) -> Handled:
    """Act on the cases of the vehicles that a form has chosen, as far as they stand so. Raises NotDecided."""
    action = act_asked(Hand.OFFICE)
    if query.faults or action not in BULK[Hand.OFFICE] or not is_anything_chosen():
        raise NotDecided(say("list.nothing_chosen"))
    if lacks_reason(action):
        raise NotDecided(say("cases.reason_missing"))
    with parts().database.transaction(visiting().scope) as session:
        found, _ = list_registrations(session, chosen(session, query), after=None, limit=MOST_AT_ONCE)
        vehicles = [(row.city_code, row.vin, row.registered_on) for row in found]
        numbers, without = cases_of_vehicles(session, vehicles)
    if not numbers:
        return Handled({"without": without})
    decided = decide_many(numbers[:MOST_AT_ONCE], CaseAction(action))
    counts = {"done": decided.done, "passed": decided.passed or None, "without": without or None}
    return Handled(counts, decided.waits_at)
