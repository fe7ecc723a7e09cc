"""Source texts of instruments on record, each by the SHA-256 of its bytes: added to and never changed."""

from datetime import datetime
from functools import partial

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.books import shipped_texts
from fleetsvc.models import InstrumentText
from rules.rulebook_parts import Problem, Rulebook
from rules.source_checks import FindText, review_problems, sha256_of, source_problems


def find_text(session: Session, sha256: str) -> str | None:
    """Return the text of a hash: the one on record, else the one that ships, else None."""
    found = session.exec(select(InstrumentText.content).where(InstrumentText.sha256 == sha256)).first()
    return found if found is not None else shipped_texts().get(sha256)


def finder(session: Session) -> FindText:
    """Return what gives a text by its hash."""
    return partial(find_text, session)


def store(session: Session, text: str, *, now: datetime) -> tuple[str, bool]:
    """Keep a text; return its hash, and whether it is a new one."""
    sha256 = sha256_of(text)
    statement = insert(InstrumentText).values(sha256=sha256, content=text, stored_at=now)
    new = statement.on_conflict_do_nothing().returning(col(InstrumentText.sha256))
    return sha256, session.connection().execute(new).first() is not None


def keep_texts_of(session: Session, book: Rulebook, *, now: datetime) -> None:
    """Keep what a rulebook quotes, also where it shipped: a later release may ship without it."""
    for sha256 in texts_named(book):
        text = find_text(session, sha256)
        if text is not None:
            store(session, text, now=now)


def texts_named(book: Rulebook) -> list[str]:
    """Return the hashes of all texts that a rulebook names."""
    return [text.sha256 for instrument in book.instruments for text in instrument.texts]


def source_faults(session: Session, book: Rulebook) -> list[Problem]:
    """Return what stands against proposing a rulebook: texts, quotes, and passages that nobody answers for."""
    return [*source_problems(book, finder(session)), *review_problems(book)]
