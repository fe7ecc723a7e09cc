"""Families about how a file is put together: exporters, old programs, web pages, texts as Windows writes them."""

from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import ordinary
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, table
from tests.acceptance.workbooks.shapes import SHAPES

_UNMARKED: Final = ("utf-16-le", "utf-16-be", "utf-32", "gb18030")


def other_packages(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    return Case("packages of exporters", number, [grid], unit, shape=tuple(SHAPES)[number % len(SHAPES)])


def further_packages(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table("明细", ordinary(rng), fleet)
    shape = tuple(SHAPES)[(number + 8) % len(SHAPES)]
    return Case("further packages of exporters", number, [grid], unit, shape=shape)


def excel_95(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("Excel 95", number, [table("明细", ordinary(rng), fleet)], unit, format="biff5", suffix="xls")


def web_pages(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table(f"html-{number:03d}", ordinary(rng), fleet)
    case = Case("html", number, [grid], unit, format="html", suffix="xls")
    case.encoding = rng.choice(("utf-8", "gb18030"))
    return case


def xml_tables(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    return Case("XML 2003", number, [table("明细", ordinary(rng), fleet)], unit, format="xml", suffix="xls")


def texts_of_windows(rng: Random, number: int) -> Case:
    unit, fleet = start(rng)
    grid = table(f"txt-{number:03d}", ordinary(rng), fleet)
    case = Case("txt", number, [grid], unit, format="csv", suffix="txt")
    case.encoding = _UNMARKED[number % len(_UNMARKED)]
    case.delimiter = "\t"
    return case


PACKAGE_FAMILIES: Final[tuple[Family, ...]] = (
    other_packages, further_packages, excel_95, web_pages, xml_tables, texts_of_windows,
)  # fmt: skip
