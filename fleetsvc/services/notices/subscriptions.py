"""What each person wants to be told of. Needs the office's scope."""

from collections.abc import Collection

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from fleetsvc.models import AccountId, Subscription
from fleetsvc.services.notices.events import Event, events_of
from fleetsvc.services.notices.fan_out import INBOX
from fleetsvc.services.notices.mails import MAIL
from fleetsvc.services.people.accounts import Role


def wanted_by(session: Session, account: AccountId, role: Role, channel: str = INBOX) -> dict[Event, bool]:
    """Return whether a person wants to be told of each event that is for them: by the inbox unless they said no."""
    query = select(Subscription).where(Subscription.account_id == account, Subscription.channel == channel)
    said = {row.kind: row.wanted for row in session.exec(query)}
    return {event: said.get(event.value, channel == INBOX) for event in events_of(role)}


def subscribe(
    session: Session, account: AccountId, role: Role, wanted: Collection[str], channel: str = INBOX
) -> None:
    """Have a person told of these events of theirs and of no others, from now on."""
    values = [
        {"account_id": account, "kind": event.value, "channel": channel, "wanted": event.value in wanted}
        for event in events_of(role)
    ]
    if values:
        statement = insert(Subscription).values(values)
        changed = statement.on_conflict_do_update(
            index_elements=["account_id", "kind", "channel"], set_={"wanted": statement.excluded.wanted}
        )
        session.connection().execute(changed)


def choose(
    session: Session, account: AccountId, role: Role, told: Collection[str], mailed: Collection[str] | None
) -> None:
    """Keep what a person wants to be told of and mailed: what is mailed is told, too. ``mailed``: None to leave it."""
    subscribe(session, account, role, {*told, *(mailed or ())})
    if mailed is not None:
        subscribe(session, account, role, mailed, MAIL)


def begin_mail(session: Session, account: AccountId, role: Role) -> None:
    """Have mailed whatever a person is told of, unless they chose what to be mailed before."""
    if not any(wanted_by(session, account, role, MAIL).values()):
        told = [event.value for event, is_wanted in wanted_by(session, account, role).items() if is_wanted]
        subscribe(session, account, role, told, MAIL)
