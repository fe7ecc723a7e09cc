"""What the office decided otherwise counts at once again where a claim is confirmed, disputed or accepted."""

from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import CaseRecord, DecisionRecord, RegistrationRecord, UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.overrides import Override
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.law import replay
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.current_versions import settle_claims
from fleetsvc.services.uploads.published import published_vehicles
from rules.vocabulary import Duty
from tests.actors import TESTER
from tests.signed_overrides import signed_override
from tests.upload_cases import NOW, a_row, a_vin, deliver, retire, with_rulebook

LATER, LAST = NOW.replace(month=7), NOW.replace(month=8)
OURS, THEIRS = "410100", "410200"
CLERK = Actor("command", name="clerk", role="bureau", unit=OURS)
CLAIMING: dict[str, Any] = {"event": "更新", "replaces": "豫A99999"}


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def overridden(database: Database, verdict: str, *, duty: Duty = Duty.ENERGY) -> int:
    with database.transaction(OFFICE) as session:
        query = select(RegistrationRecord.id).where(
            RegistrationRecord.vin == a_vin(1), col(RegistrationRecord.superseded_at).is_(None)
        )
        said = Override(session.exec(query).one() or 0, duty, verdict, "facts-false", "查实")
        return signed_override(session, said, now=NOW)


def standing(database: Database, unit: str = OURS) -> tuple[str, str, bool, int | None]:
    with database.transaction(OFFICE) as session:
        query = (
            select(DecisionRecord)
            .join(RegistrationRecord, col(RegistrationRecord.id) == DecisionRecord.registration_id)
            .where(
                RegistrationRecord.vin == a_vin(1),
                DecisionRecord.city_code == int(unit),
                col(DecisionRecord.superseded_at).is_(None),
            )
        )
        one = session.exec(query).one()
        assert replay.replay_all(session).differ == 0
        return one.verdict, one.energy_verdict, one.disputed, one.override_id


def test_a_confirmed_claim_leaves_it_standing_at_once(database: Database) -> None:
    deliver(database, a_row(1, energy="柴油", plate="豫A00001", **CLAIMING))
    case = overridden(database, "non_compliant")
    assert standing(database) == ("non_compliant", "non_compliant", False, case)
    retire(database, "豫A99999", now=LATER)
    assert standing(database) == ("non_compliant", "non_compliant", False, case)
    with database.transaction(OFFICE) as session:
        settle_claims(session, now=LAST)
    assert standing(database) == ("non_compliant", "non_compliant", False, case)


def decided(database: Database, kind: str, unit: str, action: CaseAction) -> None:
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord.id).where(
            CaseRecord.kind == kind, CaseRecord.city_code == int(unit), CaseRecord.state == "open"
        )
        act(
            session,
            session.exec(query).one() or 0,
            Said(action, "属实", proposal=0),  # as if signed
            by=TESTER,
            hand=Hand.OFFICE,
            now=LAST,
        )


def test_a_disputed_vehicle_keeps_it_and_it_counts_once_the_claim_is_accepted(database: Database) -> None:
    deliver(database, a_row(1))
    case = overridden(database, "non_compliant")
    deliver(database, a_row(1), unit=THEIRS, now=LATER)
    assert standing(database) == ("undetermined", "undetermined", True, case)
    assert standing(database, THEIRS) == ("undetermined", "undetermined", True, None)
    with database.transaction(OFFICE) as session:
        assert published_vehicles(session, city=int(OURS), number=1).overridden == 1
    decided(database, "vin_conflict", OURS, CaseAction.APPROVE)
    assert standing(database) == ("non_compliant", "non_compliant", False, case)


def test_the_rule_named_on_a_disputed_vehicle_is_that_of_what_stood(database: Database) -> None:
    """Two duties govern: the override turns which of them is the strictest."""
    deliver(database, a_row(1, energy="柴油", plate="豫A00001", category="渣土车", mass="25000"))
    case = overridden(database, "exempt")
    deliver(database, a_row(1), unit=THEIRS, now=LATER)
    assert standing(database)[2:] == (True, case)


def test_what_is_confirmed_while_it_is_disputed_counts_with_it_once_the_claim_is_accepted(
    database: Database,
) -> None:
    deliver(database, a_row(1, energy="柴油", plate="豫A00001", **CLAIMING))
    case = overridden(database, "exempt")
    deliver(database, a_row(1, energy="柴油", plate="豫A00001"), unit=THEIRS, now=LATER)
    retire(database, "豫A99999", now=LATER)
    decided(database, "vin_conflict", OURS, CaseAction.APPROVE)
    assert standing(database) == ("exempt", "exempt", False, case)


def test_no_unit_shakes_it_off_while_it_is_disputed(database: Database) -> None:
    deliver(database, a_row(1))
    case = overridden(database, "non_compliant")
    deliver(database, a_row(1), unit=THEIRS, now=LATER)
    deliver(database, a_row(1, category="出租车"), now=LAST)
    assert standing(database) == ("undetermined", "undetermined", True, case)
    decided(database, "vin_conflict", OURS, CaseAction.APPROVE)
    assert standing(database) == ("non_compliant", "non_compliant", False, case)


def test_one_that_returns_disputed_keeps_it_and_its_unit_does_not_take_it_back_alone(
    database: Database,
) -> None:
    """What another delivery says of it returns; it stands on two days still."""
    first = deliver(database, a_row(1))
    case = overridden(database, "non_compliant")
    second = deliver(database, a_row(1), a_row(9), now=LATER)
    other_day = deliver(database, a_row(1, day="2025-03-02"), now=LATER)
    withdrawn(database, first)
    decided(database, "withdrawal", OURS, CaseAction.APPROVE)
    assert withdrawn(database, second) == "accepted"  # the office is asked
    assert withdrawn(database, other_day) == "withdrawn"
    assert standing(database) == ("undetermined", "undetermined", True, case)
    decided(database, "vin_conflict", OURS, CaseAction.APPROVE)
    assert standing(database) == ("non_compliant", "non_compliant", False, case)


def withdrawn(database: Database, upload: UploadRecord) -> str:
    """The status of a delivery once its unit has withdrawn it, or has asked for it."""
    city, number = upload.city_code, upload.number
    with database.transaction(OFFICE) as session:
        taken = steps.withdraw(session, city=city, number=number, by=CLERK, reason="误报", now=LAST)
        return taken.upload.status.value
