"""Whether a receipt is what the service signed: from its file and the published keys alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeGuard

from joserfc import jws
from joserfc.errors import (
    BadSignatureError,
    InvalidKeyIdError,
    JoseError,
    MissingAlgorithmError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet

from fleetsvc.plain_json import Json
from fleetsvc.services.receipts.issuing import FORMAT
from fleetsvc.services.receipts.signing_keys import ALGORITHM

SIGNED: Final = "/jws"
"""Where the signed document stands in a receipt's file, as a JSON pointer (RFC 6901)."""


class Flaw(StrEnum):
    """What is wrong with a receipt.

    ``unreadable``: the signed document cannot be read; ``algorithm``: it is signed in another way than receipts are, or
    not at all; ``key-unknown``: by no published key; ``altered``: the signature does not fit, or the readable part
    says something else than what was signed.
    """

    UNREADABLE = "unreadable"
    ALGORITHM = "algorithm"
    KEY_UNKNOWN = "key-unknown"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt as found: what was signed (empty where that does not hold), and what is wrong at which place of it."""

    document: Json
    kid: str | None
    flaws: tuple[tuple[Flaw, str], ...]


class KeysUnreadable(Exception):
    """A file holds no set of published keys."""


def keys_of(document: object) -> KeySet:
    """Return the keys of a published set. Raises KeysUnreadable."""
    try:
        return KeySet.import_key_set(document)  # type: ignore[arg-type]  # whatever a file holds
    except (JoseError, AttributeError, KeyError, TypeError, ValueError) as problem:
        raise KeysUnreadable(str(problem)) from problem


def is_receipt(document: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a document has the shape of a receipt at all."""
    return isinstance(document, Mapping) and isinstance(document.get("jws"), str)


def check(receipt: Mapping[str, Any], keys: KeySet) -> Checked:
    """Check a receipt against the published keys."""
    try:
        found = jws.deserialize_compact(receipt["jws"], keys, algorithms=[ALGORITHM])
    except (UnsupportedAlgorithmError, MissingAlgorithmError):
        return Checked({}, None, ((Flaw.ALGORITHM, SIGNED),))
    except InvalidKeyIdError:
        return Checked({}, None, ((Flaw.KEY_UNKNOWN, SIGNED),))
    except BadSignatureError:
        return Checked({}, None, ((Flaw.ALTERED, SIGNED),))
    except (JoseError, AttributeError, KeyError, TypeError, ValueError):
        return Checked({}, None, ((Flaw.UNREADABLE, SIGNED),))
    document = _document_in(found.payload)
    if document is None:
        return Checked({}, None, ((Flaw.UNREADABLE, SIGNED),))
    kid = found.headers().get("kid")
    readable = receipt.get("document", document)
    flaws = tuple((Flaw.ALTERED, f"/document{place}") for place in _differences(readable, document))
    return Checked(document, kid, flaws[:_MOST_TOLD])


_MOST_TOLD: Final = 5
"""So many places of one receipt are told."""


def _document_in(payload: bytes) -> Json | None:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def _differences(shown: object, signed: object) -> Iterator[str]:
    """Yield where what is shown differs from what was signed."""
    if isinstance(shown, Mapping) and isinstance(signed, Mapping):
        for name in {**signed, **shown}:
            if name not in shown or name not in signed:
                yield f"/{name}"
            else:
                yield from (f"/{name}{deeper}" for deeper in _differences(shown[name], signed[name]))
    elif _is_list(shown) and _is_list(signed) and len(shown) == len(signed):
        for place, (one, other) in enumerate(zip(shown, signed, strict=True)):
            yield from (f"/{place}{deeper}" for deeper in _differences(one, other))
    elif (type(shown), shown) != (type(signed), signed):
        yield ""


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list)
