"""How a person has a list: its columns, and the rows of a page. All of it needs that person's own scope."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, ListLayout


def find_layout(session: Session, list_name: str) -> ListLayout | None:
    """Return how the person has a list; None as everybody has it."""
    return session.exec(select(ListLayout).where(ListLayout.list_name == list_name)).first()


def remember(
    session: Session, list_name: str, *, holder: AccountId, columns: Sequence[str] | None, rows: int | None
) -> None:
    """Let a list have these columns and so many rows a page; None as everybody has them."""
    chosen = {"columns": None if columns is None else list(columns), "rows": rows}
    said = insert(ListLayout).values(account_id=holder, list_name=list_name, **chosen)
    session.connection().execute(
        said.on_conflict_do_update(index_elements=["account_id", "list_name"], set_=chosen)
    )


def forget_layout(session: Session, list_name: str) -> None:
    """Let a list be as everybody has it."""
    session.connection().execute(delete(ListLayout).where(col(ListLayout.list_name) == list_name))
