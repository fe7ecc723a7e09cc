"""Items of signals as the office sees them: VINs, plates and owners masked, as everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from fleetsvc.services.common.masking import mask_owner, mask_plate, mask_text, mask_vin
from fleetsvc.services.signals.listing import Item

_VIN_LENGTH: Final = 17


def _retired(named: str) -> str:
    return mask_vin(named) if len(named) == _VIN_LENGTH else mask_plate(named)


_MASKS: Final[Mapping[str, Callable[[str], str]]] = {
    "retired": _retired,
    "plate": mask_plate,
    "owner": mask_owner,
    "file": mask_text,
}


def masked(item: Item) -> Item:
    """Return an item without what only its unit need know."""
    details = {
        name: _MASKS[name](str(value)) if name in _MASKS else value for name, value in item.details.items()
    }
    return replace(item, vin=mask_vin(item.vin) if item.vin else None, details=details)
