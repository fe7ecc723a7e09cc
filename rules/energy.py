"""Settle what drives a vehicle from ranked evidence, and say on what basis and with which doubt.

Evidence, strongest first:

1. the energy letter of a new-energy plate (GA 36-2018): pure electric, or plug-in hybrid or fuel cell;
2. the entry of the very model in a published catalogue of new-energy vehicles;
3. wording and GA/T 16.9 letters in the sender's columns; 混合动力 and O alone decide nothing, nor does 新能源;
4. the model code, as support only: it narrows a choice that stronger evidence left open, and only towards
   a new-energy kind. Alone it decides nothing: 855 of 1,170 catalogued plug-ins are written HEV, battery
   vehicles carry no EV at all (ZLJ5071TSL) or HEV by accident (KMC5022XSHEV29D), and E5 at the end is an
   emission stage.

An ordinary plate is no evidence. Contradictions are never weighed up: the kind stays unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rules.energy_wording import agreed, read_wording
from rules.energy_words import NOT_NEV, SAYS_NOTHING, Wording
from rules.identifiers.cleaning import dropping
from rules.identifiers.plate import Plate, PlateEnergy
from rules.vocabulary import NEV, Energy

__all__ = ["SAYS_NOTHING", "Settled", "Wording", "read_model_code", "read_wording", "settle"]

_BY_LETTER: Final[dict[PlateEnergy, frozenset[Energy]]] = {
    "pure": frozenset({Energy.BEV}),
    "non_pure": frozenset({Energy.PHEV, Energy.FCEV}),
}

# The order matters: FCEV and PHEV before BEV before EV. 售货车 is XSH: XSHEV is a battery vehicle, no hybrid.
_MODEL_KINDS: Final = (
    (re.compile("FCEV|FCV"), Energy.FCEV),
    (re.compile("PHEV|CHEVN?P|[RE]REV|REEV"), Energy.PHEV),
    (re.compile("BEV"), Energy.BEV),
    (re.compile("(?:(?<=[0-9]XS)H|(?<![HR]))EV"), Energy.BEV),
)
_SQUEEZE: Final = dropping()
_NO_KIND: Final[frozenset[Energy]] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """What drives the vehicle.

    ``basis``: the evidence used, strongest first (``plate``, ``catalogue``, ``wording``, ``model``).
    ``doubt``: the finding to raise, or None. ``candidates``: the kinds that remain possible, one where there
    is no doubt.
    """

    energy: Energy
    basis: tuple[str, ...]
    doubt: str | None
    candidates: frozenset[Energy]


def read_model_code(text: str) -> frozenset[Energy]:
    """Return the new-energy kind that a model code shows, or nothing; a plain HEV shows nothing.

    >>> read_model_code("ZK6105BEVG25"), read_model_code("BYD6480STHEV"), read_model_code("5180TXSDFE5")
    (frozenset({<Energy.BEV: 'bev'>}), frozenset(), frozenset())
    """
    code = text.translate(_SQUEEZE)
    if "EV" not in code and "FCV" not in code:
        return _NO_KIND
    return next((frozenset({kind}) for pattern, kind in _MODEL_KINDS if pattern.search(code)), _NO_KIND)


def settle(
    *, plate: Plate | None, catalogue: Energy | None, wordings: Sequence[Wording], model: frozenset[Energy]
) -> Settled:
    """Settle the energy kind; of the plate only ``plate.energy`` counts.

    Doubts: ``energy-unknown`` (no evidence), ``energy-ambiguous`` (several kinds remain that are judged
    differently), ``energy-imprecise`` (several remain that are judged alike: one of them stands in),
    ``energy-conflict`` (columns contradict each other or the catalogue), ``plate-energy-conflict`` (a new-energy
    plate contradicts either).

    >>> settle(plate=None, catalogue=None, wordings=[read_wording("O")], model=frozenset()).doubt
    'energy-ambiguous'
    """
    by_plate = _BY_LETTER[plate.energy] if plate is not None and plate.energy else None
    by_catalogue = frozenset({catalogue}) if catalogue not in (None, Energy.UNKNOWN) else None
    by_wording: frozenset[Energy] | None = None
    if wordings:
        wording = agreed(wordings)
        if wording is None:
            said = _NO_KIND.union(*(one.candidates for one in wordings))
            return Settled(Energy.UNKNOWN, ("wording",), "energy-conflict", said)
        if by_plate is None and by_catalogue is None and _contradicts(wording, model):
            return Settled(
                Energy.UNKNOWN, ("wording", "model"), "energy-conflict", wording.candidates | model
            )
        by_wording = _meaning(wording, by_plate or _NO_KIND, (by_catalogue or _NO_KIND) | model)
    evidence = {
        name: kinds
        for name, kinds in (("plate", by_plate), ("catalogue", by_catalogue), ("wording", by_wording))
        if kinds is not None
    }
    if not evidence:
        return Settled(Energy.UNKNOWN, (), "energy-unknown", model)
    left = frozenset.intersection(*evidence.values())
    if not left:
        return _contradicted(evidence)
    return _narrowed(left, tuple(evidence), model, on_nev_plate=by_plate is not None)


def _contradicts(wording: Wording, model: frozenset[Energy]) -> bool:
    """Tell whether unmistakable words for an electric drive and an unmistakable model code name different kinds.

    油电混合 on a plug-in's code does; C 电 on a fuel-cell's does not, for such vehicles are registered as electric.
    Words for a fuel stand as they are: nobody gains by them.
    """
    if not wording.explicit or not model or not wording.candidates <= NEV | {Energy.HEV}:
        return False
    electric = wording.candidates == {Energy.BEV}
    return not model & (wording.candidates | (wording.also if electric else _NO_KIND))


def _meaning(wording: Wording, plate: frozenset[Energy], named: frozenset[Energy]) -> frozenset[Energy]:
    """Widen a loose wording by what other evidence names: C 电 of a fuel-cell model, 油电混合 of a plug-in.

    The plate names too wide a choice to widen 电, but 油电混合 on a new-energy plate is a plug-in.
    """
    if Energy.HEV in wording.candidates:
        named |= plate
    return wording.candidates | (wording.also & named)


def _contradicted(evidence: dict[str, frozenset[Energy]]) -> Settled:
    """Name the conflict: the plate's where the plate contradicts anything."""
    said = _NO_KIND.union(*evidence.values())
    plate = evidence.get("plate")
    others = [kinds for name, kinds in evidence.items() if name != "plate"]
    by_plate = plate is not None and any(not plate & kinds for kinds in others)
    return Settled(
        Energy.UNKNOWN, tuple(evidence), "plate-energy-conflict" if by_plate else "energy-conflict", said
    )


def _narrowed(
    left: frozenset[Energy], basis: tuple[str, ...], model: frozenset[Energy], *, on_nev_plate: bool
) -> Settled:
    """Choose among the kinds that remain, with the model code's support."""
    if len(left) > 1 and left & model:
        left, basis = left & model, (*basis, "model")
    if len(left) == 1:
        return Settled(next(iter(left)), basis, None, left)
    stand_in = _stand_in(left, on_nev_plate=on_nev_plate)
    doubt = "energy-ambiguous" if stand_in is Energy.UNKNOWN else "energy-imprecise"
    return Settled(stand_in, basis, doubt, left)


def _stand_in(left: frozenset[Energy], *, on_nev_plate: bool) -> Energy:
    """Return a kind for an open choice whose members are judged alike, else unknown; it is told in any case.

    A new-energy plate proves an NEV: what its letter leaves open is plug-in or fuel cell, and the common one
    stands in. 否 and 燃油 admit a vehicle that is no NEV, whatever it burns. 新能源 without a plate is a claim,
    not evidence.
    """
    if on_nev_plate:
        return Energy.PHEV
    return Energy.OTHER if left <= NOT_NEV else Energy.UNKNOWN
