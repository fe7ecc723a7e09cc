"""``GET /changes`` and ``/changes.atom``: what changes for whom from which day, for dealers to follow."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask import Response, request

from fleetsvc.api.frame.answers import answer, etag_of, language
from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.law.atom import MIMETYPE, Place, atom, feed_of
from fleetsvc.api.law.changes_schemas import ChangesQuery, ChangesShape, FeedQuery
from fleetsvc.clock import rfc3339
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.addresses import public_address, tag_authority
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.law.change_log import Announced, Log, log_until_now
from fleetsvc.services.law.change_log_json import entry_json
from rules.vocabulary import Category, Event
from rules.wording import Language

_FILTERS: Final[Mapping[str, Callable[[str], str]]] = {"unit": str, "category": Category, "event": Event}

resource = Resource("changes", entry=Entry.ANYONE, description="What changes for whom from which day")


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
    told = _told(page, language())
    items = [entry | {"stands": log.stands(one)} for one, entry in zip(page, told, strict=True)]
    return list_answer(items, following)


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
    feed = feed_of(
        filters,
        updated=rfc3339(newest),
        place=Place(tag_authority(), public_address(), request.path, request.args.to_dict()),
        following=following,
        language=spoken,
    )
    body = atom(feed, _told(page, spoken), spoken)
    response = answer(body, etag_of(body.decode()))
    response.headers["Content-Type"] = f"{MIMETYPE}; charset=utf-8"
    response.headers["Content-Language"] = feed.language
    return response


def _log() -> Log:
    """Return all that changed until now. Raises NoActiveRulebook."""
    with parts().database.transaction(PUBLISHED) as session:
        return log_until_now(session)


def _filters(query: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read(query[name]) for name, read in _FILTERS.items() if query.get(name)}


def _told(entries: Sequence[Announced], spoken: Language) -> list[Json]:
    authority = tag_authority()
    return [entry_json(one, authority=authority, language=spoken) for one in entries]
