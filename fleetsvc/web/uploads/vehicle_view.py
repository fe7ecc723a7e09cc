"""What the form of one vehicle shows: its fields with their words to choose from, and what is wrong at each."""

from dataclasses import dataclass
from typing import Final

from fleetsvc.services.uploads.one_vehicle import ASKED, Checked
from importers.fields import FIELDS
from importers.findings import refusals, register
from importers.layout.template_columns import CATEGORY_WORDS, ENERGY_WORDS, EVENT_WORDS, STAGE_WORDS
from rules.wording import Language, Text

_CHOICES: Final[dict[str, tuple[Text, ...]]] = {
    "category": tuple(CATEGORY_WORDS.values()),
    "event": tuple(EVENT_WORDS.values()),
    "fuel": tuple(ENERGY_WORDS.values()),
    "emission_stage": tuple(STAGE_WORDS.values()),
}
Faults = dict[str, list[tuple[str, str]]]
"""Field -> what is wrong and how to repair it; of no field of the form under the empty name."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field: what it is called, a hint, whether it must be filled in, and what to choose from (value, label)."""

    name: str
    label: str
    hint: str
    required: bool
    choices: tuple[tuple[str, str], ...]


def shown_fields(language: Language) -> list[ShownField]:
    """Return the fields in their order; what is chosen is written as our own workbook writes it."""
    return [
        ShownField(
            column.field,
            Text(column.header, FIELDS[column.field].en).in_language(language),
            column.hint.in_language(language),
            column.required,
            tuple((text.zh, text.in_language(language)) for text in _CHOICES.get(column.field, ())),
        )
        for column in ASKED
    ]


def faults_said(checked: Checked, language: Language) -> Faults:
    """Return what was found, each at its field, errors before what only asks."""
    said: Faults = {}
    names = {column.field for column in ASKED}
    for finding in sorted(checked.findings, key=register.severity_of):
        field = finding.field if finding.field in names else ""
        told = register.message(finding).in_language(language), register.repair(finding).in_language(language)
        said.setdefault(field or "", []).append(told)
    if checked.refused is not None:
        said.setdefault("", []).append((refusals.message(checked.refused).in_language(language), ""))
    return said
