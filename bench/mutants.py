"""``python -m bench.mutants``: do the tests of the rules notice small wrong changes in rules and book?

Each mutant is tried in a copy of the checkout, by the tests that are about the rules, the quick ones first. What came
of it is written down at once, a line of JSON each, by the hash of the changed file and of the tests: a run that is
broken off goes on where it was. ``--sample`` tries so many, chosen by ``--seed``; the share that is killed is printed
with its bounds at 95 %.
"""

import argparse
import hashlib
import json
import math
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from typing import Final

from bench.mutated import BOOK, ROOT, Mutant, book_mutants, source_mutants

KEPT: Final = ROOT / ".mutants.jsonl"
TESTS: Final = (
    "tests/rules/test_decide.py",
    "tests/rules/test_demands.py",
    "tests/rules/test_requirement_of_rules.py",
    "tests/rules/test_targets.py",
    "tests/rules/test_interpretations.py",
    "tests/rules/test_defence.py",
    "tests/golden",
    "tests/rules",
    "rules",
)
"""In this order: most mutants die of the first few, and of those before them that name the changed module."""
MOST_SECONDS: Final = 1800
"""A mutant for which the tests go on longer than that is taken for one that never ends: killed."""
TARGET: Final = 0.95


def main(arguments: Sequence[str]) -> int:
    """Try the mutants that were not tried yet; return 1 where fewer than the target are killed."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, help="so many mutants, chosen at random [default: all]")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    every = [*source_mutants(), *book_mutants()]
    chosen = every if options.sample is None else Random(options.seed).sample(every, options.sample)
    killed, survivors = _tried(chosen)
    tried = killed + len(survivors)
    low, high = bounds(killed, tried)
    print(f"{killed} of {tried} killed ({killed / tried:.1%}; of all {len(every)}: {low:.1%} to {high:.1%})")
    for name in survivors:
        print(f"  survives: {name}")
    return 0 if killed >= TARGET * tried else 1


def bounds(killed: int, tried: int) -> tuple[float, float]:
    """Return between which shares that of all mutants lies at 95 % (Wilson), given a sample.

    >>> [round(bound, 3) for bound in bounds(19, 20)]
    [0.764, 0.991]
    """
    z, share = 1.96, killed / tried
    middle = (share + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried)) / (1 + z * z / tried)
    return middle - half, middle + half


def _tried(chosen: Iterable[Mutant]) -> tuple[int, list[str]]:
    known, killed, survivors = _known(), 0, []
    tests = _hash_of_tests()
    with tempfile.TemporaryDirectory(prefix="fleetsvc-mutants-") as folder:
        copy = Path(folder) / "checkout"
        kept_out = shutil.ignore_patterns(
            ".git", ".venv", ".*_cache", "__pycache__", "fleetsvc-data", ".hypothesis"
        )
        shutil.copytree(ROOT, copy, ignore=kept_out)
        _require_whole(known, tests, copy)
        for number, mutant in enumerate(chosen, start=1):
            key = hashlib.sha256(f"{tests}\0{mutant.path}\0{mutant.content}".encode()).hexdigest()
            if key not in known:
                known[key] = _is_killed(mutant, copy)
                _write_down(key, mutant, killed=known[key])
            killed += known[key]
            survivors += [] if known[key] else [mutant.name]
            print(
                f"{number}: {'killed' if known[key] else 'SURVIVES'} {mutant.name}",
                file=sys.stderr,
                flush=True,
            )
    return killed, survivors


def _require_whole(known: dict[str, bool], tests: str, copy: Path) -> None:
    """End where the tests fail without any change: then everything would look killed."""
    unchanged = Mutant(BOOK, "no change", lambda: (ROOT / BOOK).read_text(encoding="utf-8"))
    if tests not in known:
        known[tests] = _is_killed(unchanged, copy)
        _write_down(tests, unchanged, killed=known[tests])
    if known[tests]:
        sys.exit("the tests fail without any change")


def _is_killed(mutant: Mutant, copy: Path) -> bool:
    """Run the tests over the copy with this change in it; they end at the first that fails."""
    place = copy / mutant.path
    before = place.read_text(encoding="utf-8")
    place.write_text(mutant.write(), encoding="utf-8")
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        *tests_of(mutant.path),
    ]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_text(before, encoding="utf-8")
    return done.returncode != 0


def tests_of(path: str) -> list[str]:
    """Return all tests in the order in which to try them on a changed file: first those that import the module.

    >>> tests_of("rules/replacing.py")[:2]
    ['tests/rules/test_replacing.py', 'tests/rules/test_decide.py']
    >>> tests_of(BOOK) == list(TESTS)
    True
    """
    imports = re.compile(rf"^(?:from|import) rules\.{Path(path).stem}\b", re.MULTILINE)
    files = sorted((ROOT / "tests/rules").glob("test_*.py"), key=lambda file: file.stat().st_size)
    own = [file for file in files if imports.search(file.read_text(encoding="utf-8"))]
    return list(dict.fromkeys([*(file.relative_to(ROOT).as_posix() for file in own), *TESTS]))


def _hash_of_tests() -> str:
    """Return the hash of all that decides whether a mutant is noticed, besides the mutant."""
    found = hashlib.sha256()
    for folder in ("rules", "tests/rules", "tests/golden"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yaml", ".txt"}:
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _known() -> dict[str, bool]:
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return {one["key"]: one["killed"] for one in map(json.loads, lines)}


def _write_down(key: str, mutant: Mutant, *, killed: bool) -> None:
    with KEPT.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps({"key": key, "name": mutant.name, "killed": killed}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
