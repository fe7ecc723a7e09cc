"""The paragraphs of a Word document as a filler of templates needs them: of the body, headers and footers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from importers.letters.faults import TemplateFault
from importers.letters.syntax import FIELD
from importers.letters.written import writable

_NAMES: Final = {"hdr": "页眉 / header", "ftr": "页脚 / footer", "footnotes": "脚注 / footnotes"}
_INSTRUCTIONS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its element, and where it stands."""

    element: BaseOxmlElement
    place: str
    may_hold_blocks: bool

    @property
    def runs(self) -> list[BaseOxmlElement]:
        """The text elements of this paragraph itself, not those of a text box within it."""
        inner = {
            one
            for box in self.element.iter(qn("w:p"))
            if box is not self.element
            for one in box.iter(qn("w:t"))
        }
        return [one for one in self.element.iter(qn("w:t")) if one not in inner]

    @property
    def text(self) -> str:
        """Its text, whatever runs Word has cut it into."""
        return "".join(run.text or "" for run in self.runs)

    def put(self, values: Mapping[str, str]) -> None:
        """Write each value into the run in which its field begins, and take the rest of the field out of the others."""
        runs = self.runs
        for field in reversed(list(FIELD.finditer(self.text))):
            value, begin = writable(values[field[1].strip()]), 0
            for run in runs:
                text = run.text or ""
                end = begin + len(text)
                first, last = max(field.start(), begin), min(field.end(), end)
                if first < last:
                    put = value if first == field.start() else ""
                    run.text = text[: first - begin] + put + text[last - begin :]
                    run.set(qn("xml:space"), "preserve")
                begin = end


@dataclass(frozen=True, slots=True)
class Story:
    """A part that holds paragraphs."""

    name: str
    root: BaseOxmlElement

    def lines(self) -> list[Line]:
        """Return its paragraphs, those in tables and text boxes too; they count from 1."""
        body = qn("w:body")
        return [
            Line(element, f"{self.name} 第 {number} 段", element.getparent().tag == body)
            for number, element in enumerate(self.root.iter(qn("w:p")), start=1)
        ]

    def instruction_faults(self) -> Iterator[TemplateFault]:
        """Yield Word's own fields that fetch or run something: all but numbers of pages."""
        said = [one.get(qn("w:instr"), "") for one in self.root.iter(qn("w:fldSimple"))]
        written = ""
        for one in self.root.iter(qn("w:instrText"), qn("w:fldChar")):
            if one.tag == qn("w:instrText"):
                written += one.text or ""
            else:  # a field begins, is divided or ends: what was written before is one instruction
                said, written = [*said, written], ""
        for instruction in (*said, written):
            word = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
            if word and word not in _INSTRUCTIONS:
                yield TemplateFault("word-field", self.name, {"name": word[:40]})


def stories_of(document: WordDocument) -> Iterator[Story]:
    """Yield the body, then headers, footers and footnotes."""
    yield Story("正文", document.element)
    for related in document.part.rels.values():
        element = None if related.is_external else getattr(related.target_part, "element", None)
        name = "" if element is None else element.tag.rpartition("}")[2]
        if element is not None and name in _NAMES:
            yield Story(_NAMES[name], element)
