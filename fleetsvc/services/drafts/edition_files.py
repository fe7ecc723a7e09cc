"""The files that editions were stored from, with the notes, order and quotes that their content does not hold."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from fleetsvc.books import shipped_book, shipped_names, shipped_text, written
from fleetsvc.models import RulebookEdition, RulebookFile, stored_id


def file_of(session: Session, edition: RulebookEdition) -> str:
    """Return the file that an edition was stored from, with its notes; else its content written out."""
    kept = session.get(RulebookFile, stored_id(edition))
    if kept is not None:
        return kept.content
    name = edition.name
    is_shipped = name in shipped_names() and edition.edition == shipped_book(name).edition
    return (shipped_text(name) if is_shipped else written(edition.content)).decode()


def keep_file(session: Session, edition: RulebookEdition, text: str) -> None:
    """Keep the file that an edition was stored from; of several that say the same the first stays."""
    values = {"edition_id": stored_id(edition), "content": text}
    session.connection().execute(insert(RulebookFile).values(**values).on_conflict_do_nothing())
