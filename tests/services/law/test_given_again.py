"""What stands and cites otherwise is given again by one row a kind; the history of each vehicle tells it."""

import copy
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, select

from fleetsvc.books import book_mapping
from fleetsvc.database.migrate import _config
from fleetsvc.database.transactions import OFFICE, Database, OperatorScope, Scope, UnitScope
from fleetsvc.jobs.reading_uploads import Policy, settle
from fleetsvc.models import (
    CaseRecord,
    DecisionRecord,
    GivenDecision,
    RegistrationRecord,
    Restatement,
    UploadRecord,
    stored_id,
)
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.overrides import Override
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.law import enactment, replay, rulebooks, standing_counts
from fleetsvc.services.law.book_cache import table_of
from fleetsvc.services.law.editions import find_law_citing
from fleetsvc.services.law.impact import foretell
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import decisions_on, dossier_json
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.reading import Reading
from rules.vocabulary import Duty
from tests.actors import TESTER
from tests.fleets import a_vehicle, an_operator, bound, store
from tests.signed_overrides import signed_override
from tests.signing import two_signatures
from tests.upload_cases import HEADER, NOW, a_file, a_row, a_vin, deliver, send, settled, with_rulebook

DAY = timedelta(days=1)
TAXI = {"category": "出租车", "day": "2025-05-01"}
WITH_STAGE = f"{HEADER},排放标准"
DIESEL, ELECTRIC = f"{a_row(1, energy='柴油', plate='豫A00001')},", f"{a_row(1)},"
PLUGGED_IN = {"energy": "插电式混合动力", "plate": "豫A00001F"}


def first(book: dict[str, Any]) -> None:
    """The shipped book."""


def confirmed(book: dict[str, Any]) -> None:
    answer = next(one for one in book["interpretations"] if one["id"] == "taxis-are-cruising")
    answer.update(status="confirmed", letter={"number": "豫环函 2025 年第 7 号", "dated": "2025-06-20"})


def reworded(book: dict[str, Any]) -> None:
    book["clauses"][0]["translation"] = (
        "All buses and municipal sanitation vehicles newly added are new-energy."
    )


def all_confirmed(book: dict[str, Any]) -> None:
    confirmed(book)
    reworded(book)


Change = Callable[[dict[str, Any]], None]


def loaded(database: Database, change: Change) -> int:
    book: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    change(book)
    with database.transaction(OFFICE) as session:
        return stored_id(rulebooks.load(session, book, now=NOW)[0])


def activated(database: Database, change: Change, at: datetime) -> int:
    """Put a changed book in force; return how many decisions were given again, as it was foretold."""
    number, expected = loaded(database, change), foretold(database, change)
    with database.transaction(OFFICE) as session:
        changed = enactment.activate(session, number, by=two_signatures(session, number, now=at), now=at)
    assert changed == expected
    return changed


def foretold(database: Database, change: Change) -> int:
    number = loaded(database, change)
    with database.transaction(OFFICE) as session:
        table = table_of(rulebooks.stored(session, number))
        return sum(one.registrations for one in foretell(session, table).differences)


def version(database: Database, number: int, unit: str = "410100") -> int:
    """The number of the last version of a vehicle."""
    with database.transaction(OFFICE) as session:
        query = select(RegistrationRecord.id).where(
            RegistrationRecord.vin == a_vin(number), RegistrationRecord.city_code == int(unit)
        )
        return session.exec(query.order_by(col(RegistrationRecord.id).desc())).first() or 0


def history(database: Database, number: int, unit: str = "410100") -> list[dict[str, Any]]:
    """The decisions on a vehicle as they were given, the oldest first; they hold when they are judged again."""
    with database.transaction(OFFICE) as session:
        assert replay.replay_all(session).differ == 0
        last = "SELECT * FROM given_decision WHERE superseded_at IS NULL"
        for one, other in ((last, "TABLE standing_decision"), ("TABLE standing_decision", last)):
            assert session.connection().exec_driver_sql(f"{one} EXCEPT ALL {other}").all() == []
        return decisions_on(session, version(database, number, unit), known_at=None)[::-1]


def instants(found: list[dict[str, Any]]) -> list[tuple[datetime, datetime | None]]:
    return [
        (
            datetime.fromisoformat(one["recorded_at"]),
            None if one["superseded_at"] is None else datetime.fromisoformat(one["superseded_at"]),
        )
        for one in found
    ]


def editions(found: list[dict[str, Any]]) -> list[str]:
    return [one["rulebook"]["edition"] for one in found]


def rows(database: Database, model: Any) -> int:
    with database.transaction(OFFICE) as session:
        return len(session.exec(select(model.id)).all())


@pytest.fixture
def database(own_database: Database) -> Database:
    """Three electric taxis of one kind, and a new diesel bus."""
    with_rulebook(own_database)
    deliver(
        own_database,
        *(a_row(number, **TAXI) for number in (1, 2, 3)),
        a_row(4, energy="柴油", plate="豫A00004", day="2025-03-01"),
    )
    return own_database


@pytest.fixture
def owner(own_owner_url: str) -> Iterator[Engine]:
    engine = create_engine(own_owner_url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def test_one_row_says_of_all_vehicles_of_a_kind_that_they_are_given_again(database: Database) -> None:
    at = NOW + DAY
    assert activated(database, confirmed, at) == 3
    assert (rows(database, DecisionRecord), rows(database, Restatement)) == (4, 1)
    for number in (1, 2, 3):
        before, after = history(database, number)
        assert instants([before, after]) == [(instants([before])[0][0], at), (at, None)]
        same = ("id", "registration", "verdict", "rule", "duties", "override_case")
        assert {name: before[name] for name in same} == {name: after[name] for name in same}
        assert before["restatement"] is None
        assert after["restatement"] is not None
        assert before["defence_sha256"] != after["defence_sha256"]
        assert before["rulebook"] != after["rulebook"]
    assert [one["superseded_at"] for one in history(database, 4)] == [None]


def test_what_was_known_before_and_after_is_told_with_the_words_of_its_time(database: Database) -> None:
    at = NOW + DAY
    activated(database, confirmed, at)
    number, told = version(database, 1), []
    with database.transaction(OFFICE) as session:
        for known_at in (at - timedelta(microseconds=1), at, None):
            found = dossier_json(dossier(session, number, known_at=known_at), "en")
            statuses = [step for step in found["decision"]["steps"] if "Cruising taxis" in step]
            told.append((statuses[0][:27], len(found["decisions"]), found["decisions"][0]["superseded_at"]))
    after = ("Interpretation (confirmed, ", 2, None)
    assert told == [("Interpretation (assumed): W", 1, None), after, after]


def test_an_edition_that_comes_back_gives_again_what_cited_otherwise_and_no_more(database: Database) -> None:
    for place, (change, changed) in enumerate([(confirmed, 3), (first, 3), (all_confirmed, 4), (first, 4)]):
        assert activated(database, change, NOW + (place + 1) * DAY) == changed
    found = history(database, 1)
    assert editions(found)[0] == editions(found)[2] == editions(found)[4]
    assert len(set(editions(found))) == 3
    begun = [since for since, _ in instants(found)]
    assert begun[1:] == [NOW + days * DAY for days in (1, 2, 3, 4)]
    assert [until for _, until in instants(found)] == [*begun[1:], None]
    assert rows(database, DecisionRecord) == 4


def test_rows_of_vehicles_that_are_gone_say_nothing_of_those_that_come_when_the_edition_is_back(
    own_database: Database,
) -> None:
    with_rulebook(own_database)
    upload = deliver(own_database, a_row(1, **TAXI))
    assert activated(own_database, confirmed, NOW + DAY) == 1
    with own_database.transaction(OFFICE) as session:
        at = NOW + 2 * DAY
        steps.withdraw(session, city=410100, number=upload.id or 0, by=TESTER, reason="a reason", now=at)
    assert activated(own_database, first, NOW + 3 * DAY) == 0
    deliver(own_database, a_row(2, **TAXI), now=NOW + 4 * DAY)
    assert (foretold(own_database, first), foretold(own_database, confirmed)) == (0, 1)
    assert activated(own_database, reworded, NOW + 5 * DAY) == 0
    assert activated(own_database, all_confirmed, NOW + 6 * DAY) == 1
    assert [since for since, _ in instants(history(own_database, 2))] == [NOW + 4 * DAY, NOW + 6 * DAY]


def test_a_vehicle_that_becomes_disputed_takes_along_by_what_it_was_given_last(database: Database) -> None:
    activated(database, confirmed, NOW + DAY)
    deliver(database, a_row(1, plate="豫B00001D", **TAXI), unit="410200", now=NOW + 2 * DAY)
    given, again, disputed = history(database, 1)
    assert (disputed["verdict"], disputed["restatement"]) == ("undetermined", None)
    names = ("rulebook", "defence_sha256")
    assert (
        [disputed[name] for name in names]
        == [again[name] for name in names]
        != [given[name] for name in names]
    )
    assert activated(database, first, NOW + 3 * DAY) == 2  # not those that wait for the office
    assert len(history(database, 1)) == 3


def test_a_change_that_waits_for_the_office_counts_by_what_was_given_last(database: Database) -> None:
    assert activated(database, reworded, NOW + DAY) == 1
    now = NOW + 2 * DAY
    upload = send(database, a_file(a_row(4, plate="豫A00004D", day="2025-03-01")), now=now)
    policy = Policy(at_once=frozenset())
    settle(database, city=410100, number=upload.id or 0, worker="test", now=now, policy=policy)
    given, again, waiting = history(database, 4)
    assert (waiting["verdict"], waiting["restatement"], waiting["id"] == again["id"]) == (
        "non_compliant",
        None,
        False,
    )
    names = ("rulebook", "defence_sha256")
    assert (
        [waiting[name] for name in names]
        == [again[name] for name in names]
        != [given[name] for name in names]
    )
    assert activated(database, all_confirmed, NOW + 3 * DAY) == 3
    assert activated(database, first, NOW + 4 * DAY) == 4
    assert [since for since, _ in instants(history(database, 4))][1:] == [NOW + DAY, now, NOW + 4 * DAY]


def test_what_is_delivered_by_a_clock_that_is_behind_comes_after_what_was_given_again(
    database: Database,
) -> None:
    at = NOW + DAY
    activated(database, confirmed, at)
    deliver(database, a_row(1, energy="汽油", plate="豫A00001", **TAXI), a_row(5, **TAXI), now=NOW + DAY / 2)
    after = at + timedelta(microseconds=1)
    found = history(database, 1)
    assert instants(found)[1:] == [(at, after), (after, None)]
    assert instants(history(database, 5)) == [(after, None)]


def test_what_was_stored_by_a_clock_that_is_ahead_is_closed_by_itself(
    database: Database, owner: Engine
) -> None:
    at = NOW + DAY
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE decision SET recorded_at = :at WHERE registration_id = :one"),
            {"at": at + DAY, "one": version(database, 1)},
        )
    assert activated(database, confirmed, at) == 3
    assert (rows(database, DecisionRecord), rows(database, Restatement)) == (5, 1)
    assert instants(history(database, 1)) == [(at + DAY, at + DAY), (at + DAY, None)]
    assert len(history(database, 2)) == 2


def test_the_law_that_a_case_cites_is_that_by_which_its_vehicle_was_judged_last(database: Database) -> None:
    activated(database, confirmed, NOW + DAY)
    with database.transaction(OFFICE) as session:
        last = dossier(session, version(database, 1), known_at=None)
        law = find_law_citing(
            session, last.decision.rule or "", city=410100, registration=last.decision.registration_id
        )
        assert law is not None
        assert law.edition == rulebooks.active_book(session).book.edition


ALTERED = (
    "UPDATE restatement SET edition_id = given_by",
    "UPDATE restatement r SET defence_sha256 = d.defence_sha256 FROM decision d WHERE d.case_key = r.case_key",
    "UPDATE restatement SET given_by = edition_id",
    "UPDATE restatement SET city_code = 410200",
    "UPDATE restatement SET case_key = case_key + 8",
    "UPDATE restatement SET since = '2025-05-02'",
    "UPDATE restatement SET until = '2025-05-01'",
    "UPDATE restatement SET recorded_at = recorded_at - interval '1 hour'",
    "UPDATE restatement SET recorded_at = recorded_at + interval '1 hour'",
    "DELETE FROM restatement",
)


@pytest.mark.parametrize("statement", ALTERED)
def test_whatever_is_altered_of_a_kinds_row_is_found_and_told_on_each_vehicle(
    database: Database, owner: Engine, statement: str
) -> None:
    activated(database, confirmed, NOW + DAY)
    with owner.begin() as connection:
        connection.execute(text(statement))
    taxis = {version(database, number) for number in (1, 2, 3)}
    with database.transaction(OFFICE) as session:
        assert {one.registration for one in replay.replay_all(session).named} == taxis
        assert {one.registration for one in replay.replay_current(session).named} == taxis
        for number in taxis:
            told = dossier_json(dossier(session, number, known_at=None), "en")["decision"]["replayed"]
            assert told["holds"] is False
        bus = dossier_json(dossier(session, version(database, 4), known_at=None), "en")
        assert bus["decision"]["replayed"]["holds"] is True


@pytest.mark.parametrize(
    "said", ["edition_id = 99", "given_by = 99", "defence_sha256 = sha256(defence_sha256)"]
)
def test_a_kinds_row_names_editions_and_a_defence_that_are_kept(
    database: Database, owner: Engine, said: str
) -> None:
    activated(database, confirmed, NOW + DAY)
    with pytest.raises(IntegrityError, match="fk_restatement_"), owner.begin() as connection:
        connection.execute(text(f"UPDATE restatement SET {said}"))


def test_an_altered_verdict_is_found_in_each_time_it_was_given(database: Database, owner: Engine) -> None:
    activated(database, confirmed, NOW + DAY)
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE decision SET verdict = 'exempt' WHERE registration_id = :one"),
            {"one": version(database, 1)},
        )
    with database.transaction(OFFICE) as session:
        found = replay.replay_all(session)
        assert (found.decisions, found.differ) == (7, 2)
        assert {one.why for one in found.named} == {"outcome"}
    # Another edition gives it a verdict of its own again.
    assert activated(database, first, NOW + 2 * DAY) == 3
    with database.transaction(OFFICE) as session:
        assert replay.replay_current(session).differ == 0


def test_rows_are_appended_by_the_office_and_changed_by_nobody(database: Database) -> None:
    activated(database, confirmed, NOW + DAY)
    copied = (
        "INSERT INTO restatement (city_code, given_by, case_key, since, until, edition_id, defence_sha256, recorded_at)"
        " SELECT city_code, given_by, case_key, since, until, edition_id, defence_sha256, now() FROM restatement"
    )
    refused: dict[Scope, tuple[str, ...]] = {
        OFFICE: ("UPDATE restatement SET case_key = 1", "DELETE FROM restatement"),
        UnitScope("410100"): (
            copied,
            "UPDATE restatement SET case_key = 1",
            "DELETE FROM restatement",
        ),
    }
    for scope, statements in refused.items():
        for statement in statements:
            denied = pytest.raises(DBAPIError, match="permission denied")
            with denied, database.transaction(scope) as session:
                session.connection().execute(text(statement))
    seen = []
    for unit in ("410100", "410200"):
        with database.transaction(UnitScope(unit)) as session:
            seen.append(
                (len(session.exec(select(Restatement)).all()), len(session.exec(select(GivenDecision)).all()))
            )
    assert seen == [(1, 7), (0, 0)]


def test_an_operator_is_told_the_clauses_of_the_edition_that_gave_the_verdict_last(
    own_database: Database,
) -> None:
    with_rulebook(own_database)
    store(own_database, a_vehicle(1, energy="柴油", plate="豫A00001"), a_vehicle(2))
    account = an_operator(own_database)
    activated(own_database, reworded, NOW + DAY)

    def told() -> list[tuple[str, int]]:
        with own_database.transaction(OperatorScope(account)) as session:
            listed, _ = vehicles.list_vehicles(session, verdict=None, after=None, limit=5)
            return sorted((one.plate, vehicles.vehicle(session, one.id).edition_id) for one in listed)

    with own_database.transaction(OperatorScope(account)) as session:
        assert session.exec(select(Restatement)).all() == []
    assert told() == []
    bound(own_database, account)
    assert [edition for _, edition in told()] == [loaded(own_database, reworded)] * 2
    with own_database.transaction(OperatorScope(account)) as session:
        assert vehicles.count_vehicles(session) == {"compliant": 1, "non_compliant": 1}


def test_without_kinds_each_verdict_that_was_given_again_is_a_row_of_its_own(
    database: Database, owner: Engine, own_owner_url: str
) -> None:
    activated(database, confirmed, NOW + DAY)
    activated(database, first, NOW + 2 * DAY)
    with database.transaction(OFFICE) as session:
        assert "410100" in standing_counts.keep(session, now=NOW)
    asked = (
        "SELECT registration_id, edition_id, verdict, recorded_at, superseded_at, encode(defence_sha256, 'hex')"
        " FROM {} ORDER BY registration_id, recorded_at"
    )
    with owner.connect() as connection:
        given = connection.execute(text(asked.format("given_decision"))).all()
    assert len(given) == 10
    command.downgrade(_config(own_owner_url), "0071")
    with owner.connect() as connection:
        assert connection.execute(text(asked.format("decision"))).all() == given
    with database.transaction(OFFICE) as session:
        assert standing_counts.differing(session) == ()
    command.upgrade(_config(own_owner_url), "head")
    assert len(history(database, 1)) == 3


def buses_encouraged(book: dict[str, Any]) -> None:
    rule = next(one for one in book["rules"] if one["id"] == "13-bus-new")
    rule["force"] = "encouraged"


def buses_in_principle(book: dict[str, Any]) -> None:
    rule = next(one for one in book["rules"] if one["id"] == "13-bus-new")
    rule["force"] = "in_principle"
    rule["exceptions"] = next(one for one in book["rules"] if one["id"] == "13-in-principle")["exceptions"]


def stages_encouraged(book: dict[str, Any]) -> None:
    rule = next(one for one in book["rules"] if one["id"] == "11-heavy-china-6")
    rule["force"] = "encouraged"


def come_back(database: Database, gone: UploadRecord, change: Change, *rows: str) -> Reading:
    """Withdraw a delivery, put another book in force, and deliver other lines: changes wait for the office."""
    with database.transaction(OFFICE) as session:
        at = NOW + DAY
        steps.withdraw(session, city=410100, number=gone.number, by=TESTER, reason="a reason", now=at)
        asked = select(CaseRecord.id).where(CaseRecord.kind == "withdrawal", CaseRecord.state == "open")
        for case in session.exec(asked).all():  # an override stands on it
            said = Said(CaseAction.APPROVE, "属实", proposal=0)  # as if signed
            act(session, case or 0, said, by=TESTER, hand=Hand.OFFICE, now=at)
    assert activated(database, change, NOW + 2 * DAY) == 0
    now = NOW + 3 * DAY
    upload = send(database, a_file(*rows, header=WITH_STAGE), now=now)
    policy = Policy(at_once=frozenset())
    reading = settle(database, city=410100, number=upload.number, worker="test", now=now, policy=policy)
    assert reading is not None
    return reading


def in_force(database: Database) -> str:
    with database.transaction(OFFICE) as session:
        return rulebooks.active_book(session).book.edition


@pytest.mark.parametrize(
    ("change", "verdict"), [(reworded, "non_compliant"), (buses_encouraged, "not_governed")]
)
def test_what_counts_of_a_vehicle_that_was_gone_when_the_law_changed_is_by_the_edition_in_force(
    own_database: Database, change: Change, verdict: str
) -> None:
    with_rulebook(own_database)
    gone = deliver(own_database, a_row(1, energy="柴油", plate="豫A00001"))
    # Where the old facts are no worse by the law in force, the new ones count at once.
    assert come_back(own_database, gone, change, ELECTRIC).verdicts == {verdict: 1}
    counts = history(own_database, 1)[-1]
    assert (counts["rulebook"]["edition"], counts["verdict"]) == (in_force(own_database), verdict)
    assert (foretold(own_database, change), foretold(own_database, first)) == (0, 1)


@pytest.mark.parametrize(
    ("before", "rows"),
    [
        (buses_encouraged, (DIESEL, ELECTRIC)),
        (
            stages_encouraged,
            (f"{a_row(1, mass='', **PLUGGED_IN)},国五", f"{a_row(1, mass='3400', **PLUGGED_IN)},国五"),
        ),
    ],
    ids=["another fact", "filled in"],
)
def test_a_change_of_a_vehicle_that_was_gone_is_weighed_against_its_case_by_the_edition_in_force(
    own_database: Database, before: Change, rows: tuple[str, str]
) -> None:
    """What fell short by no law of its time falls short now: a better one waits, as if it had stayed."""
    with_rulebook(own_database)
    activated(own_database, before, NOW - DAY)
    stored, changed = rows
    upload = send(own_database, a_file(stored, header=WITH_STAGE))
    assert "non_compliant" not in settled(own_database, upload).verdicts
    assert come_back(own_database, upload, first, changed).verdicts == {"non_compliant": 1}
    counts = history(own_database, 1)[-1]
    assert (counts["rulebook"]["edition"], counts["verdict"]) == (in_force(own_database), "non_compliant")


@pytest.mark.parametrize("change", [buses_in_principle, buses_encouraged])
def test_an_override_of_a_vehicle_that_was_gone_stands_beside_what_the_edition_in_force_says(
    own_database: Database, change: Change
) -> None:
    """Where that governs its duty no more, it is settled, as if the vehicle had stayed."""
    with_rulebook(own_database)
    gone = deliver(own_database, a_row(1, energy="柴油", plate="豫A00001"))
    with own_database.transaction(OFFICE) as session:
        said = Override(version(own_database, 1), Duty.ENERGY, "exempt", "emergency-use", "防汛抢险专用")
        case = signed_override(session, said, now=NOW)
    come_back(own_database, gone, change, ELECTRIC)
    history(own_database, 1)
    with own_database.transaction(OFFICE) as session:
        query = select(DecisionRecord).where(col(DecisionRecord.superseded_at).is_(None))
        one = session.exec(query).one()
        assert one.edition_id == rulebooks.active_book(session).edition_id
        said_now = (one.verdict, one.override_id, one.ruled_verdict, one.ruled_duty_verdict)
        stands = ("exempt", case, "needs_justification", "needs_justification")
        assert said_now == (stands if change is buses_in_principle else ("advisory", None, None, None))
        kinds = select(CaseRecord.kind).where(CaseRecord.state == "open")
        assert session.exec(kinds).all() == ["change_review"]
