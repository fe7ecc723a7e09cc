"""Cases of a province: a night that opens them, acts on 5,000 at once, and the pages that list or count a million."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from time import perf_counter, process_time
from typing import Final, TypeVar

import psycopg
from sqlalchemy import text

from bench import province
from bench.pages import of_twenty
from bench.places import UNIT, Place, an_owned_copy
from bench.statements import worked_by
from bench.table import Line
from fleetsvc.clock import day_of, now
from fleetsvc.database.transactions import (
    OFFICE,
    Database,
    ScopedSession,
    UnitScope,
    as_login_role,
    open_database,
)
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import MOST_AT_ONCE, Acted
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter, count_cases, list_cases
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.proposals import proposed_among
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.words import EXPIRY_DAYS, UNSETTLED, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.dashboards.open_cases import open_cases, waiting_proposals
from rules.units import UNITS

MOST_OPENING_SECONDS = 60.0
"""For 100,000 cases."""
MOST_ACT_SECONDS = 5.0
"""For 5,000 cases."""
MOST_PAGE_SECONDS = 0.1
_PAGES: Final = 200
_ROWS: Final = 100
_OF_REGISTRATIONS: Final = 0.3
"""About this share of the registrations of ``bench.province`` falls short."""
_ALIVE: Final = 0.1
_GROUNDS: Final = ("special-need", "no-suitable-model", "no-charging", "other-approved")
_OFFICERS: Final = ("office-1", "office-2", "office-3", "office-4", "office-5")
_OFFICE: Final = Actor("key", 1, "office-1", "office", credential="key/1")
_BUREAU: Final = Actor("key", 2, "bureau", "bureau_owner", UNIT, credential="key/2")

# Vehicles that no register has any more: a night would settle those that still ask for something.
_CASES = """
INSERT INTO case_record (city_code, kind, subject, vin, registered_on, state, details, opened_by, opened_at,
    decided_by, decided_at, officer, notified_at, due_on, answer, ground, outcome, valid_from, valid_until)
SELECT city, kind, format('vehicle/%%s/%%s/%%s', city, vin, day), vin, day, state, '{}', '', at,
    CASE WHEN is_decided THEN 'office-1' END, CASE WHEN is_decided THEN at END, officer, at,
    CASE WHEN state IN ('notified', 'overdue', 'refused') THEN day + 300 + (g %% 700)::integer END,
    CASE WHEN ground IS NOT NULL THEN 'ground' END, ground,
    CASE WHEN state IN ('approved', 'refused', 'overdue', 'corrected') THEN state END,
    CASE WHEN state = 'approved' THEN day END, CASE WHEN state = 'approved' THEN day + 365 + (g %% 700)::integer END
FROM (
    SELECT *, state NOT IN ('open', 'notified', 'answered') AS is_decided FROM (
        SELECT g, (%(cities)s::integer[])[1 + floor(random() * 38)::integer] AS city,
            (%(kinds)s::text[])[1 + floor(random() * 20)::integer] AS kind,
            (%(states)s::text[])[1 + floor(random() * 20)::integer] AS state,
            (%(officers)s::text[])[1 + floor(random() * 10)::integer] AS officer,
            (%(grounds)s::text[])[1 + floor(random() * 9)::integer] AS ground,
            'LOLD' || lpad(g::text, 13, '0') AS vin, date '2025-01-01' + (g * 7919 %% 365)::integer AS day,
            now() - make_interval(mins => (%(until)s - g)::integer / 4) AS at
        FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS g OFFSET 0
    ) AS drawn
) AS one
"""
_ANSWERED = """
UPDATE case_record SET state = 'answered', answer = 'ground', ground = 'special-need', reason = 'bench', due_on = NULL
WHERE (city_code, id) IN (SELECT city_code, id FROM case_record
    WHERE vin LIKE 'L99%' AND kind = 'justification' AND state IN ('open', 'notified') ORDER BY id LIMIT 10000)
"""
_NUMBERS = text("""
SELECT id FROM case_record WHERE state = :state AND kind = 'justification' AND vin LIKE :vin ORDER BY id LIMIT :most
""")
_KINDS: Final = [
    *[CaseKind.JUSTIFICATION.value] * 11,
    *[CaseKind.NON_COMPLIANCE.value] * 4,
    *[CaseKind.UNDETERMINED.value] * 4,
    CaseKind.WRONG_RECORD.value,
]
_SETTLED: Final = [*["closed"] * 12, *["corrected"] * 8]
_STANDING: Final = [
    *["notified"] * 6,
    *["answered"] * 4,
    *["open"] * 2,
    *["approved"] * 4,
    *["refused"] * 2,
    *["overdue"] * 2,
]

Result = TypeVar("Result")


class Costs:
    """Seconds that a session's work took: on the wall, and of the processor in its PostgreSQL process and in ours.

    On a machine that is shared the wall tells of the neighbours too; the processor's seconds are the work's own.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.backend: list[float] = []
        self.own: list[float] = []

    def of(self, session: ScopedSession, work: Callable[[], Result]) -> Result:
        """Do a piece of work and keep what it cost."""
        pid = int(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        before, own, began = worked_by(pid), process_time(), perf_counter()
        found = work()
        session.flush()
        self.wall.append(perf_counter() - began)
        self.own.append(process_time() - own)
        self.backend.append(worked_by(pid) - before)
        return found


def lines(place: Place, *, opened: int, cases: int) -> Iterator[Line]:
    """Fill a database with settled cases, open about ``opened`` more, and go on to ``cases``."""
    owner_url = an_owned_copy(place, "cases")
    database = open_database(as_login_role(owner_url))
    province.fill(owner_url, database, int(opened / _OF_REGISTRATIONS))
    standing = int(cases * _ALIVE)
    _add(owner_url, _SETTLED, since=1, until=cases - opened - standing)
    yield _night(database, opened)
    _add(owner_url, _STANDING, since=cases - opened - standing + 1, until=cases - opened)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(_ANSWERED)
    for action, state in (
        (CaseAction.NOTIFY, CaseState.OPEN),
        (CaseAction.ANSWER, CaseState.NOTIFIED),
        (CaseAction.APPROVE, CaseState.ANSWERED),
        (CaseAction.REFUSE, CaseState.ANSWERED),
    ):
        yield _act(database, action, state)
    _vacuum(owner_url)
    yield _pages(database, cases)
    yield _first_pages(database, cases)
    database.close()


def _add(owner_url: str, states: list[str], *, since: int, until: int) -> None:
    values = {
        "cities": [*(int(code) for code in UNITS), *[int(UNIT)] * 19],  # half of all are one unit's
        "kinds": _KINDS,
        "states": states,
        "officers": [*_OFFICERS, *[None] * 5],
        "grounds": [*_GROUNDS, *[None] * 5],
        "since": since,
        "until": until,
    }
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT setseed(0.4107)")
        connection.execute(_CASES, values)
    _vacuum(owner_url)


def _vacuum(owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE case_record, case_step")  # as autovacuum does in an hour


def _night(database: Database, opened: int) -> Line:
    costs = Costs()
    with database.transaction(OFFICE) as session:
        found = costs.of(session, lambda: tend(session, now=now()))
    assert found.opened > opened / 2, found
    most = MOST_OPENING_SECONDS * found.opened / 100_000
    return _line(f"night: {found.opened:,} cases opened, {found.moved:,} told", costs, most)


def _act(database: Database, action: CaseAction, state: CaseState) -> Line:
    """Act on as many cases as one act takes: on verdicts of the register's vehicles, else on those that have gone."""
    costs, today, is_answer = Costs(), day_of(now()), action is CaseAction.ANSWER
    said = Said(
        action,
        reason="bench",
        ground="special-need" if is_answer else None,
        missing="bench" if is_answer else "",
        valid_until=today + timedelta(days=180) if action is CaseAction.APPROVE else None,
    )
    hand, by = (Hand.BUREAU, _BUREAU) if is_answer else (Hand.OFFICE, _OFFICE)
    wanted = {
        "state": state,
        "vin": "L99%" if state is CaseState.ANSWERED else "LOLD%",
        "most": MOST_AT_ONCE,
    }
    with database.transaction(UnitScope(UNIT) if is_answer else OFFICE) as session:
        numbers = list(session.connection().execute(_NUMBERS, wanted).scalars())
        acted = costs.of(
            session, lambda: decide(session, numbers, said, by=by, signatory=None, hand=hand, now=now())
        )
    assert isinstance(acted, Acted), acted
    assert acted.done, next(iter(acted.passed.values()))
    return _line(f"act on {len(acted.done):,} cases: {action}", costs, MOST_ACT_SECONDS)


def _pages(database: Database, cases: int) -> Line:
    """Measure pages of filters drawn by chance, as ``/cases`` reads them, half of them at a place drawn by chance."""
    chance, costs = random.Random(4107), Costs()
    for _ in range(_PAGES):
        unit = chance.choice((None, *UNITS)) if chance.random() < 0.5 else None
        wanted, before = _filter(chance, unit), chance.choice((None, chance.randrange(cases)))
        with database.transaction(OFFICE) as session:
            costs.of(session, lambda: _page(session, wanted, before))  # noqa: B023 (called at once)
    return _line(f"page of {_ROWS} of {cases:,} cases by filter, p95", costs, MOST_PAGE_SECONDS)


def _page(session: ScopedSession, wanted: CaseFilter, before: int | None) -> None:
    count_cases(session, wanted)
    found, _ = list_cases(session, wanted, before=before, limit=_ROWS)
    proposed_among(session, [case.id for case in found])


def _filter(chance: random.Random, unit: str | None) -> CaseFilter:
    """Return a filter of the page: what is to be done unless another state is asked for, one view of four."""
    today: date = day_of(now())
    view = chance.choice(("", "", "mine", "overdue", "expiring"))
    state = chance.choice((None, None, "all", *CaseState))
    states: tuple[str, ...] = UNSETTLED if state is None else ()
    if view in {"overdue", "expiring"}:
        state = None
        states = (CaseState.NOTIFIED, CaseState.OVERDUE) if view == "overdue" else (CaseState.APPROVED,)
    return CaseFilter(
        unit,
        chance.choice(tuple(CaseKind)) if chance.random() < 0.3 else None,
        None if state == "all" else state,
        officer=_OFFICERS[0] if view == "mine" else None,
        due_before=today if view == "overdue" else None,
        ground=chance.choice(_GROUNDS) if chance.random() < 0.2 else None,
        states=states,
        expires_before=today + timedelta(days=EXPIRY_DAYS + 1) if view == "expiring" else None,
    )


def _first_pages(database: Database, cases: int) -> Line:
    costs = Costs()
    for code in UNITS:
        with database.transaction(UnitScope(code)) as session:
            costs.of(session, lambda: open_cases(session, city=int(code)))  # noqa: B023 (called at once)
        with database.transaction(OFFICE) as session:
            costs.of(session, lambda: (open_cases(session, city=None), waiting_proposals(session)))
    return _line(f"first pages' counts of waiting among {cases:,} cases, p95", costs, MOST_PAGE_SECONDS)


def _line(what: str, costs: Costs, most: float) -> Line:
    wall, backend, own = (of_twenty(each) for each in (costs.wall, costs.backend, costs.own))
    return Line(
        what,
        f"{wall:.3f} s",
        f"processor: PostgreSQL {backend:.3f} s, own {own:.3f} s",
        "-",
        f"<= {most:.1f} s",
        wall <= most,
    )
