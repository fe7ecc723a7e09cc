"""The text of an act: kept, found again, and as the page that marks its words shows it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fleetsvc.books import source_text
from fleetsvc.services.drafts import acts
from fleetsvc.services.law.rulebooks import InstrumentUnknown
from fleetsvc.services.law.texts import find_text
from fleetsvc.services.manuscripts.quoting import QUOTED, entries
from fleetsvc.web.law.instruments import CITED, DAMAGED, Piece, Span, pieces_of
from fleetsvc.web.manuscripts.saving import office, whose
from rules.text_damage import damage

REASONED = "reasoned"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, where it begins, cut where something begins or ends to be said of it."""

    offset: int
    pieces: tuple[Piece, ...]
    passage: str


def text_of(sha256: str) -> str:
    """Return a text on record. Raises InstrumentUnknown."""
    with office() as session:
        found = find_text(session, sha256)
    if found is None:
        raise InstrumentUnknown(sha256)
    return found


def keep_text(pasted: str) -> str:
    """Keep a text and return its hash. Raises RulebookBroken where it is none."""
    text = source_text(pasted.encode(errors="replace"))
    with office() as session:
        return acts.store_text(session, text, **whose())[0]


def lines_of(mapping: Mapping[str, Any], text: str, sha256: str) -> Iterator[Line]:
    """Yield the lines of a text; what is quoted or damaged in them, and what of passages nothing is said of."""
    passages = [(one.get("offset"), str(one.get("number"))) for _, one in passages_of(mapping, sha256)]
    begins = {offset: number for offset, number in passages if isinstance(offset, int)}
    spans = list(_spans(mapping, {number for _, number in passages}))
    spans += [Span(DAMAGED, one.offset, one.offset + one.length) for one in damage(text)]
    offset = 0
    for line in text.split("\n"):
        begin = next((begins[at] for at in range(offset, offset + len(line) + 1) if at in begins), "")
        if line.strip():
            yield Line(offset, tuple(pieces_of(line, offset, spans)), begin)
        offset += len(line) + 1


def _spans(mapping: Mapping[str, Any], numbers: Collection[str]) -> Iterator[Span]:
    """Yield the places quoted from passages of these numbers; a place that is none is for the check to tell."""
    for section in QUOTED:
        for _, one in entries(mapping, section):
            place = one.get("place")
            if str(one.get("number")) not in numbers or not isinstance(place, Mapping):
                continue
            start, length = place.get("offset"), place.get("length")
            if isinstance(start, int) and isinstance(length, int):
                yield Span(REASONED if section == "not_checkable" else CITED, start, start + length)


def passages_of(mapping: Mapping[str, Any], sha256: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the passages that are taken from a text, with their places."""
    return [(at, one) for at, one in entries(mapping, "passages") if one.get("source_sha256") == sha256]
