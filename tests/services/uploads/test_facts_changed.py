"""Tricks with the facts beside energy, event and category: emission stage, gross mass and day of manufacture.

Of a vehicle that fell short or was open, a better verdict by another fact than was known waits for the office; to fill
in what was not known does not.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest
from sqlmodel import select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import Policy, settle
from fleetsvc.models import CaseRecord, FindingRecord, UploadRecord
from fleetsvc.services.cases import acting
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.law.case_facts import COMPARED, differ, differing, words
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import steps
from rules.facts import unpack_case
from rules.key_parts import PARTS
from rules.periods import parse_period
from rules.table import every_case
from tests.actors import TESTER
from tests.upload_cases import HEADER, NOW, a_file, a_row, a_vin, send, settled, with_rulebook

CITY = 410100
WITH_FACTS = f"{HEADER},排放标准,出厂日期"
PLATES = {"纯电动": "D", "插电式混合动力": "F", "柴油": ""}
OLD, YOUNG, FUTURE = "2022-01-05", "2024-11-01", "2025-04-01"

_COUNTED = """
SELECT d.case_key, d.case_key = r.case_key, d.energy_verdict, d.emission_stage_verdict FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.superseded_at IS NULL AND r.vin = %(vin)s
"""


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def a_vehicle(number: int, *, stage: str = "", built: str = "", **told: str) -> str:
    plate = f"豫A{number:05d}{PLATES[told.get('energy', '纯电动')]}"
    return f"{a_row(number, **({'plate': plate, 'mass': '18000'} | told))},{stage},{built}"


phev, diesel = partial(a_vehicle, energy="插电式混合动力"), partial(a_vehicle, energy="柴油")


class Told:
    """A unit that sends its vehicles again and again, each time an hour later."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW

    def tell(self, rows: Iterable[str], policy: Policy | None = None) -> UploadRecord:
        self.now += timedelta(hours=1)
        upload = send(self.database, a_file(*rows, header=WITH_FACTS), now=self.now)
        if policy is None:
            settled(self.database, upload, now=self.now)
        else:
            settle(self.database, city=CITY, number=upload.number, worker="test", now=self.now, policy=policy)
        return upload

    def withdraw(self, upload: UploadRecord) -> None:
        self.now += timedelta(hours=1)
        with self.database.transaction(UnitScope(str(CITY))) as session:
            steps.withdraw(session, city=CITY, number=upload.number, by=TESTER, reason="x", now=self.now)

    def findings(self, upload: UploadRecord) -> dict[int, list[str]]:
        """The codes of changes by row, counted from the first vehicle of the file."""
        found = dict[int, list[str]]()
        with self.database.transaction(OFFICE) as session:
            query = select(FindingRecord.row_number, FindingRecord.code)
            for row, code in session.exec(query.where(FindingRecord.upload_id == upload.id)):
                if code.endswith("-changed"):
                    found.setdefault((row or 0) - 2, []).append(code)
        return {row: sorted(codes) for row, codes in found.items()}

    def waiting(self) -> list[str]:
        """The VINs of which a change waits for the office."""
        with self.database.transaction(OFFICE) as session:
            query = select(CaseRecord.vin).where(
                CaseRecord.kind == "change_review", CaseRecord.state == "open"
            )
            return sorted(vin for vin in session.exec(query) if vin)

    def counts(self, number: int) -> tuple[int, bool, str, str]:
        """The case that counts, whether it is that of the version, and the verdicts by duty."""
        with self.database.transaction(OFFICE) as session:
            found = session.connection().exec_driver_sql(_COUNTED, {"vin": a_vin(number)}).one()
            return found[0], found[1], found[2], found[3]


TRICKS: Mapping[str, tuple[str, str, str]] = {
    "a later stage": (phev(1, stage="国五"), phev(1, stage="国六"), "emission-stage-changed"),
    "a lighter vehicle": (
        phev(2, stage="国五"),
        phev(2, stage="国五", mass="3400"),
        "mass-class-changed",
    ),
    "no stage any more": (phev(3, stage="国五"), phev(3), "emission-stage-changed"),
    "no mass any more": (
        phev(4, stage="国五", category="城市物流配送车"),
        phev(4, stage="国五", category="城市物流配送车", mass=""),
        "mass-class-changed",
    ),
    "no day of manufacture any more": (a_vehicle(5, built=OLD), a_vehicle(5), "perhaps-used-changed"),
    "another day of manufacture": (
        a_vehicle(6, built=OLD),
        a_vehicle(6, built=YOUNG),
        "perhaps-used-changed",
    ),
    "built after its registration": (
        a_vehicle(7, built=OLD),
        a_vehicle(7, built=FUTURE),
        "perhaps-used-changed",
    ),
    "a stage that contradicts the energy": (diesel(8), diesel(8, stage="零排放"), "emission-stage-changed"),
    "a mass that overturns what was presumed": (
        phev(10, stage="国五", mass=""),
        phev(10, stage="国五", mass="3400"),
        "mass-class-changed",
    ),
    "perhaps used after all": (diesel(9), diesel(9, built=OLD), "perhaps-used-changed"),
}


def test_a_better_verdict_by_another_fact_than_was_known_waits_for_the_office(database: Database) -> None:
    unit = Told(database)
    unit.tell(before for before, _, _ in TRICKS.values())
    counted = {number: unit.counts(number)[0] for number in range(1, len(TRICKS) + 1)}
    again = unit.tell(after for _, after, _ in TRICKS.values())
    told = unit.findings(again)
    assert {name: told.get(place) for place, name in enumerate(TRICKS)} == {
        name: [code] for name, (_, _, code) in TRICKS.items()
    }
    assert {number: unit.counts(number)[0] for number in counted} == counted
    assert unit.waiting() == sorted(map(a_vin, counted))


def test_what_was_not_known_is_filled_in_without_a_review(database: Database) -> None:
    unit = Told(database)
    truck = {"category": "城市物流配送车", "stage": "国五"}
    unit.tell([phev(1), phev(2, mass="", **truck), a_vehicle(3)])
    assert [unit.counts(number)[3] for number in (1, 2)] == ["undetermined", "undetermined"]
    again = unit.tell([phev(1, stage="国六"), phev(2, mass="3400", **truck), a_vehicle(3, built=YOUNG)])
    assert [unit.counts(number)[1:] for number in (1, 2, 3)] == [
        (True, "compliant", "compliant"),
        (True, "compliant", "not_governed"),
        (True, "compliant", "compliant"),
    ]
    assert (unit.findings(again), unit.waiting()) == ({}, [])


def test_a_change_for_the_worse_is_told_and_counts_at_once(database: Database) -> None:
    unit = Told(database)
    unit.tell([phev(1, stage="国六"), phev(2, stage="国五", mass="3400")])
    again = unit.tell([phev(1, stage="国五"), phev(2, stage="国五", mass="18000")])
    assert [unit.counts(number)[1::2] for number in (1, 2)] == [
        (True, "non_compliant"),
        (True, "non_compliant"),
    ]
    assert unit.findings(again) == {0: ["emission-stage-changed"], 1: ["mass-class-changed"]}
    assert unit.waiting() == []


def test_what_was_known_is_not_forgotten_by_leaving_it_out_first(database: Database) -> None:
    """Each step by itself looks harmless: the first is for the worse, the second fills in what is unknown."""
    unit = Told(database)
    unit.tell([diesel(1, stage="零排放"), diesel(2)])
    unit.tell([diesel(1)])
    assert (unit.counts(1)[1:], unit.waiting()) == ((True, "non_compliant", "undetermined"), [])
    last = unit.tell([diesel(1, stage="国六"), diesel(2, stage="国六")])
    assert (unit.findings(last), unit.waiting()) == ({0: ["emission-stage-changed"]}, [a_vin(1)])


def test_no_longer_to_be_perhaps_used_waits_even_where_the_verdict_is_no_better(database: Database) -> None:
    unit = Told(database)
    unit.tell([diesel(1, built=OLD)])
    unit.tell([diesel(1, stage="零排放")])
    assert (unit.counts(1)[1:3], unit.waiting()) == ((False, "undetermined"), [a_vin(1)])


def test_a_fact_that_follows_from_a_change_is_not_told_by_itself(database: Database) -> None:
    unit = Told(database)
    unit.tell([diesel(1, stage="国五"), a_vehicle(2, built=OLD)])
    again = unit.tell(
        [a_vehicle(1, stage="零排放"), a_vehicle(2, built=OLD, event="更新", replaces="豫A99999")]
    )
    assert unit.findings(again) == {0: ["energy-changed"], 1: ["event-changed", "perhaps-used-changed"]}
    assert unit.waiting() == [a_vin(1), a_vin(2)]


def test_no_change_that_counts_at_once_takes_the_question_of_a_used_vehicle_along(database: Database) -> None:
    unit, at_once = Told(database), Policy(at_once=frozenset({"event-changed"}))
    unit.tell([a_vehicle(1, built=OLD)])
    unit.tell([a_vehicle(1, built=OLD, event="更新", replaces="豫A99999")], at_once)
    assert unit.waiting() == [a_vin(1)]
    unit.tell([a_vehicle(1)], at_once)
    assert (unit.counts(1)[2], unit.waiting()) == ("undetermined", [a_vin(1)])


def test_withdrawing_and_sending_again_is_a_change_too(database: Database) -> None:
    unit = Told(database)
    first = unit.tell([phev(1, stage="国五"), a_vehicle(2, built=OLD)])
    unit.withdraw(first)
    again = unit.tell([phev(1, stage="国六"), a_vehicle(2)])
    assert unit.findings(again) == {0: ["emission-stage-changed"], 1: ["perhaps-used-changed"]}
    assert unit.waiting() == [a_vin(1), a_vin(2)]
    unit.withdraw(again)
    assert unit.waiting() == []


def test_after_publication_filling_in_waits_too_where_the_verdict_differs_by_it(database: Database) -> None:
    unit = Told(database)
    unit.tell([phev(1), a_vehicle(2, mass="")])
    unit.now = datetime(2025, 7, 1, tzinfo=UTC)
    with database.transaction(OFFICE) as session:
        publishing.publish_final(session, parse_period("2025-03"), now=unit.now)
    again = unit.tell([phev(1, stage="国六"), a_vehicle(2, mass="3400")])
    assert unit.findings(again) == {0: ["emission-stage-changed"]}
    assert unit.waiting() == [a_vin(1)]
    assert unit.counts(1)[3] == "undetermined"


def test_once_the_office_accepts_the_new_facts_count(database: Database) -> None:
    unit = Told(database)
    unit.tell([phev(1, stage="国五")])
    unit.tell([phev(1, stage="国六")])
    with database.transaction(OFFICE) as session:
        case = session.exec(
            select(CaseRecord).where(CaseRecord.state == "open", CaseRecord.kind == "change_review")
        )
        said = Said(CaseAction.APPROVE, reason="seen")
        acting.act(session, case.one().id or 0, said, by=TESTER, hand=Hand.OFFICE, now=unit.now)
    assert unit.counts(1)[1:] == (True, "compliant", "compliant")


@pytest.mark.parametrize(
    ("kind", "is_reviewed"), [("emission-stage-changed", False), ("energy-changed", True)]
)
def test_kinds_that_the_operator_names_count_at_once(
    database: Database, kind: str, *, is_reviewed: bool
) -> None:
    unit = Told(database)
    unit.tell([phev(1, stage="国五")])
    unit.tell([phev(1, stage="国六")], Policy(at_once=frozenset({kind})))
    assert bool(unit.waiting()) is is_reviewed


def test_words_and_differences_of_stored_keys_are_those_of_the_facts(database: Database) -> None:
    keys = Random(13).sample(list(every_case()), 300)
    keys += [key | 1 << PARTS["perhaps_used"].shift for key in keys[:50] if unpacked(key)[1] == "new"]
    pairs = list(zip(keys, [*keys[1:], keys[0]], strict=True))
    query = f"SELECT {words('a')}, {differing('a', 'b')} FROM unnest(%s::int[], %s::int[]) AS k (a, b)"
    with database.transaction(OFFICE) as session:
        cursor = session.connection().exec_driver_sql(query, tuple(map(list, zip(*pairs, strict=True))))
        found = [(tuple(said), is_other) for said, is_other in cursor]
    assert found == [(unpacked(one), unpacked(one) != unpacked(other)) for one, other in pairs]
    assert [differ(*pair) for pair in pairs] == [is_other for _, is_other in found]


def unpacked(key: int) -> tuple[str, ...]:
    facts = unpack_case(key, unit=str(CITY), registered_on=NOW.date())
    told = (facts.energy, facts.event, facts.category, facts.emission_stage, facts.mass_class)
    return (*(word.value for word in told), "yes" if facts.perhaps_used else "no")


def test_every_fact_of_a_case_that_can_be_stored_is_compared_or_no_fact_of_a_vehicle(
    database: Database,
) -> None:
    """Whoever widens the stored key, or adds a fact, decides here what a change of it means."""
    with database.transaction(OFFICE) as session:
        widths = session.connection().exec_driver_sql(
            "SELECT DISTINCT atttypid::regtype::text FROM pg_attribute WHERE attname = 'case_key'"
            " AND attrelid IN ('decision'::regclass, 'registration'::regclass)"
        )
        assert list(widths.scalars()) == ["integer"]
    stored = {name for name, part in PARTS.items() if part.shift + part.bits < 32}
    assert stored == {*COMPARED, "justification", "replacement_shown"}
