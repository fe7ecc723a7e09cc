"""A process that takes a workbook from its bytes to stored verdicts, the way the worker does.

With ``--stages`` it says besides what each process, each stage of its own and each statement costs.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from bench import statements
from bench.places import UNIT
from bench.stages import Stages, measured
from fleetsvc import logs
from fleetsvc.clock import now
from fleetsvc.database.transactions import Database, UnitScope, open_database
from fleetsvc.jobs.reading_uploads import settle
from fleetsvc.services.uploads import deliveries, reading, staging
from fleetsvc.services.uploads.reading import Reading
from fleetsvc.services.uploads.replacements import Confirming
from importers.sandbox import reader
from tests.actors import SETTINGS, TESTER
from tests.reading_children import noted_children

_STAGES: Final[Stages] = {
    "deliver: store the file": ((deliveries, "deliver"),),
    "frames become blocks": ((reader, "decode"),),
    "judge, count, hand on": ((reading, "_take_block"),),
    "look up what claims name": ((Confirming, "judge"),),
    "blocks become lines for COPY": ((staging, "_lines"),),
    "copy and compare a block": ((staging, "stage_block"),),
    "copy findings": ((staging, "stage_findings"),),
    "append versions and decisions": ((staging, "append_block"),),
}
_STATEMENTS: Final = 25


def main(path: Path, url: str, *, confirmed: bool = True) -> dict[str, object]:
    """Receive and settle the file; return the time taken and what became of the rows."""
    database = open_database(url)
    began = perf_counter()
    with noted_children() as children:
        read = _settled(database, path, confirmed=confirmed)
    return {
        "seconds": perf_counter() - began,
        "rows": dict(read.rows),
        "verdicts": dict(read.verdicts),
        "children_peak_bytes": max(child.peak_memory for child in children) * 1024,
        "children_processor": sum(child.processor_seconds for child in children),
    }


def _settled(database: Database, path: Path, *, confirmed: bool) -> Reading:
    delivery = deliveries.Delivery(path.read_bytes(), path.name, received_by="bench", confirmed=confirmed)
    with database.transaction(UnitScope(UNIT)) as session:
        upload, _ = deliveries.deliver(
            session, delivery, city=int(UNIT), by=TESTER, settings=SETTINGS, now=now()
        )
    del delivery
    read = settle(database, city=int(UNIT), number=upload.number, worker="bench", now=now())
    assert read is not None
    return read


def profiled(path: Path, url: str) -> dict[str, Any]:
    """Do the same and return what each process, stage and statement costs."""
    worked = process_time()
    with statements.timed() as asked, measured(_STAGES) as found:
        said = main(path, url)
        postgresql = asked.processor
    return said | {
        "processor": process_time() - worked,
        "postgresql": postgresql,
        "stages": {stage: asdict(spent) for stage, spent in found.spent.items()},
        "statements": {query: asdict(spent) for query, spent in asked.slowest(_STATEMENTS)},
    }


def _run(arguments: Sequence[str]) -> dict[str, Any]:
    path, url, *more = arguments
    return profiled(Path(path), url) if more == ["--stages"] else main(Path(path), url)


if __name__ == "__main__":
    logs.configure()
    print(json.dumps(_run(sys.argv[1:])))
