"""File names as senders gave them: labels only, never paths of ours."""

from typing import Final

_LONGEST: Final = 200
_UNNAMED: Final = "upload"


def label_of(name: str | None) -> str:
    r"""Return a sender's file name as a label: no folders, no control characters, of bounded length.

    >>> label_of("C:\\表\\登记表.xlsx"), label_of("../../etc/passwd"), label_of("a\r\nb.csv"), label_of(None)
    ('登记表.xlsx', 'passwd', 'ab.csv', 'upload')
    """
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    # Also halves of surrogate pairs are not printable: no database takes them.
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(plain) > _LONGEST:
        stem, dot, suffix = plain.rpartition(".")
        plain = f"{stem[: _LONGEST - 8]}{dot}{suffix[:7]}" if dot else plain[:_LONGEST]
    return plain or _UNNAMED
