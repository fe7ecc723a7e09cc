"""Changes to an XML part at their very places: what is not changed stays byte by byte what it was."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final
from xml.parsers import expat

_TAG: Final = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
_NAME: Final = re.compile(rb"</?\s*([\w.:-]+)")


@dataclass(slots=True)
class Splices:
    """Replacements of a text, each by its place; those at one place are made in the order they were given."""

    text: bytes
    _made: list[tuple[int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put other bytes in the place of some."""
        self._made.append((start, end, new))

    def insert(self, at: int, new: bytes) -> None:
        """Put bytes before a place."""
        self._made.append((at, at, new))

    def retag(self, start: int, **attributes: object) -> None:
        """Give the start tag at a place other attributes; None takes one away."""
        end = self.tag_end(start)
        self.replace(start, end, retagged(self.text[start:end], attributes))

    def tag_end(self, start: int) -> int:
        """Return the place after the tag that begins at a place."""
        found = _TAG.match(self.text, start)
        return found.end() if found else len(self.text)

    def append_child(self, element: "Element", child: bytes) -> None:
        """Put a child at the end of an element, which may be closed in its start tag."""
        if element.closes_itself:
            name = element_name(self.text, element.start)
            tag = self.text[element.start : element.end]
            opened = tag[: tag.rindex(b"/")] + b">"
            self.replace(element.start, element.end, opened + child + b"</" + name + b">")
        else:
            self.insert(element.close, child)

    def result(self) -> bytes:
        """Return the text with all changes."""
        pieces, at = list[bytes](), 0
        for start, end, new in sorted(self._made, key=lambda one: (one[0], one[1])):
            if start < at:
                continue  # inside of what is replaced already
            pieces += (self.text[at:start], new)
            at = end
        return b"".join([*pieces, self.text[at:]])


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a text: ``start`` to ``end`` is all of it, ``close`` where its end tag begins."""

    name: str
    attributes: Mapping[str, str]
    start: int
    close: int
    end: int

    @property
    def closes_itself(self) -> bool:
        """Whether it is one tag alone, without content."""
        return self.close == self.start


def element_name(text: bytes, start: int) -> bytes:
    """Return the name of the element whose tag begins at a place, prefix included."""
    found = _NAME.match(text, start)
    return found[1] if found else b""


def prefix_of(text: bytes, start: int) -> bytes:
    """Return the prefix of the name of an element with its colon, nothing where it has none."""
    head, colon, _ = element_name(text, start).rpartition(b":")
    return head + colon


def retagged(tag: bytes, attributes: Mapping[str, object]) -> bytes:
    """Return a start tag with other attributes.

    >>> retagged(b'<c r="A1" s="2"/>', {"s": 7, "t": "s", "r": None})
    b'<c s="7" t="s"/>'
    """
    for name, value in attributes.items():
        tag = re.sub(rb"\s" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", b"", tag, count=1)
        if value is not None:
            end = len(tag) - (2 if tag.endswith(b"/>") else 1)
            said = escape(str(value)).encode()
            tag = tag[:end].rstrip() + b" " + name.encode() + b'="' + said + b'"' + tag[end:]
    return tag


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def elements(text: bytes, wanted: Callable[[str], bool]) -> Iterator[Element]:
    """Return the elements whose local names are wanted, in the order in which they end."""
    return iter(_Elements(text, wanted).read())


class _Elements:
    def __init__(self, text: bytes, wanted: Callable[[str], bool]) -> None:
        self.text, self.wanted = text, wanted
        self.found: list[Element] = []
        self._open: list[tuple[str, dict[str, str], int] | None] = []
        self._parser = expat.ParserCreate()

    def read(self) -> list[Element]:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(self.text, True)
        return self.found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        self._open.append((name, attributes, self._parser.CurrentByteIndex) if self.wanted(name) else None)

    def _end(self, _tag: str) -> None:
        opened = self._open.pop()
        if opened is None:
            return
        name, attributes, start = opened
        self.found.append(ended(self.text, name, attributes, start, self._parser.CurrentByteIndex))


def ended(text: bytes, name: str, attributes: Mapping[str, str], start: int, close: int) -> Element:
    """Return an element by where it starts and where a parser met its end."""
    head = _TAG.match(text, start)
    if head and head[0].endswith(b"/>"):
        return Element(name, attributes, start, start, head.end())
    tail = _TAG.match(text, close)
    return Element(name, attributes, start, close, tail.end() if tail else len(text))
