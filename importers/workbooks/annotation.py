"""What an annotated copy says, and in which signs: the words shared by its two ways of being made.

``annotate`` marks the very workbook of the sender; ``held_rows`` builds a new one in the sender's layout where
the original cannot be kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from openpyxl.comments import Comment

from importers.fields import FIELDS
from importers.findings import register
from importers.formats.cell_faults import ALTERED
from importers.formats.sheetscan import column_number
from importers.layout.template_columns import ERRORS_HEADER
from importers.results import Finding, Severity
from importers.workbooks.corrected_cells import MergedRange, corrected_cells, parted
from rules.wording import Language, Text

Place = TypeVar("Place", int, tuple[int, int])

AUTHOR: Final = "fleetsvc"
MOST_COMMENTS: Final = 10_000
"""Programs draw a shape for each comment and slow down past this; the colours and the column still tell all."""

_SEVERITY_WORDS: Final[dict[Severity, Text]] = {
    Severity.ERROR: Text("错误", "Error"),
    Severity.WARNING: Text("核对", "Check"),
    Severity.INFO: Text("提示", "Note"),
}
_GRAVITY: Final = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}
_LONGEST_TEXT: Final = 32_000  # a cell holds 32,767 characters (Excel specifications and limits)
_CHARACTERS_A_LINE: Final = 26


@dataclass(frozen=True, slots=True)
class HeaderPlace:
    """Where the header of a used sheet stands, and where its data begin: Excel row numbers."""

    header_rows: tuple[int, ...]
    first_data_row: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is to be written onto a file: findings at their places, and the signed batch id.

    ``sheets`` are the used sheets. ``mark`` is the text of the batch id, signed by whoever asks. ``corrections``: what
    stands in cells by the unit's word, as ``importers.results.Expectation`` has it.
    """

    sheets: Mapping[str, HeaderPlace]
    findings: tuple[Finding, ...]
    mark: str
    language: Language = "zh"
    corrections: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class Note:
    """What is said at one place, and how grave the gravest of it is."""

    severity: Severity
    lines: list[str]

    def add(self, severity: Severity, line: str) -> None:
        """Say one thing more."""
        self.severity = max(self.severity, severity, key=_GRAVITY.__getitem__)
        if line not in self.lines:
            self.lines.append(line)

    @property
    def text(self) -> str:
        """All lines in one, numbered where there are several."""
        if len(self.lines) == 1:
            return self.lines[0][:_LONGEST_TEXT]
        return "  ".join(f"{number}. {line}" for number, line in enumerate(self.lines, 1))[:_LONGEST_TEXT]

    @property
    def words(self) -> str:
        """All lines below each other, as a comment says them."""
        return "\n".join(self.lines)[:_LONGEST_TEXT]

    @property
    def comment(self) -> Comment:
        """The lines as a comment, its box large enough to show them."""
        height = 18 * sum(1 + len(line) // _CHARACTERS_A_LINE for line in self.lines) + 16
        return Comment(self.words, AUTHOR, height=min(height, 400), width=340)


@dataclass(slots=True)
class SheetNotes:
    """The notes of one sheet: by cell (row, column number from 1), by row, by column, and on the whole sheet.

    ``header`` is what the column of errors is called. ``altered`` are the deciding cells that are not what the file
    holds. ``corrected``: what the unit says that stands in a cell.
    """

    header: str
    cells: dict[tuple[int, int], Note] = field(default_factory=dict)
    rows: dict[int, Note] = field(default_factory=dict)
    columns: dict[int, Note] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    altered: set[tuple[int, int]] = field(default_factory=set)
    corrected: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def part(self, areas: Iterable[MergedRange]) -> bool:
        """Whether a corrected cell is merged with cells of other rows, which keep what they say."""
        return any(parted(areas, self.corrected))

    def held(self) -> set[int]:
        """The rows with an error; where none has one, all rows that something is said about."""
        in_error = {row for row, note in self.rows.items() if note.severity == Severity.ERROR}
        return in_error or set(self.rows)


def notes_of(annotation: Annotation) -> dict[str, SheetNotes]:
    """Return the notes for each used sheet. What concerns no sheet is said on the first."""
    header = ERRORS_HEADER.in_language(annotation.language)
    notes = {
        sheet: SheetNotes(header, corrected=corrected_cells(annotation.corrections.get(sheet, {})))
        for sheet in annotation.sheets
    }
    first = next(iter(notes), None)
    for finding in annotation.findings:
        name = finding.sheet if finding.sheet in notes else first
        if name is not None:
            _take(notes[name], finding, annotation.language, elsewhere=name != finding.sheet)
    return notes


def _take(notes: SheetNotes, finding: Finding, language: Language, *, elsewhere: bool) -> None:
    severity, said = register.severity_of(finding), _said(finding, language)
    word = f"【{_SEVERITY_WORDS[severity].zh}】" if language == "zh" else f"[{_SEVERITY_WORDS[severity].en}] "
    column = column_number(finding.column) if finding.column else None
    if elsewhere:
        notes.whole.append(f"{word}{finding.sheet}: {said}" if finding.sheet else f"{word}{said}")
    elif finding.row is not None:
        _add(notes.rows, finding.row, severity, f"{word}{_place(finding, language)}{said}")
        if column is not None:
            _add(notes.cells, (finding.row, column), severity, f"{word}{said}")
            if finding.code == ALTERED:
                notes.altered.add((finding.row, column))
    elif column is not None:
        _add(notes.columns, column, severity, f"{word}{said}")
    else:
        notes.whole.append(f"{word}{said}")


def _add(notes: dict[Place, Note], place: Place, severity: Severity, line: str) -> None:
    if place not in notes:
        notes[place] = Note(severity, [])
    notes[place].add(severity, line)


def _said(finding: Finding, language: Language) -> str:
    message = register.message(finding).in_language(language)
    repair = register.repair(finding).in_language(language)
    return f"{message}。{repair}。" if language == "zh" else f"{message}. {repair}."


def _place(finding: Finding, language: Language) -> str:
    """Name the column that a sentence in the column of errors is about: it stands far from its cell."""
    name = FIELDS[finding.field].in_language(language) if finding.field in FIELDS else ""
    if not finding.column:
        return ""
    return f"{finding.column}列{name}：" if language == "zh" else f"column {finding.column}, {name}: "


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Return an annotation as plain data for the child that writes it."""
    return asdict(annotation)


def from_json(said: Mapping[str, Any]) -> Annotation:
    """Rebuild an annotation from plain data."""
    places = {
        name: HeaderPlace(tuple(place["header_rows"]), place["first_data_row"])
        for name, place in said["sheets"].items()
    }
    return Annotation(
        places, tuple(_findings(said["findings"])), said["mark"], said["language"], said["corrections"]
    )


def _findings(said: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    return (Finding(**{**finding, "others": tuple(finding["others"])}) for finding in said)
