"""An act as a page: its text as it is kept, the passages that were reviewed, what is damaged, and one place marked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from flask import Response, request, url_for

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.instruments import Held, find_held, instrument_answer
from fleetsvc.services.law.rulebooks import InstrumentUnknown
from fleetsvc.web.frame.access import is_office
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from rules.sources import Passage
from rules.text_damage import damage

instrument_pages = Pages("instrument_pages", entry=Entry.ANYONE)

MARKED, CITED, DAMAGED = "marked", "cited", "damaged"
_HASH: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that something is said of; half-open."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a paragraph of which the same is said: ``kinds`` of spans. ``is_first``: a marked place begins."""

    text: str
    kinds: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of a text: where it begins, its pieces, and the passage that begins there."""

    offset: int
    pieces: tuple[Piece, ...]
    passage: Passage | None
    damaged: int


@instrument_pages.get("/instruments/<name>")
def show(name: str) -> Response:
    """Show an act: ``?text=`` which of its texts by hash, ``offset`` and ``length`` the place to be marked."""
    sha256 = request.args.get("text", "")
    if sha256 and (len(sha256) != 64 or not set(sha256) <= _HASH):
        raise InstrumentUnknown(name)
    person = current_person()
    with parts().database.transaction(PUBLISHED if person is None else person.scope) as session:
        held = find_held(session, name, sha256=sha256 or None, drafts=is_office())
        document = instrument_answer(session, held, language())
    marked = marked_span(request.args.get("offset"), request.args.get("length"), len(held.text))
    found = list(paragraphs(held, marked))
    return rendered_beside_menu(
        "instrument.html",
        crumbs=[(say("book.title"), url_for("rulebook_pages.show")), (document["title"], None)],
        document=document,
        shown=next(text for text in document["texts"] if text["sha256"] == held.source.sha256),
        paragraphs=found,
        marked=marked,
        reviews={one["number"]: one["review"] for one in document["passages"]},
        damaged=sum(one.damaged for one in found),
        raw=f"/api/v1/instruments/{name}/text?sha256={held.source.sha256}",
    )


def marked_span(offset: str | None, length: str | None, characters: int) -> Span | None:
    """Return the place asked for, as far as the text has it; None where none was, or it is none.

    >>> marked_span("2", "3", 10), marked_span("9", "5", 10), marked_span("x", "1", 10)
    (Span(kind='marked', start=2, end=5), Span(kind='marked', start=9, end=10), None)
    """
    numbers = [
        int(text) for text in (offset, length) if text and text.isascii() and text.isdigit() and len(text) < 9
    ]
    if len(numbers) < 2 or numbers[0] >= characters or not numbers[1]:
        return None
    return Span(MARKED, numbers[0], min(sum(numbers), characters))


def paragraphs(held: Held, marked: Span | None) -> Iterator[Paragraph]:
    """Yield the lines of a text that hold something, each cut where something begins or ends to be said of it."""
    sha256 = held.source.sha256
    passages = {one.offset: one for one in held.book.passages if one.source_sha256 == sha256}
    spans = [*_cited(held), *([marked] if marked else [])]
    offset = 0
    for line in held.text.split("\n"):
        harmed = [
            Span(DAMAGED, offset + one.offset, offset + one.offset + one.length) for one in damage(line)
        ]
        if line.strip():
            pieces = tuple(pieces_of(line, offset, [*spans, *harmed]))
            yield Paragraph(offset, pieces, passages.get(offset), len(harmed))
        offset += len(line) + 1


def _cited(held: Held) -> list[Span]:
    clauses = [*held.book.clauses.values(), *(ground.clause for ground in held.book.grounds.values())]
    own = (clause for clause in clauses if clause.source_sha256 == held.source.sha256)
    return [Span(CITED, clause.offset, clause.offset + clause.length) for clause in own]


def pieces_of(line: str, offset: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """Yield a line cut where something begins or ends to be said of it; ``offset``: where it begins in the text."""
    end = offset + len(line)
    here = [span for span in spans if span.start < end and span.end > offset]
    cuts = sorted(
        {offset, end, *(min(max(at, offset), end) for span in here for at in (span.start, span.end))}
    )
    for start, stop in pairwise(cuts):
        over = [span for span in here if span.start <= start and span.end >= stop]
        yield Piece(
            line[start - offset : stop - offset],
            " ".join(sorted({span.kind for span in over})),
            any(span.kind == MARKED and span.start == start for span in over),
        )
