"""The content of each letter about an edition: to all units, or to one of them."""

from collections.abc import Sequence
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import Json, RulebookEdition
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.letters import edition_text as texts
from fleetsvc.services.letters.proposals import proposals_of
from fleetsvc.services.letters.vehicles import annex, short_in
from fleetsvc.services.rankings.audience import EVERYBODY_SEES
from fleetsvc.services.rankings.lists import revisions
from importers.letters.content import Block, Content
from importers.letters.fields import LetterKind
from rules.editions import EditionStatus
from rules.periods import parse_period
from rules.ranking_method import Standing
from rules.talks import TalkGround, TalkProposal
from rules.vocabulary import Category

PREVIEW: Final = "征求意见稿：本期尚在预览，没有正式发布，不得公开"
OVERTAKEN: Final = "本稿所依据的一期已有更正，不再是最新结果，不得发出"
TO_BE_WRITTEN: Final = "＿＿＿＿＿＿＿＿（由发文机关填写）"

_GROUNDS: Final = {
    TalkGround.LAST_PLACES: "连续{editions}期在全省排名末{places}位。",
    TalkGround.STRICT_VIOLATIONS: "本期有{count}辆车违反“全部使用新能源汽车”的条款。",
}


class EditionProvisional(Exception):
    """No letter is written about an edition that still moves."""


def letter_content(session: Session, edition: Json, kind: LetterKind, *, unit: str | None) -> Content:
    """Return what is filled into a letter. Needs the office's scope. Raises EditionProvisional."""
    if edition["status"] == EditionStatus.PROVISIONAL:
        raise EditionProvisional(edition["period"])
    common = _common(session, edition)
    draft = _draft(session, edition)
    if kind is LetterKind.CIRCULAR:
        told, blocks = _to_all(session, edition)
    else:
        told, blocks = _to_unit(session, edition, unit or "")
    blocks |= {"数据说明": texts.sources(edition)}
    return Content(common | told, blocks, draft)


def _common(session: Session, edition: Json) -> dict[str, str]:
    period = parse_period(edition["period"])
    return {
        "期次": period.name.zh,
        "起始日": texts.day_text(period.from_day),
        "截止日": texts.day_text(period.last_day),
        "更正次数": str(edition["revision"]),
        "依据": _instruments(session, edition),
    }


def _instruments(session: Session, edition: Json) -> str:
    """Return the instruments of the rulebooks by which an edition was counted."""
    names = [one["edition"] for one in edition.get("rulebooks", [edition["rulebook"]])]
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.edition).in_(names))).all()
    acts = [
        act.title.zh
        for stored in sorted(found, key=lambda one: names.index(one.edition))
        for act in book_of(stored).instruments
    ]
    return "、".join(dict.fromkeys(acts))


def _draft(session: Session, edition: Json) -> str | None:
    if edition["status"] == EditionStatus.PREVIEW:
        return PREVIEW
    period = parse_period(edition["period"])
    category = Category(edition["category"]) if edition["category"] else None
    latest = revisions(session, period, category=category, audience=EVERYBODY_SEES, limit=1)
    return None if latest[0]["revision"] == edition["revision"] else OVERTAKEN


def _to_all(session: Session, edition: Json) -> tuple[dict[str, str], dict[str, Block]]:
    blocks = {
        "总体情况": texts.overview(edition),
        "排名表": texts.ranking_table(edition),
        "存在问题": texts.findings(edition),
        "严格条款": texts.strict_violations(edition),
        "下步要求": texts.demands(edition["lines"]),
        "车辆清单": annex(session, short_in(edition)),
    }
    return {"全省达标率": texts.province_rate(edition)}, blocks


def _to_unit(session: Session, edition: Json, unit: str) -> tuple[dict[str, str], dict[str, Block]]:
    line = next(line for line in edition["lines"] if line["unit"] == unit)
    is_ranked = line["status"] == Standing.RANKED
    told = {
        "单位": line["name"],
        "名次": f"第{line['rank']}名" if is_ranked else texts.STANDINGS[Standing(line["status"])],
        "达标率": texts.rate_text(line),
    }
    blocks = {
        "单位情况": texts.standing_of(line),
        "下步要求": texts.demands([line]),
        "约谈缘由": _grounds(edition, proposals_of(session, edition), unit),
        "车辆清单": annex(session, short_in(edition, unit=unit)),
    }
    return told, blocks


def _grounds(edition: Json, proposals: Sequence[TalkProposal], unit: str) -> Block:
    rule = edition["method"].get("talks", {})
    found = next((one for one in proposals if one.unit == unit), None)
    if found is None:
        return [TO_BE_WRITTEN]
    values = {
        "editions": rule["editions"],
        "places": rule["last_places"],
        "count": found.strict_violations,
    }
    return [_GROUNDS[ground].format(**values) for ground in found.grounds]
