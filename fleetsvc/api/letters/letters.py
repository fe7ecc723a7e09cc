"""Official letters about ranking editions, as Word documents: a circular to all units, or a letter to one of them."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema

from fleetsvc.api.documents.documents import PROMISED, handed, me
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import CATEGORIES, PERIOD_IN_PATH, UNIT_CODES, Number, OneOf
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents import letters
from fleetsvc.services.documents.letters import DOCX, Letter
from importers.letters.fields import UNIT_LETTERS, LetterKind
from rules.periods import parse_period
from rules.vocabulary import Category

resource = Resource("letters", entry=Entry.OFFICE, description="Official letters about ranking editions")


class LetterQuery(Schema):
    """Which edition of a period."""

    category = OneOf(
        CATEGORIES, description="某一类别；不填为全部类别 / Of one category; over all unless given"
    )
    revision = Number(
        0, 2**31 - 1, load_default=None, description="更正次数；不填为最新 / The latest unless given"
    )


_UNIT: Final = {
    "in": "path",
    "name": "unit",
    "required": True,
    "description": "报送单位代码 / Reporting unit",
    "schema": {"type": "string", "enum": list(UNIT_CODES)},
}
_KIND: Final = {
    "in": "path",
    "name": "kind",
    "required": True,
    "description": "整改通知书、约谈函 / Notice of rectification, invitation to a talk",
    "schema": {"type": "string", "enum": [kind.value for kind in UNIT_LETTERS]},
}
_ANSWERS: Final = Answers(files=(DOCX,), promised=PROMISED)


@resource.operation(
    "GET",
    "/rankings/<period>/circular.docx",
    zh="一期通报的公文（Word，GB/T 9704-2012）：预览的标明征求意见稿，仍在变动的不生成；文号、署名、日期留空待填",
    query=LetterQuery,
    answer=_ANSWERS,
    path=(PERIOD_IN_PATH,),
)
def get_circular(query: dict[str, Any], period: str) -> Response:
    """The circular of an edition as a Word document; a preview's is marked as a draft on every page.

    A worker makes it: 202 with the address to ask again where that takes longer than a few seconds.
    """
    return _handed(_letter(LetterKind.CIRCULAR, period, query))


@resource.operation(
    "GET",
    "/rankings/<period>/units/<unit>/<kind>.docx",
    zh="就一期通报写给一个单位的整改通知书或约谈函（Word）；只生成文稿，发不发由省级部门决定",
    query=LetterQuery,
    answer=_ANSWERS,
    path=(PERIOD_IN_PATH, _UNIT, _KIND),
)
def get_unit_letter(query: dict[str, Any], period: str, unit: str, kind: str) -> Response:
    """A notice of rectification or an invitation to a talk for one unit; it is written, never sent."""
    known = next((one for one in UNIT_LETTERS if one == kind), None)
    if known is None:
        raise letters.LetterUnknown(kind)
    return _handed(_letter(known, period, query, unit))


def _letter(kind: LetterKind, period: str, query: dict[str, Any], unit: str | None = None) -> Letter:
    category = Category(query["category"]) if "category" in query else None
    return Letter(kind, parse_period(period), category, query["revision"], unit)


def _handed(letter: Letter) -> Response:
    by = me()
    with parts().database.transaction(by.scope) as session:
        record = document_answers.ask(session, letters.question(session, letter), by=by)
    return handed(record, by=by)
