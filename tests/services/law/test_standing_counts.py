"""The kept counts: those of the decisions that stand, whoever changes a register beside them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, Database, UnitScope, raw_connection
from fleetsvc.jobs import keeping_counts, nightly_replay
from fleetsvc.services.law.standing_counts import (
    Standing,
    counted_anew,
    differing,
    keep,
    mark,
    standing,
    state,
)
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import current_versions
from rules.editions import Edition
from rules.periods import parse_period
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from tests.ranking_data import put_rulebook_in_force, register

FIRST, UNTIL = date(2025, 9, 1), date(2025, 11, 1)


@pytest.fixture
def database(own_database: Database) -> Database:
    """October and September of two units."""
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=3, non_compliant=2)
        register(session, "410100", day=date(2025, 10, 7), category=Category.TAXI, compliant=4)
        register(session, "410200", compliant=1)
    return own_database


def units(found: Iterator[Standing]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in found:
        counts[one.unit] = counts.get(one.unit, 0) + one.number
    return counts


def told(database: Database) -> dict[str, int]:
    with database.transaction(OFFICE) as session:
        return units(standing(session, first=FIRST, until=UNTIL))


def kept(database: Database) -> tuple[str, ...]:
    with database.transaction(OFFICE) as session:
        return keep(session, now=clock.now())


def altered(database: Database) -> None:
    """Somebody adds a thousand vehicles to what is kept of Kaifeng."""
    with database.transaction(OFFICE) as session:
        session.connection().execute(
            text(
                "INSERT INTO standing_count (city_code, month, edition_id, case_key, verdict, energy_verdict,"
                " emission_stage_verdict, disputed, overridden, number, first_id)"
                " SELECT city_code, month, edition_id, case_key, verdict, energy_verdict, emission_stage_verdict,"
                " disputed, overridden, 1000, first_id FROM standing_count WHERE city_code = 410200"
            )
        )


def test_before_anything_is_kept_the_decisions_are_counted(database: Database) -> None:
    assert told(database) == {"410100": 9, "410200": 1}


def test_every_unit_is_counted_once_and_then_only_those_that_are_marked(database: Database) -> None:
    assert kept(database) == tuple(sorted(UNITS))
    assert kept(database) == ()
    with database.transaction(OFFICE) as session:
        mark(raw_connection(session), [410200, 410200])
    assert kept(database) == ("410200",)
    assert told(database) == {"410100": 9, "410200": 1}


def test_what_is_kept_is_told_until_the_unit_is_marked(database: Database) -> None:
    kept(database)
    altered(database)
    assert told(database)["410200"] == 1001  # so the decisions were not counted again
    with database.transaction(UnitScope("410200")) as session:
        assert current_versions.hold(session, city=410200, now=clock.now())
    assert told(database)["410200"] == 1
    kept(database)
    assert told(database)["410200"] == 1


def test_a_change_under_way_while_units_are_counted_is_not_lost(database: Database) -> None:
    kept(database)
    with database.transaction(OFFICE) as changing:
        mark(raw_connection(changing), [410100])
        register(changing, "410100", compliant=10)
        assert kept(database) == ()
        assert told(database)["410100"] == 9
    assert told(database)["410100"] == 19
    assert kept(database) == ("410100",)
    assert told(database)["410100"] == 19


def test_of_two_who_count_at_once_one_does(database: Database) -> None:
    with database.transaction(OFFICE) as counting:
        assert keep(counting, now=clock.now())
        assert not keeping_counts.work_once(database, now=clock.now)
    assert told(database) == {"410100": 9, "410200": 1}


@pytest.mark.parametrize("is_kept", [False, True])
def test_months_verdicts_and_kinds_are_told_as_they_stand(database: Database, *, is_kept: bool) -> None:
    if is_kept:
        kept(database)
    with database.transaction(OFFICE) as session:
        found = [
            (one.month, one.category, one.energy_verdict, one.number)
            for one in standing(session, first=FIRST, until=UNTIL, by_month=True)
            if one.unit == "410100"
        ]
        whole = [one.month for one in standing(session, first=FIRST, until=UNTIL)]
    assert sorted(found) == [
        (date(2025, 9, 1), Category.BUS, Verdict.COMPLIANT, 3),
        (date(2025, 9, 1), Category.BUS, Verdict.NON_COMPLIANT, 2),
        (date(2025, 10, 1), Category.TAXI, Verdict.COMPLIANT, 4),
    ]
    assert set(whole) == {FIRST}


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_changed_register_has_another_state_and_an_unchanged_one_the_same(
    database: Database, *, is_kept: bool
) -> None:
    """A list taken away after the office had decided was one made before: deliveries and editions were the same."""
    if is_kept:
        kept(database)

    def states() -> tuple[str, str]:
        with database.transaction(OFFICE) as session:
            return state(session, city=410200), state(session, city=None)

    before = states()
    assert states() == before
    with database.transaction(UnitScope("410100")) as session:
        mark(raw_connection(session), [410100])
    assert [one == other for one, other in zip(states(), before, strict=True)] == [True, False]
    with database.transaction(UnitScope("410200")) as session:
        mark(raw_connection(session), [410200])
    marked = states()
    assert marked[0] != before[0]
    kept(database)
    assert states()[0] not in (before[0], marked[0])


def test_a_changed_register_has_another_state_by_whichever_clock_it_was_counted(database: Database) -> None:
    """A list of all units that was made before a change was given after it where a worker's clock was behind."""
    kept(database)
    found = []
    for city in (410100, 410200):
        with database.transaction(UnitScope(str(city))) as session:
            mark(raw_connection(session), [city])
        with database.transaction(OFFICE) as session:
            assert keep(session, now=clock.now() - timedelta(minutes=1)) == (str(city),)
            found.append(state(session, city=None))
    assert len({*found}) == 2


def test_days_in_the_midst_of_a_month_are_counted_from_the_decisions(database: Database) -> None:
    kept(database)
    with database.transaction(OFFICE) as session:
        assert units(standing(session, first=FIRST, until=date(2025, 10, 7))) == {"410100": 5, "410200": 1}
        assert units(standing(session, first=date(2025, 10, 7), until=UNTIL)) == {"410100": 4}


def test_a_unit_finds_itself_alone(database: Database) -> None:
    for _ in range(2):
        with database.transaction(UnitScope("410200")) as session:
            assert units(standing(session, first=FIRST, until=UNTIL)) == {"410200": 1}
        kept(database)


def test_what_is_published_for_good_rests_on_the_decisions_alone(database: Database) -> None:
    kept(database)
    altered(database)
    now = clock.now()
    with database.transaction(OFFICE) as session:
        assert units(counted_anew(session, first=FIRST, until=UNTIL))["410200"] == 1
        provisional = publishing.publish_provisional(session, parse_period("2025-09"), now=now)
    with database.transaction(OFFICE) as session:
        later = now + timedelta(seconds=1)
        final = publishing.publish_final(session, parse_period("2025-09"), now=later)
    assert (vehicles(provisional), vehicles(final)) == (1001, 1)


def test_whether_anything_is_to_be_published_rests_on_the_decisions_alone(database: Database) -> None:
    kept(database)
    now = clock.now()
    with database.transaction(OFFICE) as session:
        session.connection().execute(text("DELETE FROM standing_count"))
        assert publishing.publish_preview(session, parse_period("2025-09"), now=now)
        session.connection().execute(
            text(
                "INSERT INTO standing_count (city_code, month, edition_id, case_key, verdict, energy_verdict,"
                " emission_stage_verdict, disputed, overridden, number, first_id)"
                " VALUES (410100, '2025-07-01', 1, 0, 'compliant', 'compliant', 'not_governed', false, false, 9, 1)"
            )
        )
        with pytest.raises(publishing.NothingReported):
            publishing.publish_preview(session, parse_period("2025-07"), now=now)


def test_a_unit_marks_others_but_chooses_no_number(database: Database) -> None:
    with database.transaction(UnitScope("410200")) as session:
        mark(raw_connection(session), map(int, UNITS))
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.connection().execute(text("INSERT INTO standing_mark (city_code, id) VALUES (410100, 7)"))


def vehicles(editions: tuple[Edition, ...]) -> int:
    """The vehicles of Kaifeng in an edition over all categories."""
    (whole,) = (one for one in editions if one.category is None)
    (line,) = (one for one in whole.lines if one.unit == "410200")
    return sum(line.verdicts.values())


def test_by_night_counts_that_are_not_those_of_the_decisions_are_named_and_made_anew(
    database: Database,
) -> None:
    kept(database)
    altered(database)
    with database.transaction(OFFICE) as session:
        assert differing(session) == ("410200",)
        with structlog.testing.capture_logs() as logs:
            nightly_replay.work(session, "2025-11-01", clock.now())
    assert [one["unit"] for one in logs if one["event"] == "kept counts differ"] == ["410200"]
    assert told(database)["410200"] == 1
    kept(database)
    with database.transaction(OFFICE) as session:
        assert differing(session) == ()
