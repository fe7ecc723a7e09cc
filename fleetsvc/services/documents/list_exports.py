"""Lists of vehicles to take away: which, by what filter, in which form. Small ones at once, others by a worker."""

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.documents.requests import CSV, XLSX, DocumentKind, Question
from fleetsvc.services.law import standing_counts
from fleetsvc.services.registrations import lists
from fleetsvc.services.registrations.exports import (
    COLUMNS,
    MOST_XLSX_ROWS,
    Cells,
    ExportTooLarge,
    csv_lines,
    export_rows,
    file_pieces,
    xlsx_chunks,
)
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from fleetsvc.services.registrations.lists import listed_json
from importers.sandbox.list_child import ListNotWritten, write_list
from rules.vocabulary import Duty, Replacement
from rules.wording import Language

Form = Literal["csv", "xlsx"]

SMALL_ROWS: Final[Mapping[Form, int]] = {"csv": 5000, "xlsx": 1000}
"""A list of so many rows is written within a fifth of a second: nobody need wait for a worker."""
MEDIA: Final[Mapping[Form, str]] = {"csv": CSV, "xlsx": XLSX}


@dataclass(frozen=True, slots=True)
class ListExport:
    """A list as it is asked for: which kind of list, which vehicles; ``name`` is that of the file."""

    kind: Literal[DocumentKind.REGISTRATIONS, DocumentKind.NONCOMPLIANCE]
    wanted: RegistrationFilter
    form: Form
    language: Language
    masked: bool
    name: str


def question(session: Session, export: ListExport, *, personal: bool) -> Question:
    """Return what is asked of the workers for a list. ``personal``: it shows in full what others see masked."""
    return Question(
        export.kind,
        {
            "wanted": {
                name: value.isoformat() if isinstance(value, date) else value  # an instant is a date, too
                for name, value in asdict(export.wanted).items()
            },
            "form": export.form,
            "language": export.language,
            "masked": export.masked,
            "name": export.name,
        },
        state=state(session, export),
        name=export.name,
        media=MEDIA[export.form],
        personal=personal,
    )


def export_of(kind: str, asked: Json) -> ListExport:
    """Return the list that a stored question asks for."""
    written = dict(asked["wanted"])
    for name, read in _READ.items():
        written[name] = None if written.get(name) is None else read(written[name])
    others: dict[str, Any] = {name: asked[name] for name in ("form", "language", "masked", "name")}
    return ListExport(DocumentKind(kind), RegistrationFilter(**written), **others)  # type: ignore[arg-type]  # one of the two kinds of lists


_READ: Final[Mapping[str, Callable[[Any], object]]] = {
    "from_on": date.fromisoformat,
    "until_on": date.fromisoformat,
    "known_at": datetime.fromisoformat,
    "upload": tuple,
    "verdicts": tuple,
    "duty": Duty,
    "replaces": Replacement,
    "order": Order,
}
"""How values of a filter are read from JSON, where JSON has no such value."""


def state(session: Session, export: ListExport) -> str:
    """Return what names the present state of the data that a list is made from, as the session's scope sees them."""
    unit = export.wanted.unit
    return standing_counts.state(session, city=None if unit is None else int(unit))


def is_small(session: Session, export: ListExport) -> bool:
    """Tell whether a list may be written while its asker waits."""
    return not lists.has_more(session, export.wanted, than=SMALL_ROWS[export.form])


def rows_of(session: Session, export: ListExport) -> Iterator[Cells]:
    """Yield the cells of all rows of a list; memory does not grow with them."""
    found = lists.all_registrations(session, export.wanted)
    documents = (listed_json(row) for row in found)
    shown = map(masked_registration, documents) if export.masked else documents
    yield from export_rows(shown, language=export.language)


def written(rows: Iterator[Cells], export: ListExport) -> Iterator[bytes]:
    """Yield a list as the file it is to be. Raises ExportTooLarge."""
    write = csv_lines if export.form == "csv" else xlsx_chunks
    return write(rows, language=export.language)


def written_apart(rows: Iterator[Cells], export: ListExport) -> Iterator[bytes]:
    """Yield a list as ``written`` does; a workbook is written by a child process, under limits of its own.

    Raises ExportTooLarge, ReaderStopped where the machine cut it short, ReaderBroke for a fault of our own.
    """
    if export.form == "csv":
        yield from csv_lines(rows, language=export.language)
        return
    with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
        source, out = Path(folder) / "rows", Path(folder) / "list.xlsx"
        with source.open("w", encoding="utf-8") as file:
            for number, row in enumerate(rows, start=1):
                if number > MOST_XLSX_ROWS:
                    raise ExportTooLarge
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        try:
            write_list(source, out, headers=[text.in_language(export.language) for text in COLUMNS.values()])
        except ListNotWritten as too_much:
            raise ExportTooLarge from too_much
        source.unlink()
        yield from file_pieces(out)
