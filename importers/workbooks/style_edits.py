"""The looks of cells in a workbook's styles: our colours added beside those of the sender, and taken off again.

A coloured look is the sender's with another fill. A plain fill that was there stays in the second colour of ours, which
a plain fill does not use, so that it comes back when the sign goes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from importers.results import Severity
from importers.workbooks.cell_looks import COLOURS
from importers.workbooks.splicing import Element, Splices, elements, prefix_of, retagged

MINIMAL: Final = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    b'<cellXfs count="1"><xf xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0"'
    b' builtinId="0"/></cellStyles></styleSheet>'
)
"""Styles for a workbook that has none."""

_OUR_COLOURS: Final = frozenset(COLOURS.values())
_AUTOMATIC: Final = 64
_STRIKE: Final = re.compile(rb"<(?:\w+:)?strike\b[^>]*?(?:/>|></(?:\w+:)?strike>)")
_WANTED: Final = frozenset(
    {"fonts", "font", "fills", "fill", "patternFill", "fgColor", "bgColor", "cellXfs", "cellStyleXfs", "xf"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a look is changed by: ``severity`` colours it, ``header`` makes it bold, ``quoted`` keeps text a text.

    ``unstruck`` takes the line off that a text is struck by.
    """

    severity: Severity | None = None
    quoted: bool = False
    header: bool = False
    uncoloured: bool = False
    unstruck: bool = False


class Styles:
    """The styles of one workbook; ``look`` gives the number of a changed look, made once."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        found = list(elements(text, _WANTED.__contains__))
        self._lists = {one.name: one for one in found if one.name in {"fonts", "fills", "cellXfs"}}
        if len(self._lists) < 3:
            raise ValueError("styles without their lists")
        self._looks = [one for one in found if one.name == "xf" and self._inside(one, "cellXfs")]
        self._fills = [one for one in found if one.name == "fill" and self._inside(one, "fills")]
        self._fonts = [one for one in found if one.name == "font" and self._inside(one, "fonts")]
        self._inner = [one for one in found if one.name in {"patternFill", "fgColor", "bgColor"}]
        self._prefix = prefix_of(text, self._lists["cellXfs"].start)
        self._new: dict[str, list[bytes]] = {"fonts": [], "fills": [], "cellXfs": []}
        self._made: dict[tuple[int, Change], int] = {}

    def _inside(self, one: Element, name: str) -> bool:
        around = self._lists[name]
        return around.start < one.start < around.end

    def look(self, base: int, change: Change) -> int:
        """Return the number of a look like another one, changed."""
        key = base, change
        if key not in self._made:
            self._made[key] = self._look(base, change)
        return self._made[key]

    @cached_property
    def ours(self) -> frozenset[int]:
        """The numbers of the looks that bear one of our colours."""
        coloured = {number for number, fill in enumerate(self._fills) if self._colour(fill) in _OUR_COLOURS}
        return frozenset(
            number
            for number, look in enumerate(self._looks)
            if int(look.attributes.get("fillId", 0)) in coloured
        )

    def result(self) -> bytes:
        """Return the styles with the looks that were made."""
        splices = Splices(self.text)
        for name, new in self._new.items():
            if new:
                around = self._lists[name]
                count = len({"fonts": self._fonts, "fills": self._fills, "cellXfs": self._looks}[name]) + len(
                    new
                )
                if not around.closes_itself:
                    splices.retag(around.start, count=count)
                splices.append_child(around, b"".join(new))
        return splices.result()

    def _look(self, base: int, change: Change) -> int:
        look = self._looks[base] if base < len(self._looks) else self._looks[0]
        raw = self.text[look.start : look.end]
        head = raw[: Splices(raw).tag_end(0)]
        attributes: dict[str, object] = {}
        fill = int(look.attributes.get("fillId", 0))
        if change.uncoloured and base in self.ours:
            fill = self._fill_before(fill)
            attributes |= {"fillId": fill, "applyFill": 1}
        if change.severity is not None:
            attributes |= {"fillId": self._coloured(fill, change.severity), "applyFill": 1}
        if change.header:
            attributes |= {"fontId": self._bold(int(look.attributes.get("fontId", 0))), "applyFont": 1}
        if change.unstruck:
            attributes["fontId"] = self._unstruck(int(look.attributes.get("fontId", 0)))
        if change.quoted:
            attributes["quotePrefix"] = 1
        return self._add("cellXfs", self._looks, retagged(head, attributes) + raw[len(head) :])

    def _add(self, name: str, known: list[Element], raw: bytes) -> int:
        new = self._new[name]
        if raw not in new:
            new.append(raw)
        return len(known) + new.index(raw)

    def _parts_of(self, fill: Element) -> dict[str, Element]:
        return {one.name: one for one in self._inner if fill.start < one.start < fill.end}

    def _colour(self, fill: Element) -> str | None:
        """Return the colour of a plain fill, None for any other."""
        parts = self._parts_of(fill)
        pattern, colour = parts.get("patternFill"), parts.get("fgColor")
        is_plain = pattern is not None and pattern.attributes.get("patternType") == "solid"
        return colour.attributes.get("rgb", "").upper() if is_plain and colour else None

    def _known_fill(self, number: int) -> Element | None:
        return self._fills[number] if number < len(self._fills) else None

    def _coloured(self, number: int, severity: Severity) -> int:
        """Return the number of a plain fill of our colour that remembers the one before."""
        fill = self._known_fill(number)
        before = self._parts_of(fill).get("fgColor") if fill and self._colour(fill) is not None else None
        said = dict(before.attributes) if before else {"indexed": str(_AUTOMATIC)}
        return self._plain({"rgb": COLOURS[severity]}, said)

    def _fill_before(self, number: int) -> int:
        fill = self._known_fill(number)
        before = self._parts_of(fill).get("bgColor") if fill else None
        said = dict(before.attributes) if before else {}
        is_unknown = not said or int(said.get("indexed", 0)) >= _AUTOMATIC or said.get("rgb") == "00000000"
        return 0 if is_unknown or "auto" in said else self._plain(said, {"indexed": str(_AUTOMATIC)})

    def _plain(self, front: Mapping[str, str], back: Mapping[str, str]) -> int:
        opened = self._tag("fill", {}) + self._tag("patternFill", {"patternType": "solid"})
        colours = self._tag("fgColor", front, end=b"/>") + self._tag("bgColor", back, end=b"/>")
        closed = b"</" + self._prefix + b"patternFill></" + self._prefix + b"fill>"
        return self._add("fills", self._fills, opened + colours + closed)

    def _tag(self, name: str, said: Mapping[str, str], *, end: bytes = b">") -> bytes:
        return retagged(b"<" + self._prefix + name.encode() + end, dict(said))

    def _unstruck(self, number: int) -> int:
        font = self._fonts[number] if number < len(self._fonts) else None
        raw = self.text[font.start : font.end] if font else b""
        whole = _STRIKE.sub(b"", raw)
        return number if whole == raw else self._add("fonts", self._fonts, whole)

    def _bold(self, number: int) -> int:
        font = self._fonts[number] if number < len(self._fonts) else None
        raw = self.text[font.start : font.end] if font and not font.closes_itself else b""
        bold = b"<" + self._prefix + b"b/>"
        if not raw:
            name = self._prefix + b"font"
            return self._add("fonts", self._fonts, b"<" + name + b">" + bold + b"</" + name + b">")
        if bold in raw:
            return number
        at = Splices(raw).tag_end(0)
        return self._add("fonts", self._fonts, raw[:at] + bold + raw[at:])
