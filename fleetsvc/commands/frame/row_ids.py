"""Numbers of rows as arguments. Apart from the other arguments: commands that need no database import no models."""

from typing import Final

import click

from fleetsvc.models import BEYOND_ALL

ROW_ID: Final = click.IntRange(1, BEYOND_ALL - 1)
"""The number of a row, as lists show it."""
