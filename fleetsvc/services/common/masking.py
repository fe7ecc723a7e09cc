"""Plates, VINs, owners and numbers of people as they are shown to those who need not know them.

The forms are the usual ones of vehicle administration (convention, no standard; confidence: medium): a plate
keeps its issuing office and its last three characters, a VIN its maker (WMI) and its last four, a person the
first character of the name. Of an organisation's name both ends are kept.
"""

from collections.abc import Callable, Mapping
from typing import Final

from rules.identifiers import finder, personal

_LONGEST_PERSON: Final = 4
"""Characters of the longest usual name of a person."""


def mask_plate(plate: str) -> str:
    """Return a plate with its middle hidden.

    >>> mask_plate("豫A12345"), mask_plate("豫AD12345"), mask_plate("使123456"), mask_plate("豫")
    ('豫A·**345', '豫A·***345', '使·***456', '***')
    """
    # A plate of an embassy, or one without its province, has no letter in the second place.
    kept = 2 if plate[1:2].isalpha() else 1
    office, rest = plate[:kept], plate[kept:].lstrip("·•.- ")
    if len(rest) < 4:
        return "***"
    return f"{office}·{'*' * (len(rest) - 3)}{rest[-3:]}"


def mask_vin(vin: str) -> str:
    """Return a VIN with its middle hidden.

    >>> mask_vin("LZYTAAGW0S1000001"), mask_vin("LZY1")
    ('LZY**********0001', '***')
    """
    return f"{vin[:3]}{'*' * (len(vin) - 7)}{vin[-4:]}" if len(vin) > 8 else "***"


def mask_owner(owner: str) -> str:
    """Return a name with most of it hidden.

    >>> mask_owner("张三"), mask_owner("郑州某公交有限公司")
    ('张**', '郑州**公司')
    """
    return f"{owner[:1]}**" if len(owner) <= _LONGEST_PERSON else f"{owner[:2]}**{owner[-2:]}"


def mask_telephone(number: str) -> str:
    """Return a telephone number with its middle hidden.

    >>> mask_telephone("13812345678"), mask_telephone("037165901234")
    ('138****5678', '037*****1234')
    """
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_card(number: str) -> str:
    """Return the number of an identity card with place, birthday and serial hidden.

    >>> mask_card("41010519900101123X")
    '410*************3X'
    """
    return f"{number[:3]}{'*' * (len(number) - 5)}{number[-2:]}"


def mask_text(text: str) -> str:
    """Return free text with whatever looks like a number of a vehicle or of a person in it masked.

    >>> mask_text("与第3行重复：LZYTAAGW0S1000001，豫A12345")
    '与第3行重复：LZY**********0001，豫A·**345'
    >>> mask_text("车主张三 138 1234 5678，410105199001011234")
    '车主张三 138****5678，410*************34'
    """
    vehicles = finder.replace(
        text, lambda found: (mask_vin if found.kind == "vin" else mask_plate)(found.text)
    )
    return personal.replace(
        vehicles, lambda found: (mask_card if found.kind == "card" else mask_telephone)(found.text)
    )


MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "vin": mask_vin,
    "plate": mask_plate,
    "owner": mask_owner,
    "replaces_vin": mask_vin,
    "replaces_plate": mask_plate,
}
"""Field -> how it is masked."""


def mask_value(field: str | None, value: str) -> str:
    """Return the value of a field as written by its sender, masked where the field or the text asks for it."""
    return MASKS.get(field or "", mask_text)(value) if value else value
