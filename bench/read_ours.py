"""A process that takes a workbook from its bytes to stored verdicts, the way the worker does."""

import json
import sys
from pathlib import Path
from time import perf_counter

from bench.places import UNIT
from fleetsvc import logs
from fleetsvc.clock import now
from fleetsvc.database.transactions import UnitScope, open_database
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.services.uploads import deliveries
from tests.actors import SETTINGS, TESTER
from tests.reading_children import noted_children


def main(path: Path, url: str) -> dict[str, object]:
    """Receive and settle the file; return the time taken and what became of the rows."""
    database = open_database(url)
    began = perf_counter()
    delivery = deliveries.Delivery(path.read_bytes(), path.name, received_by="bench", confirmed=True)
    with database.transaction(UnitScope(UNIT)) as session:
        upload, _ = deliveries.deliver(
            session, delivery, city=int(UNIT), by=TESTER, settings=SETTINGS, now=now()
        )
    del delivery
    with noted_children() as children:
        reading = settle(database, city=int(UNIT), number=upload.number, worker="bench", now=now())
    seconds = perf_counter() - began
    assert reading is not None
    return {
        "seconds": seconds,
        "rows": dict(reading.rows),
        "verdicts": dict(reading.verdicts),
        "children_peak_bytes": max(child.peak_memory for child in children) * 1024,
    }


if __name__ == "__main__":
    logs.configure()
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
