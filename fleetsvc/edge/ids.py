"""Numbers of rows in addresses: ``<id:number>`` in a route, bound to what the database can compare with."""

from typing import Final

from werkzeug.routing import IntegerConverter

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
