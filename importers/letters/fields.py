"""The fields of official letters: what a template may name between double braces, and what is filled in for it.

A field is a name and nothing else: no expression, no filter, no call. ``{{期次}}`` within a line is replaced by text; a
block, as ``{{排名表}}``, stands alone in its paragraph and is replaced by paragraphs or a table.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rules.wording import Text


class LetterKind(StrEnum):
    """What is written. Never renamed: stored templates and addresses carry these words."""

    CIRCULAR = "circular"
    RECTIFICATION = "rectification"
    TALK = "talk"


UNIT_LETTERS: Final = (LetterKind.RECTIFICATION, LetterKind.TALK)
"""Letters to one reporting unit; a circular goes to all."""

TITLES: Final[dict[LetterKind, Text]] = {
    LetterKind.CIRCULAR: Text("通报", "Circular"),
    LetterKind.RECTIFICATION: Text("整改通知书", "Notice of rectification"),
    LetterKind.TALK: Text("约谈函", "Invitation to a talk"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what stands for it in the letter, in which letters; ``is_block``: paragraphs or a table."""

    means: Text
    is_block: bool = False
    kinds: tuple[LetterKind, ...] = tuple(LetterKind)


_CIRCULAR: Final = (LetterKind.CIRCULAR,)

FIELDS: Final[dict[str, Field]] = {
    "期次": Field(Text("通报期次，如 2025年9月", "the period in words")),
    "起始日": Field(Text("期间第一天", "the first day of the period")),
    "截止日": Field(Text("期间最后一天", "the last day of the period")),
    "更正次数": Field(Text("本期更正次数，0 为首次", "the revision, 0 for the first")),
    "全省达标率": Field(
        Text("全省已证实的达标率", "the proven share of the whole province"), kinds=_CIRCULAR
    ),
    "依据": Field(Text("规则库所载文件的名称", "the instruments of the rulebook")),
    "单位": Field(Text("报送单位名称", "the reporting unit"), kinds=UNIT_LETTERS),
    "名次": Field(Text("本期名次；不参加排名的写明原因", "its rank, or why it has none"), kinds=UNIT_LETTERS),
    "达标率": Field(Text("该单位已证实的达标率", "its proven share"), kinds=UNIT_LETTERS),
    "总体情况": Field(Text("全省总体情况", "the whole province"), is_block=True, kinds=_CIRCULAR),
    "排名表": Field(Text("19 个报送单位的排名表", "the table of 19 units"), is_block=True, kinds=_CIRCULAR),
    "存在问题": Field(
        Text("未报送、报送不完整、待说明、数据质量", "what falls short"), is_block=True, kinds=_CIRCULAR
    ),
    "严格条款": Field(
        Text("违反“全部”条款的单位和数量", "violations of duties of force all"),
        is_block=True,
        kinds=_CIRCULAR,
    ),
    "下步要求": Field(Text("由上述问题得出的要求", "what follows from it"), is_block=True),
    "单位情况": Field(Text("该单位本期情况", "how the unit stands"), is_block=True, kinds=UNIT_LETTERS),
    "约谈缘由": Field(
        Text("按排名方法提出约谈建议的缘由；没有的留空待填", "why a talk is proposed, or a blank"),
        is_block=True,
        kinds=(LetterKind.TALK,),
    ),
    "车辆清单": Field(
        Text("未达标和待说明车辆，号牌和车架号已脱敏", "vehicles that fall short, masked"), is_block=True
    ),
    "数据说明": Field(
        Text("期次校验码、规则版本、排名方法", "seal, rulebook and method of the edition"), is_block=True
    ),
}


def fields_of(kind: LetterKind) -> dict[str, Field]:
    """Return the fields that a letter may name."""
    return {name: field for name, field in FIELDS.items() if kind in field.kinds}
