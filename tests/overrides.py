"""Vehicles on which the office decides otherwise than the rules, through the pages."""

from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord, DecisionRecord, RegistrationRecord
from fleetsvc.services.law.replay import replay_all
from tests.browser import Bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin

FORM = {
    "duty": "energy",
    "verdict": "exempt",
    "code": "emergency-use",
    "reason": "防汛抢险专用",
}


def a_diesel(bureau: Bureau, number: int | None = None, **facts: Any) -> tuple[int, int]:
    """Have a diesel bus of its unit stored: its number among the tests' vehicles, and that of its registration."""
    found = fresh_numbers(1)[0] if number is None else number
    bureau.stored(a_file(a_row(found, **{"energy": "柴油", "plate": f"豫A{found:05d}"} | facts)))
    return found, registration(bureau, found)


def registration(bureau: Bureau, number: int) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(RegistrationRecord.id).where(
            RegistrationRecord.vin == a_vin(number), col(RegistrationRecord.superseded_at).is_(None)
        )
        return session.exec(query).one() or 0


def decided(bureau: Bureau, number: int) -> tuple[str, str, str | None, str | None]:
    """Of the decision that stands on a vehicle: verdict, that on the energy duty, the rules' own on both."""
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(DecisionRecord).where(
            DecisionRecord.registration_id == registration(bureau, number),
            col(DecisionRecord.superseded_at).is_(None),
        )
        one = session.exec(query).one()
        return one.verdict, one.energy_verdict, one.ruled_verdict, one.ruled_duty_verdict


def proposed(bureau: Bureau, vehicle: int, **form: Any) -> str:
    page = f"/registrations/{vehicle}/override"
    answer = bureau["office"].send(page, page, FORM | form)
    assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
    return str(answer.headers["Location"])


def overridden(bureau: Bureau, vehicle: int, **form: Any) -> str:
    """Have it proposed and signed; the page of the proposal."""
    page = proposed(bureau, vehicle, **form)
    assert "done=1" in bureau["deputy"].send(page, f"{page}/sign").headers["Location"]
    return page


def replayed(bureau: Bureau) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        return replay_all(session).differ


def case_of(bureau: Bureau, number: int, kind: str = "override") -> CaseRecord:
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseRecord).where(CaseRecord.vin == a_vin(number), CaseRecord.kind == kind)
        return session.exec(query.order_by(col(CaseRecord.id).desc())).first() or pytest.fail("no case")


BROKEN = ("non_compliant", "non_compliant", None, None)
EXEMPT = ("exempt", "exempt", "non_compliant", "non_compliant")


def lifted(bureau: Bureau, case: CaseRecord, reason: str = "任务结束") -> str:
    """Have it lifted by two persons; the page of the proposal."""
    answer = bureau["office"].send("/cases", f"/cases/{case.id}/lift", {"reason": reason})
    page = str(answer.headers["Location"])
    assert "done=1" in bureau["deputy"].send(page, f"{page}/sign").headers["Location"]
    return page


def accepted(bureau: Bureau, case: CaseRecord) -> None:
    """Have other facts of an overridden vehicle accepted by two persons."""
    form = {"case": [str(case.id)], "action": "approve", "reason": "已核对"}
    page = str(bureau["office"].send("/cases", "/cases", form).headers["Location"])
    assert page.startswith("/cases/proposals/"), page
    assert "done=1" in bureau["deputy"].send(page, f"{page}/sign").headers["Location"]
