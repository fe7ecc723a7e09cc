"""The importer against a sample of the conformance kit (all of it: ``make conformance``)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.results import Block, Expectation, Refused
from importers.sandbox.reader import LayoutFrame, stream
from tests.acceptance.workbooks.conformance import scores_of_answers
from tests.acceptance.workbooks.kit import FAMILIES, PER_FAMILY, cases
from tests.acceptance.workbooks.make_kit import write_kit
from tests.acceptance.workbooks.reading import read_report, report_of
from tests.acceptance.workbooks.reports import expected_report
from tests.acceptance.workbooks.scoring import Json, score
from tests.acceptance.workbooks.writers import write

pytestmark = pytest.mark.slow(10)

SAMPLE = 9
"""Seed of the sample; each family gives its first, clean workbook and one that is soiled."""


def differences(expected: Json, answer: Json) -> list[str]:
    return [said.text for said in score(expected, answer).differences]


def test_the_kit_holds_at_least_250_workbooks_under_different_names() -> None:
    names = {case.name for case in cases()}
    assert len(names) == len(FAMILIES) * PER_FAMILY
    assert len(names) >= 250


def test_the_kit_is_the_same_for_the_same_seed() -> None:
    first, second = ([expected_report(case) for case in cases(seed=7, per_family=1)] for _ in range(2))
    assert first == second
    assert first != [expected_report(case) for case in cases(seed=8, per_family=1)]


def test_no_workbook_of_a_sample_is_read_otherwise_than_expected(tmp_path: Path) -> None:
    found: dict[str, list[str]] = {}
    for case in cases(seed=SAMPLE, per_family=2):
        expected = expected_report(case)
        answer = read_report(write(case, tmp_path), sent_as=expected["sent_as"])
        found[case.name] = differences(expected, answer)

    assert {name: texts for name, texts in found.items() if texts} == {}


def test_the_reading_child_says_the_same(tmp_path: Path) -> None:
    for case in list(cases(seed=SAMPLE, per_family=1))[::10]:
        expected = expected_report(case)
        path, sent_as = write(case, tmp_path), expected["sent_as"]
        frames = list(
            stream(
                path,
                name=path.name,
                expectation=Expectation(
                    sent_as["unit"],
                    category=sent_as["category"],
                    event=sent_as["event"],
                    kind=sent_as["kind"],
                ),
                today=date.fromisoformat(sent_as["today"]),
            )
        )
        refused = [frame for frame in frames if isinstance(frame, Refused)]
        if refused:
            assert expected["refused"] == {"code": refused[0].code}
            continue
        (layout,) = [frame for frame in frames if isinstance(frame, LayoutFrame)]
        blocks = [frame for frame in frames if isinstance(frame, Block)]
        assert differences(expected, report_of(layout, blocks)) == []


@pytest.fixture(scope="module")
def a_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Json, Json]:
    """The expected report of a plain list, and what the importer answers."""
    case = next(cases(per_family=1))
    expected = expected_report(case)
    return expected, read_report(write(case, tmp_path_factory.mktemp("kit")), sent_as=expected["sent_as"])


def changed(answer: Json, **parts: Any) -> Json:
    return {**answer, **parts}


def test_a_value_that_differs_is_wrong_unless_a_finding_of_its_row_names_it(
    a_pair: tuple[Json, Json],
) -> None:
    expected, answer = a_pair
    first, *others = answer["registrations"]
    other = changed(answer, registrations=[{**first, "energy": "lpg"}, *others])
    asked = changed(
        other,
        findings=[
            *answer["findings"],
            {"code": "energy-conflict", "severity": "warning", "sheet": first["sheet"], "row": first["row"],
             "column": "E", "field": "fuel", "value": ""},
        ],
    )  # fmt: skip

    assert [score(expected, one).outcome for one in (answer, other, asked)] == ["mapped", "wrong", "asked"]


def test_a_vehicle_listed_as_ignored_is_wrong_and_one_held_without_a_word_too(
    a_pair: tuple[Json, Json],
) -> None:
    expected, answer = a_pair
    first, *others = answer["registrations"]
    for fate in ("ignored", "held"):
        aside = [*answer["set_aside"], {"sheet": first["sheet"], "row": first["row"], "fate": fate}]
        dropped = changed(answer, registrations=others, aside=aside)
        assert score(expected, dropped).outcome == "wrong"


def test_a_report_that_does_not_list_rows_set_aside_is_scored_by_its_errors_and_counts(
    tmp_path: Path,
) -> None:
    case = next(case for case in cases(per_family=1) if case.family == "damaged VINs")
    expected = expected_report(case)
    answer = read_report(write(case, tmp_path), sent_as=expected["sent_as"])
    del answer["set_aside"]
    hasty = changed(answer, rows={**answer["rows"], "ignored": 1})

    assert [score(expected, one).outcome for one in (answer, hasty)] == ["mapped", "wrong"]


def test_a_column_read_as_another_field_is_wrong_unless_asked_about(a_pair: tuple[Json, Json]) -> None:
    expected, answer = a_pair
    (sheet,) = answer["sheets"]
    turned = [{**one, "field": "owner"} if one["field"] == "vin" else one for one in sheet["columns"]]
    other = changed(answer, sheets=[{**sheet, "columns": turned}])
    question = {"code": "column-unsure", "severity": "warning", "sheet": sheet["name"], "row": None,
                "column": None, "field": "vin", "value": ""}  # fmt: skip
    asked = changed(other, findings=[*answer["findings"], question])

    assert [score(expected, one).outcome for one in (other, asked)] == ["wrong", "asked"]


def test_answers_of_another_reader_are_scored_from_files_and_a_missing_one_is_wrong(tmp_path: Path) -> None:
    write_kit(tmp_path / "kit", per_family=1)
    (tmp_path / "answers").mkdir()
    outcomes = {one.outcome for one in scores_of_answers(tmp_path / "kit", tmp_path / "answers")}

    assert outcomes == {"wrong"}
