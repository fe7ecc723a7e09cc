"""``GET /rankings`` and ``/rankings/{period}``: the stored editions, exactly as they were published."""

from typing import Any

from flask import Response

from fleetsvc.api.frame.answers import etag_of, language, tagged
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PERIOD_IN_PATH
from fleetsvc.api.rankings.schemas import RankingQuery, RankingShape, RankingsQuery, RankingsShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.audience import audience_of
from fleetsvc.edge.callers import current_caller
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.rankings.lists import current_edition, list_editions
from rules.periods import parse_period
from rules.vocabulary import Category

resource = Resource("rankings", entry=Entry.ANYONE, description="Ranking editions of the 19 units")


def _category(query: dict[str, Any]) -> Category | None:
    return Category(query["category"]) if "category" in query else None


@resource.operation(
    "GET",
    "/rankings",
    zh="各期通报（全部类别或某一类别），由近到远，不含各单位明细；不带密钥时只有正式的",
    query=RankingsQuery,
    answer=RankingsShape,
)
def get_rankings(query: dict[str, Any]) -> Response:
    """The editions over all categories, or of one, without their lines, newest first; without a key the final ones."""
    audience = audience_of(current_caller())
    with parts().database.transaction(PUBLISHED) as session:
        page = list_editions(
            session,
            category=_category(query),
            before=query["cursor"],
            limit=query["limit"],
            audience=audience,
            known_at=query.get("known_on"),
        )
    return list_answer(*page)


@resource.operation(
    "GET",
    "/rankings/<period>",
    zh="一期通报及 19 个单位的明细，未指明更正次数时为最新一次；不带密钥时只有正式的，预览中各单位只见本单位",
    query=RankingQuery,
    answer=RankingShape,
    path=(PERIOD_IN_PATH,),
)
def get_ranking(query: dict[str, Any], period: str) -> Response:
    """One edition with its 19 lines: the latest revision of a period (2025, 2025-Q3, 2025-09) unless one is named."""
    named, audience = parse_period(period), audience_of(current_caller())
    with parts().database.transaction(PUBLISHED) as session:
        edition = current_edition(
            session,
            named,
            category=_category(query),
            revision=query["revision"],
            audience=audience,
            known_at=query.get("known_on"),
        )
    return tagged(
        etag_of("ranking", str(edition["sha256"]), audience.unit or "", language()), lambda: edition
    )
