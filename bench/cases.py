"""Cases of a province: a night that opens them, acts on 5,000 at once, and the pages that list or count a million."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import psycopg
from sqlalchemy import text

from bench import claims, province
from bench.costs import Costs
from bench.pages import of_twenty
from bench.places import UNIT, Place, an_owned_copy
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
from fleetsvc.jobs import ledger, telling_people
from fleetsvc.jobs.ledger import Outcome
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import MOST_AT_ONCE, Acted
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter, count_cases, list_cases
from fleetsvc.services.cases.proposals import proposed_among
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.words import EXPIRY_DAYS, UNSETTLED, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.dashboards.open_cases import open_cases, waiting_proposals
from fleetsvc.services.notices.events import Event
from rules.units import UNITS

MOST_OPENING_SECONDS = 60.0
"""For 100,000 cases."""
MOST_TELLING_SECONDS = 5.0
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
_PEOPLE_OF_A_UNIT: Final = 20
_PEOPLE = """
INSERT INTO app_user (name, role, city_code, password_hash, created_at, password_set_at, must_change_password)
SELECT format('person-%%s-%%s', city, g), 'bureau', city, '',
    now() - interval '1 year', now(), false
FROM unnest(%(cities)s::integer[]) AS city, generate_series(1, %(each)s) AS g
"""
_MAILED = """
WITH address AS (
    INSERT INTO mail_address (account_id, address, language, asked_at, confirmed_at)
    SELECT id, format('p%%s@example.org', id), 'zh', now(), now() FROM app_user WHERE name LIKE 'person-%%'
    RETURNING account_id)
INSERT INTO subscription (account_id, kind, channel, wanted) SELECT account_id, %(kind)s, 'mail', true FROM address
"""
_NIGHTS = """
SELECT (SELECT count(*) FROM case_record WHERE vin LIKE 'L99%%' AND state = 'notified'),
    (SELECT sum((details ->> 'count')::integer) FROM occurrence WHERE kind = 'cases-asked')
"""
_TELLING = "SELECT (SELECT count(*) FROM notice), (SELECT count(*) FROM mail_delivery)"
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


def lines(place: Place, *, opened: int, cases: int) -> Iterator[Line]:
    """Fill a database with settled cases, open about ``opened`` more, and go on to ``cases``."""
    owner_url = an_owned_copy(place, "cases")
    database = open_database(as_login_role(owner_url))
    province.fill(owner_url, database, int(opened / _OF_REGISTRATIONS))
    standing = int(cases * _ALIVE)
    _add(owner_url, _SETTLED, since=1, until=cases - opened - standing)
    _people(owner_url)
    yield _night(database, opened)
    yield _told(database)
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
    claimed, costs = claims.approved(owner_url, database, by=_OFFICE)
    yield _line(f"act on {claimed:,} claims to vehicles: approve", costs, MOST_ACT_SECONDS)
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


def _people(owner_url: str) -> None:
    """Make accounts that are told of the night, most of them by mail too."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(_PEOPLE, {"cities": [int(code) for code in UNITS], "each": _PEOPLE_OF_A_UNIT})
        connection.execute(_MAILED, {"kind": Event.CASES_ASKED.value})


def _night(database: Database, opened: int) -> Line:
    """Do the work of the night as a worker does it: in transactions of its own, each of some thousands of cases."""
    costs, (job,) = Costs(), [one for one in CALENDAR if one.name == "nightly-cases"]
    outcomes = costs.of_all(database, lambda: ledger.run_due(database, job, worker="bench", now=now))
    assert set(outcomes.values()) == {Outcome.DONE}, outcomes
    with database.transaction(OFFICE) as session:
        count, told = session.connection().exec_driver_sql(_NIGHTS).one()
    assert count > opened / 2, count
    assert count == told, (count, told)
    return _line(f"night: {count:,} cases opened and told", costs, MOST_OPENING_SECONDS * count / 100_000)


def _told(database: Database) -> Line:
    """Tell people what the night has done: into their inboxes, and into what is to be mailed."""
    costs = Costs()
    costs.of_all(database, lambda: telling_people.work_once(database, now=now))
    with database.transaction(OFFICE) as session:
        notices, mails = session.connection().exec_driver_sql(_TELLING).one()
    assert notices, mails
    return _line(f"night: {notices:,} notices told, {mails:,} mails queued", costs, MOST_TELLING_SECONDS)


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
