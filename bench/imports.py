"""A workbook from the file to stored verdicts: beside calamine alone and beside the plain way."""

from collections.abc import Iterator
from statistics import median

from bench.places import Place, Ran, a_copy, a_workbook, an_owned_copy, run
from bench.table import Line

MOST_TIMES_CALAMINE = 3.0
LEAST_TIMES_FASTER = 12.0
MOST_PEAK_MB = 400


def lines(place: Place, *, rows: int, repeats: int) -> Iterator[Line]:
    """Measure and yield three lines: against calamine, against the plain way, and the memory."""
    path = a_workbook(place.folder, rows=rows)
    alone, ours = [], []
    for number in range(repeats):  # by turns, so that a busy spell of the machine strikes both
        alone.append(run("bench.read_alone", str(path)))
        ours.append(run("bench.read_ours", str(path), a_copy(place, f"ours_{number}")))
    plain = run("bench.read_plain", str(path), an_owned_copy(place, "plain"))
    _require_same_work(ours[0], plain, rows=rows)
    floor, taken = median(one.seconds for one in alone), median(one.seconds for one in ours)
    what = f"{rows:,} x 15 xlsx: file to stored verdicts"
    yield Line(
        what,
        f"{taken:.2f} s",
        f"calamine alone {floor:.2f} s",
        f"{taken / floor:.2f} x",
        f"<= {MOST_TIMES_CALAMINE:.0f} x",
        taken / floor <= MOST_TIMES_CALAMINE,
    )
    yield Line(
        what,
        f"{taken:.2f} s",
        f"openpyxl + marshmallow + add_all {plain.seconds:.1f} s",
        f"{plain.seconds / taken:.1f} x faster",
        f">= {LEAST_TIMES_FASTER:.0f} x",
        plain.seconds / taken >= LEAST_TIMES_FASTER,
    )
    peak = max(one.peak_bytes for one in ours) / 1e6
    yield Line(
        "  peak memory of its largest process",
        f"{peak:.0f} MB",
        f"calamine {alone[0].peak_bytes / 1e6:.0f} MB, plain {plain.peak_bytes / 1e6:.0f} MB",
        f"{peak / (alone[0].peak_bytes / 1e6):.2f} x",
        f"<= {MOST_PEAK_MB} MB",
        peak <= MOST_PEAK_MB,
    )


def _require_same_work(ours: Ran, plain: Ran, *, rows: int) -> None:
    """Both read every row; the plain way refuses more of them, having no words for what it does not expect."""
    fates = ours.said["rows"]
    assert sum(fates.values()) == rows, fates
    assert plain.said["rows"] + plain.said["refused"] == rows, plain.said
