"""Who signs for a rulebook edition: a person in a session of theirs, or somebody at the host who enters it for them.

The two are never the same: what is entered at the host is no signature of an account, though it names one.
"""

from dataclasses import dataclass
from enum import StrEnum

from fleetsvc.models import AccountId, SessionId


class Given(StrEnum):
    """How the signatures of an edition were given. Stored."""

    SESSION = "session"
    HOST = "host"
    NAME = "name"  # by releases that noted no more than names, which a key may have borne
    SETUP = "setup"  # none: so a database begins


@dataclass(frozen=True, slots=True)
class InSession:
    """A person who signs, by account and session."""

    account: AccountId
    session: SessionId


@dataclass(frozen=True, slots=True)
class AtHost:
    """The host's ``user``, who enters at its command line that the account of that ``name`` signs."""

    user: str
    name: str


Signatory = InSession | AtHost


def given_by(by: Signatory | None) -> Given:
    """Return how this one signs; nobody does where a database is set up."""
    if by is None:
        return Given.SETUP
    return Given.SESSION if isinstance(by, InSession) else Given.HOST


def credentials(by: Signatory | None) -> tuple[AccountId | None, SessionId | None, str | None]:
    """Return what is stored of a signature: account and session, or the host's user."""
    match by:
        case InSession(account, session):
            return account, session, None
        case AtHost(user):
            return None, None, user
        case None:
            return None, None, None
