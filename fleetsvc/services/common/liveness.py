"""How long somebody who gives signs of life may be silent and still be taken to be there."""

from datetime import timedelta
from typing import Final

ALIVE_FOR: Final = timedelta(seconds=30)
"""Processes, and workers for what they read or make, give a sign every few seconds."""
