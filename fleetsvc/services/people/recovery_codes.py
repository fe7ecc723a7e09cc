"""Codes for a lost telephone: ten, shown once, each of which stands in for one code of the second factor.

Kept as passwords are. The first sign of a code is its number, so that one hash is looked at whatever is typed. They do
not depend on the secret key of the house: they still open the door after a change that closed the second factor.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, AppUser, RecoveryCode
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import passwords

MANY: Final = 10
FEW: Final = 3
"""With so many left somebody is asked to make new ones."""
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another one on paper."""
_LENGTH: Final = 10
"""Of 31 signs: 49 bits, hashed as slowly as a password, and five failures lock the account."""
_FORM: Final = re.compile(rf"([0-9])([{_SIGNS}]{{{_LENGTH}}})").fullmatch


@dataclass(frozen=True, slots=True)
class Drawn:
    """A set of codes as their person is shown them, and the hashes to keep, by number."""

    shown: tuple[str, ...]
    hashes: tuple[str, ...]


def drawn() -> Drawn:
    """Draw a set of codes, such as ``3-7KQM2-XH4TP``. Takes as long as hashing so many passwords: draw last."""
    codes = [f"{number}{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}" for number in range(MANY)]
    shown = tuple(f"{code[0]}-{code[1:6]}-{code[6:]}" for code in codes)
    return Drawn(shown, tuple(map(passwords.hashed, codes)))


def replace(session: Session, user: AppUser, made: Drawn, *, by: Actor, now: datetime) -> None:
    """Put a set in the place of whatever a person had."""
    forget(session, user.number)
    session.add_all(
        RecoveryCode(user_id=user.number, number=number, code_hash=kept, made_at=now)
        for number, kept in enumerate(made.hashes)
    )
    session.flush()
    record(session, by, Act.RECOVERY_CODES_MADE, f"account/{user.number}", {"codes": len(made.hashes)}, now)


def forget(session: Session, account: AccountId) -> None:
    """Take a person's codes away: with the second factor that they stand in for."""
    session.connection().execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == account))


def left(session: Session, account: AccountId) -> int:
    """Return how many codes of a person are unused."""
    unused = select(func.count()).where(
        col(RecoveryCode.user_id) == account, col(RecoveryCode.used_at).is_(None)
    )
    return int(session.exec(unused).one())


def is_one(given: str) -> bool:
    """Return whether what was typed has the form of such a code.

    >>> is_one(" 3-7kqm2-xh4tp "), is_one("37KQM2XH4TP"), is_one("123456")
    (True, True, False)
    """
    return _FORM(_plain(given)) is not None


def use(session: Session, user: AppUser, given: str, *, by: Actor, now: datetime) -> bool:
    """Return whether a code is right and was not used before; it is then used up."""
    code = _plain(given)
    if _FORM(code) is None:
        return False
    kept = session.get(RecoveryCode, (user.number, int(code[0])))
    if kept is None or kept.used_at is not None or not passwords.fits(kept.code_hash, code):
        return False
    mine = update(RecoveryCode).where(
        col(RecoveryCode.user_id) == user.number,
        col(RecoveryCode.number) == kept.number,
        col(RecoveryCode.code_hash) == kept.code_hash,
        col(RecoveryCode.used_at).is_(None),
    )
    if session.connection().execute(mine.values(used_at=now)).rowcount != 1:
        return False
    details = {"left": left(session, user.number)}
    record(session, by, Act.RECOVERY_CODE_USED, f"account/{user.number}", details, now)
    return True


def _plain(given: str) -> str:
    typed = unicodedata.normalize("NFKC", given[:100]).upper()
    return "".join(sign for sign in typed if not sign.isspace() and unicodedata.category(sign) != "Pd")
