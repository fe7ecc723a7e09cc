"""``fleetsvc nil``: sign that a unit has nothing to report of a category in a period."""

from contextlib import closing

import click

from fleetsvc import clock
from fleetsvc.commands.frame.host import at_the_host
from fleetsvc.commands.frame.output import (
    CATEGORY,
    UNIT,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
)
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import UnitScope
from fleetsvc.services.nil_reports.signing import sign
from fleetsvc.settings import read_settings
from rules.labels import label
from rules.periods import parse_period
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language, Text

_SIGNED = Text("已签署零报告：{unit}，{category}，{period}", "Signed as nil: {unit}, {category}, {period}")


@click.command(cls=AnsweringCommand)
@click.option("--unit", type=UNIT, required=True, help="Reporting unit: code or name.")
@click.option("--category", type=CATEGORY, required=True)
@click.option("--period", required=True, help="2025, 2025-Q3 or 2025-09.")
@with_json
def nil(unit: str, category: str, period: str, as_json: bool, language: Language) -> None:
    """Sign that a unit registered no vehicle of a category in a period."""
    asked, kind = parse_period(period), Category(category)
    with closing(connect(read_settings())) as database, database.transaction(UnitScope(unit)) as session:
        signed = sign(session, asked, city=int(unit), category=kind, by=at_the_host(), now=clock.now())
    if as_json:
        print_json(signed.report)
        return
    name, word = UNITS[unit].name.in_language(language), label(kind).in_language(language)
    print_lines([_SIGNED.fill(unit=name, category=word, period=asked.key).in_language(language)])
