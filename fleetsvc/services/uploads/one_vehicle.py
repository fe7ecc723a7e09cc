"""One vehicle that is said field by field: written as a file of one row, which is read and checked as any other."""

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, cast

from fleetsvc.clock import SHANGHAI
from fleetsvc.services.uploads.check_file import check_file
from fleetsvc.services.uploads.deliveries import Delivery
from importers.fields import column_letter
from importers.findings.register import severity_of
from importers.layout.template_columns import COLUMNS, Column
from importers.results import Expectation, Finding, Refused, RowFate, Severity
from rules.rulebook import Rulebook

ASKED: Final[tuple[Column, ...]] = tuple(column for column in COLUMNS if column.field != "seq")
"""What is asked of a vehicle: the columns of our own workbook."""
LONGEST: Final = 200
_WAYS: Final = {"registered_on": "registered_on:ymd", "gross_mass": "gross_mass:kg"}
"""What is no question where a form asks for it: a column of one cell says little of what it holds."""
_MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in it; ``is_fit``: it would be stored. ``refused``: it cannot be read at all."""

    findings: Sequence[Finding]
    is_fit: bool
    refused: Refused | None


def delivery_of(values: Mapping[str, str], *, received_by: str, now: datetime) -> Delivery:
    """Return a vehicle, by the fields of ``ASKED``, as a delivery. Its name tells nothing of the vehicle."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([column.header for column in ASKED])
    writer.writerow([values.get(column.field, "")[:LONGEST] for column in ASKED])
    name = f"单车登记（{now.astimezone(SHANGHAI):%Y-%m-%d %H%M}）"
    columns = {column_letter(place): _WAYS.get(one.field, one.field) for place, one in enumerate(ASKED)}
    return Delivery(
        written.getvalue().encode("utf-8-sig"), f"{name}.csv", received_by, mapping={name: columns}
    )


def check(delivery: Delivery, *, unit: str, book: Rulebook, today: date) -> Checked:
    """Read and check it as its file will be; a retired vehicle that it names is taken at its word."""
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / delivery.name
        path.write_bytes(delivery.content)
        checked = check_file(
            path,
            expectation=Expectation(unit, mapping=cast("dict[str, dict[str, str | None]]", delivery.mapping)),
            book=book,
            today=today,
            most_bytes=_MOST_BYTES,
        )
    is_held = any(severity_of(finding) is Severity.ERROR for finding in checked.findings)
    accepted = checked.reading.rows[RowFate.ACCEPTED.value]
    return Checked(checked.findings, accepted == 1 and not is_held, checked.reading.refused)
