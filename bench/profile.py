"""``python -m bench --profile``: where the time of an import goes, by process, stage and statement.

The seconds that pass depend on who else uses the machine, those that a processor works hardly do: both are printed.
"""

from collections.abc import Mapping
from typing import Any, Final

from bench.places import Place, a_copy, a_workbook, run
from bench.statements import Spent

_LEAST_SHARE: Final = 0.005
"""What takes less of all is left out."""


def print_profile(place: Place, *, rows: int) -> None:
    """Import a workbook of so many rows and print what each part of it costs."""
    path = a_workbook(place.folder, rows=rows)
    floor = run("bench.read_alone", str(path))
    whole = run("bench.read_ours", str(path), a_copy(place, "profiled"), "--stages").said
    child = run("bench.read_stages", str(path)).said
    print(f"{rows:,} x 15 xlsx: file to stored verdicts, as a person waits for it; {whole['rows']}")
    print(f"  {'calamine alone':52} {floor.seconds:7.2f} s passed")
    print(f"  {'all of it':52} {whole['seconds']:7.2f} s passed")
    processes = {
        "reading child": whole["children_processor"],
        "worker": whole["processor"],
        "PostgreSQL": whole["postgresql"],
    }
    for name, seconds in processes.items():
        print(f"  {name:52} {'':16} {seconds:7.2f} s of a processor")
    _print("The reading child, by itself", child["stages"], of=child["processor"])
    _print("The worker", whole["stages"], of=whole["processor"])
    _print("PostgreSQL, by statement", whole["statements"], of=whole["postgresql"])


def _print(title: str, parts: Mapping[str, Mapping[str, Any]], *, of: float) -> None:
    print(f"{title}: {of:.2f} s of a processor")
    found = {name: Spent(**spent) for name, spent in parts.items()}
    for name, spent in sorted(found.items(), key=lambda one: -one[1].processor):
        if spent.processor >= _LEAST_SHARE * of:
            print(
                f"  {name[:52]:52} {spent.wall:7.2f} s passed {spent.processor:7.2f} s of a processor"
                f" {spent.processor / of:5.0%} {spent.calls:6,} x"
            )
