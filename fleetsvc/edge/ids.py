"""Numbers of rows in addresses: ``<id:number>`` in a route, 404 for one that no row can have."""

from typing import Final

from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter, Map

from fleetsvc.models import BEYOND_ALL

_MOST_DIGITS: Final = len(str(BEYOND_ALL))


class RowId(IntegerConverter):
    """A number that the database can compare with: 63 bits."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=BEYOND_ALL - 1)

    def to_python(self, value: str) -> int:
        """Return the number. Raises NotFound for one beyond all: no other route is tried, whatever the method."""
        if len(value) > _MOST_DIGITS or int(value) >= BEYOND_ALL:
            raise NotFound
        return int(value)
