"""Parts of addresses: ``<id:number>``, bound to what the database can compare with, and ``<word:kind>``."""

from typing import Final

from werkzeug.routing import BaseConverter, IntegerConverter

from fleetsvc.models import BEYOND_ALL

_LAST: Final = BEYOND_ALL - 1
_MOST_DIGITS: Final = len(str(_LAST))


class RowId(IntegerConverter):
    """A number that the database can compare with: 63 bits.

    One beyond them stands for the last, which no row ever gets: what cannot be there is as unknown to the service,
    in the same words and to the same callers, as what is not.
    """

    def to_python(self, value: str) -> int:
        """Return the number, at most the last one; ``int`` itself refuses thousands of digits."""
        return min(int(value), _LAST) if len(value) <= _MOST_DIGITS else _LAST


class Word(BaseConverter):
    """A part without a dot: what ends in ``.docx`` is another route's, and is never taken for it."""

    regex = "[^/.]+"
