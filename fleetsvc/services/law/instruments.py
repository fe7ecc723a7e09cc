"""Instruments as people read them: texts on record, the passages that a rulebook takes from them, damage."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from fleetsvc.models import Json, RulebookEdition
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.requirements import books_json, clause_json
from fleetsvc.services.law.rulebooks import BookStatus, InstrumentUnknown
from fleetsvc.services.law.texts import find_text
from rules.rulebook import Rulebook
from rules.sources import Instrument, Passage, Review, SourceText
from rules.text_damage import Damage, Mark, damage
from rules.wording import Language

CHARACTERS: str = "characters (Unicode code points) from 0, half-open"
"""What offsets and lengths count."""


@dataclass(frozen=True, slots=True)
class Held:
    """An instrument as one rulebook has it, and the text of it that is meant, by hash and whole."""

    book: Rulebook
    instrument: Instrument
    source: SourceText
    text: str


def find_held(session: Session, name: str, *, sha256: str | None, drafts: bool) -> Held:
    """Return an instrument with a text: the one of a hash, else the one that is quoted first.

    Looked for in the edition in force, then in those before it, the last first, then in drafts where they may be read.
    Raises InstrumentUnknown.
    """
    for book in _books(session, drafts=drafts):
        for instrument in book.instruments:
            source = _source(book, instrument, sha256) if instrument.id == name else None
            text = find_text(session, source.sha256) if source is not None else None
            if source is not None and text is not None:
                return Held(book, instrument, source, text)
    raise InstrumentUnknown(name)


def _books(session: Session, *, drafts: bool) -> Iterator[Rulebook]:
    statement = (
        select(RulebookEdition)
        .where(RulebookEdition.status != BookStatus.LAW)
        .order_by(
            col(RulebookEdition.status) != BookStatus.ACTIVE.value,
            col(RulebookEdition.activated_at).desc().nulls_last(),
            col(RulebookEdition.id).desc(),
        )
    )
    if not drafts:
        statement = statement.where(RulebookEdition.status != BookStatus.DRAFT)
    yield from map(book_of, session.exec(statement))


def _source(book: Rulebook, instrument: Instrument, sha256: str | None) -> SourceText | None:
    if sha256 is None:
        quoted = (clause for clause in book.clauses.values() if clause.instrument == instrument.id)
        sha256 = next((clause.source_sha256 for clause in quoted), instrument.texts[0].sha256)
    return next((text for text in instrument.texts if text.sha256 == sha256), None)


def instruments_json(session: Session, book: Rulebook, language: Language) -> list[Json]:
    """Return the instruments of a rulebook with their texts, without passages."""
    return [_head_json(session, instrument, language) for instrument in book.instruments]


def instrument_answer(session: Session, held: Held, language: Language) -> Json:
    """Return an instrument with its texts, the passages taken from them, and the quotes a rulebook rests on."""
    book, own = held.book, {text.sha256 for text in held.instrument.texts}
    grounds = [ground.clause for ground in book.grounds.values()]
    return _head_json(session, held.instrument, language) | {
        "offsets": CHARACTERS,
        "passages": [
            passage_json(passage, language) for passage in book.passages if passage.source_sha256 in own
        ],
        "quotes": [
            clause_json(book, clause, language)
            for clause in (*book.clauses.values(), *grounds)
            if clause.instrument == held.instrument.id
        ],
        **books_json(book),
    }


def _head_json(session: Session, instrument: Instrument, language: Language) -> Json:
    return {
        "id": instrument.id,
        "title": instrument.title.in_language(language),
        "document": instrument.document,
        "issuers": [issuer.in_language(language) for issuer in instrument.issuers],
        "published_on": instrument.published_on.isoformat(),
        "texts": [
            _text_json(source, find_text(session, source.sha256), language) for source in instrument.texts
        ],
    }


def _text_json(source: SourceText, text: str | None, language: Language) -> Json:
    """Return what is known of a text; ``damage`` by paragraph, those without left out. Null where it is not at hand."""
    damaged = None if text is None else list(damaged_paragraphs(text))
    return {
        "sha256": source.sha256,
        "description": source.description.in_language(language),
        "address": source.address,
        "extent": source.extent.value,
        "characters": None if text is None else len(text),
        "damage": damaged,
    }


def damaged_paragraphs(text: str) -> Iterator[Json]:
    """Yield the paragraphs that are damaged: offset, length, and how many spots of each kind."""
    offset = 0
    for line in text.split("\n"):
        kinds = Counter(mark.kind for mark in damage(line))
        if kinds:
            counts = {kind.value: kinds[kind] for kind in Damage}
            yield {"offset": offset, "length": len(line), **counts}
        offset += len(line) + 1


def passage_json(passage: Passage, language: Language) -> Json:
    """Return where a passage stands, and who answers for its words; ``review`` is null in books of before."""
    return {
        "number": passage.number,
        "name": passage.name.in_language(language),
        "source_sha256": passage.source_sha256,
        "offset": passage.offset,
        "length": len(passage.text),
        "review": None if passage.review is None else _review_json(passage.review, language),
        "damage": [_mark_json(mark, passage.offset) for mark in damage(passage.text)],
    }


def _review_json(review: Review, language: Language) -> Json:
    return {
        "status": review.status.value,
        "by": review.by.in_language(language),
        "day": review.day.isoformat(),
    }


def _mark_json(mark: Mark, offset: int) -> Json:
    return {"kind": mark.kind.value, "offset": offset + mark.offset, "length": mark.length}
