"""Entries of the log of changes as an Atom feed (RFC 4287)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fleetsvc.edge.addresses import with_query
from fleetsvc.models import Json
from fleetsvc.services.law.change_log import MINTED
from rules.labels import label
from rules.units import UNITS
from rules.wording import Language, Text

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MIMETYPE: Final = "application/atom+xml"
_XML_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE: Final = Text("新能源车辆登记要求的变化", "Changes of what registrations of vehicles must meet")
_AUTHOR: Final = Text("新能源车辆推广核查", "fleetsvc, NEV compliance of Henan")
_BEFORE: Final = Text("原来", "Before")
_AFTER: Final = Text("改为", "Now")
_SAYS: Final = Text("条文", "Clause")
_EDITION: Final = Text("规则版本", "Rulebook edition")

register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. ``address``: its own; ``page``: the same list for people; ``base``: of the service.

    ``following``: the address of the next page, None on the last (RFC 5005).
    """

    id: str
    title: str
    author: str
    language: str
    updated: str
    base: str
    address: str
    page: str
    following: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed is: the ``authority`` in its ids, the address of the service, its path, and what was asked."""

    authority: str
    base: str
    path: str
    asked: Mapping[str, str]


def feed_of(
    filters: Mapping[str, str], *, updated: str, place: Place, following: int | None, language: Language
) -> Feed:
    """Return the head of the feed of what a list is narrowed to: unit, category and event."""
    own, onwards = f"{place.base}{place.path}", {**place.asked, "cursor": str(following)}
    names = [_named(word).in_language(language) for word in filters.values()]
    return Feed(
        id="/".join([f"tag:{place.authority},{MINTED}:changes", *filters.values()]),
        title=" · ".join([_TITLE.in_language(language), *names]),
        author=_AUTHOR.in_language(language),
        language="en" if language == "en" else "zh-CN",
        updated=updated,
        base=place.base,
        address=with_query(own, place.asked),
        page=with_query(f"{place.base}/changes", filters),
        following=None if following is None else with_query(own, onwards),
    )


def _named(word: str) -> Text:
    """Return how a unit, a category or an event is called."""
    return label(word) if isinstance(word, StrEnum) else UNITS[word].name


def atom(feed: Feed, entries: Sequence[Json], language: Language) -> bytes:
    """Return a feed as bytes."""
    root = Element(f"{{{NAMESPACE}}}feed", {_XML_LANGUAGE: feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    _text(SubElement(root, f"{{{NAMESPACE}}}author"), "name", feed.author)
    _link(root, "self", feed.address, MIMETYPE)
    _link(root, "alternate", feed.page, "text/html")
    if feed.following is not None:
        _link(root, "next", feed.following, MIMETYPE)
    for entry in entries:
        _entry(root, feed, entry, language)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: Element, feed: Feed, told: Json, language: Language) -> None:
    entry = SubElement(root, f"{{{NAMESPACE}}}entry")
    _text(entry, "id", told["id"])
    _text(entry, "title", told["title"])
    _text(entry, "updated", told["updated"])
    asked = {
        "unit": told["units"][0],
        "category": told["category"],
        "event": told["event"],
        "on": told["from"],
    }
    _link(entry, "alternate", f"{feed.base}/ask?{urlencode(asked)}", "text/html")
    for scheme, terms in (
        ("unit", told["units"]),
        ("category", [told["category"]]),
        ("event", [told["event"]]),
        ("from", [told["from"]]),
    ):
        for term in terms:
            SubElement(entry, f"{{{NAMESPACE}}}category", {"term": term, "scheme": f"{feed.id}/{scheme}"})
    _text(entry, "content", _said(told, language)).set("type", "text")


def _said(told: dict[str, Any], language: Language) -> str:
    """Return an entry as lines of text: before, after, the clauses word for word, and the edition."""
    lines = [told["title"]]
    for word, sentences in ((_BEFORE, told["before"]), (_AFTER, told["after"])):
        lines += [f"{word.in_language(language)}: {sentence}" for sentence in sentences]
    lines += [
        f"{_SAYS.in_language(language)}: “{clause['quote']}” ({clause['instrument']} · {clause['passage']})"
        for clause in told["clauses"]
    ]
    lines.append(f"{_EDITION.in_language(language)}: {told['rulebook']['id']} {told['rulebook']['edition']}")
    return "\n".join(lines)


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text
    return element


def _link(parent: Element, relation: str, address: str, media: str) -> None:
    SubElement(parent, f"{{{NAMESPACE}}}link", {"rel": relation, "href": address, "type": media})
