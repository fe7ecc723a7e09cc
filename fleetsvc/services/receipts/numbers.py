"""Numbers of receipts: short enough to be read out, and too many to be guessed (60 bits)."""

import re
import secrets
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: none that looks like another."""
_ALIKE: Final = str.maketrans("OIL", "011")
_NUMBER: Final = re.compile(f"[{_LETTERS}]{{12}}").fullmatch


def new_number() -> str:
    """Return a number that nobody has had."""
    return _in_groups("".join(secrets.choice(_LETTERS) for _ in range(12)))


def find_number(written: str) -> str | None:
    """Return a number as it is stored, however it was typed; None for what is none.

    >>> find_number("7k3m 9qxt2vbo"), find_number("7K3M-9QXT-2VB")
    ('7K3M-9QXT-2VB0', None)
    """
    letters = part_of_number(written)
    return _in_groups(letters) if _NUMBER(letters) else None


def part_of_number(written: str) -> str:
    """Return a number, or a part of one, without what parts its groups.

    >>> part_of_number("9qxt-2vbo")
    '9QXT2VB0'
    """
    return "".join(sign for sign in written.upper() if sign not in " -").translate(_ALIKE)


def _in_groups(letters: str) -> str:
    return "-".join(letters[place : place + 4] for place in range(0, 12, 4))
