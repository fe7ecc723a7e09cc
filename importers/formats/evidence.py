"""What kind of evidence a file is, by its bytes: a picture, a PDF, a document or a workbook; none is opened."""

from io import BytesIO
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats.zipguard import open_parts, read_pieces
from importers.limits import limits_for

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVIDENCE_MEDIA: Final = (PDF, JPEG, PNG, DOCX, XLSX)

_PNG_BEGINS: Final = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
_PNG_ENDS: Final = b"IEND\xaeB`\x82"
_TAIL: Final = 2048
"""Within so many bytes of its end a PDF or a picture says that it ends."""
_MAINS: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_ACTIVE_PARTS: Final = ("vbaproject.bin", "/macrosheets/", "/activex/", "/embeddings/")
_ACTIVE_PDF: Final = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
_INSIDE: Final = (b"PK\x03\x04", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"\xd0\xcf\x11\xe0")
"""What a document's parts do not begin with: archives, programs, compound files."""


class NotEvidence(Exception):
    """The file is of none of the kinds that are taken as evidence, or not whole, or brings something that acts.

    ``why``: kind, damaged, unsafe.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def evidence_media(content: bytes) -> str:
    r"""Return the media type of a file. Raises NotEvidence.

    >>> evidence_media(b"%PDF-1.7\n1 0 obj\n%%EOF\n")
    'application/pdf'
    >>> evidence_media(b"%PDF-1.7\n<< /S /Launch >>\n%%EOF\n")
    Traceback (most recent call last):
    importers.formats.evidence.NotEvidence: unsafe
    """
    tail = content[-_TAIL:]
    if content.startswith(b"%PDF-"):
        if any(word in content for word in _ACTIVE_PDF):
            raise NotEvidence("unsafe")
        return _whole(PDF, b"%%EOF" in tail)
    if content.startswith(b"\xff\xd8\xff"):
        return _whole(JPEG, b"\xff\xd9" in tail)
    if content.startswith(_PNG_BEGINS):
        return _whole(PNG, _PNG_ENDS in tail)
    if content.startswith(b"PK\x03\x04"):
        return _package(content)
    raise NotEvidence("kind")


def _whole(media: str, ends: bool) -> str:  # noqa: FBT001 (a fact, not a switch)
    if not ends:
        raise NotEvidence("damaged")
    return media


def _package(content: bytes) -> str:
    """Return whether a zip is a document or a workbook: every part is inflated once, within limits."""
    file = BytesIO(content)
    try:
        parts = open_parts(file, limits_for(len(content)))
        main = next((media for name, media in _MAINS.items() if name in parts), None)
        if main is None or "[Content_Types].xml" not in parts:
            raise NotEvidence("kind")
        for name, entry in parts.items():
            if any(word in f"/{name.lower()}" for word in _ACTIVE_PARTS):
                raise NotEvidence("unsafe")
            first = b"".join(read_pieces(file, entry))[:8]
            if first.startswith(_INSIDE):
                raise NotEvidence("unsafe")
    except FileRefused as refusal:
        raise NotEvidence("damaged" if refusal.refused.code == "damaged" else "unsafe") from None
    return main
