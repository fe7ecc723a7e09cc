"""A process that reads a workbook as the reading child does, and says what each stage of it costs."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

from bench.places import UNIT
from bench.stages import Stages, measured
from importers.formats import sheets
from importers.limits import limits_for
from importers.results import Expectation
from importers.rows import batch_reading, registrations
from importers.rows.table_rows import TableRows
from importers.sandbox import child

_STAGES: Final[Stages] = {
    "calamine loads the file (a thread)": ((sheets, "_loaded_from"),),
    "the guard looks at it": ((child, "inspect"), (child, "_sha256")),
    "the layout is found": ((child, "find_layout"), (child, "_more_findings")),
    "cells become rows, their texts settled": ((TableRows, "take"),),
    "VINs": ((registrations, "read_vins"),),
    "rows that are no vehicles, or held as they stand": (
        (batch_reading, "without_other_rows"),
        (batch_reading, "settle_rows"),
        (batch_reading, "hold_retired"),
    ),
    "columns become values": ((batch_reading, "read_values"), (batch_reading, "columns_of")),
    "rows that repeat others": (
        (batch_reading, "take_out_repeated"),
        (batch_reading, "ask_repeated_plates"),
        (batch_reading, "settle_replacements"),
    ),
    "checks between cells": ((batch_reading, "check_values"),),
    "what cells say": ((batch_reading, "with_said"),),
    "blocks": ((batch_reading, "block_of"),),
    "frames are written": ((child, "encode"),),
}


def main(path: Path) -> dict[str, object]:
    """Read the file; return the seconds and processor seconds in all and by stage."""
    job = {
        "path": str(path),
        "name": path.name,
        "expectation": asdict(Expectation(UNIT)),
        "today": date(2026, 1, 1).isoformat(),
        "catalogue": {},
        "catalogues": [],
        "limits": asdict(limits_for(path.stat().st_size)),
    }
    child.seldom_collect()
    began, worked = perf_counter(), process_time()
    with measured(_STAGES) as found:
        told = 0
        for frame in child._frames(job):  # noqa: SLF001 (as the child does)
            told += len(child.encode(frame))  # type: ignore[attr-defined]  # the name that is measured
    return {
        "seconds": perf_counter() - began,
        "processor": process_time() - worked,
        "bytes": told,
        "stages": {stage: asdict(spent) for stage, spent in found.spent.items()},
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
