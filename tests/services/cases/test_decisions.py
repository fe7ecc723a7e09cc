"""The office decides cases: once, with what follows from it, and with its reason in the audit log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import AuditEvent, CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.accepted_claims import ClaimApproved
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import ReasonNeeded, Said
from fleetsvc.services.cases.steps import CaseNotOpen
from fleetsvc.services.cases.words import REQUESTS, CaseAction, Hand
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations
from tests.upload_cases import a_row, a_vin, deliver, with_rulebook

LATER, LAST = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 7, 2, tzinfo=UTC)
OURS, THEIRS = "410100", "410200"
DIESEL: dict[str, Any] = {"energy": "柴油", "plate": "豫A00001"}
OFFICER = Actor("command", name="officer")

_STANDING = """
SELECT r.city_code::text, d.energy, d.verdict, d.disputed FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.superseded_at IS NULL AND r.vin = %(vin)s ORDER BY 1
"""


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def standing(database: Database) -> list[tuple[str, str, str, bool]]:
    with database.transaction(OFFICE) as session:
        found = session.connection().exec_driver_sql(_STANDING, {"vin": a_vin(1)})
        return [(row[0], row[1], row[2], row[3]) for row in found]


def cases(database: Database) -> list[CaseRecord]:
    with database.transaction(OFFICE) as session:
        return list(
            session.exec(
                select(CaseRecord)
                .where(col(CaseRecord.kind).in_(REQUESTS))
                .order_by(col(CaseRecord.city_code), col(CaseRecord.id))
            )
        )


def decide(database: Database, case: CaseRecord, action: CaseAction, reason: str = "") -> CaseRecord:
    assert case.id is not None
    with database.transaction(OFFICE) as session:
        return act(session, case.id, Said(action, reason), by=OFFICER, hand=Hand.OFFICE, now=LAST)


def test_an_accepted_change_counts_from_then_on(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    deliver(database, a_row(1), now=LATER)
    decided = decide(database, cases(database)[0], CaseAction.APPROVE, "checked with the certificate")
    assert standing(database) == [(OURS, "bev", "compliant", False)]
    assert (decided.state, decided.decided_by, decided.decided_at, decided.decision_reason) == (
        "approved",
        "officer",
        LAST,
        "checked with the certificate",
    )
    with database.transaction(OFFICE) as session:
        event = session.exec(select(AuditEvent).order_by(col(AuditEvent.number).desc())).first()
        assert event is not None
        assert (event.act, event.subject, event.details) == (
            "case-decided",
            f"case/{OURS}/{decided.id}",
            {
                "action": "approve",
                "kind": "change_review",
                "state": "approved",
                "reason": "checked with the certificate",
            },
        )


def test_a_refused_change_goes_on_counting_as_before_also_when_it_is_sent_again(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    deliver(database, a_row(1), now=LATER)
    with pytest.raises(ReasonNeeded):
        decide(database, cases(database)[0], CaseAction.REFUSE)
    decide(database, cases(database)[0], CaseAction.REFUSE, "no certificate")
    assert standing(database) == [(OURS, "diesel", "non_compliant", False)]
    deliver(database, a_row(1, plate="豫A00009D"), now=LAST)
    assert standing(database) == [(OURS, "diesel", "non_compliant", False)]
    assert [case.state for case in cases(database)] == ["refused", "open"]


def test_of_two_claims_the_approved_one_counts_and_the_other_stays_disputed(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1))
    ours, theirs = cases(database)
    decide(database, theirs, CaseAction.APPROVE)
    assert standing(database) == [
        (OURS, "bev", "undetermined", True),
        (THEIRS, "bev", "compliant", False),
    ]
    assert [(case.state, case.decision_reason) for case in cases(database)] == [
        ("refused", "other_claim_approved"),
        ("approved", None),
    ]
    with pytest.raises(CaseNotOpen, match="refused"):
        decide(database, ours, CaseAction.APPROVE)


def test_a_refused_claim_that_is_made_again_does_not_dispute_the_approved_one(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1))
    decide(database, cases(database)[1], CaseAction.APPROVE)
    deliver(database, a_row(1, plate="豫A00009D"))
    assert standing(database) == [
        (OURS, "bev", "undetermined", True),
        (THEIRS, "bev", "compliant", False),
    ]
    again = next(case for case in cases(database) if case.state == "open")
    with pytest.raises(ClaimApproved):
        decide(database, again, CaseAction.APPROVE)


def test_a_change_that_is_accepted_while_the_vehicle_is_disputed_leaves_it_disputed(
    database: Database,
) -> None:
    deliver(database, a_row(1, **DIESEL))
    deliver(database, a_row(1), now=LATER)
    deliver(database, a_row(1), unit=THEIRS, now=LATER)
    review = next(case for case in cases(database) if case.kind == "change_review")
    decide(database, review, CaseAction.APPROVE)
    assert standing(database) == [
        (OURS, "bev", "undetermined", True),
        (THEIRS, "bev", "undetermined", True),
    ]


@pytest.mark.parametrize("actions", [(CaseAction.APPROVE, CaseAction.REFUSE), (CaseAction.APPROVE,) * 2])
def test_of_two_officers_who_decide_a_case_at_once_one_does_and_the_other_is_told(
    database: Database, actions: tuple[CaseAction, CaseAction]
) -> None:
    deliver(database, a_row(1, **DIESEL))
    deliver(database, a_row(1), now=LATER)
    case, together = cases(database)[0], Barrier(2)

    def acted(action: CaseAction) -> str:
        together.wait()
        try:
            return decide(database, case, action, "said").state
        except CaseNotOpen as told:
            return f"told {told.state}"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(acted, actions))
    state = cases(database)[0].state
    assert outcomes == [state, f"told {state}"]


def test_of_two_officers_who_approve_both_claims_at_once_one_is_told(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1))
    together = Barrier(2)

    def acted(case: CaseRecord) -> str:
        together.wait()
        try:
            return decide(database, case, CaseAction.APPROVE).state
        except (CaseNotOpen, ClaimApproved):
            return "told"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(acted, cases(database)))
    assert outcomes == ["approved", "told"]
    assert sorted(row[3] for row in standing(database)) == [False, True]


def dossier_of(database: Database, unit: str = OURS) -> dict[str, Any]:
    with database.transaction(OFFICE) as session:
        found, _ = list_registrations(session, RegistrationFilter(unit=unit), after=None, limit=1)
        return dossier_json(dossier(session, found[0].id, known_at=None), "en")


def test_the_dossier_defends_the_verdict_that_counts_and_says_what_is_open(database: Database) -> None:
    deliver(database, a_row(1, **DIESEL))
    second = deliver(database, a_row(1), now=LATER)
    found = dossier_of(database)
    (case,) = cases(database)
    assert (found["energy"], found["verdict"], found["decision"]["verdict"], found["disputed"]) == (
        "bev",
        "non_compliant",
        "non_compliant",
        False,
    )
    assert [(one["id"], one["kind"], one["status"], one["upload"]) for one in found["cases"]] == [
        (case.id, "change_review", "open", second.id),
        (1, "non_compliance", "open", 1),
    ]


def test_the_dossier_of_a_disputed_vehicle_says_so_and_leaves_the_verdict_open(database: Database) -> None:
    deliver(database, a_row(1), unit=THEIRS)
    deliver(database, a_row(1))
    found = dossier_of(database)
    assert (found["verdict"], found["decision"]["verdict"], found["disputed"]) == (
        "undetermined",
        "undetermined",
        True,
    )
