"""Headings: the lines that speak for the vehicles below them, in their order of rank, the sheet's name first.

A list is headed by titles and divided by sections (一、新增车辆, （二）出租车, 以下车辆已报废). A heading ends those of its
rank and below, so that what the section before said is not said of the next one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from importers.fields import Heading, Says
from importers.layout.row_kinds import subtotal_or_note
from importers.layout.shapes import is_data_like, shapes_of
from importers.layout.titles import names_only, says
from rules.wording import Text

NAME, TITLE, LINE = 0, 1, 6
"""Ranks: the sheet's name, a title (…登记表), a line that is neither title nor numbered; numbered ones between."""

_NUMBERED: Final = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (TITLE, r"(第[一二三四五六七八九十\d]+部分|附[件表][一二三四五六七八九十\d]*|表[一二三四五六七八九十\d]+)[:：、.\s]*.*"),
        (2, r"[一二三四五六七八九十]{1,3}[、.:].+"),
        (3, r"\([一二三四五六七八九十]{1,3}\)[、.:]?.+"),
        (4, r"\d{1,2}[、.:](?!\d).+"),
        (5, r"\(\d{1,2}\)[、.:]?.+"),
    )
)  # fmt: skip
_NUMERAL: Final = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_TITLE: Final = re.compile(
    r".*(登记表|明细表?|台账|统计表|一览表|汇总表|清单|报表|名册|情况表|信息表)(\(.*\))?"
)
_CONTINUED: Final = re.compile(r"\(?接?上?续[表页上]?\)?|\(续\)")
_OF_WHAT_FOLLOWS: Final = re.compile(r"(以下|下列|下述|如下).*|.*(车|车辆|汽车|用车|部分|情况|类|业务|[:：])")
_SENTENCE: Final = re.compile(
    r"[。；;?？!！]|请|须|必须|不得|务必|例如|填写|是指|应当?(?!急)|合计|小计|总计|累计|[共计]\d"
)
_OF_ABOVE: Final = re.compile(r"以上|上述|上列|上表")
_COUNT: Final = re.compile(r"[\d.]+(辆|台)?")
_QUIET: Final = re.compile(
    r"(计量)?单位:?(辆|台|kg|吨|人)?|.{0,6}(日期|时间|单位|部门|人|电话|编号)[:].*|第?\d+页.*|20\d\d.*"
)
_LABEL: Final = re.compile(r"[^:]{2,8}:.")
_LABELLED: Final = re.compile(r"(车辆)?(业务|行业|用途|登记)?(类别|类型|用途|种类|事项|性质|领域|新增/?更新)")
_ANNEX: Final = re.compile(
    r"^\s*(附[件表录]?[\d一二三四五六七八九十]*\s*[:：、]|(注|备注|说明)\s*[:：](?=\s*(以下|下列|下述)))\s*"
)
_FRAME: Final = re.compile(r"^[-—–=*#【\[<《★●■◆▲·~]+|[-—–=*#】\]>》★●■◆▲·~]+$")
_LONGEST: Final = 60


def of_name(name: str) -> Heading:
    """Return the heading that the name of a sheet is."""
    return Heading(NAME, name, says(name), Text(f"工作表名称“{name}”", f"the sheet's name “{name}”"))


def of_row(cells: Sequence[object], number: int, *, within: bool) -> list[Heading]:
    """Return what a row is a heading of: nothing as a rule, one title or section, or several labelled words.

    ``within`` the rows of a table a line counts only if it is numbered, a title, or says what follows.
    """
    if within:
        source = Text(f"第{number}行“{{}}”", f"row {number} “{{}}”")
    else:
        source = Text(f"第{number}行标题", f"the title in row {number}")
    headings = [
        Heading(_rank(text), text, says(text), Text(source.zh.format(text), source.en.format(text)), number, within)
        for text in _texts(cells)
    ]  # fmt: skip
    return [one for one in headings if not within or _opens(one)]


def _opens(heading: Heading) -> bool:
    text = _folded(heading.text)
    if _CONTINUED.search(text):
        return False
    if _OF_ABOVE.match(text):
        return is_of_above(heading)
    if heading.rank != LINE or _LABEL.match(text) or names_only(text):
        return True
    return _OF_WHAT_FOLLOWS.fullmatch(text) is not None


def is_of_above(heading: Heading) -> bool:
    """Tell whether a line within a table says something of the vehicles above it: 以上为更新车辆."""
    said = heading.says
    return _OF_ABOVE.match(_folded(heading.text)) is not None and said not in (Says(), Says(several=True))


def _folded(text: str) -> str:
    """A text half-width, without blanks and without what frames it: 【更新车辆】, —— 更新车辆 ——."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return _FRAME.sub("", plain)


def _rank(text: str) -> int:
    plain = _folded(text)
    numbered = next((rank for rank, pattern in _NUMBERED if pattern.fullmatch(plain)), None)
    return numbered or (TITLE if _TITLE.fullmatch(plain) else LINE)


def _texts(cells: Sequence[object]) -> list[str]:
    """The texts of a row that can be headings: of its only cell, of a numbered line, or of its labelled cells."""
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    if (
        not filled
        or not isinstance(filled[0], str)
        or any(shapes_of(cell) & {"vin", "plate"} for cell in filled)
    ):
        return []
    first, rest = filled[0].strip(), filled[1:]
    if rest and _NUMERAL.fullmatch(_folded(first)) and isinstance(rest[0], str) and not is_data_like(rest[0]):
        first = f"{first.rstrip('、.')}、{rest[0].strip()}"
        rest = [cell for cell in rest[1:] if not _COUNT.fullmatch(_folded(str(cell)))]
    if all(_QUIET.fullmatch(_folded(str(cell))) for cell in rest):
        return [first] if _can_head(first) and subtotal_or_note([_ANNEX.sub("", first)]) is None else []
    return [text for text in _labelled([str(cell).strip() for cell in filled]) if _can_head(text)]


def _can_head(text: str) -> bool:
    return len(text) <= _LONGEST and _SENTENCE.search(text) is None and not is_data_like(text)


def _labelled(texts: Sequence[str]) -> list[str]:
    """The texts that name their label (类别：公交车), or stand alone behind it (类别 | 公交车)."""
    if len(texts) == 2 and _LABELLED.fullmatch(_folded(texts[0]).rstrip(":：")):
        return ["：".join(texts)]
    if not all(re.search("[:：]", text) for text in texts[::2]):
        return []
    return [text for text in texts if _LABELLED.fullmatch(re.split("[:：]", _folded(text))[0])]


def descend(headings: Sequence[Heading], new: Sequence[Heading]) -> tuple[Heading, ...]:
    """Return the headings that hold below some new ones, of which each ends those of its rank and below.

    Several titles may stand together, the last of them for one table only: so many are replaced as stand together now.
    """
    known = {one.text for one in headings}
    new = [one for one in new if one.text not in known]
    count = sum(one.rank == TITLE for one in new)
    kept = list(headings)
    if count:
        titles = [one for one in headings if one.rank == TITLE]
        kept = [one for one in headings if one.rank == NAME] + titles[: max(0, len(titles) - count)]
    for one in new:
        if one.rank > TITLE:
            kept = [other for other in kept if other in new or not _ends(one, other)]
        kept.append(one)
    return tuple(kept)


def _ends(one: Heading, other: Heading) -> bool:
    """Tell whether a section ends another; a line above the first header goes on, unless another kind is named now."""
    if other.rank == LINE and not other.within:
        return one.rank == LINE and (other.says.category is not None or other.says.retired)
    return other.rank >= one.rank


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the headings say together of one thing, and which of them; ``against``: the other, where two differ."""

    value: str | None = None
    source: Text | None = None
    against: Heading | None = None
    heading: Heading | None = None


def spoken(headings: Sequence[Heading], read: Callable[[Says], str | None]) -> Spoken:
    """Ask the headings: a section before what stands above it; name and titles of the sheet must agree."""
    general = [one for one in headings if not one.within and one.rank in (NAME, TITLE, LINE)]
    for one in reversed([one for one in headings if one not in general]):
        value = read(one.says)
        if value is not None:
            return Spoken(value, one.source, heading=one)
        if one.says.several and read is category_said:
            return Spoken()
    return _agreed([one for one in general if read(one.says) is not None], read)


def _agreed(speaking: Sequence[Heading], read: Callable[[Says], str | None]) -> Spoken:
    if not speaking:
        return Spoken()
    first = speaking[0]
    against = next((one for one in speaking if read(one.says) != read(first.says)), None)
    if against is not None:
        return Spoken(None, first.source, against, first)
    return Spoken(read(first.says), first.source, heading=first)


def category_said(words: Says) -> str | None:
    """Return the category that a heading names."""
    return words.category


def event_said(words: Says) -> str | None:
    """Return the event that a heading names."""
    return words.event


def energy_said(words: Says) -> str | None:
    """Return the word for the energy that a heading names."""
    return words.energy


def retired_by(headings: Iterable[Heading]) -> Heading | None:
    """Return the innermost heading that says the vehicles are retired, unless a section in it says how they came."""
    for one in reversed([*headings]):
        if one.says.retired:
            return one
        if one.says.event is not None and one.within:
            return None
    return None
