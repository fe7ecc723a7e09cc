"""The signals: what may be a trick, or a slip, across all units. Each is declared once, here, as one query.

A signal says that somebody should look, never that something is wrong. A query yields one row an item: the unit, the
``subject`` that names the item for ever, the vehicle or delivery it is about, the ``details`` of its sentence, and the
number of the case that decides it where there is one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from fleetsvc.services.law.case_facts import NOTHING_KNOWN, differing, words
from rules.identifiers.vin import YEAR_PLACE


class SignalName(StrEnum):
    """The signals, in the order of the page."""

    REPLACEMENT_REUSED = "replacement-reused"
    REPLACEMENT_UNCONFIRMED = "replacement-unconfirmed"
    PLATE_CONFLICT = "plate-conflict"
    VIN_DISPUTED = "vin-disputed"
    FACT_CHANGED = "fact-changed"
    CATEGORY_SHRANK = "category-shrank"
    VEHICLE_VANISHED = "vehicle-vanished"
    BURST = "burst-before-deadline"
    OWNER_CATEGORIES = "owner-categories"
    REGISTERED_BEFORE_BUILT = "registered-before-built"
    REPORTED_LONG_AFTER = "reported-long-after"


LEAST_BEFORE: Final = 10
"""A category of fewer vehicles last year may shrink by chance."""
LEAST_BURST: Final = 10
LEAST_OTHER: Final = 5
"""So many vehicles of one owner under "other", and more than under all else, are worth a look."""

_VEHICLE: Final = """r.city_code, format('vehicle/%s/%s/%s', r.city_code, r.registered_on, md5(r.vin)) AS subject,
    r.id AS registration_id, r.vin, r.upload_id, r.registered_on AS on_day"""
_NO_CASE: Final = "NULL::bigint AS case_id"
_NO_VEHICLE: Final = "NULL::bigint AS registration_id, NULL::text AS vin, NULL::bigint AS upload_id"
_NAMED: Final = "coalesce(r.replaces_vin, r.replaces_plate)"

# One retired vehicle named by several that stand, whichever units they are in.
_REUSED: Final = f"""
SELECT {_VEHICLE}, jsonb_build_object('retired', {_NAMED}) AS details, {_NO_CASE}
FROM registration r JOIN (
    SELECT {_NAMED} AS retired FROM registration r WHERE r.superseded_at IS NULL AND {_NAMED} IS NOT NULL
    GROUP BY 1 HAVING min(r.vin) <> max(r.vin)
) shared ON {_NAMED} = shared.retired
WHERE r.superseded_at IS NULL AND {_NAMED} IS NOT NULL
"""  # noqa: S608 (constants)

# A retired vehicle is named, and neither a list of retired ones nor what the unit has stored confirms it; nor does what
# an earlier release took at its word.
_UNCONFIRMED: Final = f"""
SELECT {_VEHICLE}, jsonb_build_object('retired', {_NAMED}) AS details, {_NO_CASE}
FROM registration r
WHERE r.superseded_at IS NULL AND r.event = 'replacement' AND {_NAMED} IS NOT NULL AND NOT EXISTS (
    SELECT FROM replacement_use u WHERE u.city_code = r.city_code AND u.vin = r.vin
        AND u.registered_on = r.registered_on AND u.superseded_at IS NULL
        AND num_nonnulls(u.retirement_id, u.registration_id) > 0)
"""  # noqa: S608 (constants)

# One plate on several vehicles that stand. Who replaces a vehicle may keep its plate.
_PLATES: Final = f"""
SELECT {_VEHICLE}, jsonb_build_object('plate', r.plate, 'vehicles', shared.vehicles) AS details, {_NO_CASE}
FROM registration r JOIN (
    SELECT r.plate, count(*) AS vehicles FROM registration r WHERE r.superseded_at IS NULL AND r.plate IS NOT NULL
    GROUP BY 1 HAVING min(r.vin) <> max(r.vin) AND NOT bool_or(r.replaces_plate IS NOT DISTINCT FROM r.plate)
) shared USING (plate)
WHERE r.superseded_at IS NULL AND NOT EXISTS (
    SELECT FROM registration o WHERE o.plate = r.plate AND o.superseded_at IS NULL
        AND (o.replaces_vin = r.vin OR r.replaces_vin = o.vin))
"""  # noqa: S608 (constants)

_DISPUTED: Final = """
SELECT k.city_code, format('case/%s', k.id) AS subject, (k.details ->> 'registration')::bigint AS registration_id,
    k.vin, k.upload_id, k.registered_on AS on_day, '{}'::jsonb AS details, k.id AS case_id
FROM case_record k WHERE k.kind = 'vin_conflict' AND k.state <> 'closed'
"""

# What decides reads otherwise than it was known in an earlier version of the same registration: the last time it did.
_CHANGED: Final = f"""
SELECT changed.*, k.id AS case_id
FROM (
    SELECT DISTINCT ON (r.city_code, r.vin, r.registered_on) {_VEHICLE},
        jsonb_build_object('before', {words("o.case_key")}, 'after', {words("r.case_key")}) AS details
    FROM registration o JOIN registration r ON r.city_code = o.city_code AND r.vin = o.vin
        AND r.registered_on = o.registered_on AND r.superseded_at IS NULL
    WHERE o.superseded_at IS NOT NULL AND {differing("o.case_key", "r.case_key")} AND EXISTS (
        SELECT FROM unnest({words("o.case_key")}, {words("r.case_key")}, {NOTHING_KNOWN}) AS n (before, after, nothing)
        WHERE n.before <> n.after AND n.before <> n.nothing)
    ORDER BY r.city_code, r.vin, r.registered_on, o.superseded_at DESC
) changed
LEFT JOIN LATERAL (
    SELECT k.id FROM case_record k WHERE k.city_code = changed.city_code AND k.vin = changed.vin
        AND k.registered_on = changed.on_day AND k.kind = 'change_review' ORDER BY k.id DESC LIMIT 1
) k ON true
"""  # noqa: S608 (constants)

# By half or more against the same months of last year; months that are not due yet are left out of both.
_SHRANK: Final = f"""
SELECT city_code, format('category/%s/%s/%s', city_code, category, :year) AS subject, {_NO_VEHICLE},
    CAST(:from_day AS date) AS on_day,
    jsonb_build_object('category', category, 'before', before, 'now', counted, 'year', :year, 'nil', nil) AS details,
    {_NO_CASE}
FROM (
    SELECT city_code, category, count(*) FILTER (WHERE registered_on >= :from_day) AS counted,
        count(*) FILTER (WHERE registered_on < :from_day) AS before
    FROM decision WHERE superseded_at IS NULL AND (registered_on >= :from_day AND registered_on < :until_day
        OR registered_on >= :before_from AND registered_on < :before_until)
    GROUP BY 1, 2
) span CROSS JOIN LATERAL (
    SELECT count(*) AS nil FROM nil_report n WHERE n.city_code = span.city_code AND n.category = span.category
        AND n.month >= :from_day AND n.month < :until_day
) signed
WHERE before >= {LEAST_BEFORE} AND counted * 2 <= before
"""  # noqa: S608 (constants)

# Stored once, and no version stands anywhere: files that complete one another close none.
_VANISHED: Final = f"""
SELECT gone.city_code, gone.subject, gone.registration_id, gone.vin, gone.upload_id, gone.on_day,
    jsonb_build_object('file', u.name, 'upload', u.id, 'gone_at', gone.superseded_at) AS details,
    k.id AS case_id
FROM (
    SELECT DISTINCT ON (r.city_code, r.vin) {_VEHICLE}, r.superseded_at
    FROM registration r WHERE r.superseded_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM registration n WHERE n.vin = r.vin AND n.superseded_at IS NULL)
    ORDER BY r.city_code, r.vin, r.superseded_at DESC
) gone
JOIN upload u ON u.city_code = gone.city_code AND u.id = gone.upload_id
LEFT JOIN LATERAL (
    SELECT k.id FROM case_record k WHERE k.city_code = gone.city_code AND k.kind = 'withdrawal'
        AND k.subject = format('upload/%s/%s', gone.city_code, gone.upload_id) ORDER BY k.id DESC LIMIT 1
) k ON true
"""  # noqa: S608 (constants)

# On the three days before an edition (the 2nd to the 4th), many versions that come late (of a month before the last) or
# change what stood, and few on the other days of the month.
_BURSTS: Final = f"""
SELECT city_code, format('burst/%s/%s', city_code, to_char(month, 'YYYY-MM')) AS subject, {_NO_VEHICLE},
    month::date AS on_day, jsonb_build_object('count', hurried, 'rest', rest) AS details, {_NO_CASE}
FROM (
    SELECT city_code, date_trunc('month', stored_on) AS month,
        count(*) FILTER (WHERE extract(day FROM stored_on) BETWEEN 2 AND 4) AS hurried,
        count(*) FILTER (WHERE extract(day FROM stored_on) NOT BETWEEN 2 AND 4) AS rest
    FROM (
        SELECT r.city_code, r.vin, r.registered_on, r.recorded_at,
            r.recorded_at AT TIME ZONE 'Asia/Shanghai' AS stored_on
        FROM registration r WHERE r.recorded_at >= :a_year_ago
    ) r
    WHERE r.registered_on < date_trunc('month', r.stored_on) - interval '1 month' OR EXISTS (
        SELECT FROM registration o WHERE o.city_code = r.city_code AND o.vin = r.vin
            AND o.registered_on = r.registered_on AND o.superseded_at = r.recorded_at)
    GROUP BY 1, 2
) counted
WHERE hurried >= {LEAST_BURST} AND hurried > 3 * rest
"""  # noqa: S608 (constants)

# One owner's vehicles of one model under several categories, or most of an owner's under none that is governed.
_OWNERS: Final = f"""
WITH held AS MATERIALIZED (
    SELECT city_code, owner, model, category, count(*) AS vehicles FROM registration
    WHERE superseded_at IS NULL AND owner IS NOT NULL GROUP BY 1, 2, 3, 4
), suspect AS (
    SELECT city_code, owner FROM held WHERE model IS NOT NULL GROUP BY city_code, owner, model
        HAVING min(category) <> max(category)
    UNION
    SELECT city_code, owner FROM held GROUP BY city_code, owner
        HAVING coalesce(sum(vehicles) FILTER (WHERE category = 'other'), 0)
            >= greatest({LEAST_OTHER}, sum(vehicles) FILTER (WHERE category <> 'other'))
        AND count(*) FILTER (WHERE category <> 'other') > 0
)
SELECT city_code, format('owner/%s/%s', city_code, md5(owner)) AS subject, {_NO_VEHICLE}, NULL::date AS on_day,
    jsonb_build_object('owner', owner, 'categories', jsonb_object_agg(category, vehicles)) AS details, {_NO_CASE}
FROM (
    SELECT city_code, owner, category, sum(vehicles) AS vehicles FROM held JOIN suspect USING (city_code, owner)
    GROUP BY 1, 2, 3
) kinds
GROUP BY city_code, owner
"""  # noqa: S608 (constants)


# A day before the vehicle was made is no day of registration; one that is early enough escapes the plan, or its month.
_BEFORE_BUILT: Final = f"""
SELECT {_VEHICLE}, jsonb_build_object('built', coalesce(r.built_on::text, y.year::text)) AS details, {_NO_CASE}
FROM registration r LEFT JOIN unnest(CAST(:year_codes AS text[]), CAST(:model_years AS integer[])) AS y (code, year)
    ON y.code = substr(r.vin, {YEAR_PLACE + 1}, 1)
WHERE r.superseded_at IS NULL
    AND (r.built_on > r.registered_on OR y.year > extract(year FROM r.registered_on) + 1)
"""  # noqa: S608 (constants)

# Of deliveries of the last year: vehicles of which nothing was stored before, registered more than a year earlier.
_LONG_AFTER: Final = f"""
SELECT r.city_code, format('upload/%s/%s', r.city_code, r.upload_id) AS subject, NULL::bigint AS registration_id,
    NULL::text AS vin, r.upload_id, min(r.registered_on) AS on_day,
    jsonb_build_object('count', count(*), 'last', max(r.registered_on)) AS details, {_NO_CASE}
FROM registration r
WHERE r.recorded_at >= :a_year_ago AND r.superseded_at IS NULL
    AND r.registered_on < (r.recorded_at AT TIME ZONE 'Asia/Shanghai')::date - interval '1 year'
    AND NOT EXISTS (SELECT FROM registration o WHERE o.city_code = r.city_code AND o.vin = r.vin
        AND o.registered_on = r.registered_on AND o.recorded_at < r.recorded_at)
GROUP BY r.city_code, r.upload_id
"""  # noqa: S608 (constants)


SIGNALS: Final[Mapping[SignalName, str]] = {
    SignalName.REPLACEMENT_REUSED: _REUSED,
    SignalName.REPLACEMENT_UNCONFIRMED: _UNCONFIRMED,
    SignalName.PLATE_CONFLICT: _PLATES,
    SignalName.VIN_DISPUTED: _DISPUTED,
    SignalName.FACT_CHANGED: _CHANGED,
    SignalName.CATEGORY_SHRANK: _SHRANK,
    SignalName.VEHICLE_VANISHED: _VANISHED,
    SignalName.BURST: _BURSTS,
    SignalName.OWNER_CATEGORIES: _OWNERS,
    SignalName.REGISTERED_BEFORE_BUILT: _BEFORE_BUILT,
    SignalName.REPORTED_LONG_AFTER: _LONG_AFTER,
}
"""Each signal with the query that finds its items."""
