"""What may be done with a ranking edition by whoever looks at it, and which objections hold it back."""

from typing import Any

from fleetsvc import clock
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseRecord
from fleetsvc.services.common.masking import mask_text
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.open_objections import objections
from fleetsvc.web.frame.access import is_office
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import language
from rules.editions import EditionStatus
from rules.periods import Period
from rules.units import UNITS


def open_steps(period: Period, status: str) -> dict[str, Any]:
    """Return which steps are open to whoever looks, and of a preview the objections that they may see, by unit."""
    is_over, is_preview = clock.day_of(clock.now()) >= period.until_day, status == EditionStatus.PREVIEW
    acts = {
        "may_preview": status == EditionStatus.PROVISIONAL and is_over,
        "may_release": is_preview,
        "may_correct": status == EditionStatus.FINAL,
        "may_write": status != EditionStatus.PROVISIONAL,
    }
    found = _objections(period) if is_preview and reports() else []
    return {name: may and is_office() for name, may in acts.items()} | {
        "may_object": is_preview and reports() and not is_office(),
        "objections": [
            (
                UNITS[str(case.city_code)].name.in_language(language()),
                case,
                mask_text(case.reason or "") if is_office() else case.reason,
            )
            for case in found
        ],
    }


def reports() -> bool:
    """Return whether whoever looks is a bureau's or the office's."""
    person = current_person()
    return person is not None and person.role in (Role.OFFICE, Role.BUREAU)


def _objections(period: Period) -> list[CaseRecord]:
    with parts().database.transaction(visiting().scope) as session:
        return objections(session, period)
