"""Good files among poisoned ones: how long a bureau waits for its own because of what others send."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import cycle
from statistics import quantiles
from typing import Final

from bench.places import Place, a_copy
from bench.table import Line
from fleetsvc.clock import now
from fleetsvc.database.transactions import Database, UnitScope, open_database
from fleetsvc.jobs.reading_uploads import work_once
from fleetsvc.models import UploadRecord
from fleetsvc.services.uploads.deliveries import Delivery, deliver
from rules.units import UNITS
from tests.actors import SETTINGS, TESTER
from tests.poisoned_files import POISONED
from tests.upload_cases import a_file, a_row

MOST_RATIO: Final = 2.0
_GOOD_TO_ONE_POISONED: Final = 4
_ROWS: Final = 40
"""Of a good file; the files of one unit in one month are of this size."""


def lines(place: Place, *, good: int) -> Iterator[Line]:
    """Let one worker read so many good files, alone and with a quarter as many poisoned ones among them."""
    alone = _waits(open_database(a_copy(place, "queue_alone")), good=good, poisoned=0)
    among = _waits(
        open_database(a_copy(place, "queue_poisoned")), good=good, poisoned=good // _GOOD_TO_ONE_POISONED
    )
    ratio = _p95(among) / _p95(alone)
    yield Line(
        f"wait of {good} good files among {good // _GOOD_TO_ONE_POISONED} poisoned ones of {len(POISONED)} kinds, p95",
        f"{_p95(among):.1f} s",
        f"{_p95(alone):.1f} s without poison",
        f"{ratio:.2f} x",
        f"<= {MOST_RATIO:.0f} x",
        ratio <= MOST_RATIO,
    )


def _p95(seconds: Sequence[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def _waits(database: Database, *, good: int, poisoned: int) -> list[float]:
    """Return the seconds from the first delivery to the end of each good file; all of them must be accepted."""
    kinds, units = cycle(POISONED.values()), cycle(UNITS)
    began, sent = now(), []
    for number in range(good):
        if number < poisoned * _GOOD_TO_ONE_POISONED and number % _GOOD_TO_ONE_POISONED == 0:
            _send(database, next(kinds)(90_000 + number), unit=next(units))
        rows = (a_row(number * _ROWS + place + 1, plate="") for place in range(_ROWS))
        sent.append(_send(database, a_file(*rows), unit=next(units)))
    while work_once(database, worker="bench", now=now):
        pass
    waits = [_seconds_of(database, upload, began) for upload in sent]
    database.close()
    return waits


def _send(database: Database, content: bytes, *, unit: str) -> tuple[str, int]:
    delivery = Delivery(content, "登记表", received_by="bench", confirmed=True)
    with database.transaction(UnitScope(unit)) as session:
        upload, _ = deliver(session, delivery, city=int(unit), by=TESTER, settings=SETTINGS, now=now())
        return unit, upload.number


def _seconds_of(database: Database, sent: tuple[str, int], began: datetime) -> float:
    unit, number = sent
    with database.transaction(UnitScope(unit)) as session:
        upload = session.get_one(UploadRecord, (int(unit), number))
        if upload.status != "accepted" or upload.settled_at is None:
            raise SystemExit(f"a good file ended as {upload.status}")
        return (upload.settled_at - began).total_seconds()
