"""What each vehicle of a batch is used for, and how it came: stated in the row, on the sheet, or when it was sent.

Words that cannot be read are never overridden by what was said for the whole file, only by the row's own evidence.
A column headed 用途 may hold natures of use (公交客运, 非营运), categories (环卫车, 其他) or both: where it was taken
for the nature of use, its words are read as categories too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

from importers.cells.categories import (
    POST,
    CategoryEvidence,
    category_by_evidence,
    is_muck_permit,
    parse_category,
)
from importers.cells.identifiers import CellDoubt, CellProblem, is_blank
from importers.fields import SheetReading
from importers.formats.cell_faults import fault_code
from importers.layout.headers import recognise
from importers.layout.template_columns import CATEGORY_WORDS
from importers.layout.weights import USUAL
from importers.rows.batches import Batch, Memo
from importers.rows.meanings import Meanings
from rules.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Use:
    """The category, or what is wrong with its cell; ``shown`` where the row's evidence contradicts it."""

    category: str | None
    problem: CellProblem | None = None
    shown: str | None = None


def use_memo(reading: SheetReading, default: str | None, meanings: Meanings) -> Memo[Use]:
    """Make the memo over (category, use, vehicle type, product name, model, muck permit, owner if the post)."""
    of_category = partial(_of_category, meanings.explained("category", parse_category, str))
    return Memo(_settler(default, _of_purpose if _is_purpose(reading) else of_category))


def _is_purpose(reading: SheetReading) -> bool:
    """Say whether the column of the nature of use is the one that may name the category."""
    if "category" in reading.columns or "use_nature" not in reading.columns:
        return False
    header = reading.headers.get(reading.columns["use_nature"], "")
    names = (header, header.rpartition("/")[2])
    return any(recognise(name).get("category", 0.0) >= USUAL for name in names)


def settle_uses(batch: Batch, memo: Memo[Use], *, models: list[str | None]) -> list[str | None]:
    """Settle the category of each row and note what is doubtful."""
    nothing: list[object] = [None] * len(batch.rows)
    stated, use, vehicle_type, product = (
        batch.column(name) or nothing for name in ("category", "use_nature", "vehicle_type", "product_name")
    )
    keys = list(
        zip(stated, use, vehicle_type, product, models, _muck_permits(batch), _post(batch), strict=True)
    )
    field = "use_nature" if _is_purpose(batch.reading) else "category"
    categories: list[str | None] = []
    for index, found in enumerate(memo.read(keys)):
        categories.append(None if found is None else found.category)
        if found is None:
            continue
        if found.problem is not None:
            batch.find(index, found.problem.code, field, found.problem.values)
        elif found.shown is not None and found.category is not None:
            batch.find(index, "category-conflict", field, _both_named(found.category, found.shown))
    return categories


def _both_named(stated: str, shown: str) -> dict[str, str]:
    said, looks = CATEGORY_WORDS[Category(stated)], CATEGORY_WORDS[Category(shown)]
    return {"stated_zh": said.zh, "stated_en": said.en, "shown_zh": looks.zh, "shown_en": looks.en}


def _muck_permits(batch: Batch) -> list[bool]:
    cells = batch.column("permit_no")
    if cells is None:
        return [False] * len(batch.rows)
    header = batch.reading.headers.get(batch.reading.columns["permit_no"], "")
    return [not is_blank(cell) and is_muck_permit(f"{header} {cell}") for cell in cells]


def _post(batch: Batch) -> list[str]:
    """Return the owners that name the post, empty for all others: few distinct texts."""
    cells = batch.column("owner")
    if cells is None:
        return [""] * len(batch.rows)
    return [cell if isinstance(cell, str) and POST in cell else "" for cell in cells]


_Settle = Callable[[object, object, str | None, str | None], Use]
"""From the cells of category and use, what was said for the whole file, and what the rest of the row shows."""


def _settler(default: str | None, settle: _Settle) -> Callable[[object], Use]:
    def parse(key: object) -> Use:
        assert isinstance(key, tuple)  # noqa: S101 (made by settle_uses)
        cell, use, vehicle_type, product, model, muck_permit, owner = key
        evidence = CategoryEvidence(use, vehicle_type, product, model, muck_permit=muck_permit, owner=owner)
        return settle(cell, use, default, category_by_evidence(evidence))

    return parse


def _of_category(
    parse: Callable[[object], str | None],
    cell: object,
    _use: object,
    default: str | None,
    by_evidence: str | None,
) -> Use:
    fault = fault_code(cell)
    if fault is not None:
        return Use(None, CellProblem(fault))
    try:
        stated = parse(cell)
    except CellDoubt as doubt:
        return Use(cast("str", doubt.value), doubt)
    except CellProblem as problem:
        return Use(by_evidence, None if by_evidence else problem)
    category = stated or default or by_evidence
    if category is None:
        return Use(None, CellProblem("category-missing"))
    return Use(category, shown=by_evidence if _contradicts(by_evidence, category) else None)


def _of_purpose(_cell: object, use: object, default: str | None, by_evidence: str | None) -> Use:
    """Settle a row whose nature of use may name the category; one that does not (非营运) is no mistake."""
    try:
        named = None if fault_code(use) else parse_category(use)
    except CellProblem as problem:
        named = cast("str", problem.value) if isinstance(problem, CellDoubt) else None
    category = default or named or by_evidence
    if category is None:
        missing = "category-missing" if is_blank(use) else "category-unknown"
        return Use(None, CellProblem(fault_code(use) or missing))
    others = (other for other in (named, by_evidence) if _contradicts(other, category))
    return Use(category, shown=next(others, None))


def _contradicts(by_evidence: str | None, category: str) -> bool:
    """A light van in freight may carry post as well as parcels: it contradicts only what escapes every category."""
    if by_evidence is None or by_evidence == category:
        return False
    return by_evidence != Category.URBAN_LOGISTICS or category == Category.OTHER


def settle_events(batch: Batch, memo: Memo[str], *, default: str | None) -> list[str | None]:
    """Settle new or replacement for each row and note where nothing says it."""
    stated = batch.read("event", memo)
    if default is not None:
        return [event or default for event in stated]
    for index, event in enumerate(stated):
        if event is None and batch.cell(index, "event") not in memo.problems:
            batch.find(index, "event-missing", "event")
    return stated
