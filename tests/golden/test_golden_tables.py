"""The whole decision table of the shipped rulebook that comes into force by itself, as reviewed.

After a wanted change of the law: ``fleetsvc rulebook show NAME --table > tests/golden/NAME.txt``; the diff of
that file is what the reviewer reads. A book that ships as a draft is held by its cases and its proof: to write its
table, by owners and areas, takes a minute.
"""

from math import prod
from pathlib import Path

import pytest

from fleetsvc.books import DEFAULT_BOOK, shipped_book
from fleetsvc.commands.law.tables import table_text
from rules.collapse import cases_in, table_lines
from rules.table import Table, every_case


@pytest.mark.parametrize("name", [DEFAULT_BOOK])
def test_the_decision_table_of_a_shipped_rulebook_is_the_reviewed_one(name: str) -> None:
    book = shipped_book(name)
    reviewed = (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8")
    assert "\n".join(table_text(book, list(table_lines(Table(book))))) + "\n" == reviewed


@pytest.mark.parametrize("name", [DEFAULT_BOOK])
def test_the_collapsed_table_stands_for_every_case_exactly_once(name: str) -> None:
    table = Table(shipped_book(name))
    lines = list(table_lines(table))
    every = prod(len(dimension.words) for dimension in lines[0].dimensions)
    assert every >= len(list(every_case(table.rulebook)))
    for units in table.unit_classes:
        for period in table.periods:
            own = [line for line in lines if line.units == units and line.period == period]
            assert sum(cases_in(line) for line in own) == every
            assert len({line.words for line in own}) == len(own)
