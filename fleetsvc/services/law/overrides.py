"""Verdicts that the office decides otherwise than the rules, for one vehicle each, as inputs of its decision.

An override stands in its case: which duty, which verdict, from when until when. A decision that is made by another one
than that of today is closed, and the right one appended, with the rules' own verdict beside it. Another edition judges
what stands beside it again; an override of a duty that governs its vehicle no more is settled.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import raw_connection
from fleetsvc.services.law import defence_store, rejudging, rulebooks
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns, outcome_values, overridden
from fleetsvc.services.law.restated_editions import LastGiven
from fleetsvc.services.law.restatements import lay_out_citations
from fleetsvc.services.law.standings import EVERY_VEHICLE, IN_A_KEY, Vehicles
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from rules.rulebook import Rulebook
from rules.tallies import UNGOVERNED
from rules.vocabulary import Duty

UNGOVERNED_NOW: Final = "ungoverned"
"""Why an override was settled: no rule governs its duty any more."""
_BESIDE: Final = ("override_id", "ruled_verdict", "ruled_duty_verdict")
_NOT: Final[tuple[int | None, str | None, str | None]] = (None, None, None)
_GOVERNS_NOT: Final = ", ".join(f"'{one}'" for one in UNGOVERNED)
_OWN_VERDICT: Final = " ".join(f"WHEN '{duty}' THEN d.{duty}_verdict" for duty in Duty)


def _settle(which: str) -> str:
    """Return what settles overrides, by unit and number, that nobody acts on at this moment."""
    return f"""
    WITH lost AS (
        SELECT k.city_code, k.id, k.state FROM case_record k
        WHERE k.kind = 'override' AND k.outcome = 'approved' AND k.state = 'approved' AND {which}
        FOR NO KEY UPDATE OF k SKIP LOCKED
    ), settled AS (
        UPDATE case_record k SET state = 'corrected', outcome = 'corrected', decided_by = '', decided_at = :now,
            decision_reason = '{UNGOVERNED_NOW}'
        FROM lost l WHERE k.city_code = l.city_code AND k.id = l.id RETURNING k.city_code, k.id, l.state
    ), said AS (
        INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, reason, evidence,
            details, internal, at)
        SELECT city_code, id, 'settle', state, 'corrected', 'service', 'service', '{UNGOVERNED_NOW}', '{{}}', '{{}}',
            false, :now
        FROM settled
    )
    SELECT city_code, id FROM settled
    """  # noqa: S608 (constants only)


_SETTLE_NAMED: Final = _settle(
    "(k.city_code, k.id) IN (SELECT * FROM unnest(cast(:cities AS integer[]), cast(:numbers AS bigint[])))"
)


def _settle_ungoverned(vehicles: Vehicles) -> str:
    """Return what settles the overrides of a unit whose duty the rules have no demand on, on the case decided then.

    Where a list of retired vehicles confirms what the vehicle replaces it is another case: no unit shakes it off so.
    """
    return _settle(f"""
        k.city_code = :city {vehicles.among_few("k.vin")} AND EXISTS (
            SELECT FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
            WHERE r.city_code = k.city_code AND r.vin = k.vin AND r.registered_on = k.registered_on
                AND r.superseded_at IS NULL AND d.superseded_at IS NULL AND NOT d.disputed
                AND d.case_key / {IN_A_KEY} = k.facts_key
                AND CASE WHEN d.override_id = k.id THEN d.ruled_duty_verdict
                    ELSE CASE k.details ->> 'duty' {_OWN_VERDICT} END END IN ({_GOVERNS_NOT}))
    """)


def _tell_settled(session: Session, settled: Iterable[Sequence[Any]], *, now: datetime) -> None:
    for city, number in settled:
        mark = f"{UNGOVERNED_NOW} {rfc3339(now)}"
        subject = f"case/{city}/{number}"
        tell(session, Event.CASES_DECIDED, subject, mark=mark, city=city, details={"count": 1}, now=now)


def _otherwise(vehicles: Vehicles) -> str:
    """Return the decisions of a unit that were made by another override than that of today, with the right one.

    Overrides are few, and each is looked up by itself: what an upload stores is not in the statistics yet.
    """
    return f"""
    WITH alive AS (
        SELECT DISTINCT ON (k.vin, k.registered_on) k.id, k.vin, k.registered_on, k.details ->> 'duty' AS duty,
            k.details ->> 'verdict' AS verdict
        FROM case_record k
        WHERE k.city_code = :city AND k.kind = 'override' AND k.outcome = 'approved' AND k.valid_from <= :today
            AND (k.valid_until IS NULL OR k.valid_until > :today) {vehicles.among_few("k.vin")}
        ORDER BY k.vin, k.registered_on, k.id DESC
    ), concerned AS (
        SELECT r.id, r.vin, r.registered_on FROM alive a
        CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = :city AND r.vin = a.vin
            AND r.registered_on = a.registered_on AND r.superseded_at IS NULL OFFSET 0) r
        UNION
        SELECT r.id, r.vin, r.registered_on FROM decision d
        CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = :city AND r.id = d.registration_id
            OFFSET 0) r
        WHERE d.city_code = :city AND d.superseded_at IS NULL AND d.override_id IS NOT NULL
            {vehicles.among_few("r.vin")}
    )
    SELECT d.id, d.case_key, d.registered_on, a.id AS override, a.duty, a.verdict
    FROM concerned c
    CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = :city AND d.registration_id = c.id
        AND d.superseded_at IS NULL OFFSET 0) d
    LEFT JOIN alive a ON a.vin = c.vin AND a.registered_on = c.registered_on
    WHERE NOT d.disputed AND d.override_id IS DISTINCT FROM a.id
    """  # noqa: S608 (constants only)


_CLOSE: Final = text("""
UPDATE decision SET superseded_at = greatest(:now, recorded_at) WHERE city_code = :city AND id = :decision
""")
_APPEND: Final = text(f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category, event,
    energy, registered_on, recorded_at, defence_sha256, {", ".join(_BESIDE)})
SELECT city_code, registration_id, :edition, case_key, {", ".join(f":{name}" for name in OUTCOME_COLUMNS)}, category,
    event, energy, registered_on, superseded_at, :defence, {", ".join(f":{name}" for name in _BESIDE)}
FROM decision WHERE city_code = :city AND id = :decision
""")  # noqa: S608 (constants only)


def _decide(
    session: Session,
    place: dict[str, Any],
    ruled: tuple[str | None, ...],
    override: tuple[int | None, str, str],
) -> None:
    """Close a decision and append what stands instead: what the rules say, or the override beside it."""
    number, duty, verdict = override
    said, beside = ruled, _NOT
    if number is not None:
        said = overridden(ruled, duty, verdict)
        beside = (number, ruled[0], verdict_on(ruled, duty))
    told = dict(zip((*OUTCOME_COLUMNS, *_BESIDE), (*said, *beside), strict=True))
    session.connection().execute(_CLOSE, place)
    session.connection().execute(_APPEND, place | told)


def verdict_on(outcome: Sequence[str | None], duty: str) -> str | None:
    """Return the verdict on a duty among the values of ``OUTCOME_COLUMNS``."""
    return dict(zip(OUTCOME_COLUMNS, outcome, strict=True))[f"{duty}_verdict"]


def apply_overrides(
    session: Session, *, city: int, vehicles: Vehicles = EVERY_VEHICLE, today: date, now: datetime
) -> int:
    """Judge anew the vehicles of a unit of which the office decides otherwise than before; return how many.

    Needs the unit's register to itself, and an instant that ``current_versions.hold`` returned.
    """
    connection = session.connection()
    values = {"city": city, "today": today, "now": now} | vehicles.values
    _tell_settled(session, connection.execute(text(_settle_ungoverned(vehicles)), values).all(), now=now)
    found = connection.execute(text(_otherwise(vehicles)), values).all()
    if not found:
        return 0
    rejudging.hold_edition(session)
    active = rulebooks.active_book(session)
    citing = active.citing()
    for decision, key, day, *override in found:
        place = {"city": city, "decision": decision, "now": now, "edition": active.edition_id}
        place["defence"] = citing.hash_of(key, str(city), day)
        _decide(session, place, outcome_values(active.table.outcome(key, str(city), day)), tuple(override))
    defence_store.keep(raw_connection(session), citing.named)
    return len(found)


_SAID_AGAIN: Final = f"""
    SELECT d.city_code, d.id, d.override_id, k.details ->> 'duty', k.details ->> 'verdict', o.otherwise,
        o.defence_sha256, d.case_key / {IN_A_KEY} = k.facts_key, d.ruled_verdict, d.ruled_duty_verdict,
        {outcome_columns("d")}, {outcome_columns("o")}
    FROM decision d
    JOIN said o ON o.edition_id = d.edition_id AND o.city_code = d.city_code AND o.case_key = d.case_key
        AND d.registered_on >= o.said_from AND d.registered_on < o.said_until
    JOIN case_record k ON k.city_code = d.city_code AND k.id = d.override_id
    WHERE d.superseded_at IS NULL AND NOT d.disputed AND d.override_id IS NOT NULL
    ORDER BY d.city_code, d.id
"""  # noqa: S608 (constants only)


_ON_RECORD: Final = """
SELECT DISTINCT edition_id, case_key FROM decision
WHERE superseded_at IS NULL AND NOT disputed AND override_id IS NOT NULL
"""


def judge_again_beside(session: Session, law: Rulebook, *, edition_id: int, now: datetime) -> int:
    """Judge again, after ``rejudging.judge_again``, what the office decides otherwise; return how many changed.

    The override stays: what the rules say beside it is what the edition says. Where that governs the duty no more the
    override is settled and its unit told; one on which somebody acts at this moment is settled by the next night.
    """
    on_record = {(edition, key) for edition, key in session.connection().exec_driver_sql(_ON_RECORD)}
    if not on_record:
        return 0
    # Each is a row of its own: none was given again with others of its kind.
    lay_out_citations(session, law, on_record, last=LastGiven())
    found = session.connection().exec_driver_sql(_SAID_AGAIN).all()
    lost = [row for row in found if row[7] and verdict_on(row[-len(OUTCOME_COLUMNS) :], row[3]) in UNGOVERNED]
    settled = set[tuple[int, int]]()
    if lost:
        named = {"cities": [row[0] for row in lost], "numbers": [row[2] for row in lost], "now": now}
        settled = {(row[0], row[1]) for row in session.connection().execute(text(_SETTLE_NAMED), named)}
        _tell_settled(session, sorted(settled), now=now)
    changed = 0
    for city, decision, number, duty, verdict, otherwise, defence, _, *outcomes in found:
        stored, ruled = tuple(outcomes[: -len(OUTCOME_COLUMNS)]), tuple(outcomes[-len(OUTCOME_COLUMNS) :])
        right = (ruled[0], verdict_on(ruled, duty), *overridden(ruled, duty, verdict))
        if not otherwise and stored == right and (city, number) not in settled:
            continue
        place = {"city": city, "decision": decision, "now": now, "edition": edition_id, "defence": defence}
        stands = None if (city, number) in settled else number
        _decide(session, place, ruled, (stands, duty, verdict))
        changed += 1
    return changed
