"""Storing steps that were reckoned: one statement for all cases of which a step makes the same."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, FromClause, Integer, column, func, insert, inspect, literal, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.cases.locks import Held
from fleetsvc.services.cases.steps import Moved


def write(session: Session, steps: Iterable[tuple[Held, Moved]]) -> None:
    """Store steps, each case as it stands then with the line of its history.

    Cases that the session has in hand are read again: the statement changes them behind its back.
    """
    session.flush()
    written: list[int] = []
    for moved, cases in _alike(steps):
        session.connection().execute(_written(moved, cases))
        written += [case.id for case in cases]
    # By their keys: one that was taken back within the transaction must not be asked for its number.
    states = (one for one in session.identity_map.all_states() if one.class_ is CaseRecord)
    stale = {one.identity[1] for one in states if one.identity} & set(written)
    if stale:
        query = select(CaseRecord).where(col(CaseRecord.id).in_(stale))
        session.exec(query.execution_options(populate_existing=True)).all()


def _alike(steps: Iterable[tuple[Held, Moved]]) -> list[tuple[Moved, list[Held]]]:
    """Return each step with all cases of which it makes the same, however they stood."""
    by_step: dict[int, tuple[Moved, list[Held]]] = {}
    for case, moved in steps:
        by_step.setdefault(id(moved), (moved, []))[1].append(case)
    found: list[tuple[Moved, list[Held]]] = []
    for moved, cases in by_step.values():
        same = next((others for other, others in found if other == moved), None)
        if same is None:
            found.append((moved, cases))
        else:
            same += cases
    return found


def _written(moved: Moved, cases: Sequence[Held]) -> Any:  # noqa: ANN401 (SQLAlchemy's own)
    """Return the statement that changes these cases and adds the line to each of their histories."""
    held: FromClause = (
        func.unnest(
            literal([case.city_code for case in cases], ARRAY(Integer)),
            literal([case.id for case in cases], ARRAY(BigInteger)),
        )
        .table_valued(column("city_code", Integer), column("id", BigInteger), name="held")
        .render_derived()
    )
    changed = held
    if moved.changes:
        changed = (
            update(CaseRecord)
            .where(col(CaseRecord.city_code) == held.c.city_code, col(CaseRecord.id) == held.c.id)
            .values(**moved.changes)
            .returning(col(CaseRecord.city_code), col(CaseRecord.id))
            .cte("changed")
        )
    line: list[Any] = [literal(value, _TYPES[name]) for name, value in moved.line.items()]
    lines = select(changed.c.city_code, changed.c.id, *line)
    return insert(CaseStep).from_select(["city_code", "case_id", *moved.line], lines)


_TYPES: Final = {name: one.type for name, one in inspect(CaseStep).columns.items()}
