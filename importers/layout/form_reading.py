"""Say how a sheet of forms is read: which of its labels are which fields, and what its titles say."""

from collections.abc import Sequence

from importers.fields import SheetReading
from importers.layout.forms import Form, FormEntry, forms_in
from importers.layout.headers import mass_unit, recognise_path
from importers.layout.headings import of_name, of_row
from importers.layout.matching import Column, Match, match_columns
from importers.layout.sheet_choice import Study
from importers.layout.sheet_reading import Understood, headed
from importers.layout.state_columns import state_columns


def understand_forms(study: Study) -> Understood:
    """Match the labels of a sheet of forms to fields; a label in doubt is not read, and its form says so."""
    forms = list(forms_in((number, row) for number, row in enumerate(study.rows, start=1) if any(row)))
    labels = _labels(forms)
    rows = [form.as_row(list(labels)) for form in forms]
    columns = [
        Column(place, recognise_path(entry.path), tuple(row[place] for row in rows), path=entry.path)
        for place, entry in enumerate(labels.values())
    ]
    match = match_columns(columns, sheet=study.name, confirmed={})
    asked = {question.field for question in match.questions}
    fields = {name: place for name, place in match.columns.items() if name not in asked}
    headers = {place: "/".join(entry.path) for place, entry in enumerate(labels.values())}
    units = {name: mass_unit(headers[place]) for name, place in fields.items() if name.endswith("_mass")}
    first = forms[0].lines[0][0]
    reading = SheetReading(
        sheet=study.name,
        index=study.index,
        header_rows=(max(1, first - 1),),
        first_data_row=first,
        columns=fields,
        headers=headers,
        mass_units={name: unit for name, unit in units.items() if unit is not None},
        states=state_columns(headers, fields),
        form=tuple(labels),
    )
    titles = [one for number, row in forms[0].titles for one in of_row(row, number, within=False)]
    return Understood(study, headed(reading, [of_name(study.name), *titles]), Match(columns=fields), ())


def _labels(forms: Sequence[Form]) -> dict[str, FormEntry]:
    labels: dict[str, FormEntry] = {}
    for form in forms:
        labels = form.entries | labels
    return {key: labels[key] for key in sorted(labels, key=lambda key: labels[key].number)}
