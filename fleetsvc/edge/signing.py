"""The keys that sign receipts, as this host has them: no caller sees their table, whoever they are."""

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.receipts import signing_keys
from fleetsvc.services.receipts.signing_keys import SigningKey
from fleetsvc.settings import secret_key


def signing_key() -> SigningKey:
    """Return the key that signs now. Raises SecretKeyChanged."""
    with parts().database.transaction(OFFICE) as session:
        return signing_keys.signing_key(session, secret=secret_key(parts().settings), now=clock.now())


def published_keys() -> Json:
    """Return what everybody may know of the keys."""
    with parts().database.transaction(OFFICE) as session:
        return signing_keys.published_keys(session)
