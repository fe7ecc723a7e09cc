"""Measure a reader with the kit and print a table: family, files, mapped, asked, wrong.

``python -m tests.acceptance.workbooks.conformance`` measures this project's importer in this process;
``--kit DIR --answers DIR`` scores the reports that another reader has written for a kit on disk (docs/conformance.md).
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.acceptance.workbooks.kit import PER_FAMILY, SEED, cases
from tests.acceptance.workbooks.reading import read_report
from tests.acceptance.workbooks.reports import expected_report
from tests.acceptance.workbooks.scoring import Json, Score, score
from tests.acceptance.workbooks.writers import write


def scores_of_ours(*, seed: int, per_family: int) -> Iterator[Score]:
    """Write, read and score the kit file by file."""
    with tempfile.TemporaryDirectory() as folder:
        for case in cases(seed=seed, per_family=per_family):
            path = write(case, Path(folder))
            expected = expected_report(case)
            yield score(expected, read_report(path, sent_as=expected["sent_as"]))
            path.unlink()


def scores_of_answers(kit: Path, answers: Path) -> Iterator[Score]:
    """Score the answers of a folder; a missing answer counts as wrong."""
    for path in sorted(kit.glob("*.expected.json")):
        expected: Json = json.loads(path.read_text(encoding="utf-8"))
        answer = answers / f"{expected['file']}.json"
        said = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else None
        yield score(
            expected,
            said or {"refused": None, "sheets": [], "findings": [], "registrations": [], "set_aside": []},
        )


def report_lines(scores: Iterable[Score], *, seconds: float | None = None) -> Iterator[str]:
    """Word the scores: the differences first, then the table and its sum."""
    found = list(scores)
    for one in found:
        if one.differences:
            yield f"{one.outcome.upper()} {one.file}"
            yield from (
                f"    {'asked' if said.asked else 'SILENT'}: {said.text}" for said in one.differences[:12]
            )
    yield f"{'family':<48} {'files':>6} {'mapped':>7} {'asked':>6} {'wrong':>6}"
    for family in dict.fromkeys(one.family for one in found):
        outcomes = [one.outcome for one in found if one.family == family]
        yield _row(family, outcomes)
    yield _row("all", [one.outcome for one in found])
    plain = [one for one in found if not one.must_ask]
    mapped = sum(one.outcome == "mapped" for one in plain)
    if plain:
        yield f"mapped without a person: {mapped} of {len(plain)} that need none ({mapped / len(plain):.1%})"
    due = [one for one in found if one.must_ask]
    yield f"asked as they must be: {sum(not one.differences for one in due)} of {len(due)}"
    if seconds is not None:
        yield f"{seconds:.1f} s"


def _row(family: str, outcomes: list[str]) -> str:
    counts = [outcomes.count(name) for name in ("mapped", "asked", "wrong")]
    wide = sum(ord(sign) > 0x2E7F for sign in family)
    return f"{family:<{48 - wide}} {len(outcomes):>6} {counts[0]:>7} {counts[1]:>6} {counts[2]:>6}"


def main() -> int:
    """Print the table; 1 where a file came out wrong, or fewer than 99 % mapped without a person."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--per-family", type=int, default=PER_FAMILY)
    options.add_argument("--kit", type=Path)
    options.add_argument("--answers", type=Path)
    chosen = options.parse_args()
    began = time.perf_counter()
    if chosen.kit and chosen.answers:
        found = list(scores_of_answers(chosen.kit, chosen.answers))
    else:
        found = list(scores_of_ours(seed=chosen.seed, per_family=chosen.per_family))
    for line in report_lines(found, seconds=time.perf_counter() - began):
        sys.stdout.write(f"{line}\n")
    plain = [one for one in found if not one.must_ask]
    enough = sum(one.outcome == "mapped" for one in plain) >= 0.99 * len(plain)
    return 0 if found and enough and all(one.outcome != "wrong" for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
