"""A process that only reads a workbook with calamine: the floor for every importer built on it."""

import json
import sys
from time import perf_counter

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    began = perf_counter()
    rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
    print(json.dumps({"seconds": perf_counter() - began, "rows": len(rows)}))
