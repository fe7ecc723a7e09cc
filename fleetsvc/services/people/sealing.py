"""Secrets of people as the database keeps them: sealed by a key that is made from the secret key of the house.

A copy of the database alone, a backup or a replica, opens none. Each is bound to whom it belongs to: moved into
another's row it opens nothing. Those of earlier releases stand in clear until they are sealed.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SEALED: Final = "sealed:1:"
"""What a sealed text begins with, and the version of how."""
_NONCE_BYTES: Final = 12
"""Random: with 96 bits a key seals four thousand million texts before two might share one (NIST SP 800-38D, 8.3)."""


class SealBroken(Exception):
    """A secret was sealed by another key, or for somebody else."""


def sealed(text: str, *, key: str, whose: str) -> str:
    """Return a text sealed. ``key``: the secret key of the house; ``whose``: to whom it belongs, such as ``totp/7``."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    closed = AESGCM(_derived(key)).encrypt(nonce, text.encode(), whose.encode())
    return _SEALED + b64encode(nonce + closed).decode()


def opened(kept: str, *, key: str, whose: str) -> str:
    """Return a sealed text; one that stands in clear as it is. Raises SealBroken."""
    if not is_sealed(kept):
        return kept
    whole = b64decode(kept.removeprefix(_SEALED))
    try:
        return (
            AESGCM(_derived(key)).decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], whose.encode()).decode()
        )
    except InvalidTag:
        raise SealBroken(whose) from None


def is_sealed(kept: str) -> bool:
    """Return whether a text is sealed, by whatever key."""
    return kept.startswith(_SEALED)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the secret key seals, counted: anew by the present key, so already, and by a key that is not at hand."""

    anew: int
    before: int
    lost: int


def seal_anew(
    found: Iterable[tuple[str, str, Callable[[str], None]]], *, key: str, former: str | None
) -> Sealed:
    """Seal secrets by the present key: those that stand in clear, and those that a ``former`` key sealed.

    ``found``: each as it is kept, whose it is, and what keeps it sealed.
    """
    anew = before = lost = 0
    for kept, whose, keep in found:
        if is_sealed(kept) and find_opened(kept, key=key, whose=whose) is not None:
            before += 1
        elif (text := find_opened(kept, key=former or key, whose=whose)) is None:
            lost += 1
        else:
            keep(sealed(text, key=key, whose=whose))
            anew += 1
    return Sealed(anew, before, lost)


def find_opened(kept: str, *, key: str, whose: str) -> str | None:
    """Return a sealed text as ``opened``; None where the key does not open it."""
    try:
        return opened(kept, key=key, whose=whose)
    except SealBroken:
        return None


def _derived(key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"fleetsvc secrets of people").derive(
        key.encode()
    )
