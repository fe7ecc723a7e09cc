"""What a row is that holds no vehicle: sub-total, note, signature, repeated header, title.

Asked only of rows that lack both VIN and plate; whatever is not recognised stays a row to be explained.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from importers.fields import SheetReading
from importers.layout.headers import flat, recognise
from importers.layout.shapes import shapes_of

_SUBTOTAL: Final = re.compile(
    r"(本页|本月|本年|本表|全市|全省|以上|累计|车辆|数量|其中)?(合计|小计|总计|共计|累计|总数|汇总)\D{0,4}[\d.,]*\D{0,4}|其中[:：]?.*"
    r"|共\d+[辆台条].*|(sub-?|grand)?total\b.*|sum"
)
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表说明|填报说明|附注|附)\d*[:：.、].*|注[意明].*|\*.*|※.*|note[s:].*"
    r"|(填表|填报|审核|制表|复核|经办|负责|审批|统计|联系|报送|单位负责|主管|录入|校对)(人|员|领导|单位|部门|日期|时间|电话|方式)?"
    r"(签字|签名|签章)?[:：].*|.*[(（]?(单位)?(盖章|公章|签章|签字|签名)[)）]?[:：]?|(联系)?电话[:：].*|日期[:：].*"
    r"|示例.*|样例.*|例[:：如].*|prepared by.*|signature.*"
)
_TITLE: Final = re.compile(r".*(登记表|明细表?|台账|统计表|一览表|汇总表|清单|报表|名册)([(（].*[)）])?")
_SECTION: Final = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．].{2,}")


def _texts(cells: Sequence[object]) -> list[tuple[int, str]]:
    return [
        (index, text)
        for index, cell in enumerate(cells)
        if cell is not None and (text := unicodedata.normalize("NFKC", str(cell)).strip())
    ]


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text.lower())


def _repeats_header(texts: list[tuple[int, str]], reading: SheetReading) -> bool:
    """Most cells say what the header says, or name the field they stand under."""
    same = sum(flat(text) == flat(reading.headers.get(index, "").rsplit("/", 1)[-1]) for index, text in texts)
    if same * 2 >= len(texts) and same >= 2:
        return True
    fields = {index: field for field, index in reading.columns.items()}
    named = sum(index in fields and fields[index] in recognise(text) for index, text in texts)
    return named >= 3 and named * 2 >= len(texts)


def _single(index: int, text: str, reading: SheetReading) -> str | None:
    """Classify a row with one filled cell: a numbered but empty line, a title or a section heading."""
    if reading.columns.get("seq") == index and re.fullmatch(r"\d+(\.0)?", text):
        return "blank"
    if _TITLE.fullmatch(text) or _SECTION.fullmatch(text):
        return "title"
    is_first = index <= min(reading.columns.values(), default=0)
    return "title" if is_first and not any(sign.isdigit() for sign in text) else None


def _holds_identity(cells: Sequence[object], reading: SheetReading) -> bool:
    """A damaged VIN or a plate: the row is a vehicle's, whatever else it lacks."""
    places = [reading.columns[field] for field in ("vin", "plate") if field in reading.columns]
    return any(shapes_of(cells[place]) & {"vin", "plate"} for place in places if place < len(cells))


def subtotal_or_note(cells: Sequence[object]) -> str | None:
    """Tell by its first texts whether a row is a sub-total or a note, in whatever sheet."""
    texts = [text for _, text in _texts(cells)[:3]]
    if any(_SUBTOTAL.fullmatch(_compact(text)) for text in texts):
        return "subtotal"
    return "note" if texts and _NOTE.fullmatch(_compact(texts[0])) else None


def classify_row(cells: Sequence[object], reading: SheetReading) -> str | None:
    """Return what a row without VIN is: blank, subtotal, note, repeated-header, title; else None."""
    texts = _texts(cells)
    if not texts:
        return "blank"
    aside = subtotal_or_note(cells)
    if aside is not None or _holds_identity(cells, reading):
        return aside
    if len(texts) == 1:
        return _single(*texts[0], reading)
    if _repeats_header(texts, reading):
        return "repeated-header"
    return "title" if len(texts) <= 3 and _TITLE.fullmatch(texts[0][1]) else None
