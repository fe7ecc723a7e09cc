"""Forms become rows: each form is one vehicle, its other lines and titles are listed as parts of it."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Final

from importers.cells.identifiers import shown
from importers.fields import SheetReading
from importers.layout.forms import Form, FormEntry, Numbered, forms_in
from importers.layout.headings import descend, of_row
from importers.layout.merged import SheetRow
from importers.layout.our_columns import without_ours
from importers.layout.senders_word import heed
from importers.layout.sheet_reading import headed
from importers.results import AsideRow, Block, Expectation, Finding, RowFate
from importers.rows.batch_reading import well_formed
from importers.rows.batches import Batch, SheetRows, SheetToRead
from importers.rows.open_questions import STRUCK
from importers.rows.touched import DECIDING

FORM_LINE: Final = "form-line"
"""Why a line of a form is ignored that is not the one of its VIN."""


def _forms(sheet: SheetRows, reading: SheetReading) -> Iterator[Form]:
    first = min([reading.first_data_row, *(one.row for one in reading.headings if one.row)])
    return forms_in((number, row) for number, row in without_ours(sheet.rows()) if number >= first)


@dataclass(frozen=True, slots=True)
class ListOfForms:
    """The forms of a sheet as the rows of a list, for what is settled by whole columns."""

    sheet: SheetRows
    reading: SheetReading

    def rows(self) -> Iterable[tuple[int, SheetRow]]:
        """Return a row for each form."""
        return (
            (_number(form, self.reading), form.as_row(self.reading.form))
            for form in _forms(self.sheet, self.reading)
        )


def _number(form: Form, reading: SheetReading) -> int:
    """The row of a form that stands for its vehicle: that of its VIN."""
    entry = _entry_of_vin(form, reading)
    return form.lines[0][0] if entry is None else entry.number


def _vin(form: Form, reading: SheetReading) -> str | None:
    entry = _entry_of_vin(form, reading)
    return None if entry is None else well_formed(entry.value)


def _entry_of_vin(form: Form, reading: SheetReading) -> FormEntry | None:
    place = reading.columns.get("vin")
    return None if place is None else form.entries.get(reading.form[place])


@dataclass(slots=True)
class Group:
    """Forms in succession under the same titles."""

    reading: SheetReading
    findings: list[Finding]
    struck: Set[tuple[int, int]]
    forms: list[Form] = field(default_factory=list)

    def _doubt(self, form: Form) -> str | None:
        """Return why a form cannot be taken as it is: it may be none, or no longer hold."""
        if not form.is_alike(self.reading.form):
            return "form-unclear"
        keys = [self.reading.form[place] for name, place in self.reading.columns.items() if name in DECIDING]
        found = [form.entries[key] for key in keys if key in form.entries]
        return STRUCK if any((one.number, one.place + 1) in self.struck for one in found) else None

    def batch(self) -> Batch:
        """Return the forms that are in no doubt as a batch of rows."""
        alike = [form for form in self.forms if self._doubt(form) is None]
        return Batch(
            self.reading,
            [_number(form, self.reading) for form in alike],
            [form.as_row(self.reading.form) for form in alike],
        )

    def completed(self, block: Block) -> Block:
        """Add the lines that stand for no vehicle. A value of a form has no column of its own to point at."""
        fates = {*block.rows, *(row.row for row in block.aside)}
        for form in self.forms:
            doubt = self._doubt(form)
            if doubt is not None:
                number = _number(form, self.reading)
                fates.add(number)
                held = self._aside(number, form.lines, RowFate.HELD, None)
                block.aside.append(replace(held, vin=_vin(form, self.reading)))
                block.findings.append(Finding(doubt, sheet=self.reading.sheet, row=number))
            block.aside += [
                self._aside(n, form.titles, RowFate.IGNORED, "title")
                for n, _ in form.titles
                if n >= self.reading.first_data_row
            ]
            block.aside += [
                self._aside(n, form.lines, RowFate.IGNORED, FORM_LINE)
                for n, _ in form.lines
                if n not in fates
            ]
        findings = [*self.findings, *(replace(one, column=None) for one in block.findings)]
        block.findings[:] = sorted(findings, key=lambda one: one.row or 0)
        block.aside.sort(key=lambda one: one.row)
        return block

    def _aside(self, number: int, rows: list[Numbered], fate: RowFate, why: str | None) -> AsideRow:
        cells = [shown(cell) for cell in dict(rows).get(number, ())]
        while cells and not cells[-1]:
            cells.pop()
        return AsideRow(self.reading.sheet, number, fate, why, tuple(cells))


def groups_of_forms(
    sheet: SheetToRead, reading: SheetReading, expectation: Expectation, *, most: int
) -> Iterator[Group]:
    """Yield the forms of a sheet, so many at a time, each group under its own titles."""
    group = Group(reading, [], sheet.struck)
    lines = 0
    for form in _forms(sheet, reading):
        titles = [one for number, row in form.titles for one in of_row(row, number, within=True)]
        titles = [one for one in titles if (one.row or 0) >= reading.first_data_row]
        if titles or lines + len(form.lines) > most:
            if group.forms:
                yield group
            after, findings = heed(
                headed(group.reading, descend(group.reading.headings, titles)),
                expectation,
                sheets_differ=True,
            )
            told = [
                one
                for one in findings
                if one.row is not None and any(one.row == title.row for title in titles)
            ]
            group, lines = Group(after if titles else group.reading, told, sheet.struck), 0
        group.forms.append(form)
        lines += len(form.lines) + len(form.titles)
    if group.forms:
        yield group
