"""``GET /rulebooks``, ``/rulebooks/{id}``, ``/rules/{id}``: the law as data, to be read by anyone."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.answers import etag_of, language, tagged
from fleetsvc.api.frame.instants import KnownOn
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.api.frame.shapes import BookShape, EditionShape, FullBookShape, FullRuleShape, PageShape
from fleetsvc.api.law.as_known import book_as_known
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.book_view import book_answer, full_rule_json
from fleetsvc.services.law.editions import RuleNotFound, find_edition, list_editions
from fleetsvc.services.law.requirements import books_json
from fleetsvc.services.law.rulebooks import EditionUnknown

resource = Resource("rulebooks", entry=Entry.ANYONE, description="Rulebooks: clauses, rules, interpretations")


class RulebooksQuery(PageQuery):
    """Which editions."""

    known_on = KnownOn()


class BookQuery(Schema):
    """As known when."""

    known_on = KnownOn()


class RulebooksShape(PageShape):
    """Editions that are or were in force."""

    items = fields.List(fields.Nested(EditionShape))


@resource.operation(
    "GET",
    "/rulebooks",
    zh="曾经或正在生效的全部规则版本，由早到晚",
    query=RulebooksQuery,
    answer=RulebooksShape,
)
def get_rulebooks(query: dict[str, Any]) -> Response:
    """All editions that are or were in force, oldest first."""
    with parts().database.transaction(PUBLISHED) as session:
        page = list_editions(
            session, after=query["cursor"], limit=query["limit"], known_at=query.get("known_on")
        )
    return list_answer(*page)


@resource.operation(
    "GET",
    "/rulebooks/<name>",
    zh="一部规则全文：条款、规则、解释及其状态、覆盖情况",
    query=BookQuery,
    answer=FullBookShape,
)
def get_rulebook(query: dict[str, Any], name: str) -> Response:
    """One book whole: by its id the edition in force, by its hash any edition that ever was."""
    if not name.isprintable():
        raise EditionUnknown(name)
    with parts().database.transaction(PUBLISHED) as session:
        header, book = find_edition(session, name, known_at=query.get("known_on"))
    tag = etag_of("rulebook", book.edition, str(header["in_force"]), language())
    return tagged(tag, lambda: book_answer(header, book, language()))


class RuleInForceShape(FullRuleShape):
    """One rule, the rulebook that holds it, and all that are in force together."""

    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))


@resource.operation(
    "GET",
    "/rules/<path:name>",
    zh="现行规则中的一条，编号含斜杠，如 henan-2023/13-bus-new",
    query=BookQuery,
    answer=RuleInForceShape,
)
def get_rule(query: dict[str, Any], name: str) -> Response:
    """One rule of the rulebook in force; its id holds a slash, such as henan-2023/13-bus-new."""
    book = book_as_known(query.get("known_on"))
    rule = book.rule(name)
    if rule is None:
        raise RuleNotFound(name)
    tag = etag_of("rule", book.edition, name, language())
    return tagged(tag, lambda: full_rule_json(book, rule, language()) | books_json(book, rule.id))
