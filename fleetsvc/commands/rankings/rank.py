"""``fleetsvc rank``: the ranking of a period; ``fleetsvc openapi``: the description of the API."""

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

import click

from fleetsvc import clock
from fleetsvc.commands.frame.known_on import KNOWN_ON
from fleetsvc.commands.frame.output import CATEGORY, AnsweringCommand, print_json, print_lines, with_json
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import lists, publishing
from fleetsvc.settings import read_settings
from rules.editions import published
from rules.labels import listed
from rules.percentages import percentage
from rules.periods import parse_period
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language, Text

Document = Mapping[str, Any]
"""The JSON of a ranking edition, contract section 4."""

STANDINGS = {
    "ranked": Text("", ""),
    "too_few": Text("车辆太少，不排名", "too few to rank"),
    "incomplete": Text("报送不全，不排名：{missing}", "incomplete, not ranked: {missing}"),
    "not_reported": Text("未报送", "not reported"),
}


@click.command(cls=AnsweringCommand)
@click.option("--period", required=True, help="2025, 2025-Q3 or 2025-09.")
@click.option("--category", type=CATEGORY, help="One category [default: all together].")
@click.option("--store", is_flag=True, help="Store it as a provisional edition where something has changed.")
@click.option("--known-on", type=KNOWN_ON, help="The stored edition as it was known then.")
@with_json
def rank(
    period: str,
    category: str | None,
    store: bool,
    known_on: datetime | None,
    as_json: bool,
    language: Language,
) -> None:
    """Rank the 19 units for a period, as the data stand now."""
    if store and known_on is not None:
        raise click.UsageError("--store 与 --known-on 只能用一个 / use one of --store and --known-on")
    wanted = parse_period(period)
    now = clock.now()
    with closing(connect(read_settings())) as database, database.transaction(OFFICE) as session:
        chosen = Category(category) if category else None
        if known_on is not None:
            document = lists.current_edition(session, wanted, category=chosen, known_at=known_on)
        elif store:
            publishing.publish_provisional(session, wanted, now=now)
            document = lists.current_edition(session, wanted, category=chosen)
        else:
            document = published(publishing.compute_edition(session, wanted, category=chosen, now=now))
    if as_json:
        print_json(document)
    else:
        print_lines(ranking_lines(document, language=language))


def ranking_lines(document: Document, *, language: Language) -> Iterator[str]:
    """Yield an edition as a table."""
    category = document["category"] or Text("全部用途", "all categories").in_language(language)
    yield f"{document['period']}  {category}  [{document['status']}]"
    yield Text(
        "名次（可能）  单位                    适用    比率     最低–最高        说明",
        "rank (may)  unit                governed    rate    low–high",
    ).in_language(language)
    for line in document["lines"]:
        yield _ranking_line(line, language)


def _ranking_line(line: Document, language: Language) -> str:
    name = UNITS[line["unit"]].name.in_language(language)
    place = _place(line)
    bounds = f"{_percent(line['rate_low'])}–{_percent(line['rate_high'])}"
    missing = listed(map(Category, line.get("missing_categories", ()))).in_language(language)
    standing = STANDINGS[line["status"]].fill(missing=missing)
    rate, said = _percent(line["rate"]), standing.in_language(language)
    return f"{place:>10}  {_padded(name, 22)}{line['governed']:>6}  {rate:>7}  {bounds:<17} {said}".rstrip()


def _place(line: Document) -> str:
    """Return a rank with the best and the worst place possible, where they differ from it."""
    if line["rank"] is None:
        return "–"
    low, high = line.get("rank_low"), line.get("rank_high")
    return str(line["rank"]) if low == high else f"{line['rank']} ({low}–{high})"


def _percent(share: float | None) -> str:
    return "–" if share is None else percentage(share, decimals=2)


def _padded(text: str, columns: int) -> str:
    """Fill up with blanks to a width on the terminal, where a Chinese character takes two columns."""
    taken = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(0, columns - taken)


@click.command(cls=AnsweringCommand)
def openapi() -> None:
    """Print the description of the API (OpenAPI 3.1, JSON)."""
    from fleetsvc.app import openapi_document  # noqa: PLC0415 (a ranking needs no web application)

    print_json(openapi_document())
