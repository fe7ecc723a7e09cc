"""Lists of vehicles to take away: which, by what filter, in which form. Most at once, very long ones by a worker."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.documents.print_sheets import Paper, workbook_of
from fleetsvc.services.documents.requests import CSV, XLSX, DocumentKind, Question
from fleetsvc.services.law import standing_counts
from fleetsvc.services.registrations import lists
from fleetsvc.services.registrations.exports import COLUMNS, Cells, csv_lines, export_rows
from fleetsvc.services.registrations.filters import Order, RegistrationFilter
from rules.vocabulary import Duty, Replacement
from rules.wording import Language

Form = Literal["csv", "xlsx"]

DIRECT_ROWS: Final = 100_000
"""A list of so many rows is written while it is sent, within seconds; longer ones are left to the workers."""
MEDIA: Final[Mapping[Form, str]] = {"csv": CSV, "xlsx": XLSX}


@dataclass(frozen=True, slots=True)
class ListExport:
    """A list as it is asked for: which kind of list, which vehicles; ``name`` is that of the file.

    ``paper``: how a workbook is laid out to be handed in; without it, it is the plain table that programs read.
    """

    kind: Literal[DocumentKind.REGISTRATIONS, DocumentKind.NONCOMPLIANCE]
    wanted: RegistrationFilter
    form: Form
    language: Language
    masked: bool
    name: str
    paper: Paper | None = None


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
            "paper": None if export.paper is None else asdict(export.paper),
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
    paper = asked.get("paper")  # an earlier release asked without
    return ListExport(
        DocumentKind(kind),  # type: ignore[arg-type]  # one of the two kinds of lists
        RegistrationFilter(**written),
        **others,
        paper=None if paper is None else Paper(**paper | {"columns": tuple(paper["columns"])}),
    )


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
    return not lists.has_more(session, export.wanted, than=DIRECT_ROWS)


class Writing:
    """A list that is being written: its bytes, and how many vehicles are in it so far.

    All of it is read in one session, which has to see one state of the data. ``now``: that of the data, which a
    workbook that is to be handed in tells.
    """

    def __init__(self, session: Session, export: ListExport, *, now: datetime) -> None:
        self._session, self.export, self._now = session, export, now
        self.rows = 0
        self.is_whole = False

    def pieces(self) -> Iterator[bytes]:
        """Yield the list as the file it is to be. Raises SheetFull where a worksheet cannot hold it."""
        export = self.export
        if export.form == "csv":
            yield from csv_lines(self._rows(tuple(COLUMNS), {}), language=export.language)
        else:
            yield from workbook_of(
                self._session,
                self._rows,
                export.paper,
                known_at=export.wanted.known_at or self._now,
                language=export.language,
            )
        self.is_whole = True

    def _rows(self, names: tuple[str, ...], rules: Mapping[str, str]) -> Iterator[Cells]:
        """Yield the cells of these columns of all rows; memory does not grow with them."""
        export = self.export
        found = lists.all_registrations(self._session, export.wanted)
        rows = export_rows(found, names, language=export.language, masked=export.masked, rules=rules)
        for self.rows, row in enumerate(rows, start=1):
            yield row
