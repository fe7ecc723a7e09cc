"""Changes of what decides, against what is stored: told always, and reviewed where they would look better or are late.

A version that would get a better verdict, by another energy, event or category, of a vehicle that falls short or is
open, is stored, but the decision before goes on counting until the office accepts the change; so does any such change
of a vehicle that stands in a published edition. What a withdrawn delivery said last is what is stored, if nothing is.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Final

from psycopg.types.json import Jsonb

from fleetsvc.database.transactions import RawConnection
from fleetsvc.models import UploadStatus
from fleetsvc.services.law.duties import OUTCOME_COLUMNS
from fleetsvc.services.uploads.published import PublishedDays
from fleetsvc.services.uploads.staging import Version
from importers.results import Finding
from rules.labels import label
from rules.vocabulary import Category, Duty, Energy, Event
from rules.wording import Language, Text

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_DECIDING: Final[dict[str, type[StrEnum]]] = {"energy": Energy, "event": Event, "category": Category}
"""Facts that a decision holds and a change of which is told, as ``…-changed``."""
KINDS: Final = tuple(f"{name}-changed" for name in _DECIDING)

_TABLES: Final = """
CREATE TEMP TABLE final_days (from_on date, until_on date, computed_at timestamptz) ON COMMIT DROP;
CREATE TEMP TABLE staged_change (
    block integer, id bigint, sheet text, row_number integer, vin text, registered_on date, counted_id bigint,
    from_upload bigint, before text[], after text[], better boolean, published boolean, reviewed boolean
) ON COMMIT DROP
"""
_IS_WITHDRAWN: Final = f"""
SELECT EXISTS (SELECT FROM upload u WHERE u.city_code = %(city)s AND u.status = '{UploadStatus.WITHDRAWN}'
    AND EXISTS (SELECT FROM registration r WHERE r.city_code = u.city_code AND r.upload_id = u.id))
"""  # noqa: S608 (constants)


def _goodness(verdict: str) -> str:
    """Return how good a verdict is, as SQL: what falls short, what is open, and all others, which are alike."""
    return (
        f"CASE {verdict} WHEN 'non_compliant' THEN 0 WHEN 'needs_justification' THEN 1 WHEN 'undetermined' THEN 2"
        " ELSE 3 END"
    )


_BETTER: Final = " OR ".join(
    f"{_goodness(f's.{duty}_verdict')} > {_goodness(f'd.{duty}_verdict')}" for duty in Duty
)


def _found(of_version: str, of_decision: str) -> str:
    """Return what finds the changes of a block, given what is stored of a row ``s``: version ``r``, decision ``d``."""
    after, before = (", ".join(f"{table}.{name}" for name in _DECIDING) for table in "sd")
    return f"""
    INSERT INTO staged_change
    SELECT s.block, s.id, s.sheet, s.row_number, s.vin, s.registered_on, d.id, r.upload_id,
        ARRAY[{before}], ARRAY[{after}], {_BETTER},
        EXISTS (SELECT FROM final_days p WHERE s.registered_on >= p.from_on AND s.registered_on < p.until_on
            AND r.recorded_at <= p.computed_at)
    FROM staged s
    CROSS JOIN LATERAL ({of_version} LIMIT 1) r
    CROSS JOIN LATERAL ({of_decision} LIMIT 1) d
    WHERE s.block = %(block)s AND NOT s.unchanged AND ({before}) IS DISTINCT FROM ({after})
    """  # noqa: S608 (constants only)


# Sub-selects with LIMIT, as in ``staging``: rows written in this transaction are not in the statistics.
_AGAINST_STANDING: Final = _found(
    "SELECT * FROM registration r WHERE r.city_code = %(city)s AND r.id = s.stored_id",
    "SELECT * FROM decision d WHERE d.city_code = %(city)s AND d.registration_id = r.id AND d.superseded_at IS NULL",
)
_AGAINST_WITHDRAWN: Final = _found(
    "SELECT * FROM registration r WHERE s.stored_id IS NULL AND r.city_code = %(city)s AND r.vin = s.vin"
    " AND r.registered_on = s.registered_on AND r.superseded_at IS NOT NULL"
    " ORDER BY r.superseded_at DESC, r.recorded_at DESC",
    "SELECT * FROM decision d WHERE d.city_code = %(city)s AND d.registration_id = r.id"
    " AND d.superseded_at IS NOT NULL ORDER BY d.superseded_at DESC, d.recorded_at DESC, d.id DESC",
)
_REVIEW: Final = """
UPDATE staged_change c SET reviewed = c.published OR c.better AND NOT (ARRAY(
    SELECT n.name || '-changed' FROM unnest(%(names)s::text[], c.before, c.after) AS n (name, before, after)
    WHERE n.before <> n.after) <@ %(at_once)s::text[])
WHERE c.block = %(block)s
"""
_OUTCOME: Final = ", ".join(OUTCOME_COLUMNS)
# What is counted is what the report says: the verdict of the decision before.
_COUNT_AS_BEFORE: Final = f"""
UPDATE staged s SET counted_id = d.id, ({_OUTCOME}) = ROW ({", ".join(f"d.{name}" for name in OUTCOME_COLUMNS)})
FROM staged_change c JOIN decision d ON d.city_code = %(city)s AND d.id = c.counted_id
WHERE c.block = %(block)s AND c.reviewed AND s.block = c.block AND s.id = c.id
"""  # noqa: S608 (constants only)

_APPEND_COUNTED: Final = f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {_OUTCOME}, category, event, energy,
    registered_on, recorded_at, disputed, defence_sha256)
SELECT d.city_code, c.id, d.edition_id, d.case_key, {", ".join(f"d.{name}" for name in OUTCOME_COLUMNS)}, d.category,
    d.event, d.energy, d.registered_on, %(now)s, d.disputed, d.defence_sha256
FROM staged_change c JOIN decision d ON d.city_code = %(city)s AND d.id = c.counted_id
WHERE c.block = %(block)s AND c.reviewed
"""  # noqa: S608 (constants only)


class Changes:
    """Finds the changes of an upload's blocks. ``at_once``: kinds of changes that are accepted without a review."""

    def __init__(
        self,
        connection: RawConnection,
        version: Version,
        *,
        final: Iterable[PublishedDays],
        at_once: Collection[str],
    ) -> None:
        self._connection = connection
        self._values = asdict(version) | {"names": list(_DECIDING), "at_once": sorted(at_once)}
        connection.execute(_TABLES)
        with connection.cursor() as cursor:
            days = [(one.from_on, one.until_on, one.computed_at) for one in final]
            cursor.executemany("INSERT INTO final_days VALUES (%s, %s, %s)", days)
        found = connection.execute(_IS_WITHDRAWN, self._values).fetchone()
        self._some_withdrawn = bool(found and found[0])

    def find(self, *, block: int, changed: int) -> int:
        """Find those of a block of which ``changed`` rows are stored otherwise; return how many there are.

        What is reviewed gets the outcome that goes on counting.
        """
        values = self._values | {"block": block}
        found = self._connection.execute(_AGAINST_STANDING, values).rowcount if changed else 0
        if self._some_withdrawn:
            found += self._connection.execute(_AGAINST_WITHDRAWN, values).rowcount
        if found:
            self._connection.execute(_REVIEW, values)
            self._connection.execute(_COUNT_AS_BEFORE, values)
        return found

    def append(self, *, block: int) -> None:
        """Append the decisions that go on counting, for the versions that a block has appended."""
        self._connection.execute(_APPEND_COUNTED, self._values | {"block": block})


_TOLD: Final = """
SELECT c.sheet, c.row_number, c.before, c.after, c.reviewed, u.name, here.name FROM staged_change c
JOIN upload u ON u.city_code = %(city)s AND u.id = c.from_upload
JOIN upload here ON here.city_code = %(city)s AND here.id = %(upload)s
ORDER BY c.sheet, c.row_number
"""
_COUNTS: Final = Text("", "")
_WAITS: Final = Text(
    "；核准之前仍按原来的结论统计", "; until the office accepts it, the verdict before goes on counting"
)


def told(connection: RawConnection, version: Version) -> list[Finding]:
    """Return a finding for each fact that was changed; it names both values and both files."""
    return [
        Finding(f"{name}-changed", str(sheet), int(str(row)), field=name, value=is_, values=values | files)
        for sheet, row, before, after, reviewed, earlier, here in connection.execute(_TOLD, asdict(version))
        for files in ({"file": str(earlier), "here": str(here)},)
        for name, was, is_ in zip(_DECIDING, _texts(before), _texts(after), strict=True)
        if was != is_
        for values in (_values(name, was, is_, waits=_WAITS if reviewed else _COUNTS),)
    ]


def _texts(column: object) -> list[str]:
    return [str(one) for one in column] if isinstance(column, list) else []


def _values(name: str, before: str, after: str, *, waits: Text) -> dict[str, str]:
    words = {"before": label(_DECIDING[name](before)), "after": label(_DECIDING[name](after)), "waits": waits}
    return {
        f"{key}_{language}": text.in_language(language)
        for key, text in words.items()
        for language in LANGUAGES
    }


_CLOSE_OVERTAKEN: Final = """
UPDATE case_record k SET state = 'closed', decided_by = '', decided_at = %(now)s, decision_reason = 'overtaken'
FROM staged s
WHERE k.city_code = %(city)s AND k.kind = 'change_review' AND k.state = 'open' AND k.vin = s.vin
    AND k.registered_on = s.registered_on AND NOT s.unchanged
"""
_OPEN: Final = """
INSERT INTO case_record (city_code, kind, subject, vin, registered_on, upload_id, state, reason, details, opened_by,
    opened_at)
SELECT %(city)s, 'change_review', format('vehicle/%%s/%%s/%%s', %(city)s::integer, c.vin, c.registered_on), c.vin,
    c.registered_on, %(upload)s, 'open', NULL,
    jsonb_build_object('registration', c.id, 'sheet', c.sheet, 'row', c.row_number, 'from_upload', c.from_upload,
        'published', c.published, 'facts', %(names)s::jsonb, 'before', c.before, 'after', c.after),
    '', %(now)s
FROM staged_change c WHERE c.reviewed
"""


def open_reviews(connection: RawConnection, version: Version) -> None:
    """Open a case for each change that is reviewed; what was open on a vehicle that changed again is overtaken."""
    values = asdict(version) | {"names": Jsonb(list(_DECIDING))}
    connection.execute(_CLOSE_OVERTAKEN, values)
    connection.execute(_OPEN, values)
