"""``/rankings/{period}/preview`` and ``…/release``: the office shows each unit its line, then publishes the period."""

from collections.abc import Iterable

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import PERIOD_IN_PATH
from fleetsvc.api.rankings.schemas import RankingHeadShape
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.rankings import publishing, releasing
from rules.editions import Edition, published
from rules.periods import parse_period

resource = Resource("releases", entry=Entry.OFFICE, description="From preview to publication of a ranking")


class MadeShape(Schema):
    """The editions that were stored, without their lines."""

    editions = fields.List(fields.Nested(RankingHeadShape))


_MADE = Answers(MadeShape, statuses=(201, 200))


@resource.operation(
    "POST",
    "/rankings/<period>/preview",
    zh="向各单位预览已结束的一期；数据没有变化的不出新的一次（200）",
    answer=_MADE,
    path=(PERIOD_IN_PATH,),
)
def post_preview(period: str) -> Response:
    """Show each unit its line of a period that is over; 200 where nothing has changed since it was shown."""
    acting, named, now = known_caller(), parse_period(period), clock.now()
    with parts().database.transaction(acting.scope) as session:
        require_right_clock(session, now=now)
        made = publishing.publish_preview(session, named, now=now)
    return uncached({"editions": heads(made)}, 201 if made else 200)


@resource.operation(
    "POST",
    "/rankings/<period>/release",
    zh="正式发布预览中的一期，所有人可见；有单位提出异议尚未办结的不发布",
    answer=Answers(MadeShape, statuses=(201,)),
    path=(PERIOD_IN_PATH,),
)
def post_release(period: str) -> Response:
    """Publish a period that is in preview for everybody; what a unit has objected to waits until that is settled."""
    acting, named, now = known_caller(), parse_period(period), clock.now()
    with parts().database.transaction(acting.scope) as session:
        require_right_clock(session, now=now)
        made = releasing.release(session, named, by=acting.actor, now=now)
    return uncached({"editions": heads(made)}, 201)


def heads(made: Iterable[Edition]) -> list[Json]:
    """Return what is told of editions that were stored: all but their lines."""
    return [{name: value for name, value in published(one).items() if name != "lines"} for one in made]
