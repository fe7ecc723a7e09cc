"""Changes that are accepted together count as when they are accepted one by one, by statements that do not grow."""

from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.law import replay
from tests.actors import TESTER
from tests.upload_cases import NOW, a_row, deliver, retire, with_rulebook

LATER, LAST = NOW.replace(month=7), NOW.replace(month=8)
TOGETHER, ALONE, THIRD = "410100", "410200", "410300"
BEFORE: list[dict[str, Any]] = [
    {"energy": "柴油"},
    {"energy": "柴油"},
    {"energy": "柴油", "mass": "18000"},
    {"energy": "柴油", "event": "更新", "replaces": "豫{unit}99999"},
    {"energy": "柴油"},
    {"energy": "柴油"},
]
AFTER: list[dict[str, Any]] = [
    {"energy": "纯电动"},
    {"category": "出租车", "energy": "汽油"},
    {"energy": "纯电动", "mass": "18000"},
    {"energy": "纯电动", "event": "更新", "replaces": "豫{unit}99999"},
    {"energy": "柴油", "event": "更新", "replaces": "豫{unit}99999"},
    {"energy": "纯电动"},
]


@pytest.fixture
def database(own_database: Database) -> Database:
    """The same changes in two units, of vehicles of their own; the last one is claimed by a third unit, too."""
    with_rulebook(own_database)
    for unit, first in ((TOGETHER, 100), (ALONE, 200)):
        letter = "A" if unit == TOGETHER else "B"
        deliver(own_database, *rows(BEFORE, first, letter), unit=unit)
        retire(own_database, f"豫{letter}99999", unit=unit)
        deliver(own_database, *rows(AFTER, first, letter), unit=unit, now=LATER)
        deliver(own_database, rows(AFTER, first, letter)[-1], unit=THIRD, now=LATER)
    return own_database


def rows(facts: list[dict[str, Any]], first: int, letter: str) -> list[str]:
    return [
        a_row(first + n, **{name: value.format(unit=letter) for name, value in one.items()})
        for n, one in enumerate(facts)
    ]


def reviews(database: Database, unit: str) -> list[int]:
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord.id).where(
            CaseRecord.kind == "change_review", CaseRecord.state == "open", CaseRecord.city_code == int(unit)
        )
        return [number or 0 for number in session.exec(query.order_by(col(CaseRecord.id)))]


def accepted(database: Database, numbers: list[int]) -> int:
    """Accept them in one act; how many statements that took."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with database.transaction(OFFICE) as session:
        engine = session.connection().engine
        event.listen(engine, "before_cursor_execute", note)
        said = Said(CaseAction.APPROVE, "已核对")
        acted = act_on(session, numbers, said, by=TESTER, hand=Hand.OFFICE, now=LAST)
        event.remove(engine, "before_cursor_execute", note)
    assert len(acted.done) == len(numbers)
    return len(seen)


def standing(database: Database, unit: str) -> list[Any]:
    query = text("""
        SELECT d.case_key, d.verdict, d.rule, d.category, d.event, d.energy, d.disputed, d.recorded_at, d.override_id,
            encode(d.defence_sha256, 'hex'), (SELECT array_agg(k.kind || k.state ORDER BY k.kind, k.id)
                FROM case_record k
                WHERE k.city_code = r.city_code AND k.vin = r.vin)
        FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
        WHERE r.city_code = :city AND r.superseded_at IS NULL AND d.superseded_at IS NULL ORDER BY right(r.vin, 6)
    """)
    with database.transaction(OFFICE) as session:
        return list(session.connection().execute(query, {"city": int(unit)}))


def test_many_at_once_count_as_one_by_one(database: Database) -> None:
    together, alone = reviews(database, TOGETHER), reviews(database, ALONE)
    assert len(together) == len(alone) == 3
    accepted(database, together)
    for number in alone:
        accepted(database, [number])
    # Defences name their unit.
    found, expected = (
        [row[:9] + row[10:] for row in map(tuple, standing(database, unit))] for unit in (TOGETHER, ALONE)
    )
    assert found == expected
    assert [row[6] for row in found] == [False] * 5 + [True]
    with database.transaction(OFFICE) as session:
        assert replay.replay_all(session).differ == 0


def test_no_more_statements_are_run_for_more_of_them(own_database: Database) -> None:
    with_rulebook(own_database)
    for unit, count, first in ((TOGETHER, 2, 100), (ALONE, 30, 200)):
        before, after = (
            [a_row(first + n, energy=energy) for n in range(count)] for energy in ("柴油", "纯电动")
        )
        deliver(own_database, *before, unit=unit)
        deliver(own_database, *after, unit=unit, now=LATER)
    counts = [accepted(own_database, reviews(own_database, unit)) for unit in (TOGETHER, ALONE)]
    assert counts[0] == counts[1]
