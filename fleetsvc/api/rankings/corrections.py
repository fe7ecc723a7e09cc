"""``/rankings/{period}/corrections``: what a published period would be corrected to, and its correction in one act."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import CATEGORIES, PERIOD_IN_PATH, SOME_WORDS, Flag, Words
from fleetsvc.api.rankings.releases import MadeShape, heads
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.rankings import publishing
from fleetsvc.services.rankings.dependents import correct_onwards, published_onwards
from rules.editions import LONGEST_REASON
from rules.periods import parse_period

resource = Resource("corrections", entry=Entry.OFFICE, description="Corrections of published rankings")


class PendingShape(Schema):
    """What a correction would change now."""

    period = fields.String()
    categories = fields.List(
        fields.String(allow_none=True, metadata={"enum": [*CATEGORIES, None]}),
        metadata={
            "description": "数据已变的类别；null 为全部类别 / Whose data have changed; null: over all categories"
        },
    )
    onwards = fields.List(
        fields.String(),
        metadata={
            "description": "其后或包含本期的已发布各期 / Published periods that hold it, or that follow it"
        },
    )


class CorrectionBody(Schema):
    """Why a published period is corrected."""

    reason = Words(LONGEST_REASON, required=True, pattern=SOME_WORDS, description="更正理由 / Why")
    onwards = Flag(
        load_default=False,
        metadata={
            "description": "一并更正其后和包含本期的各期 / Correct also those that hold it or follow it"
        },
    )


@resource.operation(
    "GET",
    "/rankings/<period>/corrections",
    zh="按现有数据，更正本期会改变哪些类别，影响哪些已发布的期次",
    answer=PendingShape,
    path=(PERIOD_IN_PATH,),
)
def get_corrections(period: str) -> Response:
    """What of a published period would be corrected as the data stand now; nothing is stored."""
    named = parse_period(period)
    with parts().database.transaction(known_caller().scope) as session:
        pending = publishing.pending_correction(session, named, now=clock.now())
        onwards = [one.key for one in published_onwards(session, named)]
    categories = [edition.category.value if edition.category else None for edition in pending]
    return uncached({"period": named.key, "categories": categories, "onwards": onwards})


@resource.operation(
    "POST",
    "/rankings/<period>/corrections",
    zh="更正已发布的一期，可一并更正其后和包含本期的各期；没有变化的不出新的一次（200）",
    body=CorrectionBody,
    answer=Answers(MadeShape, statuses=(201, 200)),
    path=(PERIOD_IN_PATH,),
)
def post_correction(body: dict[str, Any], period: str) -> Response:
    """Correct a published period, with a reason: only what has changed gets a further revision (200 where nothing)."""
    acting, named, now = known_caller(), parse_period(period), clock.now()
    with parts().patient_database.transaction(acting.scope) as session:
        require_right_clock(session, now=now)
        step = correct_onwards if body["onwards"] else publishing.correct
        made = step(session, named, reason=body["reason"], by=acting.actor, now=now)
    return uncached({"editions": heads(made)}, 201 if made else 200)
