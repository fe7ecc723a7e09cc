"""Texts that many read: without the numbers of vehicles and of people."""

from rules.identifiers import finder, personal

_HIDDEN = "***"


def redacted(text: str) -> str:
    """Return a text in which nothing is left of a plate, a VIN, a telephone or an identity card.

    >>> redacted("豫A12345 的车主 13812345678 来电")
    '*** 的车主 *** 来电'
    """
    return personal.replace(finder.replace(text, lambda _: _HIDDEN), lambda _: _HIDDEN)


def names_somebody(text: str) -> bool:
    """Say whether anything in a text looks like a number of a vehicle or of a person."""
    return finder.is_in(text) or next(personal.find(text), None) is not None
