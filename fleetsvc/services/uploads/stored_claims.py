"""The claims of stored replacements, looked at again when what confirms them comes or goes.

A version keeps what it claims; its decision is on what is found. When a list of retired vehicles comes or goes, or a
registration that a claim names, the claims concerned are looked at again, and the decisions that change are appended.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection, raw_connection
from fleetsvc.services.law.deciding import decide_anew
from fleetsvc.services.law.standings import named
from fleetsvc.services.uploads.claimed_replacements import OnRecord
from fleetsvc.services.uploads.published import PublishedDays, published_days
from fleetsvc.services.uploads.replacements import Confirming, known, uses_of, vins_and_plates
from fleetsvc.services.uploads.shortfalls import review_shortfalls
from rules.facts import SHOWN_BIT
from rules.replacing import Claim, Former, numbers_of
from rules.vocabulary import Category

_MOST_ROUNDS: Final = 20
"""Each round frees or uses up retired vehicles for the next; a chain of so many corrections does not occur."""

_AFFECTED: Final = "CREATE TEMP TABLE IF NOT EXISTS affected (id bigint PRIMARY KEY) ON COMMIT DROP"
_STANDING: Final = """
SELECT r.vin, d.registered_on, d.category, r.owner, r.replaces_vin, r.replaces_plate, r.upload_id,
    d.id, d.case_key, u.id, u.retirement_id, u.registration_id
FROM affected a JOIN registration r ON r.city_code = %(city)s AND r.id = a.id AND r.superseded_at IS NULL
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
LEFT JOIN replacement_use u ON u.city_code = r.city_code AND u.vin = r.vin AND u.registered_on = r.registered_on
    AND u.superseded_at IS NULL
WHERE NOT d.disputed AND d.event = 'replacement' AND r.event = 'replacement' AND r.replacement_shown
ORDER BY u.id NULLS LAST, r.id
"""
_ENDED: Final = """
SELECT u.id, u.registered_on, u.recorded_at, u.retired_vin, u.retired_plate FROM replacement_use u
WHERE u.city_code = %(city)s AND u.superseded_at IS NULL AND NOT EXISTS (
    SELECT FROM registration r WHERE r.city_code = u.city_code AND r.vin = u.vin AND r.registered_on = u.registered_on
        AND r.superseded_at IS NULL AND r.event = 'replacement' AND r.replacement_shown
        AND (u.retired_vin = r.replaces_vin OR u.retired_plate = r.replaces_plate))
"""
_END: Final = """
UPDATE replacement_use SET superseded_at = greatest(%(now)s, recorded_at),
    released_at = CASE WHEN id = ANY(%(released)s) THEN greatest(%(now)s, recorded_at) END
WHERE city_code = %(city)s AND id = ANY(%(ended)s)
"""
_APPEND_USE: Final = """
INSERT INTO replacement_use (city_code, vin, registered_on, retired_vin, retired_plate, retirement_id,
    registration_id, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_FLIPPED: Final = "CREATE TEMP TABLE IF NOT EXISTS flipped (id bigint, case_key integer) ON COMMIT DROP"


@dataclass(frozen=True, slots=True)
class _Standing:
    """A claim that is stored, with the decision that stands on it and the use that confirms it, if any."""

    claim: Claim
    decision: int
    case_key: int
    use: int | None
    ground: tuple[bool, int | None]

    @property
    def is_confirmed(self) -> bool:
        return self.case_key & SHOWN_BIT != 0


EVERY_CLAIM: Final = (
    "SELECT id FROM registration WHERE city_code = %(city)s AND superseded_at IS NULL AND replacement_shown"
)


def naming(vehicles: str) -> tuple[str, ...]:
    """Return the queries of a unit's claims that name vehicles of a table or query, by VIN and by plate."""
    return tuple(
        f"SELECT c.id FROM {vehicles} v JOIN registration c ON c.city_code = %(city)s AND c.replaces_{number} = v.{number}"  # noqa: S608 (constants only)
        " WHERE c.superseded_at IS NULL AND c.replacement_shown"
        for number in ("vin", "plate")
    )


_OF_FREED: Final = naming("(SELECT * FROM unnest(%(vins)s::text[], %(plates)s::text[]) AS f (vin, plate))")
_OF_IMPORT: Final = (
    f"SELECT id FROM staged WHERE replacement_shown AND NOT unchanged AND case_key & {SHOWN_BIT} <> 0",  # noqa: S608
    "SELECT r.id FROM replacement_use u JOIN staged s ON s.vin = u.vin AND s.registered_on = u.registered_on"
    " JOIN registration r ON r.city_code = u.city_code AND r.vin = s.vin AND r.registered_on = s.registered_on"
    " AND r.superseded_at IS NULL WHERE u.city_code = %(city)s AND u.superseded_at IS NULL",
    *naming("staged"),
)
_TELL_USER: Final = """
INSERT INTO finding (city_code, upload_id, ordinal, code, severity, sheet, row_number, field, value, others, fillings)
SELECT r.city_code, r.upload_id,
    (SELECT coalesce(max(f.ordinal), -1) FROM finding f WHERE f.city_code = r.city_code AND f.upload_id = r.upload_id)
        + row_number() OVER (PARTITION BY r.upload_id ORDER BY r.sheet, r.row_number),
    'replacement-claimed-again', 'warning', r.sheet, r.row_number,
    CASE WHEN r.replaces_vin IS NULL THEN 'replaces_plate' ELSE 'replaces_vin' END,
    coalesce(r.replaces_vin, r.replaces_plate), '{}', jsonb_build_object('file', here.name)
FROM replacement_use u
JOIN registration r ON r.city_code = u.city_code AND r.vin = u.vin AND r.registered_on = u.registered_on
    AND r.superseded_at IS NULL AND r.upload_id <> %(upload)s
JOIN upload here ON here.city_code = u.city_code AND here.id = %(upload)s
WHERE u.city_code = %(city)s AND u.superseded_at IS NULL
    AND (u.retired_vin = ANY(%(vins)s) OR u.retired_plate = ANY(%(plates)s))
"""


def settle_import(session: Session, confirming: Confirming, *, now: datetime) -> None:
    """Look again at the claims that an upload makes, and at those that its vehicles may confirm, once it is stored.

    Whoever uses a retired vehicle is told that it was claimed again; who claims it is told by its own reading.
    """
    city, values = confirming.city, {"upload": confirming.upload}
    settle(session, _OF_IMPORT, values, city=city, now=now)
    if confirming.contested:
        numbers = vins_and_plates(
            (claim.replaces_vin, claim.replaces_plate) for claim in confirming.contested
        )
        raw_connection(session).execute(_TELL_USER, {"city": city, **values, **numbers})


def settle(
    session: Session, claims: Iterable[str], values: Mapping[str, object], *, city: int, now: datetime
) -> int:
    """Look again at some claims of a unit and decide anew what changes; return how many decisions that were.

    ``claims``: queries of the numbers of versions; ``values``: what they ask for besides the ``city``. Needs
    ``current_versions.hold``, so that of two who claim one retired vehicle the second finds the first, and the edition
    held. A retired vehicle that was used for something published stays used, whatever became of it.
    """
    connection, vins = raw_connection(session), set[str]()
    connection.execute(_AFFECTED)
    _mark(connection, claims, {"city": city, **values})
    for _ in range(_MOST_ROUNDS):
        _end_unclaimed(session, city=city, now=now)
        standing = _standing(connection, city=city)
        connection.execute("DELETE FROM affected")
        if not standing:
            break
        vins |= _decide(session, _settle(connection, standing, city=city, now=now), city=city, now=now)
    if vins:
        review_shortfalls(session, city=city, vehicles=named(vins), now=now)
    return len(vins)


def _mark(connection: RawConnection, claims: Iterable[str], values: Mapping[str, object]) -> None:
    for query in claims:
        connection.execute(f"INSERT INTO affected {query} ON CONFLICT DO NOTHING", values)


def _end_unclaimed(session: Session, *, city: int, now: datetime) -> None:
    """End the uses whose replacement claims them no more, and mark the claims that name what is free again."""
    connection = raw_connection(session)
    ended = connection.execute(_ENDED, {"city": city}).fetchall()
    if not ended:
        return
    days = published_days(session)
    freed = [row for row in ended if not _is_published(days, row[1], row[2])]
    numbers = {"ended": [row[0] for row in ended], "released": [row[0] for row in freed]}
    connection.execute(_END, {"city": city, "now": now} | numbers)
    vins, plates = ([row[place] for row in freed] for place in (3, 4))
    _mark(connection, _OF_FREED, {"city": city, "vins": vins, "plates": plates})


def _is_published(days: Sequence[PublishedDays], day: Any, recorded_at: Any) -> bool:  # noqa: ANN401 (a row)
    return any(one.from_on <= day < one.until_on and recorded_at <= one.computed_at for one in days)


def _standing(connection: RawConnection, *, city: int) -> list[_Standing]:
    rows: list[tuple[Any, ...]] = connection.execute(_STANDING, {"city": city}).fetchall()
    return [_standing_of(*row) for row in rows]


def _standing_of(*row: Any) -> _Standing:  # noqa: ANN401 (a row of _STANDING)
    vin, day, category, *named, decision, case_key, use, retirement, registration = row
    ground = (retirement is not None, registration if retirement is None else retirement)
    return _Standing(Claim(vin, day, Category(category), *named), decision, case_key, use, ground)


def _settle(
    connection: RawConnection, standing: Sequence[_Standing], *, city: int, now: datetime
) -> list[tuple[_Standing, int]]:
    """Note what is used from now on; return the claims whose decision changes, with the case that it then has."""
    claims = [one.claim for one in standing]
    formers = known(connection, claims, city=city)
    index = OnRecord(formers, uses_of(connection, claims, formers, city=city))
    grounds = {(one.is_listed, one.ref) for one in formers}
    ended: list[int] = []
    begun: list[tuple[object, ...]] = []
    flipped: list[tuple[_Standing, int]] = []
    for one in standing:
        found, claim = index.found(one.claim), one.claim
        is_found = isinstance(found, Former)
        holds = is_found and one.use is not None and one.ground in grounds
        if one.use is not None and not holds:
            ended.append(one.use)
        if isinstance(found, Former) and not holds:
            ground = (found.ref, None) if found.is_listed else (None, found.ref)
            begun.append((city, claim.vin, claim.registered_on, *numbers_of(claim, found), *ground, now))
        if is_found != one.is_confirmed:
            flipped.append((one, one.case_key ^ SHOWN_BIT))
    connection.execute(_END, {"city": city, "now": now, "ended": ended, "released": []})
    with connection.cursor() as cursor:
        cursor.executemany(_APPEND_USE, begun)
    return flipped


def _decide(
    session: Session, flipped: Sequence[tuple[_Standing, int]], *, city: int, now: datetime
) -> set[str]:
    """Decide claims anew by the case they have now; return their VINs."""
    if not flipped:
        return set()
    connection = raw_connection(session)
    connection.execute(_FLIPPED)
    connection.execute("DELETE FROM flipped")
    with connection.cursor() as cursor, cursor.copy("COPY flipped FROM STDIN") as copy:
        for one, key in flipped:
            copy.write_row((one.decision, key))
    connection.execute("ANALYZE flipped")
    decide_anew(session, "flipped", city=city, now=now)
    return {one.claim.vin for one, _ in flipped}
