"""``/rankings/{period}/talks``: the units with whom the method of an edition proposes a talk, and why."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.answers import etag_of, tagged
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CATEGORIES, PERIOD_IN_PATH, UNIT_CODES, OneOf
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.letters.contents import EditionProvisional
from fleetsvc.services.letters.proposals import proposals_of, talk_rule
from fleetsvc.services.rankings.lists import current_edition
from rules.editions import EditionStatus
from rules.periods import parse_period
from rules.talks import TalkGround
from rules.vocabulary import Category

resource = Resource("talks", entry=Entry.OFFICE, description="Units with whom a talk is proposed")


class TalksQuery(Schema):
    """By the ranking of which category."""

    category = OneOf(
        CATEGORIES, description="某一类别；不填为全部类别 / Of one category; over all unless given"
    )


class TalkRuleShape(Schema):
    """By which rule of the method: the last places of so many successive editions, or so many strict violations."""

    last_places = fields.Integer()
    editions = fields.Integer()
    strict_violations = fields.Integer()


class TalkShape(Schema):
    """A unit with whom a talk is proposed."""

    unit = fields.String(metadata={"enum": list(UNIT_CODES)})
    grounds = fields.List(fields.String(metadata={"enum": [ground.value for ground in TalkGround]}))
    strict_violations = fields.Integer()


class TalksShape(Schema):
    """The talks that are proposed; the office decides whether they are held. ``rule``: null where there is none."""

    period = fields.String()
    category = fields.String(allow_none=True, metadata={"enum": [*CATEGORIES, None]})
    revision = fields.Integer()
    status = fields.String(metadata={"enum": [status.value for status in EditionStatus]})
    rule = fields.Nested(TalkRuleShape, allow_none=True)
    items = fields.List(fields.Nested(TalkShape))


@resource.operation(
    "GET",
    "/rankings/<period>/talks",
    zh="一期的排名方法建议约谈的单位及理由；是否约谈由省级部门决定",
    query=TalksQuery,
    answer=TalksShape,
    path=(PERIOD_IN_PATH,),
)
def get_talks(query: dict[str, Any], period: str) -> Response:
    """The units with whom the method of a period's latest edition proposes a talk; nothing is done by itself."""
    named, category = parse_period(period), query.get("category")
    with parts().database.transaction(known_caller().scope) as session:
        edition = current_edition(session, named, category=Category(category) if category else None)
        if edition["status"] == EditionStatus.PROVISIONAL:
            raise EditionProvisional(named.key)
        rule, proposed = talk_rule(edition), proposals_of(session, edition)
    document = {
        **{name: edition[name] for name in ("period", "category", "revision", "status")},
        "rule": rule
        and {
            "last_places": rule.last_places,
            "editions": rule.editions,
            "strict_violations": rule.strict_violations,
        },
        "items": [
            {"unit": one.unit, "grounds": list(one.grounds), "strict_violations": one.strict_violations}
            for one in proposed
        ],
    }
    # Also the editions before it count, and those may be corrected.
    named_by = ",".join(f"{one.unit}:{'+'.join(one.grounds)}" for one in proposed)
    return tagged(etag_of("talks", str(edition["sha256"]), named_by), lambda: document)
