"""The benchmark says which of its ratios got worse since the run that was committed, and says nothing of the others."""

from datetime import date
from pathlib import Path

import pytest

from bench import figures
from bench.table import Line


def _line(ratio: str, *, what: str = "rows stored", baseline: str = "calamine alone 1.20 s") -> Line:
    return Line(what, "4.70 s", baseline, ratio, "", None)


def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *lines: Line) -> dict[str, float]:
    monkeypatch.setattr(figures, "FIGURES", tmp_path / "figures.json")
    figures.keep(lines, day=date(2026, 1, 1), load=0.25)
    return figures.kept()


def test_a_ratio_that_grew_is_told_with_both_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _kept(tmp_path, monkeypatch, _line("3.00 x"))
    assert list(figures.worse([_line("4.50 x", baseline="calamine alone 9.99 s")], before)) == [
        "worse: rows stored / calamine alone: 3 before, 4.5 now"
    ]


def test_of_times_faster_and_of_shares_less_is_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _kept(tmp_path, monkeypatch, _line("12.0 x faster"), _line("80%", what="pages"))
    assert len(list(figures.worse([_line("8.0 x faster"), _line("60%", what="pages")], before))) == 2
    assert list(figures.worse([_line("20.0 x faster"), _line("95%", what="pages")], before)) == []


def test_what_is_new_or_has_no_ratio_or_is_the_weather_is_no_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _kept(tmp_path, monkeypatch, _line("3.00 x"), _line("-", what="unmeasured"))
    again = [_line("3.40 x"), _line("9.00 x", what="new"), _line("-", what="unmeasured")]
    assert list(figures.worse(again, before)) == []


def test_ratios_of_parts_that_did_not_run_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _kept(tmp_path, monkeypatch, _line("3.00 x"))
    figures.keep([_line("2.00 x", what="other")], day=date(2026, 1, 2), load=1)
    assert figures.kept() == {"rows stored / calamine alone": 3.0, "other / calamine alone": 2.0}
