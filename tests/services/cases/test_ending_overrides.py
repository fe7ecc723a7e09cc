"""One person, or one key, does not end what two persons have decided otherwise than the rules."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import (
    CaseProposal,
    CaseRecord,
    DecisionRecord,
    RegistrationRecord,
    UploadRecord,
    stored_id,
)
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import signing
from fleetsvc.services.cases.acting import Acted
from fleetsvc.services.cases.guards import Said, SecondSignatureNeeded
from fleetsvc.services.cases.overrides import Override
from fleetsvc.services.cases.proposals import PersonToSign
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.uploads import current_versions, steps
from rules.vocabulary import Duty
from tests.signed_overrides import FIRST, SECOND, proposed_override, signed_override
from tests.signing import in_session
from tests.upload_cases import NOW, a_row, a_vin, deliver, with_rulebook

CITY, THEIRS = "410100", "410200"
JULY, LATER = NOW.replace(month=7), NOW.replace(month=8)
CLERK = Actor("command", name="clerk", role="bureau", unit=CITY)
OFFICER = Actor("session", name="first", role="office")


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def overridden(database: Database, *, sign: bool = True, verdict: str = "non_compliant") -> int:
    """The number of the case; of the proposal where nobody signs it yet."""
    with database.transaction(OFFICE) as session:
        query = select(RegistrationRecord.id).where(
            RegistrationRecord.vin == a_vin(1), col(RegistrationRecord.superseded_at).is_(None)
        )
        said = Override(session.exec(query).one() or 0, Duty.ENERGY, verdict, "facts-false", "查实")
        return (signed_override if sign else proposed_override)(session, said, now=LATER)


def withdraw(database: Database, upload: UploadRecord, *, by: Actor) -> str:
    scope = OFFICE if by is OFFICER else UnitScope(CITY)
    city, number = upload.city_code, upload.number
    with database.transaction(scope) as session:
        taken = steps.withdraw(session, city=city, number=number, by=by, reason="误报", now=LATER)
        return taken.upload.status.value


def signing_between(database: Database, monkeypatch: pytest.MonkeyPatch, proposal: int) -> None:
    """Have the proposal signed by somebody else just before a register is held for the first time."""
    held, waiting = current_versions.hold, [proposal]

    def hold(session: Session, *, city: int, now: datetime) -> datetime | None:
        while waiting:
            number = waiting.pop()
            with database.transaction(OFFICE) as other:
                signatory = in_session(other, "second", now=LATER)
                signing.sign(other, number, by=SECOND, signatory=signatory, now=LATER)
        return held(session, city=city, now=now)

    monkeypatch.setattr(current_versions, "hold", hold)


def open_case(database: Database, kind: str, *, day: str | None = None, unit: str = CITY) -> int:
    query = select(CaseRecord).where(
        CaseRecord.kind == kind, CaseRecord.state == "open", CaseRecord.city_code == int(unit)
    )
    if day is not None:
        query = query.where(CaseRecord.registered_on == date.fromisoformat(day))
    with database.transaction(OFFICE) as session:
        return stored_id(session.exec(query).one())


def approve(database: Database, number: int, *, person: bool = True, now: datetime = LATER) -> object:
    """What becomes of it where one person of the office, or a key of it, approves it."""
    with database.transaction(OFFICE) as session:
        signatory = in_session(session, "first", now=now) if person else None
        said = Said(CaseAction.APPROVE, "属实")
        return signing.decide(
            session, [number], said, by=FIRST, signatory=signatory, hand=Hand.OFFICE, now=now
        )


def override_of(database: Database, day: str = "2025-03-01") -> int | None:
    """Which override the decision on the vehicle that stands was made by."""
    with database.transaction(OFFICE) as session:
        query = (
            select(DecisionRecord.override_id)
            .join(RegistrationRecord, col(RegistrationRecord.id) == DecisionRecord.registration_id)
            .where(
                RegistrationRecord.vin == a_vin(1),
                RegistrationRecord.city_code == int(CITY),
                RegistrationRecord.registered_on == date.fromisoformat(day),
                col(DecisionRecord.superseded_at).is_(None),
            )
        )
        return session.exec(query).one()


def test_a_withdrawal_of_an_overridden_vehicles_delivery_is_approved_by_two(database: Database) -> None:
    """What returns has another category, which settles the override."""
    deliver(database, a_row(1, category="出租车"))
    second = deliver(database, a_row(1))
    case = overridden(database)
    assert withdraw(database, second, by=CLERK) == "accepted"
    with pytest.raises(PersonToSign):
        approve(database, open_case(database, "withdrawal"), person=False)
    proposal = approve(database, open_case(database, "withdrawal"))
    assert isinstance(proposal, CaseProposal)
    assert override_of(database) == case
    with database.transaction(OFFICE) as session:
        by_second = in_session(session, "second", now=LATER)
        signing.sign(session, stored_id(proposal), by=SECOND, signatory=by_second, now=LATER)
    assert override_of(database) is None


def test_the_office_itself_asks_two_of_its_own_to_withdraw_it(database: Database) -> None:
    deliver(database, a_row(1, category="出租车"))
    second = deliver(database, a_row(1))
    case = overridden(database)
    assert withdraw(database, second, by=OFFICER) == "accepted"
    assert override_of(database) == case
    assert isinstance(approve(database, open_case(database, "withdrawal")), CaseProposal)


def test_a_withdrawal_of_what_is_not_overridden_is_done_by_one(database: Database) -> None:
    deliver(database, a_row(1))
    overridden(database)
    other = deliver(database, a_row(2))
    assert withdraw(database, other, by=OFFICER) == "withdrawn"


def test_a_claim_of_another_day_is_approved_by_two_and_the_overridden_one_by_one(database: Database) -> None:
    deliver(database, a_row(1))
    case = overridden(database)
    deliver(database, a_row(1, day="2025-03-02"), now=LATER)
    assert isinstance(approve(database, open_case(database, "vin_conflict", day="2025-03-02")), CaseProposal)
    assert not isinstance(
        approve(database, open_case(database, "vin_conflict", day="2025-03-01")), CaseProposal
    )
    assert override_of(database) == case


def test_a_claim_of_another_unit_is_approved_by_two(database: Database) -> None:
    deliver(database, a_row(1))
    overridden(database)
    deliver(database, a_row(1), unit=THEIRS, now=LATER)
    assert isinstance(approve(database, open_case(database, "vin_conflict", unit=THEIRS)), CaseProposal)


def test_an_override_signed_while_new_facts_are_being_accepted_is_not_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(database, a_row(1, energy="柴油", plate="豫A00001"))
    deliver(database, a_row(1, category="出租车", energy="柴油", plate="豫A00001"), now=JULY)
    proposal = overridden(database, sign=False, verdict="undetermined")
    review = open_case(database, "change_review")
    signing_between(database, monkeypatch, proposal)
    with pytest.raises(SecondSignatureNeeded):
        approve_at_once(database, review)
    assert override_of(database) is not None
    assert open_case(database, "change_review") == review


def approve_at_once(database: Database, number: int) -> None:
    acted = approve(database, number)
    assert isinstance(acted, Acted)
    for why in acted.passed.values():
        raise why


def test_an_override_signed_while_its_delivery_is_being_withdrawn_makes_it_a_request(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(database, a_row(1, category="出租车"))
    second = deliver(database, a_row(1))
    signing_between(database, monkeypatch, overridden(database, sign=False))
    assert withdraw(database, second, by=CLERK) == "accepted"
    assert override_of(database) is not None
    assert open_case(database, "withdrawal")
