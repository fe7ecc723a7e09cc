"""Which vehicles of an upload in review would get a verdict: the file is read once more, nothing is stored."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import Json, UploadRecord, UploadRow
from fleetsvc.services.law import catalogues, rulebooks
from fleetsvc.services.uploads import deliveries, processing
from fleetsvc.services.uploads.judging import Judged, judge_for
from fleetsvc.services.uploads.reading import Sinks, read_frames
from importers.limits import limits_for
from importers.results import Block, RowFate
from importers.sandbox import reader
from rules.vocabulary import Verdict

MOST_ROWS: Final = 20_000
"""Files with more rows take too long to be read while somebody waits."""
_PATIENCE_SECONDS: Final = 60.0
"""Somebody waits for the page."""
_SHOWN: Final = ("plate", "vin", "category", "event", "energy", "registered_on", "owner")


class PreviewsBusy(Exception):
    """As many files are being read for people's pages as may be: ask again shortly."""


def would_be(session: Session, upload: UploadRecord, verdict: Verdict, *, today: date) -> list[Json]:
    """Return the rows of an upload whose new or changed vehicles would get a verdict, in the file's order.

    Raises ``ReaderStopped`` of ``importers.sandbox.endings`` where the machine takes too long.
    """
    number, unit = upload.number, str(upload.city_code)
    unchanged = _unchanged(session, upload)
    found: list[Json] = []

    def keep(block: Block, judged: Judged) -> None:
        for index, (row, given) in enumerate(zip(block.rows, judged.outcomes, strict=True)):
            if given.verdict is verdict and (block.sheet, row) not in unchanged:
                values = {name: block.columns[name][index] for name in _SHOWN}
                found.append({"sheet": block.sheet, "row": row, "rule": given.rule, **values})

    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        path = Path(folder) / "upload"
        path.write_bytes(deliveries.content(session, city=upload.city_code, number=number))
        frames = reader.stream(
            path,
            name=upload.name,
            expectation=processing.expectation_of(session, upload),
            today=today,
            catalogue=catalogues.known_models(session),
            limits=replace(
                limits_for(upload.size_bytes), file_bytes=upload.size_bytes, wall_seconds=_PATIENCE_SECONDS
            ),
        )
        judge = judge_for(rulebooks.active_book(session).table, unit=unit)
        read_frames(frames, judge=judge, sinks=Sinks(block=keep, findings=lambda _findings: None))
    return found


def _unchanged(session: Session, upload: UploadRecord) -> set[tuple[str, int]]:
    query = select(UploadRow.sheet, UploadRow.row_number).where(
        col(UploadRow.city_code) == upload.city_code,
        col(UploadRow.upload_id) == upload.id,
        UploadRow.fate == RowFate.UNCHANGED.value,
    )
    return set(session.exec(query))
