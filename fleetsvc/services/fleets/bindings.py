"""For which owners an operator acts: it applies, the unit in whose register the name stands confirms, either ends it.

A name is bound letter by letter, as the reader of files stores it: two that are nearly the same are two owners. An
operator is never told whether a name stands in a register before its unit has confirmed it.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of, over_at, rfc3339, rfc3339_if_any
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import AccountId, Json, OwnerBinding, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.masking import mask_owner
from fleetsvc.services.common.paging import first_of
from importers.rows.parsers import parse_owner
from importers.rows.touched import LONGEST
from rules.units import unit as unit_of

LONGEST_OWNER: Final = LONGEST["owner"]
LONGEST_SAID: Final = 500
MOST_ALIVE: Final = 50
"""So many owners one account applies for or acts for at a time: a group has that many companies, a guesser more."""
MOST_A_DAY: Final = 100
"""So many applications one account sends in a day, whatever became of them."""
LONGEST_LASTING: Final = timedelta(days=3660)
"""So far ahead a binding may last at most: ten years."""
_HAS_VEHICLES: Final = text(
    "SELECT EXISTS (SELECT FROM registration WHERE city_code = :city AND owner = :owner AND superseded_at IS NULL)"
)
_HOLD: Final = text("SELECT pg_advisory_xact_lock(:lock, hashint8(:account))")


class BindingState(StrEnum):
    """Where a binding stands: applied for, in force, or over for one reason or the other."""

    APPLIED = "applied"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    REFUSED = "refused"
    ENDED = "ended"


class OwnerUnsaid(Exception):
    """An application names an owner, as a vehicle licence has it, and says by what right, both within their length."""


class TooManyBindings(Exception):
    """The account has applied for, and acts for, as many owners as one may: ``most``; or as many as in a day."""

    def __init__(self) -> None:
        super().__init__(MOST_ALIVE)
        self.most, self.most_a_day = MOST_ALIVE, MOST_A_DAY


class BindingUnknown(Exception):
    """There is no such binding, or it is another's."""


class BindingNotOpen(Exception):
    """The binding does not stand so that this can be done; ``state`` says how it stands."""

    def __init__(self, state: BindingState) -> None:
        super().__init__(state.value)
        self.state = state.value


class OwnerWithoutVehicles(Exception):
    """No vehicle stands in the unit's register under that name: nobody can be confirmed to hold any."""


class BindingUntilUnfit(Exception):
    """The last day of a binding is today or later, and within ten years."""


class EndUnexplained(Exception):
    """Who ends or refuses a binding says why."""


def state_of(binding: OwnerBinding, *, now: datetime) -> BindingState:
    """Return where a binding stands."""
    if binding.ended_at is not None:
        return BindingState.REFUSED if binding.confirmed_at is None else BindingState.ENDED
    if binding.confirmed_at is None:
        return BindingState.APPLIED
    is_over = binding.until_at is not None and binding.until_at <= now
    return BindingState.EXPIRED if is_over else BindingState.CONFIRMED


def apply(
    session: Session, unit: str, owner: str, *, account: AccountId, said: str, by: Actor, now: datetime
) -> OwnerBinding:
    """Apply to act for an owner; the same again is the application that is there. Needs the operator's scope.

    ``said``: by what right. Raises UnitUnknown, OwnerUnsaid, TooManyBindings.
    """
    city, name, why = int(unit_of(unit).code), parse_owner(owner), said.strip()
    if name is None or len(name) > LONGEST_OWNER or not why or len(why) > LONGEST_SAID:
        raise OwnerUnsaid
    session.connection().execute(_HOLD, {"lock": int(LockNumber.BINDINGS), "account": account})
    alive = _alive_of(session, account)
    same = next((one for one in alive if (one.city_code, one.owner) == (city, name)), None)
    if same is not None and state_of(same, now=now) is not BindingState.EXPIRED:
        return same
    if (
        len(alive) - (same is not None) >= MOST_ALIVE
        or _sent_since(session, account, now - timedelta(days=1)) >= MOST_A_DAY
    ):
        raise TooManyBindings
    if same is not None:
        end(session, same, reason="expired", by=by, now=now)
    values = {
        "city_code": city,
        "account_id": account,
        "account_name": by.name or "",
        "owner": name,
        "said": why,
        "applied_at": now,
    }
    session.connection().execute(insert(OwnerBinding).values(**values).on_conflict_do_nothing())
    made = next(one for one in _alive_of(session, account) if (one.city_code, one.owner) == (city, name))
    record(session, by, Act.OWNER_APPLIED, _subject(made), {"owner": mask_owner(name)}, now)
    return made


def _alive_of(session: Session, account: AccountId) -> list[OwnerBinding]:
    query = select(OwnerBinding).where(
        OwnerBinding.account_id == account, col(OwnerBinding.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(OwnerBinding.id))))


def _sent_since(session: Session, account: AccountId, since: datetime) -> int:
    query = select(func.count()).where(OwnerBinding.account_id == account, OwnerBinding.applied_at > since)
    return session.exec(query.select_from(OwnerBinding)).one()


def find_binding(session: Session, number: int, *, account: AccountId | None = None) -> OwnerBinding:
    """Return a binding that the scope shows, locked; of one account where one is named. Raises BindingUnknown."""
    query = select(OwnerBinding).where(OwnerBinding.id == number).with_for_update(key_share=True)
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None or (account is not None and found.account_id != account):
        raise BindingUnknown(number)
    return found


def confirm(session: Session, number: int, *, until: date | None, by: Actor, now: datetime) -> OwnerBinding:
    """Confirm that an account acts for an owner, to the end of a day or until it is ended. Needs the unit's scope.

    Raises BindingUnknown, BindingNotOpen, OwnerWithoutVehicles, BindingUntilUnfit.
    """
    binding = find_binding(session, number)
    if (state := state_of(binding, now=now)) is not BindingState.APPLIED:
        raise BindingNotOpen(state)
    if until is not None and not day_of(now) <= until <= day_of(now) + LONGEST_LASTING:
        raise BindingUntilUnfit
    named = {"city": binding.city_code, "owner": binding.owner}
    if not session.connection().execute(_HAS_VEHICLES, named).scalar_one():
        raise OwnerWithoutVehicles
    binding.confirmed_by, binding.confirmed_at = by.name or by.kind, now
    binding.until_at = None if until is None else over_at(until)
    session.add(binding)
    session.flush()
    told = {"owner": mask_owner(binding.owner), "until": None if until is None else until.isoformat()}
    record(session, by, Act.OWNER_CONFIRMED, _subject(binding), told, now)
    return binding


def end(session: Session, binding: OwnerBinding, *, reason: str, by: Actor, now: datetime) -> None:
    """End a binding at once, or refuse one that was applied for; from now on nothing is seen by it.

    Raises BindingNotOpen, EndUnexplained.
    """
    state, why = state_of(binding, now=now), reason.strip()
    if binding.ended_at is not None:
        raise BindingNotOpen(state)
    if not why or len(why) > LONGEST_SAID:
        raise EndUnexplained
    binding.ended_by, binding.ended_at, binding.ended_reason = by.name or by.kind, now, why
    session.add(binding)
    session.flush()
    told = {"owner": mask_owner(binding.owner), "reason": why}
    record(session, by, Act.OWNER_ENDED, _subject(binding), told, now)


def _subject(binding: OwnerBinding) -> str:
    return f"owner-binding/{binding.city_code}/{binding.id}"


def list_bindings(
    session: Session, *, before: int | None, limit: int, ended: bool = False
) -> tuple[list[OwnerBinding], int | None]:
    """Return a page of the bindings that the scope shows, the last applied for first, and the number to go on from.

    ``ended``: only those that were ended or refused.
    """
    query = select(OwnerBinding).order_by(col(OwnerBinding.id).desc()).limit(limit + 1)
    if ended:
        query = query.where(col(OwnerBinding.ended_at).is_not(None))
    if before is not None:
        query = query.where(col(OwnerBinding.id) < before)
    return first_of(session.exec(query).all(), limit, stored_id)


def list_open(session: Session, *, confirmed: bool, limit: int) -> list[OwnerBinding]:
    """Return the bindings that wait for an answer, or those that were confirmed and not ended, the oldest first."""
    stands = col(OwnerBinding.confirmed_at)
    query = select(OwnerBinding).where(
        col(OwnerBinding.ended_at).is_(None), stands.is_not(None) if confirmed else stands.is_(None)
    )
    return list(session.exec(query.order_by(col(OwnerBinding.id)).limit(limit)))


def binding_json(binding: OwnerBinding, *, now: datetime) -> Json:
    """Return a binding as the API tells it."""
    return {
        "id": binding.id,
        "unit": str(binding.city_code),
        "account": binding.account_name,
        "owner": binding.owner,
        "said": binding.said,
        "status": state_of(binding, now=now).value,
        "applied_at": rfc3339(binding.applied_at),
        "confirmed_at": rfc3339_if_any(binding.confirmed_at),
        "until": rfc3339_if_any(binding.until_at),
        "ended_at": rfc3339_if_any(binding.ended_at),
        "reason": binding.ended_reason,
    }
