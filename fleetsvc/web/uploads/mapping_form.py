"""The form of columns: what each is said to hold, read back into a mapping."""

from collections.abc import Mapping
from typing import Any

from importers.fields import COLUMN_CHOICES, FIELDS, field_of
from rules.wording import Language


class MappingAmbiguous(Exception):
    """One field is given to several columns: ``name`` as people read it, ``columns`` their letters."""

    def __init__(self, name: str, columns: str) -> None:
        super().__init__(name, columns)
        self.name = name
        self.columns = columns


def read_mapping(
    form: Mapping[str, str], report: Mapping[str, Any] | None, language: Language
) -> dict[str, object]:
    """Return sheet -> column letters -> field or None, for the used sheets of a report. Raises MappingAmbiguous.

    A select is named by the place of its sheet and the letters of its column; one that holds no field counts as not
    used. Where there are too many for one form, those that it lacks stay as they were read.
    """
    mapping: dict[str, object] = {}
    for place, sheet in enumerate((report or {}).get("sheets", ())):
        if sheet["used"]:
            columns = {
                one["column"]: form.get(f"{place}:{one['column']}", one["field"]) for one in sheet["columns"]
            }
            mapping[sheet["name"]] = _unambiguous(columns, language)
    return mapping


def _unambiguous(chosen: Mapping[str, str | None], language: Language) -> dict[str, str | None]:
    columns = {letters: choice if choice in COLUMN_CHOICES else None for letters, choice in chosen.items()}
    for field, name in FIELDS.items():
        at = [letters for letters, said in columns.items() if said is not None and field_of(said) == field]
        if len(at) > 1:
            raise MappingAmbiguous(name.in_language(language), ", ".join(at))
    return columns
