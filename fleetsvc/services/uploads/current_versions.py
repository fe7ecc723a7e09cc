"""Which version of a vehicle stands: what the newest delivery reported of it, among those that are not withdrawn.

A delivery is a source of the vehicles that it stored and of those that it reported unchanged. What comes back when
one is withdrawn is appended as a new version, said to come from the row that reported it: nothing is rewritten.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import UploadStatus
from fleetsvc.services.law import rejudging, standing_counts
from fleetsvc.services.law.case_facts import NAMES, differing, words
from fleetsvc.services.law.deciding import decide_versions
from fleetsvc.services.law.overrides import apply_overrides
from fleetsvc.services.uploads import claims, shortfalls, stored_claims, stored_months, vehicle_names
from fleetsvc.services.uploads.lists import CITIES
from fleetsvc.services.uploads.progress import Progress, untold
from importers.facts import FACTS, SAID

_HOLD: Final = text("SELECT pg_try_advisory_xact_lock(:lock, :city)")
_INSTANT: Final = text(f"""
SELECT greatest(cast(:now AS timestamptz), max(settled_at) + interval '1 microsecond',
    (SELECT max(activated_at + least(changed, 1) * interval '1 microsecond') FROM rulebook_activation),
    (SELECT max(computed_at) + interval '1 microsecond' FROM ranking_edition WHERE status = 'final')) FROM upload
WHERE city_code = :city AND status IN ('{UploadStatus.ACCEPTED}', '{UploadStatus.WITHDRAWN}')
""")  # noqa: S608 (constants)


def hold(session: Session, *, city: int, now: datetime) -> datetime | None:
    """Have a unit's register to oneself until the transaction ends; None while another changes it.

    Returns the instant at which to change it: ``now``, or just after the last change where a clock is behind. So the
    changes of a unit have an order, and what was known at an instant can be told. The edition in force stays so until
    then: nothing is stored as if before the edition that judged it, at the instant at which that gave others again, or
    before a publication it is not in.
    """
    connection = session.connection()
    if not connection.execute(_HOLD, {"lock": int(LockNumber.REGISTER), "city": city}).scalar_one():
        return None
    standing_counts.mark(raw_connection(session), [city])
    rejudging.hold_edition(session)
    instant: datetime = connection.execute(_INSTANT, {"city": city, "now": now}).scalar_one()
    return instant


_TAKE_BACK: Final = (
    """
    CREATE TEMP TABLE gone ON COMMIT DROP AS
        SELECT id, vin, registered_on FROM registration
        WHERE city_code = :city AND upload_id = :number AND superseded_at IS NULL
    """,
    "ANALYZE gone",
    "UPDATE registration r SET superseded_at = :now FROM gone WHERE r.city_code = :city AND r.id = gone.id",
    """
    UPDATE decision d SET superseded_at = :now FROM gone
    WHERE d.city_code = :city AND d.registration_id = gone.id AND d.superseded_at IS NULL
    """,
    # A report is a version, or a row that was found unchanged from one. Those of one delivery have the same values:
    # what came back is a copy, and the last copy has the last decision.
    """
    CREATE TEMP TABLE returned ON COMMIT DROP AS
    WITH version AS (
        SELECT r.id, r.vin, r.registered_on, r.upload_id, r.sheet, r.row_number, r.recorded_at
        FROM gone JOIN registration r ON r.city_code = :city AND r.vin = gone.vin
            AND r.registered_on = gone.registered_on AND r.superseded_at IS NOT NULL
    ), report AS (
        SELECT * FROM version
        UNION ALL
        SELECT v.id, v.vin, v.registered_on, w.upload_id, w.sheet, w.row_number, v.recorded_at
        FROM version v JOIN upload_row w ON w.city_code = :city AND w.registration_id = v.id AND w.fate = 'unchanged'
    ), newest AS (
        SELECT DISTINCT ON (report.vin, report.registered_on)
            report.id AS old_id, report.upload_id, report.sheet, report.row_number
        FROM report JOIN upload u ON u.city_code = :city AND u.id = report.upload_id AND u.status = 'accepted'
        WHERE u.id <> :number
        ORDER BY report.vin, report.registered_on, u.settled_at DESC, u.id DESC, report.recorded_at DESC,
            report.id DESC
    )
    SELECT *, nextval('registration_id_seq') AS id FROM newest
    """,
    "ANALYZE returned",
    f"""
    INSERT INTO registration (city_code, id, {", ".join(FACTS)}, {SAID}, case_key, upload_id, sheet, row_number,
        recorded_at)
    SELECT city_code, n.id, {", ".join(FACTS)}, CASE WHEN n.upload_id = r.upload_id THEN {SAID} END, case_key,
        n.upload_id, n.sheet, n.row_number, :now
    FROM returned n JOIN registration r ON r.city_code = :city AND r.id = n.old_id
    """,  # noqa: S608 (constants only)
    """
    CREATE TEMP TABLE returned_case ON COMMIT DROP AS
    SELECT DISTINCT ON (n.id) n.id, d.city_code, d.case_key
    FROM returned n JOIN decision d ON d.city_code = :city AND d.registration_id = n.old_id
    ORDER BY n.id, d.recorded_at DESC, d.id DESC
    """,
    """
    UPDATE case_record k SET state = 'closed', decided_by = '', decided_at = :now, decision_reason = 'withdrawn'
    FROM gone WHERE k.city_code = :city AND k.state = 'open' AND k.kind IN ('change_review', 'vin_conflict')
        AND k.vin = gone.vin AND k.registered_on = gone.registered_on
    """,
    # What returns and has counted otherwise than it says is to be reviewed again.
    f"""
    INSERT INTO case_record (city_code, kind, subject, vin, registered_on, upload_id, state, details, opened_by,
        opened_at)
    SELECT r.city_code, 'change_review', format('vehicle/%s/%s/%s', r.city_code, r.vin, r.registered_on), r.vin,
        r.registered_on, r.upload_id, 'open', jsonb_build_object('registration', r.id, 'sheet', r.sheet, 'row',
            r.row_number, 'facts', {NAMES}, 'before', {words("c.case_key")}, 'after', {words("r.case_key")}),
        '', :now
    FROM returned_case c JOIN registration r ON r.city_code = c.city_code AND r.id = c.id
    WHERE {differing("c.case_key", "r.case_key")}
    """,  # noqa: S608 (constants only)
)

_RETURNED_VINS: Final = (
    "SELECT r.vin FROM returned n JOIN registration r ON r.city_code = :city AND r.id = n.id"
)
_RETURNED_NAMES: Final = """
SELECT n.id, r.vin, r.plate, r.owner FROM returned n JOIN registration r ON r.city_code = %(city)s AND r.id = n.id
"""
_CLAIMS_CONCERNED: Final = (
    "SELECT id FROM returned",
    *stored_claims.naming(
        "(SELECT r.vin, r.plate FROM gone g JOIN registration r ON r.city_code = %(city)s AND r.id = g.id)"
    ),
)
"""The claims that return, and those that name a vehicle which goes or returns."""


def take_back(
    session: Session, *, city: int, number: int, progress: Progress = untold, now: datetime
) -> None:
    """Close what stands by a delivery's word and let return what the others say, judged by the edition now in force.

    ``progress`` is told how many of its vehicles are done, as far as the steps that they take together tell that. Needs
    ``hold``, and an instant that it returned. The edition may have changed since what returns was closed: its
    own last verdict may be one of the edition before.
    """
    rejudging.hold_edition(session)
    connection, values = session.connection(), {"city": city, "number": number, "now": now}
    told = _Told(progress)
    for statement in _TAKE_BACK:
        told.vehicles = max(told.vehicles, connection.execute(text(statement), values).rowcount)
        told.step()
    returned_by = connection.execute(text("SELECT DISTINCT upload_id FROM returned")).scalars()
    stored_months.note(raw_connection(session), list(returned_by), city=city)
    vehicle_names.pack(raw_connection(session), _RETURNED_NAMES, city=city)
    decide_versions(session, "returned_case", city=city, now=now)
    told.step()
    stored_claims.settle(session, _CLAIMS_CONCERNED, {}, city=city, now=now)
    told.step()
    # Before they are disputed: a disputed vehicle carries its override along, and is given none.
    apply_overrides(session, city=city, vehicles=shortfalls.GONE, today=day_of(now), now=now)
    told.step()
    dispute_again(session, set(connection.execute(text(_RETURNED_VINS), {"city": city}).scalars()), now=now)
    shortfalls.review_shortfalls(session, city=city, vehicles=shortfalls.GONE, now=now)


class _Told:
    """Tells how many of ``vehicles`` are taken back, step by step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._steps = 0
        self.vehicles = 0

    def step(self) -> None:
        """One more of all steps is done; the last one is not told: who asked sees the end of it."""
        self._steps += 1
        self._progress(self.vehicles * self._steps // (len(_TAKE_BACK) + 4))


def dispute_again(session: Session, vins: Collection[str], *, now: datetime) -> None:
    """Have those of some vehicles disputed that stand more than once, after they were judged anew."""
    claims.hold(raw_connection(session))
    claims.dispute(raw_connection(session), vins, city=0, upload=0, now=now)


def settle_claims(session: Session, *, now: datetime) -> int:
    """Look again at all stored claims to replace a vehicle; return how many decisions that changes. By night.

    Units whose register is being changed at this moment are left to the next night. Needs the office's scope.
    """
    rejudging.hold_edition(session)
    changed = 0
    for city in CITIES:
        instant = hold(session, city=city, now=now)
        if instant is not None:
            changed += stored_claims.settle(session, [stored_claims.EVERY_CLAIM], {}, city=city, now=instant)
    return changed
