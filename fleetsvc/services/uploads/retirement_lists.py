"""Lists of retired vehicles: read and stored as any delivery is, and taken back; each changes which claims hold.

What a list says stands until the list is withdrawn. A row that says what another list says already is unchanged, and
a source of it all the same: whichever of the two is withdrawn, the other still says it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.database.transactions import RawConnection, raw_connection
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads import staging, stored_claims
from fleetsvc.services.uploads.copy_rows import Lines
from fleetsvc.services.uploads.judging import Judged
from fleetsvc.services.uploads.progress import Progress, untold
from fleetsvc.services.uploads.reading import Reading, Sinks, read_frames
from importers.facts import RETIREMENT_FACTS
from importers.results import Block, Finding, RowFate
from importers.sandbox.reader import Frame

_VALUES: Final = ", ".join(RETIREMENT_FACTS)
_TABLES: Final = f"""
CREATE TEMP TABLE staged_retirement ON COMMIT DROP AS SELECT sheet, row_number, {_VALUES} FROM retirement LIMIT 0;
CREATE INDEX ON staged_retirement (vin);
CREATE INDEX ON staged_retirement (plate)
"""  # noqa: S608 (constants only)
_OTHER_LISTS: Final = "r.city_code = %(city)s AND r.superseded_at IS NULL AND r.upload_id <> %(upload)s"
_SAID_BEFORE: Final = f"""
INSERT INTO staged_aside
SELECT s.sheet, s.row_number, '{RowFate.UNCHANGED}', NULL, '[]'::jsonb, NULL FROM staged_retirement s WHERE EXISTS (
    SELECT FROM retirement r WHERE {_OTHER_LISTS} AND (r.vin = s.vin OR r.plate = s.plate)
        AND ({", ".join(f"r.{name}" for name in RETIREMENT_FACTS)})
            IS NOT DISTINCT FROM ({", ".join(f"s.{name}" for name in RETIREMENT_FACTS)}))
"""  # noqa: S608 (constants only)
_OTHER_DAYS: Final = f"""
SELECT DISTINCT ON (s.sheet, s.row_number) s.sheet, s.row_number, s.retired_on::text, r.retired_on::text
FROM staged_retirement s JOIN retirement r ON {_OTHER_LISTS} AND r.retired_on <> s.retired_on
    AND (r.vin = s.vin OR r.plate = s.plate AND (r.vin IS NULL OR s.vin IS NULL))
ORDER BY s.sheet, s.row_number, r.retired_on
"""  # noqa: S608 (constants only)
_STORE: Final = f"""
INSERT INTO retirement (city_code, {_VALUES}, upload_id, sheet, row_number, recorded_at)
SELECT %(city)s, {_VALUES}, %(upload)s, sheet, row_number, %(now)s FROM staged_retirement
"""  # noqa: S608 (constants only)
_CLAIMS_OF: Final = stored_claims.naming(
    "(SELECT vin, plate FROM retirement WHERE city_code = %(city)s AND upload_id = %(upload)s)"
)
_CLOSE: Final = """
UPDATE retirement SET superseded_at = %(now)s
WHERE city_code = %(city)s AND upload_id = %(upload)s AND superseded_at IS NULL
"""


def read(
    session: Session, upload: UploadRecord, frames: Iterable[Frame], *, progress: Progress, now: datetime
) -> Reading:
    """Read a list, and store it where its sender has confirmed it. Bad content never raises: it is in the reading."""
    connection = raw_connection(session)
    values: Mapping[str, object] = {"city": upload.city_code, "upload": upload.number, "now": now}
    staging.open_staging(connection)
    connection.execute(_TABLES)
    told: list[Finding] = []
    done = 0

    def keep(block: Block, judged: Judged) -> None:
        nonlocal done
        _stage(connection, block)
        done += len(block.rows) + len(block.aside) + len(judged.outcomes)
        progress(done)

    reading = read_frames(
        frames, judge=lambda _: Judged([], [], []), sinks=Sinks(block=keep, findings=told.extend)
    )
    if reading.refused is not None:
        return reading
    unchanged = connection.execute(_SAID_BEFORE, values).rowcount
    reading.rows.update({RowFate.ACCEPTED: -unchanged, RowFate.UNCHANGED: unchanged})
    differing = [_differs(row) for row in connection.execute(_OTHER_DAYS, values)]
    reading.codes.update(finding.code for finding in differing)
    staging.stage_findings(connection, [*told, *differing], first_ordinal=0)
    staging.keep_review(connection, city=upload.city_code, upload=upload.number)
    if upload.confirmed:
        connection.execute(_STORE, values)
        stored_claims.settle(session, _CLAIMS_OF, values, city=upload.city_code, now=now)
    return reading


def take_back(
    session: Session, *, city: int, number: int, progress: Progress = untold, now: datetime
) -> None:
    """Close what a list says: what only it confirmed is open again. Needs ``current_versions.hold``."""
    values: Mapping[str, object] = {"city": city, "upload": number, "now": now}
    progress(raw_connection(session).execute(_CLOSE, values).rowcount)
    stored_claims.settle(session, _CLAIMS_OF, values, city=city, now=now)


def _stage(connection: RawConnection, block: Block) -> None:
    with connection.cursor() as cursor:
        if block.rows:
            lines = Lines([block.sheet])
            lines.numbers(block.rows)
            for name in RETIREMENT_FACTS:
                lines.texts(block.columns[name])
            with cursor.copy(f"COPY staged_retirement (sheet, row_number, {_VALUES}) FROM STDIN") as copy:
                copy.write(lines.text())
        if block.aside:
            staging.stage_aside(cursor, block.aside)


def _differs(row: Sequence[object]) -> Finding:
    sheet, number, day, before = row
    return Finding(
        "retirement-day-differs",
        sheet=str(sheet),
        row=int(str(number)),
        field="retired_on",
        value=str(day),
        values={"before": str(before)},
    )
