"""The exit codes of commands."""

from typing import Final

FINE: Final = 0
FALLS_SHORT: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
NOT_THERE: Final = 4
