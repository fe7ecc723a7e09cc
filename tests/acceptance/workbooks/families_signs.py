"""Families about signs that no text may hold, as old programs and databases leave them, and texts without measure."""

from dataclasses import replace
from random import Random
from typing import Final

from tests.acceptance.workbooks.columns import ordinary, with_field
from tests.acceptance.workbooks.families import Family, start
from tests.acceptance.workbooks.grids import Case, Grid, Line, table

# U+FFFE is not among them: where a text of an old workbook begins with it, calamine takes the text for big-endian.
_SIGNS: Final = ("\0", "\x07", "\x1f", "\x7f", "\x9c", "\uffff", "\ufdd1", "\x08")
_FORMATS: Final = ("xlsx", "csv", "xls", "xlsb")
_DECIDING: Final = ("vin", "plate", "fuel", "category", "event")


def _case(family: str, number: int, grid: Grid, unit: str) -> Case:
    case = Case(family, number, [grid], unit, format=_FORMATS[number % len(_FORMATS)])
    if case.format == "csv":
        grid.name = f"{family}-{number:03d}"
    return case


def _with_owner(rng: Random) -> tuple[str, Grid]:
    unit, fleet = start(rng)
    columns = with_field(rng, ordinary(rng), "owner", lambda vehicle: vehicle.owner)
    return unit, table("明细", columns, fleet)


def _told(grid: Grid, line: Line, code: str, name: str, *, cell: str) -> None:
    """Overwrite a cell whose change is told; the row is taken."""
    grid.put(line, name, cell)
    line.problems.append((code, name))


def _inside(rng: Random, text: str, sign: str) -> str:
    at = rng.randrange(1, len(text))
    return f"{text[:at]}{sign}{text[at:]}"


def signs_in_owners(rng: Random, number: int) -> Case:
    """NULs and their like within, before and after the names of owners."""
    unit, grid = _with_owner(rng)
    for line in rng.sample(grid.vehicles, 4):
        assert line.vehicle is not None
        owner, sign = line.vehicle.owner, rng.choice(_SIGNS)
        shapes = (
            _inside(rng, owner, sign),
            f"{owner}{sign}",
            f"{sign}{owner}",
            f"{sign * 40}{owner}{sign * 9}",
        )
        _told(grid, line, "control-characters", "owner", cell=rng.choice(shapes))
    return _case("control characters in owners", number, grid, unit)


def signs_in_deciding_cells(rng: Random, number: int) -> Case:
    """The same in cells that say which vehicle it is and how it is judged: nobody may guess what stood there."""
    unit, grid = _with_owner(rng)
    for line in rng.sample(grid.vehicles, 5):
        name, sign = rng.choice(_DECIDING), rng.choice(_SIGNS)
        text = str(line.cells[grid.place(name)])
        shapes = (
            f"{text}{sign}",
            f"{sign}{text}",
            _inside(rng, text, sign) if len(text) > 1 else f"{text}{sign}",
        )
        _told(grid, line, "control-characters", name, cell=rng.choice(shapes))
        line.problems.append(("cell-altered", name))
        line.fate = "held"
    return _case("control characters in deciding cells", number, grid, unit)


def signs_in_headers(rng: Random, number: int) -> Case:
    """Names of columns padded with NULs, as programs that count bytes write them."""
    unit, grid = _with_owner(rng)
    (header,) = grid.header
    for place in rng.sample(range(len(header.cells)), 3):
        header.cells[place] = f"{header.cells[place]}{rng.choice(_SIGNS) * rng.randrange(1, 6)}"
    header.problems.append(("control-characters", None))
    return _case("control characters in headers", number, grid, unit)


def endless_texts(rng: Random, number: int) -> Case:
    """Owners into which somebody pasted a page, up to what a cell may hold."""
    unit, grid = _with_owner(rng)
    for line in rng.sample(grid.vehicles, 3):
        assert line.vehicle is not None
        page = (line.vehicle.owner + "地址、电话及说明。") * 3000
        cell = page[: rng.choice((201, 999, 1001, 4000, 32_000))]
        line.vehicle = replace(line.vehicle, owner=cell[:200])
        _told(grid, line, "text-too-long", "owner", cell=cell)
    return _case("owners without measure", number, grid, unit)


def endless_deciding_texts(rng: Random, number: int) -> Case:
    """A page pasted into the cell of a category or an event: what was cut off may have said otherwise."""
    unit, grid = _with_owner(rng)
    for line in rng.sample(grid.vehicles, 3):
        name = rng.choice(("category", "event"))
        page = (str(line.cells[grid.place(name)]) + "，见附件；") * 400
        _told(grid, line, "text-too-long", name, cell=page)
        line.problems.extend((("cell-altered", name), ("*", name)))
        line.fate = "held"
    return _case("deciding cells without measure", number, grid, unit)


SIGN_FAMILIES: Final[tuple[Family, ...]] = (
    signs_in_owners,
    signs_in_deciding_cells,
    signs_in_headers,
    endless_texts,
    endless_deciding_texts,
)
