"""What excused a vehicle in a period excuses it in every edition of that period, whenever it is computed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.rankings import publishing
from fleetsvc.services.rankings.lists import current_edition
from rules.editions import Edition
from rules.periods import parse_period
from rules.vocabulary import Verdict
from tests.ranking_data import sign_nil
from tests.upload_cases import a_row, deliver, with_rulebook

UNIT = "410100"
OFFICER = Actor("command", name="officer", role="office")
CLERK = Actor("command", name="clerk", role="bureau", unit=UNIT)
EXCUSED, UNEXCUSED = (4, 4), (3, 4)
"""Compliant and exempt vehicles, of those governed."""


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+08:00").astimezone(UTC)


@pytest.fixture
def database(own_database: Database) -> Database:
    """Three electric taxis and one of petrol, all registered on 10 August."""
    ready = with_rulebook(own_database)
    electric = [a_row(number, category="出租车", day="2025-08-10") for number in (2, 3, 4)]
    deliver(ready, a_taxi(), *electric, now=at("2025-08-12"))
    return ready


def a_taxi(energy: str = "汽油") -> str:
    return a_row(1, category="出租车", energy=energy, plate="豫A00001", day="2025-08-10")


def said(session_day: str, database: Database, case: CaseRecord, what: Said, hand: Hand) -> None:
    scope, by = (OFFICE, OFFICER) if hand is Hand.OFFICE else (UnitScope(UNIT), CLERK)
    with database.transaction(scope) as session:
        act(session, stored_id(case), what, by=by, hand=hand, now=at(session_day))


def alive(database: Database) -> CaseRecord:
    with database.transaction(OFFICE) as session:
        query = select(CaseRecord).where(CaseRecord.kind == "justification")
        return session.exec(query.order_by(col(CaseRecord.id).desc())).all()[0]


def answered(database: Database, day: str) -> CaseRecord:
    case = alive(database)
    what = Said(CaseAction.ANSWER, "none is sold", ground="no-suitable-model", missing="asked for")
    said(day, database, case, what, Hand.BUREAU)
    return case


def approved(database: Database, day: str, since: str | None, until: str) -> None:
    case = answered(database, day)
    term = (None if since is None else date.fromisoformat(since), date.fromisoformat(until))
    what = Said(CaseAction.APPROVE, "seen", valid_from=term[0], valid_until=term[1])
    said(day, database, case, what, Hand.OFFICE)


def night(database: Database, day: str) -> None:
    with database.transaction(OFFICE) as session:
        tend(session, now=at(day))


def counted(database: Database, period: str, day: str, *, nights: Sequence[str] = ()) -> tuple[int, int]:
    """How many are good of how many governed, in an edition of a period that is computed on a day."""
    for one in (*nights, day):
        night(database, one)
    with database.transaction(OFFICE) as session:
        return good_of(publishing.compute_edition(session, parse_period(period), category=None, now=at(day)))


def good_of(edition: Edition) -> tuple[int, int]:
    (line,) = (line for line in edition.lines if line.tally.unit == UNIT)
    verdicts = line.tally.verdicts
    good = verdicts.get(Verdict.COMPLIANT, 0) + verdicts.get(Verdict.EXEMPT, 0)
    return good, line.tally.counts.governed


@pytest.mark.parametrize(
    ("granted", "since", "until", "period", "computed", "expected"),
    [
        ("2025-08-20", "2025-08-01", "2025-10-03", "2025-Q3", "2025-10-10", EXCUSED),  # released late
        ("2025-08-20", None, "2025-10-03", "2025-Q3", "2025-10-10", EXCUSED),  # at the period's end
        ("2025-08-20", "2025-08-01", "2025-09-15", "2025-Q3", "2025-10-10", EXCUSED),  # at registration
        ("2025-08-20", None, "2025-09-15", "2025-Q3", "2025-10-10", UNEXCUSED),  # ended inside the period
        ("2025-08-20", None, "2025-09-15", "2025-08", "2025-10-10", EXCUSED),  # but held when August ended
        ("2025-08-20", None, "2025-10-01", "2025-Q3", "2025-10-10", EXCUSED),  # the day after the last
        ("2025-08-20", None, "2025-09-30", "2025-Q3", "2025-10-10", UNEXCUSED),  # the last day no more
        ("2025-08-20", "2025-08-10", "2025-08-21", "2025-Q3", "2025-10-10", EXCUSED),  # from that very day
        ("2025-08-20", "2025-08-11", "2025-08-21", "2025-Q3", "2025-10-10", UNEXCUSED),  # from the next
        ("2025-10-05", "2025-09-01", "2025-10-08", "2025-Q3", "2025-10-10", EXCUSED),  # granted afterwards
        ("2025-10-05", None, "2026-10-05", "2025-Q3", "2025-10-10", EXCUSED),  # and it stands
        ("2025-10-05", None, "2025-10-08", "2025-Q3", "2025-10-10", EXCUSED),  # as it counted on the 7th
        ("2025-10-05", "2025-12-01", "2026-10-05", "2025-Q3", "2025-10-10", UNEXCUSED),  # not begun
    ],
)
def test_an_approval_that_has_expired_excuses_in_the_period_in_which_it_did(
    database: Database,
    granted: str,
    since: str | None,
    until: str,
    period: str,
    computed: str,
    expected: tuple[int, int],
) -> None:
    approved(database, granted, since, until)
    assert counted(database, period, computed) == expected


def test_a_correction_after_the_expiry_counts_as_the_edition_did(database: Database) -> None:
    approved(database, "2025-08-20", None, "2026-08-20")
    days = ("2025-10-10", "2026-08-19", "2026-08-20", "2027-01-04")
    assert [counted(database, "2025-Q3", day) for day in days] == [EXCUSED] * 4


def test_what_is_decided_anew_after_the_expiry_takes_nothing_back(database: Database) -> None:
    approved(database, "2025-08-20", None, "2025-10-03")
    night(database, "2025-10-03")
    said(
        "2025-10-04", database, answered(database, "2025-10-04"), Said(CaseAction.REFUSE, "sold"), Hand.OFFICE
    )
    assert counted(database, "2025-Q3", "2025-10-10") == EXCUSED


def test_a_reason_that_was_refused_or_is_asked_again_excuses_nothing(database: Database) -> None:
    case = answered(database, "2025-08-20")
    assert counted(database, "2025-Q3", "2025-10-10") == UNEXCUSED
    said("2025-10-11", database, case, Said(CaseAction.REFUSE, "one is sold"), Hand.OFFICE)
    assert counted(database, "2025-Q3", "2025-10-11") == UNEXCUSED


def test_an_approval_covers_the_facts_that_it_was_given_on_and_no_others(database: Database) -> None:
    approved(database, "2025-08-20", "2025-08-01", "2025-10-03")
    deliver(database, a_taxi("柴油"), now=at("2025-09-02"))
    assert counted(database, "2025-Q3", "2025-10-10") == UNEXCUSED


def test_no_approval_afterwards_changes_what_is_published_but_a_correction_may(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        sign_nil(session, UNIT, months=("2025-07", "2025-08", "2025-09"))
        publishing.publish_preview(session, parse_period("2025-Q3"), now=at("2025-10-06"))
        publishing.publish_final(session, parse_period("2025-Q3"), now=at("2025-10-10"))
    approved(database, "2025-10-11", "2025-08-01", "2025-10-14")
    night(database, "2025-10-15")
    with database.transaction(OFFICE) as session:
        final = current_edition(session, parse_period("2025-Q3"))
    (line,) = (one for one in final["lines"] if one["unit"] == UNIT)
    assert (line["verdicts"].get("exempt", 0), line["rate"]) == (0, 0.75)
    assert counted(database, "2025-Q3", "2025-10-15") == EXCUSED  # as a correction would say
