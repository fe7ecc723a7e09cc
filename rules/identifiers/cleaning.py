"""What people and programs leave around an identifier: full-width letters, blanks, dashes, invisible signs.

Only characters without a meaning of their own are dropped, and only full-width forms are folded: a wider
Unicode folding (NFKC) would turn ``①`` or ``²`` into digits that nobody typed.
"""

from typing import Final

_INVISIBLE: Final = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061"
    "\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
_BLANK: Final = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u2800\u3164"
)
_DASH: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\ufe58\ufe63\uff0d_\uff3f"
_QUOTE: Final = "'\"`\u2018\u2019\u201c\u201d\uff07\uff02"  # Excel's text mark and its cousins

GAPS: Final = _INVISIBLE + "".join(set(_BLANK) - set("\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")) + _DASH
"""What may stand inside an identifier on one line."""

FULL_WIDTH: Final = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)}
"""Full-width forms to ASCII, for ``str.translate``."""

CAPITALS: Final = {
    **FULL_WIDTH,
    **{ord(lower): ord(lower) - 32 for lower in "abcdefghijklmnopqrstuvwxyz"},
    **{0xFF41 + offset: ord("A") + offset for offset in range(26)},
}
"""Full-width forms and small letters to capitals, for ``str.translate``."""

DOTS: Final = ".\u00b7\u2022\u2027\u2219\u22c5\u25cf\u30fb\uff65\uff0e\ufe52\u02d9\u3002"
"""What is written for the dot of a plate, or between the parts of a number."""

GAP: Final = "\x00"
"""Stands in a folded text for one sign of ``GAPS`` or ``DOTS``: texts to be searched keep their length."""


def folding() -> dict[int, str | int | None]:
    """Make the ``str.translate`` table of those who search running text: capitals, and ``GAP`` for all that parts."""
    # The gaps last: some are full-width forms, too.
    return {**CAPITALS, **dict.fromkeys(map(ord, GAPS + DOTS), GAP)}


def dropping(more: str = "") -> dict[int, int | None]:
    """Make a ``str.translate`` table: fold full-width and lower-case letters, drop the rest and ``more``.

    >>> "ｌｚｙ\u200b-\u00a0１".translate(dropping())
    'LZY1'
    """
    table: dict[int, int | None] = dict(CAPITALS)
    table.update({ord(sign): None for sign in _INVISIBLE + _BLANK + _DASH + _QUOTE + more})
    return table
