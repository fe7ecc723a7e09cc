"""``GET /changes`` and ``/changes.atom``: what changes for whom from which day, for dealers to follow."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from flask import Response, request
from marshmallow import Schema, fields

from fleetsvc.api.frame.answers import answer, etag_of, language
from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import CATEGORIES, EVENTS, UNIT_CODES, OneOf, PageQuery
from fleetsvc.api.frame.shapes import BookShape, ClauseShape, InterpretationShape, PageShape
from fleetsvc.api.law.atom import MIMETYPE, Feed, atom
from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.addresses import public_address, tag_authority, with_query
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.law.announced import MINTED, Announced, Log, find_log
from fleetsvc.services.law.announced_json import entry_json
from fleetsvc.services.law.rulebooks import NoActiveRulebook
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Event
from rules.wording import Language, Text

_FILTERS: Final[Mapping[str, Callable[[str], str]]] = {"unit": str, "category": Category, "event": Event}

resource = Resource("changes", entry=Entry.ANYONE, description="What changes for whom from which day")

_TITLE: Final = Text("新能源车辆登记要求的变化", "Changes of what registrations of vehicles must meet")
_AUTHOR: Final = Text("新能源车辆推广核查", "fleetsvc, NEV compliance of Henan")


class ChangesQuery(PageQuery):
    """Which changes."""

    unit = OneOf(
        UNIT_CODES, description="只列涉及该报送单位的 / Only what concerns this reporting unit (GB/T 2260)"
    )
    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")
    event = OneOf(EVENTS, description="new 新增，replacement 更新 / new 新增 or replacement 更新")


class FeedQuery(ChangesQuery):
    """Which changes, and in which words."""

    lang = OneOf(
        ("zh", "en"),
        description="zh 或 en，代替 Accept-Language / In place of Accept-Language, which readers do not set",
    )


class ChangedInterpretationShape(Schema):
    """An interpretation before and after; null where there was none, or is none any more."""

    before = fields.Nested(InterpretationShape, allow_none=True)
    after = fields.Nested(InterpretationShape, allow_none=True)


class AnnouncedShape(Schema):
    """Of vehicles registered from a day something else is asked; an entry never changes once it is there.

    ``updated``: when the act came that made the change; ``rulebook``: the edition that it put in force or took out.
    """

    id = fields.String(metadata={"description": "tag URI (RFC 4151)"})
    updated = fields.DateTime()
    title = fields.String()
    kind = fields.String(metadata={"enum": ["begins", "ends", "changes"]})
    units = fields.List(fields.String())
    category = fields.String()
    event = fields.String()
    since = fields.Date(
        data_key="from", metadata={"description": "登记日期自此日起 / Registered from this day"}
    )
    until = fields.Date(
        allow_none=True, metadata={"description": "此日起不再有此变化 / From this day on nothing is changed"}
    )
    before = fields.List(fields.String())
    after = fields.List(fields.String())
    rules = fields.List(fields.String())
    clauses = fields.List(fields.Nested(ClauseShape))
    interpretations = fields.List(
        fields.Nested(ChangedInterpretationShape),
        metadata={
            "description": "随之改变或确认的解释 / Interpretations that were changed or confirmed by it"
        },
    )
    stands = fields.Boolean(
        metadata={
            "description": "现行规则是否仍如此要求；false 见较新的条目 / Whether the law in force still asks that; "
            "where it does not, a newer entry says what"
        }
    )
    rulebook = fields.Nested(BookShape)


class ChangesShape(PageShape):
    """Changes, the newest act first."""

    items = fields.List(fields.Nested(AnnouncedShape))


@resource.operation(
    "GET",
    "/changes",
    zh="要求的变化：对哪些单位、类别，自哪天起，原来和现在的要求",
    query=ChangesQuery,
    answer=ChangesShape,
)
def get_changes(query: dict[str, Any]) -> Response:
    """What changes for which units and category from which day, before and after, the newest act first."""
    log = _log()
    page, following = page_of(log.about(**_filters(query)), query)
    return list_answer(_told(log, page, language()), following)


@resource.operation(
    "GET",
    "/changes.atom",
    zh="同一列表，Atom 格式（RFC 4287），供订阅",
    query=FeedQuery,
    answer=Answers(files=(MIMETYPE,)),
)
def get_feed(query: dict[str, Any]) -> Response:
    """The same list as an Atom feed (RFC 4287)."""
    spoken: Language = "en" if (query.get("lang") or language()) == "en" else "zh"
    log, filters = _log(), _filters(query)
    entries = log.about(**filters)
    page, following = page_of(entries, query)
    newest = max((one.at for one in entries), default=log.begun_at)
    feed = _head(filters, following, updated=rfc3339(newest), spoken=spoken)
    body = atom(feed, _told(log, page, spoken), spoken)
    response = answer(body, etag_of(body.decode()))
    response.headers["Content-Type"] = f"{MIMETYPE}; charset=utf-8"
    response.headers["Content-Language"] = feed.language
    return response


def _log() -> Log:
    """Return all that changed until now. Raises NoActiveRulebook."""
    with parts().database.transaction(PUBLISHED) as session:
        found = find_log(session)
    if found is None:
        raise NoActiveRulebook
    return found


def _filters(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(query[name]) for name, read in _FILTERS.items() if query.get(name)}


def _told(log: Log, entries: Sequence[Announced], spoken: Language) -> list[Json]:
    authority = tag_authority()
    return [entry_json(one, authority=authority, stands=log.stands(one), language=spoken) for one in entries]


def _head(filters: Mapping[str, str], following: int | None, *, updated: str, spoken: Language) -> Feed:
    base, arguments = public_address(), request.args.to_dict()
    own = f"{base}{request.path}"
    onwards = None if following is None else arguments | {"cursor": str(following)}
    return Feed(
        id="/".join([f"tag:{tag_authority()},{MINTED}:changes", *filters.values()]),
        title=" · ".join(
            [
                _TITLE.in_language(spoken),
                *(_named(word).in_language(spoken) for word in filters.values()),
            ]
        ),
        author=_AUTHOR.in_language(spoken),
        language="en" if spoken == "en" else "zh-CN",
        updated=updated,
        base=base,
        address=with_query(own, arguments),
        page=with_query(f"{base}/changes", filters),
        following=None if onwards is None else with_query(own, onwards),
    )


def _named(word: str) -> Text:
    """Return how a unit, a category or an event is called that the list is narrowed to."""
    return label(word) if isinstance(word, StrEnum) else UNITS[word].name
