"""Changes of what decides, against what is stored: told always, and reviewed where they would look better or are late.

A version that would get a better verdict, by other facts than were known, of a vehicle that falls short or is open, is
stored, but the decision before goes on counting until the office accepts the change; so does any such change of a
vehicle that stands in a published edition, and any at all of one on which the office decided otherwise than the rules.
What a withdrawn delivery said last is what is stored, if nothing is: weighed, and counted, as the edition in force
judges it, for so it would be had it stayed.

To fill in what was not known is no change where it settles what was open. It is one where it mends what fell short (a
mass that overturns what was presumed), where a published verdict differs by it, and where another value was known
before it was left out.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Final

from psycopg.types.json import Jsonb

from fleetsvc.database.transactions import RawConnection
from fleetsvc.models import UploadStatus
from fleetsvc.services.law.case_facts import (
    COMPARED,
    NAMES,
    NOTHING_KNOWN,
    PERHAPS_USED,
    differing,
    place,
    words,
)
from fleetsvc.services.law.duties import OUTCOME_COLUMNS
from fleetsvc.services.uploads.judging import Verdicts
from fleetsvc.services.uploads.published import PublishedDays, stood
from fleetsvc.services.uploads.staging import Version
from fleetsvc.services.uploads.withdrawn_vehicles import judge_gone, open_gone
from importers.results import Finding
from rules.labels import said_facts
from rules.vocabulary import Duty
from rules.wording import Language, Text

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_KIND: Final = {name: f"{name.replace('_', '-')}-changed" for name in COMPARED}
KINDS: Final = tuple(_KIND.values())
"""The findings of changes, one for each fact."""

_TABLES: Final = """
CREATE TEMP TABLE final_days (from_on date, until_on date, computed_at timestamptz) ON COMMIT DROP;
CREATE TEMP TABLE staged_change (
    block integer, id bigint, sheet text, row_number integer, vin text, registered_on date, counted_id bigint,
    from_upload bigint, published boolean, before text[], after text[], changed text[], reviewed boolean
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


_DUTY_COLUMNS: Final = [f"{duty}_verdict" for duty in Duty]
_BETTER: Final = " OR ".join(f"{_goodness(f's.{name}')} > {_goodness(f'd.{name}')}" for name in _DUTY_COLUMNS)
_MENDED: Final = " OR ".join(
    f"d.{name} IN ('non_compliant', 'needs_justification') AND {_goodness(f's.{name}')} > {_goodness(f'd.{name}')}"
    for name in _DUTY_COLUMNS
)
_OTHERWISE: Final = " OR ".join(f"s.{name} <> d.{name}" for name in _DUTY_COLUMNS)

_ENERGY, _EVENT = (f"f.before[{place(name)}] <> f.after[{place(name)}]" for name in ("energy", "event"))
_FOLLOWS: Final = f"""n.name = 'emission_stage' AND 'zero' IN (n.before, n.after) AND {_ENERGY}
    OR n.name = 'perhaps_used' AND n.before = n.nothing AND {_EVENT}"""
"""SQL: a fact that is another because of a change that is told: no tailpipe, no stage; only a new one may be used.

That a vehicle is no longer perhaps a used one is told all the same, so that no change accepted at once takes it along.
"""

# The value of a fact that counted last, of a vehicle of which nothing is known of it now.
_KNOWN_LAST: Final = f"""
    SELECT ({words("k.case_key")})[n.place::integer] FROM registration v
    JOIN decision k ON k.city_code = v.city_code AND k.registration_id = v.id AND k.superseded_at IS NOT NULL
    WHERE v.city_code = %(city)s AND v.vin = s.vin AND v.registered_on = s.registered_on
        AND v.superseded_at IS NOT NULL AND ({words("k.case_key")})[n.place::integer] <> n.nothing
    ORDER BY k.recorded_at DESC, k.id DESC LIMIT 1
"""  # noqa: S608 (constants only)


def _found(of_version: str, of_decision: str) -> str:
    """Return what finds the changes of a block, given what is stored of a row ``s``: version ``r``, decision ``d``."""
    return f"""
    INSERT INTO staged_change
    SELECT s.block, s.id, s.sheet, s.row_number, s.vin, s.registered_on, d.id, r.upload_id, p.published,
        f.before, f.after, c.changed, p.published OR d.override_id IS NOT NULL
            OR NOT c.changed <@ %(at_once)s::text[] AND ({_BETTER} OR d.case_key & ~s.case_key & {PERHAPS_USED} <> 0)
    FROM staged s
    CROSS JOIN LATERAL ({of_version} LIMIT 1) r
    CROSS JOIN LATERAL ({of_decision} LIMIT 1) d
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM final_days p WHERE s.registered_on >= p.from_on
        AND s.registered_on < p.until_on AND {stood("s", "%(city)s")}) AS published) p
    CROSS JOIN LATERAL (SELECT {words("d.case_key")} AS before, {words("s.case_key")} AS after) f
    CROSS JOIN LATERAL (SELECT ARRAY(
        SELECT n.name FROM unnest({NAMES}, {NOTHING_KNOWN}, f.before, f.after)
            WITH ORDINALITY AS n (name, nothing, before, after, place)
        WHERE n.before <> n.after AND NOT ({_FOLLOWS})
            AND (n.before <> n.nothing OR d.override_id IS NOT NULL OR {_MENDED}
                OR p.published AND ({_OTHERWISE}) OR n.after <> ({_KNOWN_LAST}))
    ) AS changed) c
    WHERE s.block = %(block)s AND NOT s.unchanged AND {differing("s.case_key", "d.case_key")}
        AND cardinality(c.changed) > 0
    """  # noqa: S608 (constants only)


# Sub-selects with LIMIT, as in ``staging``: rows written in this transaction are not in the statistics.
_AGAINST_STANDING: Final = _found(
    "SELECT * FROM registration r WHERE r.city_code = %(city)s AND r.id = s.stored_id",
    "SELECT * FROM decision d WHERE d.city_code = %(city)s AND d.registration_id = r.id AND d.superseded_at IS NULL",
)
_AGAINST_WITHDRAWN: Final = _found(
    "SELECT * FROM staged_gone g WHERE g.staged_id = s.id",
    "SELECT * FROM staged_gone g WHERE g.staged_id = s.id",
)
_OUTCOME: Final = ", ".join(OUTCOME_COLUMNS)
_BESIDE: Final = ("override_id", "ruled_verdict", "ruled_duty_verdict")


def _counted(was_gone: str) -> str:
    """Return the outcome that goes on counting, as SQL: that of decision ``d``, or anew of what was gone ``g``."""
    return ", ".join(f"CASE WHEN {was_gone} THEN g.{name} ELSE d.{name} END" for name in OUTCOME_COLUMNS)


# What is counted is what the report says: the verdict of the decision before.
_COUNT_AS_BEFORE: Final = f"""
UPDATE staged s SET counted_id = d.id, ({_OUTCOME}) = ROW ({_counted("g.judged AND d.override_id IS NULL")})
FROM staged_change c JOIN decision d ON d.city_code = %(city)s AND d.id = c.counted_id
LEFT JOIN staged_gone g ON g.staged_id = c.id
WHERE c.block = %(block)s AND c.reviewed AND s.block = c.block AND s.id = c.id
"""  # noqa: S608 (constants only)

# Of what was judged anew ``overrides`` says again what the office decided otherwise, in the same transaction.
_APPEND_COUNTED: Final = f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {_OUTCOME}, category, event, energy,
    registered_on, recorded_at, disputed, defence_sha256, override_id, ruled_verdict, ruled_duty_verdict)
SELECT d.city_code, c.id, CASE WHEN g.judged THEN %(edition)s ELSE l.edition_id END, d.case_key,
    {_counted("g.judged")}, d.category, d.event, d.energy, d.registered_on, %(now)s, d.disputed,
    CASE WHEN g.judged THEN g.defence_sha256 ELSE l.defence_sha256 END,
    {", ".join(f"CASE WHEN g.judged THEN NULL ELSE d.{name} END" for name in _BESIDE)}
FROM staged_change c
JOIN decision d ON d.city_code = %(city)s AND d.id = c.counted_id
LEFT JOIN staged_gone g ON g.staged_id = c.id
CROSS JOIN LATERAL (SELECT edition_id, defence_sha256 FROM given_decision l WHERE l.city_code = d.city_code
    AND l.id = d.id ORDER BY l.recorded_at DESC LIMIT 1) l
WHERE c.block = %(block)s AND c.reviewed
"""  # noqa: S608 (constants only)

_ADDED: Final = """
INSERT INTO late_addition (city_code, vin, registered_on, recorded_at)
SELECT %(city)s, s.vin, s.registered_on, %(now)s FROM staged s
WHERE s.stored_id IS NULL AND EXISTS (
    SELECT FROM final_days p WHERE s.registered_on >= p.from_on AND s.registered_on < p.until_on)
ON CONFLICT DO NOTHING
"""
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


class Changes:
    """Finds the changes of an upload's blocks. ``at_once``: kinds of changes that are accepted without a review.

    ``verdicts``: those of the edition in force.
    """

    def __init__(
        self,
        connection: RawConnection,
        version: Version,
        verdicts: Verdicts,
        *,
        final: Iterable[PublishedDays],
        at_once: Collection[str],
    ) -> None:
        self._connection, self._verdicts = connection, verdicts
        self._values = asdict(version) | {
            "at_once": [name for name, kind in _KIND.items() if kind in at_once]
        }
        connection.execute(_TABLES)
        open_gone(connection)
        with connection.cursor() as cursor:
            days = [(one.from_on, one.until_on, one.computed_at) for one in final]
            cursor.executemany("INSERT INTO final_days VALUES (%s, %s, %s)", days)
        self._some_final = bool(days)
        found = connection.execute(_IS_WITHDRAWN, self._values).fetchone()
        self._some_withdrawn = bool(found and found[0])

    def find(self, *, block: int, changed: int) -> int:
        """Find those of a block of which ``changed`` rows are stored otherwise; return how many there are.

        What is reviewed gets the outcome that goes on counting.
        """
        values = self._values | {"block": block}
        found = self._connection.execute(_AGAINST_STANDING, values).rowcount if changed else 0
        if self._some_withdrawn and judge_gone(self._connection, self._verdicts, values):
            found += self._connection.execute(_AGAINST_WITHDRAWN, values).rowcount
        if found:
            self._connection.execute(_COUNT_AS_BEFORE, values)
        return found

    def append(self, *, block: int) -> None:
        """Append the decisions that go on counting, for the versions that a block has appended."""
        self._connection.execute(_APPEND_COUNTED, self._values | {"block": block})

    def settle(self) -> None:
        """Note, once all blocks are stored, what they add to published months, and open the reviews of their changes.

        What was open on a vehicle that changed again is overtaken.
        """
        if self._some_final:
            self._connection.execute(_ADDED, self._values)
        self._connection.execute(_CLOSE_OVERTAKEN, self._values)
        self._connection.execute(_OPEN, self._values | {"names": Jsonb(list(COMPARED))})


_TOLD: Final = f"""
SELECT c.sheet, c.row_number, n.name, n.before, n.after, c.reviewed, u.name, here.name FROM staged_change c
CROSS JOIN LATERAL unnest({NAMES}, c.before, c.after) WITH ORDINALITY AS n (name, before, after, place)
JOIN upload u ON u.city_code = %(city)s AND u.id = c.from_upload
JOIN upload here ON here.city_code = %(city)s AND here.id = %(upload)s
WHERE n.name = ANY (c.changed) ORDER BY c.sheet, c.row_number, n.place
"""  # noqa: S608 (constants only)
_COUNTS: Final = Text("", "")
_WAITS: Final = Text(
    "；核准之前仍按原来的结论统计", "; until the office accepts it, the verdict before goes on counting"
)
_COLUMNS: Final = {"mass_class": "gross_mass", "perhaps_used": "built_on"}
"""The column that a fact is read from, where it has another name."""


def told(connection: RawConnection, version: Version) -> list[Finding]:
    """Return a finding for each fact that was changed; it names both values and both files."""
    return [
        Finding(
            _KIND[str(name)],
            str(sheet),
            int(str(row)),
            field=_COLUMNS.get(str(name), str(name)),
            value=str(after),
            values=_values(str(name), str(before), str(after), waits=_WAITS if reviewed else _COUNTS)
            | {"file": str(earlier), "here": str(here)},
        )
        for sheet, row, name, before, after, reviewed, earlier, here in connection.execute(
            _TOLD, asdict(version)
        )
    ]


def _values(name: str, before: str, after: str, *, waits: Text) -> dict[str, str]:
    said = {"before": said_facts(name, [before]), "after": said_facts(name, [after]), "waits": waits}
    return {
        f"{key}_{language}": text.in_language(language)
        for key, text in said.items()
        for language in LANGUAGES
    }
