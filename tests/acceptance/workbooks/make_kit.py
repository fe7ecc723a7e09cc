"""Write the kit to a folder: each workbook, and beside it ``<name>.expected.json``.

``python -m tests.acceptance.workbooks.make_kit --out DIR [--seed N] [--per-family N]``
"""

import argparse
import json
import sys
from pathlib import Path

from tests.acceptance.workbooks.kit import PER_FAMILY, SEED, cases
from tests.acceptance.workbooks.reports import expected_report
from tests.acceptance.workbooks.writers import write


def write_kit(folder: Path, *, seed: int = SEED, per_family: int = PER_FAMILY) -> int:
    """Write all workbooks and expected reports; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for case in cases(seed=seed, per_family=per_family):
        write(case, folder)
        text = json.dumps(expected_report(case), ensure_ascii=False, indent=1)
        (folder / f"{case.name}.expected.json").write_text(text + "\n", encoding="utf-8")
        count += 1
    return count


def main() -> int:
    """Write the kit that the command line asks for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--per-family", type=int, default=PER_FAMILY)
    chosen = options.parse_args()
    count = write_kit(chosen.out, seed=chosen.seed, per_family=chosen.per_family)
    sys.stdout.write(f"{count} workbooks and expected reports in {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
