"""What all families share: their shape, and a unit with some vehicles to begin with."""

from collections.abc import Callable
from random import Random
from typing import Final

from tests.acceptance.workbooks.grids import Case
from tests.acceptance.workbooks.spellings import CATEGORY_WORDS
from tests.acceptance.workbooks.vehicles import CATEGORIES, CITIES, Vehicle, make_fleet

Family = Callable[[Random, int], Case]
TITLE_WORDS: Final = {name: words[0] for name, words in CATEGORY_WORDS.items()}


def start(
    rng: Random, *, event: str | None = None, categories: tuple[str, ...] = CATEGORIES
) -> tuple[str, list[Vehicle]]:
    """A reporting unit and some of its vehicles."""
    unit = rng.choice(tuple(CITIES))
    return unit, make_fleet(rng, rng.randrange(6, 26), unit=unit, event=event, categories=categories)
