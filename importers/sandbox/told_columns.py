"""The columns of a block as the reading child tells them: a million cells, of which JSON takes each by itself.

What is joined and parted again costs a fraction of that. No cell that was read holds the sign between them: it is a
control character, which none keeps (``importers.formats.cell_text``); a column that has it all the same stays a list.
"""

from typing import Any, Final

Column = list[str | int | None]
Told = Column | str | dict[str, list[Any]]

BETWEEN: Final = "\x7f"
_REPEATED: Final = 8
"""A column of which each text stands there so often on the average is told as its texts and their places."""


class ColumnBroken(ValueError):
    """What was told is no column of so many cells."""


def told(column: Column, *, repeats: bool) -> Told:
    """Return a column as it is told; ``repeats``: whether long texts may stand there again and again."""
    if repeats:
        places = {text: place for place, text in enumerate(dict.fromkeys(column))}
        if len(places) * _REPEATED <= len(column):
            return {"texts": list(places), "places": [places[text] for text in column]}
    try:
        joined = BETWEEN.join(column)  # type: ignore[arg-type]  # what holds a number or None raises, and stays a list
    except TypeError:
        return column
    return joined if joined.count(BETWEEN) < max(len(column), 1) else column


def heard(said: Told, *, cells: int) -> Column:
    """Return the column that was told. Raises ``ColumnBroken`` where it has another number of cells."""
    if isinstance(said, dict):
        texts, places = said["texts"], said["places"]
        if places and not 0 <= min(places) <= max(places) < len(texts):
            raise ColumnBroken
        column: Column = [texts[place] for place in places]
    elif isinstance(said, str):
        column = [*said.split(BETWEEN)] if cells else []
    else:
        column = said
    if len(column) != cells:
        raise ColumnBroken
    return column
