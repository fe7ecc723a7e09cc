"""What the sheets of a workbook share while a copy of it is annotated: its styles, its texts, what was done so far."""

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from importers.workbooks.handed_out import LEADS_A_FORMULA
from importers.workbooks.live_formulas import reaches_out
from importers.workbooks.package_edits import Package
from importers.workbooks.sheet_edits import SheetEdits
from importers.workbooks.sheet_places import CellPlace
from importers.workbooks.splicing import local
from importers.workbooks.style_edits import Change, Styles

_TEXTS: Final = frozenset({"s", "str", "inlineStr"})


def shared_texts(text: bytes) -> list[str]:
    """Return the shared strings of a workbook, without how they are pronounced."""
    found: list[str] = []
    taken: list[str] = []
    inside = [False, False]  # of a text, of a pronunciation

    def start(tag: str, _: dict[str, str]) -> None:
        name = local(tag)
        inside[0] = name == "t" and not inside[1]
        inside[1] = inside[1] or name == "rPh"

    def end(tag: str) -> None:
        name = local(tag)
        inside[0] = False
        if name == "rPh":
            inside[1] = False
        elif name == "si":
            found.append("".join(taken))
            taken.clear()

    def characters(said: str) -> None:
        if inside[0]:
            taken.append(said)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.Parse(text, True)
    return found


@dataclass(slots=True)
class Shared:
    """What the sheets of a workbook share."""

    package: Package
    styles: Styles
    texts: list[str]
    bears_signs: bool
    comments_left: int
    formulas_cut: int = 0

    def text_of(self, cell: CellPlace) -> str:
        """Return the text that a cell holds, nothing where it holds something else."""
        if cell.kind != "s":
            return cell.value if cell.kind in _TEXTS else ""
        number = int(cell.value or -1)
        return self.texts[number] if 0 <= number < len(self.texts) else ""

    def cut_formulas(self, edits: SheetEdits) -> None:
        """Leave of each formula that reaches out of the file its last result."""
        cells = [
            (row, column, cell)
            for row, place in edits.places.rows.items()
            for column, cell in place.cells.items()
            if cell.formula is not None
        ]
        groups = {
            cell.formula_attributes.get("si") for _, _, cell in cells if reaches_out(cell.formula or "")
        } - {None}
        for row, column, cell in cells:
            if reaches_out(cell.formula or "") or cell.formula_attributes.get("si") in groups:
                quoted = Change(quoted=self.text_of(cell).startswith(LEADS_A_FORMULA))
                edits.cut_formula(row, column, self.styles.look(cell.look, quoted))
                self.formulas_cut += 1

    def quote_texts(self, edits: SheetEdits) -> None:
        """Give texts that look like formulas the quote prefix, so that they stay texts where they are edited."""
        quoted = {index for index, text in enumerate(self.texts) if text.startswith(LEADS_A_FORMULA)}
        for row, place in edits.places.rows.items():
            for column, cell in place.cells.items():
                if cell.kind not in _TEXTS or cell.formula is not None or not cell.value:
                    continue
                is_shared = cell.kind == "s"
                if (int(cell.value) in quoted) if is_shared else cell.value.startswith(LEADS_A_FORMULA):
                    edits.give_look(row, column, self.styles.look(cell.look, Change(quoted=True)))
