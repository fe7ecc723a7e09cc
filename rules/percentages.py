"""Shares as people read them: a share that is not all never reads 100 %, one that is not nothing never 0 %.

Where a share is to be reached it is rounded down: what falls short by one vehicle in a million never reads as reached.
"""

from fractions import Fraction
from math import floor
from typing import Final

_MOST_DECIMALS: Final = 4


def rounded_share(share: Fraction, *, decimals: int = _MOST_DECIMALS) -> float:
    """Return a share rounded half to even, but never up to 1 nor down (or up) to 0.

    >>> rounded_share(Fraction(118, 120)), rounded_share(Fraction(99999, 100000)), rounded_share(Fraction(1, 30000))
    (0.9833, 0.9999, 0.0001)
    >>> rounded_share(Fraction(1)), rounded_share(Fraction(0)), rounded_share(Fraction(-1, 30000))
    (1.0, 0.0, -0.0001)
    """
    least = Fraction(1, 10**decimals)
    rounded = round(share, decimals)
    if rounded == 0 and share != 0:
        rounded = least if share > 0 else -least
    elif rounded == 1 and share < 1:
        rounded = 1 - least
    return float(rounded)


def share_rounded_down(share: Fraction, *, decimals: int = _MOST_DECIMALS) -> float:
    """Return a share rounded down, as it stands beside the one to be reached; one that is not nothing is never 0.

    >>> share_rounded_down(Fraction(49996, 100000)), share_rounded_down(Fraction(1, 30000))
    (0.4999, 0.0001)
    >>> share_rounded_down(Fraction(1)), share_rounded_down(Fraction(0))
    (1.0, 0.0)
    """
    return float(_down(share, decimals) or (Fraction(1, 10**decimals) if share else 0))


def percentage_rounded_down(share: float | Fraction, *, decimals: int = 1) -> str:
    """Return a share from 0 to 1 as a percentage that never reads as more than it is.

    >>> percentage_rounded_down(0.4999), percentage_rounded_down(0.5), percentage_rounded_down(0.29)
    ('49.9%', '50.0%', '29.0%')
    >>> percentage_rounded_down(0.9999), percentage_rounded_down(0.0001), percentage_rounded_down(0)
    ('99.9%', '<0.1%', '0.0%')
    """
    exact = Fraction(str(share)) if isinstance(share, float) else Fraction(share)
    return percentage(_down(exact, decimals + 2) or exact, decimals=decimals)


def _down(share: Fraction, decimals: int) -> Fraction:
    return Fraction(floor(share * 10**decimals), 10**decimals)


def percentage(share: float | Fraction, *, decimals: int = 1) -> str:
    """Return a share from 0 to 1 as a percentage, with a sign where rounding would say all or nothing.

    >>> percentage(0.98333), percentage(0.9999), percentage(Fraction(1, 3000)), percentage(1), percentage(0.0)
    ('98.3%', '>99.9%', '<0.1%', '100.0%', '0.0%')
    >>> percentage(0.9999, decimals=2)
    '99.99%'
    """
    least = 10.0**-decimals
    plain = f"{float(share) * 100:.{decimals}f}"
    if share < 1 and float(plain) >= 100:
        return f">{100 - least:.{decimals}f}%"
    if share > 0 and float(plain) <= 0:
        return f"<{least:.{decimals}f}%"
    return f"{plain}%"
