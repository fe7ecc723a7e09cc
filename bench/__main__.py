"""``python -m bench``: measure what the design promises, each beside its baseline, in one run."""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable

from bench import (
    cases,
    corrections,
    figures,
    imports,
    profile,
    province,
    queue,
    served,
    serving,
    starting,
    verdicts,
)
from bench.places import a_place
from bench.table import Line, print_table
from fleetsvc.clock import now


def main(arguments: list[str]) -> int:
    """Run the chosen parts and print the table; return 1 where a target is missed."""
    options = _options(arguments)
    if options.profile:
        with a_place() as place:
            profile.print_profile(place, rows=options.rows)
        return 0
    parts: dict[str, Callable[[], Iterable[Line]]] = {
        "imports": lambda: _imports(quick=options.quick),
        "corrections": lambda: _corrections(quick=options.quick),
        "verdicts": lambda: verdicts.lines(verdicts=200_000 if options.quick else 2_000_000),
        "province": lambda: _province(quick=options.quick),
        "cases": lambda: _cases(quick=options.quick),
        "queue": lambda: _queue(quick=options.quick),
        "serving": lambda: _serving(quick=options.quick),
        "served": lambda: served.lines(rows=10_000 if options.quick else 100_000),
        "help": lambda: starting.lines(repeats=3 if options.quick else 9),
    }
    unknown = sorted(set(options.only) - set(parts))
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(parts)}", file=sys.stderr)
        return 2
    found, load = list[Line](), os.getloadavg()[0]
    for name in options.only or parts:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        found.extend(parts[name]())
    print(
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()},"
        f" load {load:.1f} at the beginning"
    )
    print_table(found)
    for told in figures.worse(found, figures.kept()):
        print(told)
    if options.keep:
        figures.keep(found, day=now().date(), load=load)
    return 1 if any(line.met is False for line in found) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work: to see that it runs")
    parser.add_argument("--only", nargs="+", default=[], metavar="PART", help="only these parts")
    parser.add_argument(
        "--keep", action="store_true", help="keep the ratios of this run in bench/figures.json"
    )
    parser.add_argument(
        "--profile", action="store_true", help="print instead where the time of an import goes"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="so many rows for the profile")
    return parser.parse_args(arguments)


def _imports(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from imports.lines(place, rows=10_000 if quick else 100_000, repeats=1 if quick else 3)


def _corrections(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from corrections.lines(place, rows=5_000 if quick else 50_000)


def _province(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from province.lines(place, registrations=100_000 if quick else 1_000_000)


def _cases(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from cases.lines(
            place, opened=10_000 if quick else 100_000, cases=100_000 if quick else 1_000_000
        )


def _queue(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from queue.lines(place, good=40 if quick else 200)


def _serving(*, quick: bool) -> Iterable[Line]:
    with a_place() as place:
        yield from serving.lines(place, requests=1000 if quick else 8000, rounds=1 if quick else 5)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
