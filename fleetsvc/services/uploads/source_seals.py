"""Sealing the credentials of addresses anew, after a change of the secret key of the house."""

from functools import partial

from sqlmodel import Session, col, select

from fleetsvc.models import UploadSource
from fleetsvc.services.people.sealing import Sealed, seal_anew
from fleetsvc.services.uploads.sources import whose_of


def seal_all(session: Session, *, key: str, former: str | None) -> Sealed:
    """Seal all credentials by the present key that a ``former`` one sealed."""
    having = select(UploadSource).where(col(UploadSource.credential).is_not(None))
    sources = session.exec(having.with_for_update()).all()
    kept = ((one.credential or "", whose_of(one), partial(setattr, one, "credential")) for one in sources)
    found = seal_anew(kept, key=key, former=former)
    session.flush()
    return found
