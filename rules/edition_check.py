"""Whether exported ranking editions are what was published: their seals, their ranks, and the links between them.

An edition that nothing given follows can still be exchanged for another with a seal of its own: compare its seal with
one that was noted elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeGuard

from rules.editions import digest, line_document, seal, tally_of
from rules.ranking import rank
from rules.ranking_method import MethodBroken, method_of
from rules.units import UnitUnknown

Document = Mapping[str, Any]
Key = tuple[str, str | None, int]
"""Period, category (None: the ranking over all) and revision."""


_SHAPE: Final[Mapping[str, type | tuple[type, ...]]] = {
    "period": str,
    "category": (str, type(None)),
    "revision": int,
    "sha256": str,
    "lines": list,
    "method": Mapping,
    "previous_sha256": (str, type(None)),
    "compared_with": (Mapping, type(None)),
}


class Flaw(StrEnum):
    """What is wrong with an edition.

    ``unreadable``: no edition at all; ``partial``: a preview as one unit sees it; ``altered``: the content does not fit
    the seal; ``method``: nor the method its hash; ``misranked``: rates or ranks do not follow from the counts;
    ``unlinked``: it names another predecessor than the one given; ``twofold``: another edition of the same name.
    """

    UNREADABLE = "unreadable"
    PARTIAL = "partial"
    ALTERED = "altered"
    METHOD = "method"
    MISRANKED = "misranked"
    UNLINKED = "unlinked"
    TWOFOLD = "twofold"


def flaws_of(documents: Sequence[object]) -> list[list[Flaw]]:
    """Return the flaws of each document, in their order; links are followed among those given."""
    seals: dict[Key, set[str]] = defaultdict(set)
    for document in documents:
        if is_edition(document):
            seals[key_of(document)].add(seal(document))
    return [_flaws(document, seals) for document in documents]


def is_edition(document: object) -> TypeGuard[Document]:
    """Return whether a document has the shape of an edition at all."""
    if not isinstance(document, Mapping) or not all(name in document for name in _SHAPE):
        return False
    return all(isinstance(document[name], kinds) for name, kinds in _SHAPE.items())


def key_of(document: Document) -> Key:
    """Return the name of an edition."""
    return document["period"], document["category"], document["revision"]


def _flaws(document: object, seals: Mapping[Key, set[str]]) -> list[Flaw]:
    if not is_edition(document):
        return [Flaw.UNREADABLE]
    if "above" in document:
        return [Flaw.PARTIAL]
    try:
        return list(_content_flaws(document, seals))
    except (AttributeError, KeyError, TypeError, ValueError, UnitUnknown, MethodBroken):
        return [Flaw.UNREADABLE]


def _content_flaws(document: Document, seals: Mapping[Key, set[str]]) -> Iterator[Flaw]:
    if seal(document) != document["sha256"]:
        yield Flaw.ALTERED
    method = {name: value for name, value in document["method"].items() if name != "sha256"}
    if digest(method) != document["method"]["sha256"]:
        yield Flaw.METHOD
    if not _is_ranked(document):
        yield Flaw.MISRANKED
    if not _is_linked(document, seals):
        yield Flaw.UNLINKED
    if len(seals[key_of(document)]) > 1:
        yield Flaw.TWOFOLD


_FOLLOWING = ("unit", "status", "rank", "governed", "rate", "rate_low", "rate_high", "rank_low", "rank_high")


def _is_ranked(document: Document) -> bool:
    """Return whether rates and ranks follow from the counts by the method of the edition."""
    method = method_of(document["method"])
    again = rank([tally_of(line) for line in document["lines"]], method=method)
    told = [line_document(line, method=method) for line in again]
    return [_following(line) for line in told] == [_following(line) for line in document["lines"]]


def _following(line: Document) -> list[object]:
    return [line.get(name) for name in _FOLLOWING]


def _is_linked(document: Document, seals: Mapping[Key, set[str]]) -> bool:
    """Return whether an edition names the predecessors that are given, as far as they are."""
    period, category, revision = key_of(document)
    compared, previous = document["compared_with"], document["previous_sha256"]
    links = []
    if revision:
        links.append((previous, seals.get((period, category, revision - 1))))
    if compared is not None:
        links.append((compared["sha256"], seals.get((compared["period"], category, compared["revision"]))))
    if not revision and previous != (compared["sha256"] if compared is not None else None):
        return False
    return all(given is None or named in given for named, given in links)
