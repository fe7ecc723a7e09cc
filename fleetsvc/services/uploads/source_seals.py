"""Sealing the credentials of addresses anew, after a change of the secret key of the house."""

from sqlmodel import Session, col, select

from fleetsvc.models import UploadSource
from fleetsvc.services.people.sealing import SealBroken
from fleetsvc.services.people.second_factor import Sealed
from fleetsvc.services.uploads.sources import Credential, credential_of, sealed_for


def seal_all(session: Session, *, key: str, former: str | None) -> Sealed:
    """Seal all credentials by the present key that a ``former`` one sealed."""
    anew = before = lost = 0
    having = select(UploadSource).where(col(UploadSource.credential).is_not(None))
    for source in session.exec(having.with_for_update()):
        if _opens(source, key) is not None:
            before += 1
        elif (credential := _opens(source, former or key)) is None:
            lost += 1
        else:
            source.credential = sealed_for(source, credential, secret=key)
            session.add(source)
            anew += 1
    session.flush()
    return Sealed(anew, before, lost)


def _opens(source: UploadSource, key: str) -> Credential | None:
    try:
        return credential_of(source, secret=key)
    except SealBroken:
        return None
