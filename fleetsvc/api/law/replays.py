"""``GET /replays``: how many stored verdicts held when all were judged again, night by night, for anyone to read."""

from fractions import Fraction
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, ReplayRun
from fleetsvc.services.law.replay import list_runs
from rules.percentages import rounded_share

resource = Resource("replays", entry=Entry.ANYONE, description="Stored verdicts judged again every night")


class ReplayShape(Schema):
    """One night: how many decisions were judged again, and how many of them were not what is stored.

    ``rate``: the share that held, null where there was none; it reads 1 only where all did. ``unhashed``: made before
    defences were hashed; ``earlier_engine``: defended in the words of an earlier engine.
    """

    ran_at = fields.DateTime()
    decisions = fields.Integer()
    differ = fields.Integer()
    unhashed = fields.Integer()
    earlier_engine = fields.Integer()
    rate = fields.Float(allow_none=True)


class ReplaysShape(PageShape):
    """Replays of all stored decisions, newest first."""

    items = fields.List(fields.Nested(ReplayShape))


@resource.operation(
    "GET",
    "/replays",
    zh="每晚按所存事实重新判定全部结论：条数、不一致数和一致率，由近到远",
    query=PageQuery,
    answer=ReplaysShape,
)
def get_replays(query: dict[str, Any]) -> Response:
    """Every night all stored verdicts are judged again: how many, how many differ, which share held; newest first."""
    with parts().database.transaction(PUBLISHED) as session:
        runs, further = list_runs(session, before=query["cursor"], limit=query["limit"])
    return list_answer([_run(one) for one in runs], further)


def _run(run: ReplayRun) -> Json:
    held = run.decisions - run.differing
    return {
        "ran_at": rfc3339(run.ran_at),
        "decisions": run.decisions,
        "differ": run.differing,
        "unhashed": run.unhashed,
        "earlier_engine": run.earlier,
        "rate": rounded_share(Fraction(held, run.decisions)) if run.decisions else None,
    }
