"""A million registrations: ranking of a year, what a draft would change, pages, replay, a confirmation."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import product
from statistics import median
from time import perf_counter
from typing import Any, TypeVar

import psycopg
from sqlalchemy import text

from bench import pages
from bench.places import Place, an_owned_copy
from bench.table import Line
from fleetsvc.books import book_mapping
from fleetsvc.clock import now
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, as_login_role, open_database
from fleetsvc.models import stored_id
from fleetsvc.services.drafts import comparison
from fleetsvc.services.law import rejudging, replay, rulebooks, standing_counts
from fleetsvc.services.law.book_cache import defences_of, table_of
from fleetsvc.services.law.defences import Citing
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import stored_months, vehicle_names
from rules.facts import case_key, mass_class
from rules.periods import parse_period
from rules.rulebook import build
from rules.table import Table
from rules.units import UNITS
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification
from rules.written_out import written_out

MOST_RANKING_SECONDS = 0.3
MOST_COMPARE_SECONDS = 1.0
MOST_REPLAY_SECONDS = 60.0
MOST_CONFIRM_SECONDS = 20.0
"""For a million verdicts that are judged, or given, again."""

_KINDS = "CREATE TEMP TABLE kind (place integer, case_key integer, category text, event text, energy text, stage text)"
_UPLOADS = """
INSERT INTO upload (city_code, id, status, name, sha256, size_bytes, confirmed, mapping, received_at, received_by,
    settled_at)
SELECT city_code, month, 'accepted', 'bench.xlsx', repeat('0', 62) || lpad(month::text, 2, '0'), 0, true, '{}', sent,
    'bench', sent
FROM unnest(%(cities)s::integer[]) AS unit (city_code), generate_series(1, 12) AS month,
    LATERAL (SELECT make_timestamptz(2025, month, 28, 9, 0, 0) AS sent) AS day
"""
# A delivery a month of each unit; owners of some hundred vehicles, models of some thousand.
_REGISTRATIONS = """
INSERT INTO registration (city_code, id, vin, plate, model, owner, category, event, energy, energy_basis,
    registered_on, emission_stage, gross_mass_kg, replacement_shown, case_key, upload_id, sheet, row_number,
    recorded_at)
SELECT (%(cities)s::integer[])[1 + g %% 19], g, 'L99DEM0X' || lpad(g::text, 9, '0'),
    '豫' || chr(65 + g %% 19) || 'D' || lpad((g / 19)::text, 5, '0'), 'SL' || g %% 977 || 'BEV',
    '示例' || (%(cities)s::integer[])[1 + g %% 19] || '第' || g / 19 %% 300 || '运输有限公司', category, event, energy,
    'plate', day, stage, 18000, event = 'replacement', case_key, extract(month FROM day), 'sheet', g, now()
FROM generate_series(1, %(count)s) AS g JOIN kind ON place = g::bigint * 31 %% %(kinds)s,
    LATERAL (SELECT date '2025-01-01' + (g::bigint * 7919 %% 365)::integer AS day) AS registered
"""
_USES = """
INSERT INTO replacement_use (city_code, vin, registered_on, recorded_at)
SELECT city_code, vin, registered_on, recorded_at FROM registration WHERE replacement_shown
"""
_DECISIONS = f"""
INSERT INTO decision (city_code, id, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category,
    event, energy, registered_on, recorded_at, defence_sha256)
SELECT r.city_code, r.id, r.id, :edition, r.case_key, {outcome_columns("o")}, category, event, energy, registered_on,
    recorded_at, o.defence_sha256
FROM registration r JOIN laid_out o ON o.case_key = r.case_key AND o.city_code = r.city_code
    AND r.registered_on >= o.valid_from AND r.registered_on < o.valid_until
"""  # noqa: S608 (constants only)

Result = TypeVar("Result")


def lines(place: Place, *, registrations: int) -> Iterator[Line]:
    """Fill a database, then measure both questions against the same work done in Python."""
    owner_url = an_owned_copy(place, "province")
    database = open_database(as_login_role(owner_url))
    fill(owner_url, database, registrations)
    yield _ranking(database, registrations, "counted from the decisions", most=None)
    with database.transaction(OFFICE) as session:
        standing_counts.keep(session, now=now())
    yield _ranking(database, registrations, "from kept counts", most=MOST_RANKING_SECONDS)
    yield _comparison(database, registrations)
    yield pages.line(database, registrations=registrations)
    yield pages.office_line(database, registrations=registrations)
    yield pages.search_line(database, registrations=registrations)
    yield _replay(database, registrations)
    yield _confirmation(database, registrations)
    database.close()


def _kinds() -> list[tuple[int, str, str, str, str]]:
    """Return distinct kinds of heavy vehicles: case key and the words of it."""
    energies = (
        Energy.BEV,
        Energy.BEV,
        Energy.BEV,
        Energy.PHEV,
        Energy.FCEV,
        Energy.DIESEL,
        Energy.GAS,
        Energy.PETROL,
    )
    kinds = []
    for category, event, energy in product(Category, Event, energies):
        clean = energy in {Energy.BEV, Energy.FCEV}
        stage = EmissionStage.ZERO if clean else EmissionStage.CHINA_6B
        shown = event is Event.REPLACEMENT
        key = case_key(category, event, energy, stage, mass_class(18000), shown, Justification.NONE)
        kinds.append((key, category.value, event.value, energy.value, stage.value))
    return kinds


def fill(owner_url: str, database: Database, count: int) -> None:
    """Store so many registrations of all kinds in all units, each with its verdict."""
    kinds = _kinds()
    with psycopg.connect(owner_url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(_KINDS)
        with cursor.copy("COPY kind FROM STDIN") as copy:
            for number, kind in enumerate(kinds):
                copy.write_row((number, *kind))
        cities = [int(code) for code in UNITS]
        cursor.execute(_UPLOADS, {"cities": cities})
        cursor.execute(_REGISTRATIONS, {"cities": cities, "count": count, "kinds": len(kinds)})
        cursor.execute(_USES)
        for city in cities:
            stored_months.note(connection, range(1, 13), city=city)
            stored = f"SELECT * FROM registration WHERE city_code = {city}"  # noqa: S608 (a number)
            vehicle_names.pack(connection, stored, city=city)
        cursor.execute("ANALYZE registration")
        with database.transaction(OFFICE) as session:
            active = rulebooks.active_book(session)
            rejudging.lay_out(session, active.table, {kind[0] for kind in kinds}, citing=active.citing())
            session.connection().execute(text(_DECISIONS), {"edition": active.edition_id})
        cursor.execute("SELECT setval(pg_get_serial_sequence('decision', 'id'), %s)", (count,))
        cursor.execute(
            "VACUUM ANALYZE registration, replacement_use, decision, upload, upload_month, vehicle_names"
        )  # as autovacuum does in an hour


def _timed(work: Callable[[], Result], *, repeats: int = 3) -> tuple[float, Result]:
    taken, results = [], []
    for _ in range(repeats):
        began = perf_counter()
        results.append(work())
        taken.append(perf_counter() - began)
    return median(taken), results[-1]


def _ranking(database: Database, registrations: int, how: str, *, most: float | None) -> Line:
    def ranked() -> int:
        with database.transaction(OFFICE) as session:
            edition = publishing.compute_edition(session, parse_period("2025"), category=None, now=now())
        return sum(sum(line.verdicts.values()) for line in edition.lines)

    def counted_in_python() -> int:
        with database.transaction(OFFICE) as session:
            rows = session.connection().exec_driver_sql(
                "SELECT city_code, category, verdict FROM decision WHERE superseded_at IS NULL"
                " AND category <> 'other' AND registered_on >= '2025-01-01' AND registered_on < '2026-01-01'"
            )
            return Counter(tuple(row) for row in rows).total()

    taken, total = _timed(ranked)
    plain, plain_total = _timed(counted_in_python, repeats=1)
    assert total == plain_total > 0, (total, plain_total)
    return Line(
        f"ranking of a year {how}, {registrations:,} registrations",
        f"{taken:.2f} s",
        f"rows counted in Python {plain:.1f} s",
        f"{plain / taken:.1f} x faster",
        "-" if most is None else f"<= {most:.1f} s",
        None if most is None else taken <= most,
    )


def _comparison(database: Database, registrations: int) -> Line:
    draft = build(_without_hybrids(written_out(book_mapping())))

    def compared() -> int:
        with database.snapshot(OFFICE) as session:
            found: dict[str, Any] = comparison.comparison(
                session, draft, status=None, period=parse_period("2025"), language="zh", now=now()
            )
        return int(found["registrations"]["changed"]) + int(found["registrations"]["cited_otherwise"])

    def judged_in_python() -> int:
        with database.transaction(OFFICE) as session:
            return _changes(session, Table(draft))

    taken, flips = _timed(compared)
    plain, plain_flips = _timed(judged_in_python, repeats=1)
    assert flips == plain_flips > 0, (flips, plain_flips)
    return Line(
        f"draft rulebook compared (flips, ranks, samples), {flips:,} of {registrations:,} change",
        f"{taken:.2f} s",
        f"rows judged from the table in Python {plain:.1f} s",
        f"{plain / taken:.1f} x faster",
        f"<= {MOST_COMPARE_SECONDS:.0f} s",
        taken <= MOST_COMPARE_SECONDS,
    )


def _replay(database: Database, registrations: int) -> Line:
    """Judge every decision again from its stored facts, its defence too: what ``fleetsvc replay`` does."""

    def replayed() -> replay.Replayed:
        with database.transaction(OFFICE) as session:
            return replay.replay_current(session)

    taken, found = _timed(replayed, repeats=1)
    assert (found.decisions, found.differ, found.unhashed) == (registrations, 0, 0), found
    most = MOST_REPLAY_SECONDS * registrations / 1_000_000
    return Line(
        f"replay of {registrations:,} decisions",
        f"{taken:.1f} s",
        "-",
        "-",
        f"<= {most:.0f} s",
        taken <= most,
    )


def _confirmation(database: Database, registrations: int) -> Line:
    """Confirm the first day, which every governed verdict cites: each is given again, the old one is kept."""
    confirmed: dict[str, Any] = deepcopy(dict(book_mapping()))
    confirmed["interpretations"][0].update(status="confirmed", letter={"number": "bench"})
    with database.transaction(OFFICE) as session:
        edition, _ = rulebooks.load(session, confirmed, now=now())
        began = perf_counter()
        citing, number = Citing(defences_of(edition)), stored_id(edition)
        given = rejudging.judge_again(session, table_of(edition), citing, edition_id=number, now=now())
    taken = perf_counter() - began
    most = MOST_CONFIRM_SECONDS * registrations / 1_000_000
    return Line(
        f"interpretation confirmed, {given:,} of {registrations:,} verdicts given again",
        f"{taken:.2f} s",
        "-",
        "-",
        f"<= {most:.0f} s",
        taken <= most,
    )


def _changes(session: ScopedSession, table: Table) -> int:
    rows = session.connection().exec_driver_sql(
        "SELECT case_key, city_code, registered_on, verdict, rule FROM decision WHERE superseded_at IS NULL"
    )
    changes = 0
    for key, city, day, verdict, rule in rows:
        outcome = table.outcome(key, str(city), day)
        changes += (outcome.verdict, outcome.rule) != (verdict, rule)
    return changes


def _without_hybrids(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rulebook as it would be if plug-in hybrids no longer counted."""
    draft: dict[str, Any] = deepcopy(dict(mapping))
    for rule in draft["rules"]:
        allowed = rule["requirement"].get("energy")
        if allowed and "phev" in allowed:
            rule["requirement"]["energy"] = [word for word in allowed if word != "phev"]
    return draft
