"""Number plates as lists hold them: with marks, without a province, not yet issued, several in a cell."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from importers.cells.identifiers import CellDoubt, CellProblem, is_blank, proposal, shown, text_of
from importers.formats.cell_faults import fault_code
from rules.identifiers import plate as plates
from rules.identifiers.finder import find

_NOT_YET: Final = re.compile(
    "(?:新车|目前|暂时?|尚|还|仍|正在)*(?:未|没有?|无|待|等待?|准备)(?:办理?|核发|申领|申请|领取?|登记|安装|上|挂|发|取|有)*"
    "(?:正式|新|号|车|机动车)*(?:牌[照证]?|号牌|户)?(?:中|待办)?|新车(?:未上牌)?|(?:上牌|办牌|办理|挂牌)中|正在(?:上牌|办理)"
    "|(?:临时?|临时行驶)(?:号|车)?牌照?(?:号)?"
).fullmatch
_TEMPORARY: Final = re.compile(rf"临?[{plates.PROVINCES}][A-Z]?临?[A-Z0-9]{{4,6}}临?").fullmatch
_LABEL: Final = re.compile("^(?:车牌|号牌|牌照)(?:号码?)?[:：]?")
_MOSTLY: Final = 0.8
_FEWEST: Final = 3


def parse_plate(cell: object) -> plates.Plate | None:
    """Read a plate; None where the cell is empty.

    Raises ``CellDoubt`` ``plate-none`` where it says that there is none yet (未上牌, 临牌), ``CellProblem``
    ``plate-malformed``, and ``several-in-cell`` where it holds plates of several vehicles.
    """
    text = cell if isinstance(cell, str) else shown(cell)
    try:
        return plates.parse(text)
    except plates.PlateMalformed as problem:
        if is_blank(cell):
            return None
        return _odd(text_of(text).upper(), problem)


def _odd(text: str, problem: plates.PlateMalformed) -> plates.Plate:
    bare = _LABEL.sub("", text).strip("*#")
    if bare != problem.text and plates.is_valid(bare):
        return plates.parse(bare)
    squeezed = bare.replace(" ", "")
    if _NOT_YET(squeezed) or ("临" in squeezed and _TEMPORARY(plates.compact(squeezed))):
        raise CellDoubt("plate-none", None)
    found = [one.text for one in find(text) if one.kind == "plate" and plates.is_valid(one.text)]
    if len(found) > 1:
        raise CellProblem("several-in-cell", {"count": str(len(found))})
    raise CellProblem("plate-malformed", proposal(_repairs(bare, problem)))


def _repairs(bare: str, problem: plates.PlateMalformed) -> tuple[str, ...]:
    """Propose the plate with 豫 where the province is missing or a sign that is none stands there (予A12345)."""
    if problem.missing_province:
        return (plates.HENAN + problem.text,)
    first, rest = problem.text[:1], problem.text[1:]
    if (
        "\u4e00" <= first <= "\u9fff"
        and first not in plates.PROVINCES
        and plates.is_valid(plates.HENAN + rest)
    ):
        return (plates.HENAN + rest,)
    return plates.repairs(bare)


def lacks_province(cell: object) -> bool:
    """Say whether a cell holds a plate of which only the province is missing."""
    if not isinstance(cell, str):
        return False
    try:
        plates.parse(cell)
    except plates.PlateMalformed as problem:
        return problem.missing_province
    return False


def leaves_out_province(cells: Iterable[object]) -> bool:
    """Say whether a whole column writes its plates without the province, as some systems do."""
    bare = whole = 0
    for cell in cells:
        if lacks_province(cell):
            bare += 1
        elif isinstance(cell, str) and plates.is_valid(cell):
            whole += 1
    return bare >= _FEWEST and bare >= _MOSTLY * (bare + whole)


def plate_parser(
    cells: Callable[[], Iterable[object]], unit: str, told: Callable[[], None]
) -> Callable[[object], plates.Plate | None]:
    """Return the parser of a column's plates.

    Where the whole column (``cells``) leaves the province out, a plate of the unit's own letter is read with 豫, which
    is ``told`` once; one of another letter is not known (``plate-incomplete``).
    """
    settled: list[bool] = []

    def parse(cell: object) -> plates.Plate | None:
        try:
            return parse_plate(cell)
        except CellProblem:
            if not lacks_province(cell):
                raise
            if not settled:
                settled.append(leaves_out_province(cells()))
                if settled[0]:
                    told()
            if not settled[0]:
                raise
        whole = plates.with_province(str(cell), unit=unit)
        if whole is None:
            raise CellProblem("plate-incomplete")
        return plates.parse(whole)

    return parse


_GREEN: Final = re.compile("(?<!农)绿|新能源")
_NOT_GREEN: Final = re.compile("[蓝黄白黑]")
_COLOUR_CODES: Final = {"1": False, "2": False, "5": True, "93": True, "94": True}
"""Codes of colours of the transport systems (JT/T 697.7): blue, yellow, green, yellow-green, fading green."""


def says_new_energy(cell: object) -> bool | None:
    """Tell from a plate's stated colour whether it is a new-energy plate; None where that is not said.

    >>> says_new_energy("黄绿双拼"), says_new_energy(1.0), says_new_energy("其他")
    (True, False, None)
    """
    if fault_code(cell) or is_blank(cell):
        return None
    text = text_of(cell)
    if text in _COLOUR_CODES:
        return _COLOUR_CODES[text]
    if _GREEN.search(text):
        return "非新能源" not in text
    return False if _NOT_GREEN.search(text) else None
