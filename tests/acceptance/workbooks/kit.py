"""The kit: every family, so many workbooks of each, always the same for the same seed."""

from collections.abc import Iterator
from random import Random
from typing import Final

from tests.acceptance.workbooks.dirt import soil
from tests.acceptance.workbooks.families_formats import FORMAT_FAMILIES
from tests.acceptance.workbooks.families_layout import LAYOUT_FAMILIES
from tests.acceptance.workbooks.families_lines import LINE_FAMILIES
from tests.acceptance.workbooks.families_packages import PACKAGE_FAMILIES
from tests.acceptance.workbooks.families_parts import PART_FAMILIES
from tests.acceptance.workbooks.families_registers import REGISTER_FAMILIES
from tests.acceptance.workbooks.families_retired import RETIRED_FAMILIES
from tests.acceptance.workbooks.families_sheets import SHEET_FAMILIES
from tests.acceptance.workbooks.families_signs import SIGN_FAMILIES
from tests.acceptance.workbooks.families_tables import TABLE_FAMILIES
from tests.acceptance.workbooks.families_templates import TEMPLATE_FAMILIES
from tests.acceptance.workbooks.families_values import VALUE_FAMILIES
from tests.acceptance.workbooks.families_words import WORD_FAMILIES
from tests.acceptance.workbooks.grids import Case

FAMILIES: Final = (
    *LAYOUT_FAMILIES,
    *SHEET_FAMILIES,
    *TEMPLATE_FAMILIES,
    *REGISTER_FAMILIES,
    *VALUE_FAMILIES,
    *WORD_FAMILIES,
    *FORMAT_FAMILIES,
    *SIGN_FAMILIES,
    *PART_FAMILIES,
    *LINE_FAMILIES,
    *TABLE_FAMILIES,
    *PACKAGE_FAMILIES,
    *RETIRED_FAMILIES,
)
PER_FAMILY: Final = 8
SEED: Final = 2023


def cases(*, seed: int = SEED, per_family: int = PER_FAMILY) -> Iterator[Case]:
    """Yield the kit's cases, family by family."""
    for family in FAMILIES:
        for number in range(per_family):
            rng = Random(f"{seed} {family.__name__} {number}")
            yield soil(rng, family(rng, number))
