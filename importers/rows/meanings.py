"""What a unit says that a word of its own means: only where the reader does not know the word, nor a part of it.

A word that the reader knows, or that looks like one (full width, capitals, Cyrillic letters), keeps its meaning,
whoever says otherwise: by page, by API or in what is remembered for a layout.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from importers.cells.answers import ANSWERS, asked_energy
from importers.cells.categories import names_category, parse_category
from importers.cells.identifiers import (
    YES,
    CellDoubt,
    CellProblem,
    is_blank,
    names_event,
    parse_event,
    words_of,
)
from importers.cells.stages import names_stage, parse_stage
from importers.fields import SheetReading, column_letter
from importers.results import Finding
from rules.energy import SAYS_NOTHING, Wording, read_wording
from rules.energy_words import WORDS
from rules.identifiers.finder import find
from rules.labels import label
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Text

T = TypeVar("T")
Tell = Callable[[Finding], None]

_ENERGIES: Final = tuple(kind.value for kind in Energy if kind is not Energy.UNKNOWN)
MEANABLE: Final[dict[str, tuple[str, ...]]] = {
    "fuel": _ENERGIES,
    "powertrain": _ENERGIES,
    "category": tuple(Category),
    "event": tuple(Event),
    "emission_stage": tuple(stage.value for stage in EmissionStage if stage is not EmissionStage.UNKNOWN),
}
"""Field -> what a word of its column may be said to mean."""

UNREAD: Final = ("energy-unreadable", "category-unknown", "event-unknown", "stage-unknown")
"""Findings of cells whose word is not known."""
MOST_WORDS: Final = 20
LONGEST_WORD: Final = 40
"""Characters; what is longer is a remark, no word or code."""

_LOOKALIKES: Final = str.maketrans("АВЕКМНОРСТУХІЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXISABEZHIKMNOPTYX")  # noqa: RUF001
_KINDS: Final = {"category": Category, "event": Event, "emission_stage": EmissionStage}
_TELLING: Final = tuple(word for word in WORDS if len(word) > (2 if word.isascii() else 1))
_ALL: Final = frozenset(Energy) - {Energy.UNKNOWN}
_BARE: Final = ANSWERS & {"是", "否", "YES", "NO", "不是", "√", "有"}


def key_of(cell: object) -> str:
    """Return what a word is known by: half-width capitals without blanks.

    >>> key_of(" ｙｄ 1")
    'YD1'
    """
    return words_of(cell).upper().replace(" ", "")


def said_of(name: str, value: str) -> Text:
    """Return a value of a field's vocabulary in words."""
    return label(_KINDS.get(name, Energy)(value))


def is_open(name: str, word: object, *, header: str = "") -> bool:
    """Say whether a word may be given a meaning: the reader knows neither it nor a part of it, and it is no number.

    >>> is_open("fuel", "YD1"), is_open("fuel", "柴　油"), is_open("fuel", "非纯电动"), is_open("event", "新增/更新")
    (True, False, False, False)
    """
    key = key_of(word)
    if is_blank(word) or not 0 < len(key) <= LONGEST_WORD or name not in MEANABLE or any(find(key)):
        return False
    return not any(_knows(name, text, header) for text in {key, key.translate(_LOOKALIKES)})


def _knows(name: str, text: str, header: str) -> bool:
    if name in ("fuel", "powertrain"):
        says = worded(text, asked_energy(header)) is not None or text in SAYS_NOTHING
        return says or any(word in text for word in _TELLING)
    if name == "category":
        return names_category(text) or _reads(parse_category, text)
    if name == "event":
        return names_event(text) or _reads(lambda cell: parse_event(cell, header=header), text)
    return names_stage(text) or _reads(parse_stage, text)


def _reads(parse: Callable[[object], object], text: str) -> bool:
    try:
        parse(text)
    except CellDoubt:
        return True
    except CellProblem:
        return False
    return True


def worded(text: str, asked: Wording | None) -> Wording | None:
    """Read words for an energy, in capitals; yes and no mean what the header asks, where it asks nothing, nothing."""
    if asked is not None and text in ANSWERS:
        return asked if text in YES else Wording(_ALL - asked.candidates, explicit=False)
    return None if text in _BARE else read_wording(text)


@dataclass(slots=True)
class Meanings:
    """What the words of a sheet's columns mean by their unit's word; each that is used is told once, by ``tell``."""

    reading: SheetReading
    tell: Tell
    _known: dict[str, dict[str, str]] = field(default_factory=dict)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Drop what is no answer: words that are known, values of another vocabulary, columns that are not there."""
        for name, words in self.reading.meanings.items():
            header = self.reading.headers.get(self.reading.columns.get(name, -1), "")
            if name in self.reading.columns:
                self._known[name] = {
                    key_of(word): value
                    for word, value in words.items()
                    if value in MEANABLE.get(name, ()) and is_open(name, word, header=header)
                }

    def of(self, name: str, cell: object) -> str | None:
        """Return what a cell means by the unit's word, None where it said nothing of it."""
        known = self._known.get(name)
        return known.get(key_of(cell)) if known else None

    def used(self, name: str, cell: object) -> str | None:
        """Return the same for a cell that is read so, and tell it once for each word."""
        value = self.of(name, cell)
        if value is not None and (name, key_of(cell)) not in self._told:
            self._told.add((name, key_of(cell)))
            means = said_of(name, value)
            values = {"means_zh": means.zh, "means_en": means.en}
            column = column_letter(self.reading.columns[name])
            word = words_of(cell)
            self.tell(
                Finding(
                    "word-meant", self.reading.sheet, column=column, field=name, value=word, values=values
                )
            )
        return value

    def explained(
        self, name: str, parse: Callable[[object], T | None], made: Callable[[str], T]
    ) -> Callable[[object], T | None]:
        """Return a parser that takes the unit's word for what it cannot read itself."""
        if not self._known.get(name):
            return parse

        def read(cell: object) -> T | None:
            try:
                return parse(cell)
            except CellDoubt:
                raise
            except CellProblem:
                value = self.used(name, cell)
                if value is None:
                    raise
                return made(value)

        return read
