"""A package whose parts are changed one by one: every part that is not changed stays what it was, byte by byte."""

import posixpath
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final
from xml.sax.saxutils import quoteattr

from importers.formats.markup import as_utf8
from importers.formats.ooxml import TYPES_PART, relations
from importers.formats.zipguard import open_parts, read_pieces
from importers.limits import limits_for
from importers.workbooks.splicing import Element, Splices, elements, prefix_of

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MAIN_KIND: Final = f"{_SPREADSHEET}.sheet.main+xml"
_EMPTY_RELATIONS: Final = f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode()


class Package:
    """A workbook's package: reads parts as UTF-8, takes changed ones, and writes all of them."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.parts = open_parts(file, limits_for(size))
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._changed or (name in self.parts and name.lower() not in self._dropped)

    def read(self, name: str) -> bytes:
        """Return a part as it now is, markup as UTF-8."""
        changed = self._changed.get(name.lower())
        return (
            changed if changed is not None else b"".join(as_utf8(read_pieces(self._file, self.parts[name])))
        )

    def put(self, name: str, content: bytes) -> None:
        """Change a part, or add it."""
        self._changed[name.lower()] = content
        if name not in self.parts:
            self._added[name.lower()] = name

    def add(self, name: str, content: bytes, kind: str) -> None:
        """Add a part of a kind (its content type)."""
        self.put(name, content)
        child = f"Override PartName={quoteattr('/' + name)} ContentType={quoteattr(kind)}/>"
        self._append(TYPES_PART, child)

    def add_numbered(self, stem: str, ending: str, content: bytes, kind: str) -> str:
        """Add a part under the first free number and return its name."""
        name = next(name for number in count(1) if (name := f"{stem}{number}{ending}") not in self)
        self.add(name, content, kind)
        return name

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another and return its id."""
        name = relations_part(source)
        if name not in self:
            self.put(name, _EMPTY_RELATIONS)
        text = self.read(name)
        taken = {one.attributes.get("Id") for one in elements(text, lambda tag: tag == "Relationship")}
        identity = next(
            f"rIdF{number}" for number in range(1, len(taken) + 2) if f"rIdF{number}" not in taken
        )
        path = "/" + target
        self._append(
            name, f"Relationship Id={quoteattr(identity)} Type={quoteattr(kind)} Target={quoteattr(path)}/>"
        )
        return identity

    def related(self, source: str, kind: str) -> list[str]:
        """Return the parts of a kind that a part names."""
        return [part for one, part in self._relations(source).values() if one == kind and part in self]

    def target(self, source: str, identity: str) -> str:
        """Return the part that a relationship leads to. Raises ``KeyError`` where there is none of that id."""
        return self._relations(source)[identity][1]

    def drop(self, source: str, kind: str) -> None:
        """Take away the parts of a kind that a part names, with what names them."""
        gone = {part.lower() for one, part in self._relations(source).values() if one == kind}
        if not gone:
            return
        self._dropped |= gone | {relations_part(part).lower() for part in gone}
        self._remove(relations_part(source), lambda one: one.attributes.get("Type", "").endswith("/" + kind))
        self._remove(
            TYPES_PART, lambda one: one.attributes.get("PartName", "").lstrip("/").lower() in self._dropped
        )

    def be_workbook(self, main: str) -> None:
        """Declare the main part an ordinary workbook's: programs refuse templates and macro kinds named .xlsx."""
        text = self.read(TYPES_PART)
        splices = Splices(text)
        for one in elements(text, lambda tag: tag == "Override"):
            if one.attributes.get("PartName", "").lstrip("/").lower() == main.lower():
                splices.retag(one.start, ContentType=_MAIN_KIND)
        if _MAIN_KIND.encode() not in text:
            self.put(TYPES_PART, splices.result())

    def write(self, out: Path) -> None:
        """Write the package."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, entry in self.parts.items():
                changed = self._changed.get(name.lower())
                if name.lower() in self._dropped or entry.is_dir():
                    continue
                if changed is not None:
                    target.writestr(name, changed)
                    continue
                packing = (
                    zipfile.ZIP_STORED if entry.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
                )
                target.writestr(name, b"".join(read_pieces(self._file, entry)), packing)
            for folded, name in self._added.items():
                target.writestr(name, self._changed[folded])

    def _relations(self, source: str) -> dict[str, tuple[str, str]]:
        name = relations_part(source)
        if name.lower() not in self._changed:
            return relations(self._file, self.parts, source)
        folder = posixpath.dirname(source)
        return {
            one.attributes.get("Id", ""): (
                one.attributes.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/" + folder, one.attributes.get("Target", ""))).lstrip(
                    "/"
                ),
            )
            for one in elements(self.read(name), lambda tag: tag == "Relationship")
        }

    def _append(self, name: str, child: str) -> None:
        text = self.read(name)
        root = list(elements(text, lambda _: True))[-1]
        splices = Splices(text)
        splices.append_child(root, b"<" + prefix_of(text, root.start) + child.encode())
        self.put(name, splices.result())

    def _remove(self, name: str, is_gone: Callable[[Element], bool]) -> None:
        text = self.read(name)
        splices = Splices(text)
        for one in elements(text, lambda tag: tag in {"Relationship", "Override"}):
            if is_gone(one):
                splices.replace(one.start, one.end, b"")
        self.put(name, splices.result())


def relations_part(source: str) -> str:
    """Return the name of the part with the relationships of another; an empty name is the package itself."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")
