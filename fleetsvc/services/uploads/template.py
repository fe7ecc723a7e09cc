"""The workbook that a unit fills in."""

from importers.layout.template_columns import CATEGORY_WORDS
from importers.workbooks.handed_out import template
from rules.units import unit as reporting_unit
from rules.vocabulary import Category
from rules.wording import Language, Text


def template_for(*, unit: str, category: str | None, language: Language) -> tuple[bytes, str]:
    """Return the workbook a unit fills in, and a name for it. Raises UnitUnknown, ValueError for no category."""
    known, kind = reporting_unit(unit), Category(category) if category else None
    words = CATEGORY_WORDS[kind] if kind else None
    name = Text(
        f"{known.name.zh}新登记车辆信息表" + (f"（{words.zh}）" if words else ""),
        f"Registrations {known.name.en}" + (f" ({words.en})" if words else ""),
    )
    return template(unit=known, category=kind, language=language), f"{name.in_language(language)}.xlsx"
