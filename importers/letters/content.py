"""What is filled into a letter: texts for its fields, paragraphs and tables for its blocks; plain values both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its width in millimetres, and whether its cells are numbers."""

    head: str
    width_mm: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts. ``size_pt``: of its letters."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    size_pt: float = 12.0


Block = Sequence[str | Table]
"""Paragraphs and tables, in this order."""


@dataclass(frozen=True, slots=True)
class Content:
    """All of a letter that is not its template. ``draft``: what stands at the head of every page of a draft."""

    texts: Mapping[str, str]
    blocks: Mapping[str, Block]
    draft: str | None = None


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as JSON has it."""
    blocks = {
        name: [one if isinstance(one, str) else asdict(one) for one in block]
        for name, block in content.blocks.items()
    }
    return {"texts": dict(content.texts), "blocks": blocks, "draft": content.draft}


def from_json(told: Mapping[str, Any]) -> Content:
    """Return the content that ``to_json`` told of."""
    blocks = {
        name: [one if isinstance(one, str) else _table(one) for one in block]
        for name, block in told["blocks"].items()
    }
    return Content(told["texts"], blocks, told["draft"])


def _table(told: Mapping[str, Any]) -> Table:
    return Table([Column(**one) for one in told["columns"]], told["rows"], told["size_pt"])
