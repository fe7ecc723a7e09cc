"""How long ``fleetsvc --help`` takes, beside an interpreter that imports click only."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.table import Line

MOST_SECONDS = 0.5


def lines(*, repeats: int) -> Iterator[Line]:
    """Run both by turns and yield the line."""
    script = str(Path(sys.executable).with_name("fleetsvc"))
    helped, bare = [], []
    for _ in range(repeats):
        helped.append(_timed([script, "--help"]))
        bare.append(_timed([sys.executable, "-c", "import click"]))
    taken, floor = median(helped), median(bare)
    yield Line(
        "fleetsvc --help",
        f"{taken:.2f} s",
        f"python -c 'import click' {floor:.2f} s",
        f"{taken / floor:.2f} x",
        f"<= {MOST_SECONDS} s",
        taken <= MOST_SECONDS,
    )


def _timed(command: Sequence[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - began
