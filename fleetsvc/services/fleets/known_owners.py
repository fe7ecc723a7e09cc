"""What a unit looks at beside the bindings of its register's owners: their vehicles, who else acts, names nearly so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import OwnerBinding, stored_id
from fleetsvc.services.fleets.bindings import BindingState, state_of


@dataclass(frozen=True, slots=True)
class Known:
    """What a unit sees beside a binding: vehicles under the name, other accounts bound to it, names nearly the same."""

    vehicles: int
    others: tuple[str, ...]
    nearly: tuple[str, ...]


_VEHICLES: Final = text(
    "SELECT owner, count(*) FROM registration"
    " WHERE city_code = :city AND owner = ANY (CAST(:owners AS text[])) AND superseded_at IS NULL GROUP BY owner"
)
_NEARLY: Final = text("""
    WITH names AS MATERIALIZED (
        SELECT owner, replace(lower(owner), ' ', '') AS plain FROM (
            SELECT DISTINCT owner FROM registration
            WHERE city_code = :city AND superseded_at IS NULL AND owner IS NOT NULL) AS found)
    SELECT asked.owner, near.owner FROM unnest(CAST(:owners AS text[])) AS asked (owner)
    CROSS JOIN LATERAL (
        SELECT names.owner FROM names
        WHERE names.owner <> asked.owner AND (plain = replace(lower(asked.owner), ' ', '')
            OR strpos(names.owner, asked.owner) > 0 OR strpos(asked.owner, names.owner) > 0)
        ORDER BY names.owner LIMIT 5) AS near
""")
"""The register's names are read once, however many are asked for."""


def _nearly_of(session: Session, asked: Sequence[OwnerBinding]) -> dict[str, tuple[str, ...]]:
    """Return the names of the unit's register that are nearly those of its bindings, at most five of each."""
    found: dict[str, tuple[str, ...]] = {}
    if asked:
        named = {"city": asked[0].city_code, "owners": sorted({one.owner for one in asked})}
        rows = session.connection().execute(_NEARLY, named)
        for owner, near in rows:
            found[owner] = (*found.get(owner, ()), near)
    return found


def known_of(session: Session, asked: Sequence[OwnerBinding], *, now: datetime) -> dict[int, Known]:
    """Return what a unit should look at beside bindings of its own, by their numbers. Needs the unit's scope.

    Names nearly the same are looked for where one waits for an answer.
    """
    waiting = [one for one in asked if state_of(one, now=now) is BindingState.APPLIED]
    vehicles, nearly = _vehicles_of(session, asked), _nearly_of(session, waiting)
    acting = _acting_for(session, asked, now=now)
    return {
        stored_id(one): Known(
            vehicles.get(one.owner, 0),
            tuple(other.account_name for other in acting[one.owner] if other.account_id != one.account_id),
            nearly.get(one.owner, ()),
        )
        for one in asked
    }


def _acting_for(
    session: Session, asked: Sequence[OwnerBinding], *, now: datetime
) -> dict[str, list[OwnerBinding]]:
    """Return by owner the bindings in force of the owners that a unit's bindings name."""
    found: dict[str, list[OwnerBinding]] = defaultdict(list)
    if asked:
        query = select(OwnerBinding).where(
            OwnerBinding.city_code == asked[0].city_code,
            col(OwnerBinding.owner).in_({one.owner for one in asked}),
            col(OwnerBinding.ended_at).is_(None),
        )
        for one in session.exec(query.order_by(col(OwnerBinding.id))):
            if state_of(one, now=now) is BindingState.CONFIRMED:
                found[one.owner].append(one)
    return found


def _vehicles_of(session: Session, asked: Sequence[OwnerBinding]) -> dict[str, int]:
    """Return how many vehicles stand under each owner that a unit's bindings name; none under one that is left out."""
    if not asked:
        return {}
    named = {"city": asked[0].city_code, "owners": sorted({one.owner for one in asked})}
    return {owner: int(count) for owner, count in session.connection().execute(_VEHICLES, named)}
