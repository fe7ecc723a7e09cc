"""``/holidays``: notices of days off and of moved working days, by which deadlines are reckoned."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from fleetsvc import clock
from fleetsvc.api.cases.shown import done
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import SOME_WORDS, Day, JsonNumber, Words
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import HolidayNotice, Json
from fleetsvc.services.cases.deadlines import announce_holidays
from fleetsvc.services.law.holidays import EARLIEST, LATEST, MOST_DAYS, Announced, notices

resource = Resource("holidays", entry=Entry.OFFICE, description="Notices of holidays")


class HolidaysBody(Schema):
    """A notice of one year: what it does not name is worked from Monday to Friday."""

    year = JsonNumber(EARLIEST, LATEST, required=True, description="年份 / Year")
    source = Words(
        200,
        required=True,
        pattern=SOME_WORDS,
        description="依据，如国务院办公厅通知文号 / Who announced it, and where",
    )
    days_off = fields.List(
        Day(),
        required=True,
        validate=validate.Length(max=MOST_DAYS),
        metadata={"description": "放假的日子 / Days off"},
    )
    days_worked = fields.List(
        Day(),
        required=True,
        validate=validate.Length(max=MOST_DAYS),
        metadata={"description": "调休上班的周六、周日 / Saturdays and Sundays that are worked"},
    )


class NoticeShape(Schema):
    """A notice of a year."""

    year = fields.Integer()
    source = fields.String()
    days_off = fields.List(fields.Date())
    days_worked = fields.List(fields.Date())
    added_by = fields.String()
    added_at = fields.DateTime()


class HolidaysShape(NoticeShape):
    """A notice, and how many open deadlines it moved."""

    moved = fields.Integer()


class HolidayListShape(PageShape):
    """Notices, the latest first."""

    items = fields.List(fields.Nested(NoticeShape))


@resource.operation("GET", "/holidays", zh="节假日安排，由近到远", answer=HolidayListShape)
def get_holidays() -> Response:
    """The notices of holidays, the latest first: of a year the latest counts."""
    with parts().database.transaction(known_caller().scope) as session:
        found = notices(session)
    return list_answer([_document(notice) for notice in found], None)


@resource.operation(
    "POST",
    "/holidays",
    zh="录入一年的节假日及调休安排；未到期的期限随之重算",
    body=HolidaysBody,
    answer=HolidaysShape,
)
def post_holidays(body: dict[str, Any]) -> Response:
    """Announce the days off and the moved working days of a year; open deadlines are reckoned anew."""
    acting, now = known_caller(), clock.now()
    notice = Announced(
        body["year"], body["source"], frozenset(body["days_off"]), frozenset(body["days_worked"])
    )
    with parts().database.transaction(acting.scope) as session:
        kept, moved = announce_holidays(session, notice, by=acting.actor, now=now)
    return done(_document(kept) | {"moved": moved})


def _document(notice: HolidayNotice) -> Json:
    return {
        "year": notice.year,
        "source": notice.source,
        "days_off": [day.isoformat() for day in notice.days_off],
        "days_worked": [day.isoformat() for day in notice.days_worked],
        "added_by": notice.added_by,
        "added_at": clock.rfc3339(notice.added_at),
    }
