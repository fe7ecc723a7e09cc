"""What a rulebook file says of its sources, entry by entry: instruments, passages, clauses, grounds, the rest."""

from typing import Final

from rules.rulebook_nodes import Node
from rules.sources import (
    Clause,
    Extent,
    Ground,
    Instrument,
    NotCheckable,
    Passage,
    Purpose,
    Review,
    ReviewStatus,
    SourceText,
)

_QUOTED: Final = ("id", "instrument", "number", "quote", "translation", "source_sha256", "place")


def read_instrument(node: Node) -> Instrument:
    """Read an instrument with the texts that are held of it."""
    node.knows("id", "title", "document", "issuers", "published_on", "texts")
    document = node.at("document")
    return Instrument(
        id=node.at("id").text(),
        title=node.at("title").both(),
        issuers=tuple(issuer.both() for issuer in node.at("issuers").items()),
        published_on=node.at("published_on").day(),
        texts=tuple(_source_text(text) for text in node.at("texts").items()),
        document=None if document.is_absent else document.text(),
    )


def _source_text(node: Node) -> SourceText:
    node.knows("description", "sha256", "address", "extent")
    address, extent = node.at("address"), node.at("extent")
    return SourceText(
        node.at("description").both(),
        _sha256(node.at("sha256")),
        None if address.is_absent else address.text(),
        Extent.WHOLE if extent.is_absent else extent.word(Extent),
    )


def _sha256(node: Node) -> str:
    value = node.text()
    if value and (len(value) != 64 or not set(value) <= set("0123456789abcdef")):
        node.problem(
            "应为 64 位小写十六进制的 SHA-256", "this must be a SHA-256 of 64 lower-case hexadecimal digits"
        )
    return value


def read_passage(node: Node) -> Passage:
    """Read a passage; its review may be missing, as in books of before."""
    node.knows("number", "offset", "source_sha256", "review", "text", "title")
    review, title = node.at("review"), node.at("title")
    return Passage(
        number=node.at("number").text(),
        text=node.at("text").text(),
        offset=node.at("offset").count(),
        source_sha256=_sha256(node.at("source_sha256")),
        review=None if review.is_absent else _review(review),
        title=None if title.is_absent else title.both(),
    )


def _review(node: Node) -> Review:
    node.knows("status", "by", "day")
    return Review(node.at("status").word(ReviewStatus), node.at("by").both(), node.at("day").day())


def read_clause(node: Node) -> Clause:
    """Read a clause with its place."""
    node.knows(*_QUOTED)
    return _quoted(node)


def read_ground(node: Node) -> Ground:
    """Read words that something else than a verdict rests on."""
    node.knows(*_QUOTED, "purpose", "supports")
    return Ground(_quoted(node), node.at("purpose").word(Purpose), node.at("supports").both())


def _quoted(node: Node) -> Clause:
    place = node.at("place")
    place.knows("offset", "length")
    return Clause(
        id=node.at("id").text(),
        instrument=node.at("instrument").text(),
        number=node.at("number").text(),
        quote=node.at("quote").text(),
        translation=node.at("translation").text(),
        source_sha256=_sha256(node.at("source_sha256")),
        offset=place.at("offset").count(),
        length=place.at("length").count(),
    )


def read_not_checkable(node: Node) -> NotCheckable:
    """Read words that no vehicle can be judged by, with the reason."""
    node.knows("id", "number", "text", "place", "reason")
    place = node.at("place")
    place.knows("offset", "length")
    return NotCheckable(
        id=node.at("id").text(),
        number=node.at("number").text(),
        text=node.at("text").text(),
        offset=place.at("offset").count(),
        length=place.at("length").count(),
        reason=node.at("reason").both(),
    )
