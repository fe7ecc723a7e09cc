"""Lists of vehicles as workbooks: the sheet that is handed in, laid out for paper, and that with everything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.clock import SHANGHAI
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.rulebooks import NoActiveRulebook, law_in_force
from fleetsvc.services.registrations.exports import COLUMNS, NAME, Cells, columns_of, rule_words
from importers.workbooks.sheet_frames import Heading, heading
from importers.workbooks.streamed import Sheet, workbook_pieces
from rules.wording import Language, Text

Rows = Callable[[tuple[str, ...], Mapping[str, str]], Iterator[Cells]]
"""Gives the rows of a list with these columns, and with what rules are called."""

_ALL: Final = Text("全部信息", "everything")
_LIST: Final = Text("清单", "list")
_FILTERS: Final = Text("筛选条件：{filters}", "Filter: {filters}")
_AS_OF: Final = Text("数据截至：{instant}（北京时间）", "Data as of {instant} (Beijing)")
_FOOT: Final = Text("数据截至 {instant}", "Data as of {instant}")
_PAGES: Final = Text("第 &P 页，共 &N 页", "Page &P of &N")
_COUNTED: Final = Text(
    "以上共 {count} 辆，符合条件的已全部列出。", "{count} vehicles: all that fit the filter."
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on a list that is handed in: its title, its filter in words, the columns of ``exports.COLUMNS``."""

    title: str
    filters: str
    columns: tuple[str, ...]


def workbook_of(
    session: Session, rows: Rows, paper: Paper | None, *, known_at: datetime, language: Language
) -> Iterator[bytes]:
    """Yield a list as a workbook; ``known_at``: which state of the data it shows. Raises SheetFull."""
    instant = f"{known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    foot, pages = _FOOT.in_language(language).format(instant=instant), _PAGES.in_language(language)
    names = tuple(COLUMNS)
    columns, plain, everywhere = (
        columns_of(names, language=language),
        Heading(foot=foot, pages=pages),
        range(len(names)),
    )
    if paper is None:
        return workbook_pieces(
            columns, rows(names, {}), [Sheet(NAME.in_language(language), plain, everywhere)]
        )
    chosen = [names.index(name) for name in paper.columns]
    lines = [
        _FILTERS.in_language(language).format(filters=paper.filters),
        _AS_OF.in_language(language).format(instant=instant),
    ]
    above = heading(paper.title, lines, columns=[columns[place] for place in chosen], foot=foot, pages=pages)
    sheets = [
        Sheet(_LIST.in_language(language), above, chosen, _COUNTED.in_language(language)),
        Sheet(_ALL.in_language(language), plain, everywhere),
    ]
    return workbook_pieces(columns, rows(names, _rules(session, language)), sheets)


def _rules(session: Session, language: Language) -> dict[str, str]:
    try:
        return rule_words(book_of(law_in_force(session)), language=language)
    except NoActiveRulebook:
        return {}
