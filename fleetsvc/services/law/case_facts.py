"""The facts of a vehicle that a verdict rests on, as a stored case key holds them, in Python and in SQL."""

from typing import Final

from rules.key_parts import PARTS

COMPARED: Final = ("energy", "event", "category", "emission_stage", "mass_class", "perhaps_used")
"""The facts that a workbook says of a vehicle; whose it is, what for and where has no column."""

_COMPLETED: Final = {"emission_stage": "unknown", "mass_class": "unknown", "perhaps_used": "no"}
"""Facts that may be filled in later, with the word for nothing being known."""

PERHAPS_USED: Final = 1 << PARTS["perhaps_used"].shift
"""The bit that says that a vehicle may be a used one."""

_MASK: Final = sum(PARTS[name].most << PARTS[name].shift for name in COMPARED)


def _array(words: tuple[str, ...]) -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"ARRAY[{quoted}]"


NAMES: Final = _array(COMPARED)
"""SQL: the names of the facts."""

NOTHING_KNOWN: Final = _array(tuple(_COMPLETED.get(name, "") for name in COMPARED))
"""SQL: for each fact the word that says that nothing is known; the empty text where that is a statement too."""


def place(name: str) -> int:
    """Return the place of a fact in the arrays, as SQL counts."""
    return COMPARED.index(name) + 1


def differ(one: int, other: int) -> bool:
    """Tell whether two cases are of other facts; whether a claim is confirmed, and what was justified, are none."""
    return (one ^ other) & _MASK != 0


def differing(one: str, other: str) -> str:
    """Return the same as SQL, of two expressions of keys."""
    return f"({one} # {other}) & {_MASK} <> 0"


def words(key: str) -> str:
    """Return the words of the facts as a SQL array in the order of ``COMPARED``, of an expression of a key."""
    return f"ARRAY[{', '.join(word(name, key) for name in COMPARED)}]"


def word(name: str, key: str) -> str:
    """Return the word of one fact of a key, as SQL."""
    part = PARTS[name]
    return f"({_array(tuple(word.value for word in part.words or ()))})[1 + ({key} >> {part.shift} & {part.most})]"
