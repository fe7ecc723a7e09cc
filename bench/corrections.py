"""Files of vehicles that are stored already: unchanged, a few corrected, and every row corrected."""

import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Final

from bench import statements
from bench.places import UNIT, Place, a_copy
from bench.table import Line
from fleetsvc.clock import now
from fleetsvc.database.transactions import Database, UnitScope, open_database
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.services.uploads import deliveries
from tests.actors import SETTINGS, TESTER
from tests.upload_cases import a_file, a_row

MOST_RATIO: Final = 2.0
"""A file of corrections may take so many times as long as the same file the first time."""
_FEW: Final = 20
_SLOWEST: Final = 8


def _row(number: int, *, energy: str = "柴油", end: str = "", mass: int = 18000) -> str:
    plate = f"豫{chr(ord('A') + number // 90_000)}{number % 90_000:05d}{end}"
    day = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return a_row(number, energy=energy, plate=plate, day=day, mass=str(mass))


def _as_before(number: int) -> str:
    return _row(number)


def _few_heavier(number: int) -> str:
    return _row(number, mass=18100 if number % _FEW == 0 else 18000)


def _all_heavier(number: int) -> str:
    """A correction that decides nothing."""
    return _row(number, mass=18200)


def _all_better(number: int) -> str:
    """Each of them waits for the office."""
    return _row(number, energy="纯电动", end="D", mass=18200)


_FILES: Final[dict[str, Callable[[int], str]]] = {
    "the first time": _as_before,
    "again, unchanged": _as_before,
    "again, 5 % corrected": _few_heavier,
    "again, all corrected": _all_heavier,
    "again, all better: all reviewed": _all_better,
    "again, all worse: all as before": _as_before,
}


def lines(place: Place, *, rows: int) -> Iterator[Line]:
    """Measure each file in turn; tell on the error stream which statements took longest."""
    database, first = open_database(a_copy(place, "corrections")), 0.0
    for number, (name, row) in enumerate(_FILES.items()):
        content = a_file(*map(row, range(1, rows + 1))) + f"备注：{number}\n".encode()
        with statements.timed() as found:
            taken = _settled(database, content)
        first = first or taken
        for query, spent in found.slowest(_SLOWEST):
            print(f"  {spent.wall:6.2f} s {spent.calls:4} x {query}", file=sys.stderr)
        yield Line(
            f"{rows:,} rows of CSV {name}",
            f"{taken:.2f} s",
            f"the first time {first:.2f} s",
            f"{taken / first:.2f} x",
            f"<= {MOST_RATIO:.0f} x",
            taken / first <= MOST_RATIO,
        )
    database.close()


def _settled(database: Database, content: bytes) -> float:
    began = perf_counter()
    delivery = deliveries.Delivery(content, "登记.csv", received_by="bench", confirmed=True)
    with database.transaction(UnitScope(UNIT)) as session:
        upload, _ = deliveries.deliver(
            session, delivery, city=int(UNIT), by=TESTER, settings=SETTINGS, now=now()
        )
    reading = settle(database, city=int(UNIT), number=upload.number, worker="bench", now=now())
    if reading is None or reading.refused is not None:
        raise SystemExit(f"the file was not stored: {reading and reading.refused}")
    return perf_counter() - began
