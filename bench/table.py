"""The lines of the benchmark and how they are printed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement. ``ratio`` is measured against baseline; ``met`` is None where no target is set."""

    what: str
    measured: str
    baseline: str
    ratio: str
    target: str
    met: bool | None


_HEADER = Line("what", "measured", "baseline", "ratio", "target", None)


def print_table(lines: Sequence[Line]) -> None:
    """Print the lines in columns."""
    rows = [_cells(_HEADER, "met"), *(_cells(line, _met(line.met)) for line in lines)]
    widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _cells(line: Line, met: str) -> tuple[str, ...]:
    return (line.what, line.measured, line.baseline, line.ratio, line.target, met)


def _met(met: bool | None) -> str:  # noqa: FBT001 (the value to word)
    return "-" if met is None else "yes" if met else "NO"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
