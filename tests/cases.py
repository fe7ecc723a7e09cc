"""Cases as tests need them."""

import itertools
from datetime import UTC, date, datetime

from sqlmodel import select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import acting, signing
from fleetsvc.services.cases.attachments import bring
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.people.accounts import Role, list_users
from tests.actors import TESTER
from tests.signing import in_session
from tests.upload_cases import a_vin

A_PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
A_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
_NUMBERS = itertools.count(800_000)


def an_open_case(database: Database, *, unit: str) -> int:
    """Store a review of a change of some vehicle; return its number."""
    vin = a_vin(next(_NUMBERS))
    case = CaseRecord(
        city_code=int(unit),
        kind="change_review",
        subject=f"vehicle/{unit}/{vin}/2025-03-01",
        vin=vin,
        registered_on=date(2025, 3, 1),
        state="open",
        details={"facts": ["energy"], "before": ["diesel"], "after": ["bev"]},
        opened_by="",
        opened_at=datetime(2025, 6, 30, tzinfo=UTC),
    )
    with database.transaction(OFFICE) as session:
        session.add(case)
        session.flush()
        assert case.id is not None
        return case.id


def a_case_proposal(database: Database, *, unit: str) -> int:
    """Have somebody of the office propose to accept a change; return the proposal's number."""
    case, now = an_open_case(database, unit=unit), clock.now()
    with database.transaction(OFFICE) as session:
        name = next(user.name for user in list_users(session) if user.role == Role.OFFICE)
        proposal = signing.propose(
            session,
            [case],
            Said(CaseAction.APPROVE, "why"),
            by=Actor("service", name=name),
            signatory=in_session(session, name, now=now),
            now=now,
        )
        return stored_id(proposal)


def an_attachment(database: Database, *, unit: str) -> int:
    """Bring a small PDF of a unit; return its number."""
    now = datetime(2025, 6, 30, tzinfo=UTC)
    with database.transaction(UnitScope(unit)) as session:
        return bring(session, A_PDF, name="说明.pdf", city=int(unit), by=TESTER, now=now).id


def accept_changes(database: Database, *, now: datetime) -> None:
    """Have the office accept all changes that wait for it."""
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord.id).where(CaseRecord.kind == "change_review", CaseRecord.state == "open")
        for number in list(session.exec(query)):
            assert number is not None
            acting.act(session, number, Said(CaseAction.APPROVE), by=TESTER, hand=Hand.OFFICE, now=now)
