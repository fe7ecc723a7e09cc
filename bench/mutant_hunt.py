"""The hunt for wrong changes of rules and book that no test notices: ``python -m bench.mutants``.

Once, all tests but the slow ones are run to see which functions each of them calls; then each mutant is tried by those
that call the changed function, the quickest first, in a process of its own. Changes that change nothing are listed with
the reason in ``equivalent_mutants.yaml`` and not counted. What came of each is kept in ``.mutants/``: a run that is
broken off goes on where it was; where tests have changed, the one that noticed a mutant before is asked first.

``--seconds`` bounds the tests of one mutant: those that fit in are tried, so more survive than would without a bound.
``--sample`` tries so many, chosen by ``--seed``; the share that is killed is printed with its bounds at 95 %.
"""

import argparse
import hashlib
import json
import math
import multiprocessing
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from multiprocessing.context import ForkServerContext as Pools
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

import yaml

from bench import rule_tests
from bench.mutated import ROOT, Function, Mutant, book_mutants, source_mutants
from bench.rule_tests import Watched

KEPT: Final = ROOT / ".mutants"
EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.yaml")
SUBJECT: Final = ("rules", "fleetsvc/books.py", "tests/rules/policies", "tests/policies.py")
"""What the tests are about and share: where it changes, they are watched anew."""
TARGET: Final = 0.95
TRIED: Final = KEPT / "tried.jsonl"
SHOWN: Final = 200
"""So many characters of a mutant's name are printed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant and the test that noticed it; None where it survives."""

    mutant: Mutant
    noticed_by: str | None


def main(arguments: Sequence[str]) -> int:
    """Try the mutants that were not tried yet; return 1 where fewer than the target are killed."""
    options = _options(arguments)
    equivalent = equivalents(EQUIVALENT.read_text(encoding="utf-8"))
    every = [*source_mutants(), *book_mutants()]
    wrong = misstated(equivalent, {mutant.name for mutant in every})
    if wrong:
        sys.exit(f"no such mutants, or no reason given: {', '.join(wrong)}")
    every = [mutant for mutant in every if mutant.name not in equivalent and options.only in mutant.path]
    chosen = every if options.sample is None else Random(options.seed).sample(every, options.sample)
    tried = list(_tried(chosen, jobs=options.jobs, seconds=options.seconds))
    survivors = [one.mutant.name for one in tried if one.noticed_by is None]
    killed = len(tried) - len(survivors)
    low, high = bounds(killed, len(tried))
    print(
        f"{killed} of {len(tried)} killed ({killed / len(tried):.1%}; of all {len(every)}: {low:.1%} to {high:.1%})"
    )
    for what, count in sorted(Counter(how(one.noticed_by) for one in tried if one.noticed_by).items()):
        print(f"  {what}: {count}")
    print(f"equivalent, not counted: {len(equivalent)}")
    for name in survivors:
        print(f"  survives: {name[:SHOWN]}")
    return 0 if killed >= TARGET * len(tried) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, help="so many mutants, chosen at random [default: all]")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", metavar="PATH", help="only those of files whose path holds this"
    )
    parser.add_argument(
        "--seconds", type=float, default=math.inf, help="of tests for one mutant [default: all]"
    )
    parser.add_argument("--jobs", type=int, default=1, help="so many at once")
    return parser.parse_args(arguments)


def bounds(killed: int, tried: int) -> tuple[float, float]:
    """Return between which shares that of all mutants lies at 95 % (Wilson), given a sample.

    >>> [round(bound, 3) for bound in bounds(19, 20)]
    [0.764, 0.991]
    """
    z, share = 1.96, killed / tried
    middle = (share + z * z / (2 * tried)) / (1 + z * z / tried)
    half = z * math.sqrt(share * (1 - share) / tried + z * z / (4 * tried * tried)) / (1 + z * z / tried)
    return middle - half, middle + half


def how(noticed_by: str) -> str:
    """Tell by what a mutant was noticed.

    >>> how("tests/a.py::test_one"), how("tests/a.py"), how("endless")
    ('by a test that fails', 'by an error while importing', 'by tests without end')
    """
    if noticed_by == rule_tests.ENDLESS:
        return "by tests without end"
    return "by a test that fails" if "::" in noticed_by else "by an error while importing"


def equivalents(listed: str) -> Mapping[str, str]:
    """Return the mutants that are listed to decide nothing otherwise, each with the reason; without one, empty."""
    entries = yaml.safe_load(listed)
    return {name: entry.get("because") or "" for entry in entries for name in entry["mutants"]}


def misstated(equivalent: Mapping[str, str], names: Collection[str]) -> list[str]:
    """Return those listed that are none of the mutants of these names, or have no reason."""
    return sorted(name for name, reason in equivalent.items() if name not in names or not reason.strip())


# --- which tests -----------------------------------------------------------------------------------------------------


def choose_tests(
    within: Function | None,
    seen: Watched,
    first: str | None = None,
    *,
    noticed: Mapping[str | None, int] = MappingProxyType({}),
    seconds: float = math.inf,
) -> list[str]:
    """Return the tests that call a changed function, as fit into so many seconds.

    First the one named, then those that ``noticed`` the most so far, then the quickest. All tests, where it is called
    while modules are imported, or is no function.
    """
    tests = sorted(seen.seconds, key=lambda test: (test != first, -noticed.get(test, 0), seen.seconds[test]))
    if within is not None and not any(map(within.holds, seen.imported)):
        tests = [test for test in tests if any(map(within.holds, seen.called[test]))]
    sums = accumulate(seen.seconds[test] for test in tests)
    return [test for test, taken in zip(tests, sums, strict=True) if taken <= seconds]


def _watched(context: Pools) -> tuple[Watched, str]:
    """Return what the tests call, seen now or before of each file, and the hash of all that they are."""
    hashes = {file: _hash_of([*SUBJECT, file]) for file in rule_tests.list_test_files()}
    places = {file: KEPT / f"{name}.json" for file, name in hashes.items()}
    new = [file for file, place in places.items() if not place.exists()]
    if new:
        with context.Pool(1, maxtasksperchild=1) as pool:
            seen = pool.apply(rule_tests.watched, (new,))
        for file in new:
            places[file].write_text(json.dumps(seen.of_file(file).plain()), encoding="utf-8")
    parts = [Watched.of(json.loads(place.read_text(encoding="utf-8"))) for place in places.values()]
    return Watched.joined(parts), hashlib.sha256("".join(hashes.values()).encode()).hexdigest()


def _hash_of(names: Iterable[str]) -> str:
    """Return the hash of files and of all that folders hold."""
    found = hashlib.sha256()
    for top in (ROOT / name for name in names):
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in {".py", ".yaml", ".txt"}:
                found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


# --- trying them -----------------------------------------------------------------------------------------------------


def _tried(chosen: Iterable[Mutant], *, jobs: int, seconds: float) -> Iterator[Tried]:
    KEPT.mkdir(exist_ok=True)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.rule_tests"])
    seen, tests = _watched(context)
    known, waiting = _known(), list[tuple[Mutant, str, str | None]]()
    noticed = Counter(one["noticed_by"] for one in known.values())
    for mutant in chosen:
        key = hashlib.sha256(f"{mutant.path}\0{mutant.content}".encode()).hexdigest()
        before = known.get(key, {"tests": None, "noticed_by": None})
        if before["tests"] == tests:
            yield Tried(mutant, before["noticed_by"])
        else:
            waiting.append((mutant, key, before["noticed_by"]))
    with context.Pool(jobs, maxtasksperchild=1) as pool:
        tasks = (
            (
                mutant.path,
                mutant.content,
                {
                    test: seen.seconds[test]
                    for test in choose_tests(mutant.within, seen, first, noticed=noticed, seconds=seconds)
                },
            )
            for mutant, _, first in waiting
        )
        found = pool.imap(rule_tests.noticed_by, tasks)
        for number, ((mutant, key, _), test) in enumerate(zip(waiting, found, strict=True), start=1):
            _write_down({"key": key, "tests": tests, "name": mutant.name, "noticed_by": test})
            print(
                f"{number}/{len(waiting)}: {test or 'SURVIVES'} {mutant.name[:SHOWN]}",
                file=sys.stderr,
                flush=True,
            )
            yield Tried(mutant, test)


def _known() -> dict[str, dict[str, str | None]]:
    lines = TRIED.read_text(encoding="utf-8").splitlines() if TRIED.exists() else []
    return {one["key"]: one for one in map(json.loads, lines)}


def _write_down(one: Mapping[str, str | None]) -> None:
    with TRIED.open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(one, ensure_ascii=False) + "\n")
