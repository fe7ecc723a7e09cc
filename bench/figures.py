"""The ratios of the last run that was committed (``bench/figures.json``), and what has got worse since.

Only ratios are compared: both sides of each are measured in one run, so they hold from machine to machine.
"""

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from bench.table import Line

FIGURES: Final = Path(__file__).with_name("figures.json")
WORSE_BY: Final = 1.2
"""A ratio that is so many times worse than before is told; less is the weather."""

_FIGURES: Final = re.compile(r"[0-9.,]+ (?:s|ms|MB|x|/s|requests/s)(?= |,|$)").sub
_RATIO: Final = re.compile(r"([\d,.]+)( x faster| x|%)").fullmatch


def ratio_of(line: Line) -> tuple[float, bool] | None:
    """Return the ratio of a line and whether more of it is better; None for a line without one.

    >>> ratio_of(Line("", "", "", "7.4 x faster", "", None)), ratio_of(Line("", "", "", "-", "", None))
    ((7.4, True), None)
    """
    found = _RATIO(line.ratio)
    if found is None:
        return None
    more = found[2] in (" x faster", "%") or line.target.startswith(">=")
    return float(found[1].replace(",", "")), more


def _name(line: Line) -> str:
    """Name what is measured against what, without the seconds that the other side took."""
    return f"{line.what.strip()} / {_FIGURES('', line.baseline).strip()}"


def worse(lines: Sequence[Line], before: Mapping[str, float]) -> Iterator[str]:
    """Word each line whose ratio is worse than it was."""
    for line in lines:
        found, was = ratio_of(line), before.get(_name(line))
        if found is None or not was or not found[0]:
            continue
        ratio, more = found
        times = was / ratio if more else ratio / was
        if times > WORSE_BY:
            yield f"worse: {_name(line)}: {was:g} before, {ratio:g} now"


def kept() -> dict[str, float]:
    """Return the ratios of the last run that was committed, by what they are of."""
    if not FIGURES.exists():
        return {}
    ratios: dict[str, float] = json.loads(FIGURES.read_text(encoding="utf-8"))["ratios"]
    return ratios


def keep(lines: Sequence[Line], *, day: date, load: float) -> None:
    """Write the ratios of this run down in place of those before, with the ``load`` that it began under."""
    ratios = kept() | {_name(line): found[0] for line in lines if (found := ratio_of(line))}
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    said = {
        "measured_on": day.isoformat(),
        "machine": machine,
        "load_at_begin": round(load, 1),
        "ratios": ratios,
    }
    FIGURES.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
