"""What holds for any damaged workbook (10,000 of them: ``python -m tests.acceptance.workbooks.fuzz``)."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from tests.acceptance.workbooks.fuzz import FILES, Spoil, check_dirty_file


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(FILES)
def test_every_row_of_a_damaged_workbook_is_accepted_held_or_ignored_once(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[int, int, str, Sequence[Spoil]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert check_dirty_file(folder, file) in {"read", "empty", "header-not-found", "not-a-spreadsheet"}
