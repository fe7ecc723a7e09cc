"""What an operator says of a case goes to the unit, which answers; it moves nothing, and tells nobody else."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, OperatorScope, UnitScope
from fleetsvc.models import AccountId, AttachmentRecord, CaseRecord, CaseStep, Occurrence, stored_id
from fleetsvc.services.cases import acting, attachments
from fleetsvc.services.cases.attachments import AttachmentUnknown, BroughtTooMuch, bring
from fleetsvc.services.cases.explained import evidence_handed_on, find_explanation
from fleetsvc.services.cases.guards import EvidenceNeeded, GroundNeeded, ReasonNeeded, Said
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.office_settings import house_of
from fleetsvc.services.cases.steps import CaseNotOpen
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.fleets import bindings, explaining
from fleetsvc.services.fleets.explaining import MOST_SAID, SaidTooOften
from tests.actors import TESTER
from tests.cases import A_PDF
from tests.fleets import ACME, BUREAU, OTHER, OURS, a_vehicle, an_operator, as_operator, bound, store
from tests.upload_cases import NOW, with_rulebook

pytestmark = pytest.mark.slow(8)

GROUND = "no-suitable-model"
WELL_SAID = Said(CaseAction.EXPLAIN, "没有车型", GROUND, missing="厂家未出具")


@pytest.fixture
def fleet(own_database: Database) -> tuple[Database, AccountId]:
    """A petrol taxi of the operator's owner, one of another's, each with its case."""
    with_rulebook(own_database)
    taxi = {"category": "出租车", "energy": "汽油"}
    store(own_database, a_vehicle(1, plate="豫A00001", **taxi), a_vehicle(2, OTHER, plate="豫A00002", **taxi))
    account = an_operator(own_database)
    bound(own_database, account)
    return own_database, account


def case_of(database: Database, owner: str = ACME) -> int:
    """The case of the owner's vehicle."""
    with database.transaction(OFFICE) as session:
        found = session.connection().execute(
            text(
                "SELECT k.id FROM case_record k JOIN registration r ON r.city_code = k.city_code AND r.vin = k.vin"
                " WHERE r.owner = :owner AND r.superseded_at IS NULL"
            ),
            {"owner": owner},
        )
        return int(found.scalar_one())


def say(database: Database, account: AccountId, number: int, said: Said = WELL_SAID) -> CaseStep:
    """Have the operator say something of a case."""
    with database.transaction(PUBLISHED) as session:
        house = house_of(session)
    with database.transaction(OperatorScope(account)) as session:
        return explaining.explain(
            session, number, said, house=house, account=account, by=as_operator(account), now=NOW
        )


def brought(database: Database, account: AccountId) -> int:
    """Have the operator bring evidence."""
    with database.transaction(OperatorScope(account)) as session:
        by = as_operator(account)
        return bring(session, A_PDF, name="说明.pdf", city=int(OURS), by=by, now=NOW, operator=account).id


def test_an_operator_sees_the_cases_of_its_vehicles_alone(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    with database.transaction(OperatorScope(account)) as session:
        (case,), _ = explaining.list_cases(session, limit=9)
        told = explaining.fleet_case_json(case, now=NOW)
        assert (told["kind"], told["status"], told["actions"]) == ("justification", "open", ["explain"])
        with pytest.raises(CaseUnknown):
            explaining.find_case(session, case_of(database, OTHER))


def test_what_it_says_stands_in_the_history_moves_nothing_and_its_unit_is_told(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    number, evidence = case_of(database), brought(database, account)
    line = say(
        database,
        account,
        number,
        Said(CaseAction.EXPLAIN, "没有车型", GROUND, (evidence,), (1,), "其余未出具"),
    )
    assert (line.from_state, line.to_state, line.hand, line.operator_id) == (
        "open",
        "open",
        "operator",
        account,
    )
    with database.transaction(UnitScope(OURS)) as session:
        case = session.exec(select(CaseRecord).where(CaseRecord.id == number)).one()
        assert (case.state, case.answer, case.reason) == ("open", None, None)
        found = find_explanation(session, case)
        assert found is not None
        assert (found.reason, found.details) == ("没有车型", {"brought": [1], "missing": "其余未出具"})
        assert evidence_handed_on(session, case, found.id) == (evidence,)
        assert evidence_handed_on(session, case, None) == ()
        for unknown in (stored_id(found) + 1, 2**62):
            with pytest.raises(AttachmentUnknown):
                evidence_handed_on(session, case, unknown)
    with database.transaction(OFFICE) as session:
        (told,) = session.exec(select(Occurrence).where(Occurrence.kind == "cases-explained"))
        assert (told.city_code, told.subject, told.details) == (
            int(OURS), f"case/{OURS}/{number}", {"name": "fleet"},
        )  # fmt: skip


@pytest.mark.parametrize("has_ended", [True, False])
def test_what_was_said_by_who_no_longer_acts_for_the_owner_is_not_put_forward(
    fleet: tuple[Database, AccountId], *, has_ended: bool
) -> None:
    """An impostor's words stood in the answer's form, a click from the office, after its binding was ended."""
    database, account = fleet
    number = case_of(database)
    say(database, account, number)

    def put_forward() -> bool:
        with database.transaction(UnitScope(OURS)) as session:
            case = session.exec(select(CaseRecord).where(CaseRecord.id == number)).one()
            return find_explanation(session, case) is not None

    assert put_forward()
    if has_ended:
        with database.transaction(UnitScope(OURS)) as session:
            bindings.end(session, bindings.find_binding(session, 1), reason="x", by=BUREAU, now=NOW)
    else:
        store(database, a_vehicle(1, OTHER, plate="豫A00001", category="出租车", energy="汽油"))
    assert not put_forward()


def test_an_operator_brings_so_many_files_a_day_and_no_more(
    fleet: tuple[Database, AccountId], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, account = fleet
    brought(database, account)
    monkeypatch.setattr(attachments, "FILES_A_DAY", 1)
    with pytest.raises(BroughtTooMuch):
        brought(database, account)
    monkeypatch.setattr(attachments, "FILES_A_DAY", 9)
    monkeypatch.setattr(attachments, "BYTES_A_DAY", len(A_PDF))
    with pytest.raises(BroughtTooMuch):
        brought(database, account)
    with database.transaction(UnitScope(OURS)) as session:  # a unit's are counted by nobody
        bring(session, A_PDF, name="说明.pdf", city=int(OURS), by=TESTER, now=NOW)
    monkeypatch.setattr(attachments, "BYTES_A_DAY", 2 * len(A_PDF))
    assert brought(database, account)


def test_the_unit_hands_it_on_as_its_own_answer_with_the_evidence(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    number, evidence = case_of(database), brought(database, account)
    say(
        database,
        account,
        number,
        Said(CaseAction.EXPLAIN, "没有车型", GROUND, (evidence,), (1,), "其余未出具"),
    )
    said = Said(CaseAction.ANSWER, "没有车型", GROUND, (evidence,), (1,), "其余未出具")
    with database.transaction(UnitScope(OURS)) as session:
        case = acting.act(session, number, said, by=TESTER, hand=Hand.BUREAU, now=NOW)
        assert (case.state, find_explanation(session, case)) == ("answered", None)
    with pytest.raises(CaseNotOpen):
        say(database, account, number)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(CaseAction.EXPLAIN, " ", GROUND, missing="x"), ReasonNeeded),
        (Said(CaseAction.EXPLAIN, "x", None), GroundNeeded),
        (Said(CaseAction.EXPLAIN, "x", "made-up"), GroundNeeded),
        (Said(CaseAction.EXPLAIN, "x", GROUND), EvidenceNeeded),
    ],
)
def test_what_a_unit_would_have_to_say_its_operator_has_to_say(
    fleet: tuple[Database, AccountId], said: Said, why: type[Exception]
) -> None:
    database, account = fleet
    with pytest.raises(why):
        say(database, account, case_of(database), said)


def test_an_operator_says_nothing_of_anothers_case_and_hands_in_nobody_elses_evidence(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    other = an_operator(database, "other")
    bound(database, other, OTHER, name="other")
    with pytest.raises(CaseUnknown):
        say(database, account, case_of(database, OTHER))
    with database.transaction(UnitScope(OURS)) as session:
        of_the_unit = bring(session, A_PDF, name="x.pdf", city=int(OURS), by=TESTER, now=NOW).id
    of_another = brought(database, other)
    assert len({of_the_unit, of_another, brought(database, account)}) == 3, "the same bytes, each its own"
    for number in (of_the_unit, of_another):
        with pytest.raises(AttachmentUnknown):
            say(
                database,
                account,
                case_of(database),
                Said(CaseAction.EXPLAIN, "x", GROUND, (number,), (1,), "x"),
            )


def test_what_one_operator_said_another_of_the_same_owner_is_not_shown(
    fleet: tuple[Database, AccountId],
) -> None:
    database, account = fleet
    second, number = an_operator(database, "second"), case_of(database)
    bound(database, second, ACME, name="second")
    say(database, account, number)
    for who, lines in ((account, 1), (second, 0)):
        with database.transaction(OperatorScope(who)) as session:
            assert len(explaining.said_of(session, explaining.find_case(session, number))) == lines


def test_once_the_binding_is_over_nothing_of_the_case_is_there(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    number = case_of(database)
    say(database, account, number)
    with database.transaction(UnitScope(OURS)) as session:
        bindings.end(session, bindings.find_binding(session, 1), reason="x", by=BUREAU, now=NOW)
    with pytest.raises(CaseUnknown):
        say(database, account, number)
    with database.transaction(OperatorScope(account)) as session:
        assert explaining.list_cases(session, limit=9) == ([], None)
        assert session.exec(select(CaseStep.id)).all() == []
    with pytest.raises(DBAPIError, match="row-level security"):
        brought(database, account)


def test_one_case_takes_so_much_and_no_more(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    for _ in range(MOST_SAID):
        say(database, account, case_of(database))
    with pytest.raises(SaidTooOften):
        say(database, account, case_of(database))


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE case_record SET state = 'approved'",
        "SELECT reason, answer, officer FROM case_record",
        "INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, evidence, details,"
        " internal, at, operator_id)"
        " SELECT city_code, id, 'approve', state, state, 'office', 'x', '{{}}', '{{}}', false,"
        " now(), NULL FROM case_record",
        "INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, evidence, details,"
        " internal, at, operator_id)"
        " SELECT city_code, id, 'explain', state, 'approved', 'operator', 'x', '{{}}', '{{}}',"
        " false, now(), {own} FROM case_record",
        "INSERT INTO occurrence (city_code, kind, subject, mark, details, at) VALUES (410100, 'cases-decided', 'x',"
        " 'x', '{{}}', now())",
        "UPDATE attachment SET operator_id = NULL",
    ],
)
def test_an_operator_decides_nothing(fleet: tuple[Database, AccountId], act: str) -> None:
    database, account = fleet
    told = pytest.raises(DBAPIError, match=r"permission denied|row-level security")
    with told, database.transaction(OperatorScope(account)) as session:
        session.connection().execute(text(act.format(own=account)))


def test_a_unit_writes_nothing_in_an_operators_name(fleet: tuple[Database, AccountId]) -> None:
    database, account = fleet
    line = say(database, account, case_of(database)).model_dump(exclude={"id"})
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        database.transaction(UnitScope(OURS)) as session,
    ):
        session.add(CaseStep(**line))
    with database.transaction(OFFICE) as session:
        assert session.exec(select(AttachmentRecord.id)).all() == []
