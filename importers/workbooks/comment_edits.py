"""Comments on cells: added to those that a sheet has, and taken off again. Each needs a shape (a VML drawing) as well.

Sources: ECMA-376 part 1, 18.7 (comments); part 4, 19.2 (VML); the shape is that which openpyxl writes.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Final

from importers.fields import column_letter
from importers.formats.cell_text import as_xlsx
from importers.workbooks.annotation import AUTHOR
from importers.workbooks.splicing import Element, Splices, elements, prefix_of

BELOW_THEIRS: Final = "\n————\n"
EMPTY_COMMENTS: Final = (
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors>'
    b"<commentList></commentList></comments>"
)
EMPTY_DRAWING: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    b"</o:shapelayout></xml>"
)
_SHAPE_TYPE: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;'
    'margin-top:1.5pt;width:{width}px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1"'
    ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPES: Final = re.compile(rb"<v:shape\s.*?</v:shape>", re.DOTALL)
_PLACE: Final = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>\s*<x:Column>\s*(\d+)\s*</x:Column>")
_NUMBER: Final = re.compile(rb"_x0000_s(\d+)")
_WIDTH: Final = 340
_CHARACTERS_A_LINE: Final = 26
_HIGHEST: Final = 400

Place = tuple[int, int]
"""Row and column of a cell, from 1."""


class Comments:
    """The comments of one sheet and their shapes."""

    def __init__(self, text: bytes, drawing: bytes) -> None:
        self._text, self._drawing = text, drawing
        root = list(elements(text, lambda tag: tag == "comments"))[-1]
        self._prefix = prefix_of(text, root.start)

    @property
    def parts(self) -> tuple[bytes, bytes]:
        """The comments and the drawing of their shapes as they now are."""
        return self._text, self._drawing

    def take_ours(self) -> None:
        """Take off what we wrote: whole comments, and what stands below those of others."""
        splices, gone = Splices(self._text), set[bytes]()
        authors = self._authors()
        for one, text in self._comments():
            said = self._said(text)
            theirs, cut, _ = said.rpartition(BELOW_THEIRS)
            if cut:
                splices.replace(text.start, text.end, self._text_of(theirs, text))
            elif authors[int(one.attributes.get("authorId", 0))] == AUTHOR:
                splices.replace(one.start, one.end, b"")
                gone.add(one.attributes.get("ref", "").encode())
        self._text = splices.result()
        self._drawing = _SHAPES.sub(
            lambda shape: b"" if _cell_of(shape[0]) in gone else shape[0], self._drawing
        )

    def add(self, notes: Mapping[Place, str]) -> None:
        """Comment on cells, below what others say there."""
        splices = Splices(self._text)
        known = {one.attributes.get("ref", ""): text for one, text in self._comments()}
        author = self._author(splices)
        new, shapes = list[bytes](), list[str]()
        number = max((int(found) for found in _NUMBER.findall(self._drawing)), default=1024)
        for (row, column), said in sorted(notes.items()):
            ref = f"{column_letter(column - 1)}{row}"
            if ref in known:
                self._append(splices, known[ref], said)
                continue
            number += 1
            new.append(self._comment(ref, author, said))
            shapes.append(_shape(number, row, column, said))
        (listed,) = elements(self._text, lambda tag: tag == "commentList")
        splices.append_child(listed, b"".join(new))
        self._text = splices.result()
        if shapes and b"_x0000_t202" not in self._drawing.partition(b"<v:shape ")[0]:
            shapes.insert(0, _SHAPE_TYPE)
        head, end, tail = self._drawing.rpartition(b"</xml>")
        self._drawing = head + "".join(shapes).encode() + end + tail

    def _comments(self) -> list[tuple[Element, Element]]:
        """Return each comment with the element of its text."""
        found = list(elements(self._text, lambda tag: tag in {"comment", "text"}))
        return list(zip(found[1::2], found[::2], strict=True))

    def _authors(self) -> list[str]:
        found = elements(self._text, lambda tag: tag == "author")
        return [_content(self._text[one.start : one.end]) for one in found]

    def _author(self, splices: Splices) -> int:
        authors = self._authors()
        if AUTHOR in authors:
            return authors.index(AUTHOR)
        (listed,) = elements(self._text, lambda tag: tag == "authors")
        name = self._prefix + b"author"
        splices.append_child(listed, b"<%b>%b</%b>" % (name, AUTHOR.encode(), name))
        return len(authors)

    def _said(self, text: Element) -> str:
        raw = self._text[text.start : text.end]
        return "".join(_content(raw[one.start : one.end]) for one in _own_texts(raw))

    def _append(self, splices: Splices, text: Element, said: str) -> None:
        raw = self._text[text.start : text.end]
        if b":r>" in raw or b"<r>" in raw:
            splices.append_child(text, self._run(BELOW_THEIRS + said))
        else:
            splices.replace(text.start, text.end, self._text_of(self._said(text) + BELOW_THEIRS + said, text))

    def _text_of(self, said: str, text: Element) -> bytes:
        head = self._text[text.start : Splices(self._text).tag_end(text.start)]
        return head.replace(b"/>", b">") + self._run(said) + b"</%btext>" % self._prefix

    def _run(self, said: str) -> bytes:
        name = self._prefix
        text = escape(as_xlsx(said), quote=False).encode()
        return b'<%br><%bt xml:space="preserve">%b</%bt></%br>' % (name, name, text, name, name)

    def _comment(self, ref: str, author: int, said: str) -> bytes:
        name = self._prefix
        start = b'<%bcomment ref="%b" authorId="%d"><%btext>' % (name, ref.encode(), author, name)
        return start + self._run(said) + b"</%btext></%bcomment>" % (name, name)


def _own_texts(raw: bytes) -> list[Element]:
    """Return the elements that hold the text, without what says how it is pronounced."""
    spoken = [(one.start, one.end) for one in elements(raw, lambda tag: tag == "rPh")]
    return [
        one
        for one in elements(raw, lambda tag: tag == "t")
        if not any(start <= one.start < end for start, end in spoken)
    ]


def _content(raw: bytes) -> str:
    return unescape(re.sub(rb"<[^>]*>", b"", raw).decode())


def _cell_of(shape: bytes) -> bytes | None:
    found = _PLACE.search(shape)
    return f"{column_letter(int(found[2]))}{int(found[1]) + 1}".encode() if found else None


def _shape(number: int, row: int, column: int, said: str) -> str:
    lines = said.split("\n")
    height = 18 * sum(1 + len(line) // _CHARACTERS_A_LINE for line in lines) + 16
    return _SHAPE.format(
        number=number, width=_WIDTH, height=min(height, _HIGHEST), row=row - 1, column=column - 1
    )
