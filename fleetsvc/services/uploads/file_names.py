"""File names as senders gave them: labels only, never paths of ours."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from typing import Final
from urllib.parse import unquote

_LONGEST: Final = 200
_UNNAMED: Final = "upload"
_ENCODED_WORD: Final = re.compile(r"=\?[^?\s]+\?[bqBQ]\?[^?]*\?=")
_UNREADABLE: Final = (HeaderParseError, LookupError, ValueError)
"""What is raised for a name that only looks encoded: no such charset, or one that reads nothing, as ``undefined``."""
_PERCENT: Final = re.compile("%[89A-Fa-f][0-9A-Fa-f]")


def label_of(name: str | None) -> str:
    r"""Return a sender's file name as a label: no folders, no control characters, of bounded length.

    Names that a program wrote as an encoded word of mail (RFC 2047) or in percent signs (RFC 5987) are read.

    >>> label_of("C:\\表\\登记表.xlsx"), label_of("../../etc/passwd"), label_of("a\r\nb.csv"), label_of(None)
    ('登记表.xlsx', 'passwd', 'ab.csv', 'upload')
    >>> label_of("=?UTF-8?B?55m76K6w6KGoLnhsc3g=?="), label_of("%E7%99%BB%E8%AE%B0.csv"), label_of("100%.csv")
    ('登记表.xlsx', '登记.csv', '100%.csv')
    """
    last = _decoded(name or "").replace("\\", "/").rpartition("/")[2]
    # Also halves of surrogate pairs are not printable: no database takes them.
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(plain) > _LONGEST:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[: _LONGEST - 8]}{dot}{suffix[:7]}" if dot else plain[:_LONGEST]
    return plain or _UNNAMED


def _decoded(name: str) -> str:
    if _ENCODED_WORD.search(name):
        return _of_encoded_words(name)
    if _PERCENT.search(name):
        return _of_percent_signs(name)
    return name


def _of_encoded_words(name: str) -> str:
    try:
        parts = decode_header(name)
        return "".join(
            part if isinstance(part, str) else part.decode(charset or "ascii") for part, charset in parts
        )
    except _UNREADABLE:  # it only looked like one
        return name


def _of_percent_signs(name: str) -> str:
    try:
        return unquote(name, errors="strict")
    except _UNREADABLE:
        return name
