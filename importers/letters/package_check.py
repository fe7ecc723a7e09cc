"""Whether a Word document may be opened: its zip, its parts and what they refer to, before any library reads it.

Taken is what a template needs: text, styles, pictures. Whatever could run, fetch or embed something is refused.
"""

from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipInfo

from importers.findings.refusals import FileRefused
from importers.formats import ole
from importers.formats.markup import read_markup
from importers.formats.zipguard import Parts, open_parts, read_pieces
from importers.letters.faults import TemplateFault, TemplateRefused
from importers.limits import MIB, Limits

TEMPLATE_BYTES: Final = 768 * 1024
"""A body that carries one fits into what every route takes."""
PACKAGE: Final = Limits(
    file_bytes=TEMPLATE_BYTES,
    unpacked_bytes=20 * MIB,
    free_unpacked_bytes=4 * MIB,
    entries=300,
)
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MARKUP: Final = (".xml", ".rels")
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".jfif")
_RUNS: Final = ("vbaproject", "vbadata", "activex", "macro")
_EMBEDDING: Final = frozenset(
    (
        "afchunk",
        "subdocument",
        "oleobject",
        "package",
        "control",
        "attachedtemplate",
        "frame",
        "mailmergesource",
    )
)
"""The last words of relationships to what a template has no use for."""
_TOLD: Final = ("too-large", "encrypted", "unsafe")
"""Refusals of a zip that a template's author is told of by the same code."""


def check_package(content: bytes) -> None:
    """Refuse what is no Word document, and one that holds more than a template needs. Raises TemplateRefused."""
    if len(content) > TEMPLATE_BYTES:
        raise TemplateRefused(TemplateFault("too-large"))
    if content.startswith(ole.MAGIC):  # an old .doc, or one with a password
        raise TemplateRefused(TemplateFault("not-a-document"))
    file = BytesIO(content)
    try:
        parts = open_parts(file, PACKAGE)
    except FileRefused as refusal:
        code = refusal.refused.code
        raise TemplateRefused(TemplateFault(code if code in _TOLD else "not-a-document", "zip")) from refusal
    for name, entry in parts.items():
        _check_part(file, name, entry)
    check_types(file, parts)


def _check_part(file: BytesIO, name: str, entry: ZipInfo) -> None:
    lower = name.lower()
    suffix = "." + lower.rpartition(".")[2]  # of a name like _rels/.rels pathlib says that it has none
    if any(word in lower for word in _RUNS):
        raise TemplateRefused(TemplateFault("macro", name))
    if not lower.endswith("/") and suffix not in (*_MARKUP, *_PICTURES):
        raise TemplateRefused(TemplateFault("foreign-part", name))
    try:
        if suffix == ".rels":
            check_references(name, read_markup(file, entry, at_most=MIB))
        elif suffix == ".xml":
            ET.fromstring(read_markup(file, entry, at_most=PACKAGE.unpacked_bytes))  # noqa: S314 (see below)
        else:
            for _ in read_pieces(file, entry):
                pass
    except FileRefused as refusal:
        code = "unsafe" if refusal.refused.code == "unsafe" else "damaged"
        raise TemplateRefused(TemplateFault(code, name)) from refusal
    except (ET.ParseError, ValueError, LookupError) as trouble:
        raise TemplateRefused(TemplateFault("damaged", name)) from trouble


def check_references(name: str, markup: bytes) -> None:
    """Refuse what lies outside or runs, in the parsed text: a word may be written by the numbers of its letters.

    Raises TemplateRefused.
    """
    for one in ET.fromstring(markup).iter():  # noqa: S314 (declarations were refused: no entity is expanded)
        mode, target = one.get("TargetMode", ""), one.get("Target", "")
        kind = one.get("Type", "").rpartition("/")[2]
        if mode.strip().lower() == "external" or "://" in target:
            raise TemplateRefused(TemplateFault("external", name))
        if kind.lower() in _EMBEDDING:
            raise TemplateRefused(TemplateFault("foreign-part", kind))


def check_types(file: BytesIO, parts: Parts) -> None:
    """Refuse a package that does not say that it is a Word document without macros. Raises TemplateRefused."""
    entry = parts.get(_TYPES)
    if entry is None:
        raise TemplateRefused(TemplateFault("not-a-document"))
    tree = ET.fromstring(read_markup(file, entry, at_most=MIB))  # noqa: S314 (see above)
    types = {one.get("ContentType", "").lower() for one in tree.iter()}
    if any("macroenabled" in kind for kind in types):
        raise TemplateRefused(TemplateFault("macro", _TYPES))
    if _MAIN not in types:
        raise TemplateRefused(TemplateFault("not-a-document"))
