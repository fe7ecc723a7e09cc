"""Evidence is told by its bytes: pictures, PDF, documents and workbooks that are whole and bring nothing that acts."""

import zipfile
from io import BytesIO

import pytest

from importers.formats.evidence import DOCX, JPEG, PDF, PNG, XLSX, NotEvidence, evidence_media
from tests.cases import A_PNG

A_JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40) + b"\xff\xd9"


def a_package(main: str, **more: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", main: b"<document/>", **more}.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7\n%%EOF\n", PDF),
        (A_PNG, PNG),
        (A_JPEG, JPEG),
        (a_package("word/document.xml"), DOCX),
        (a_package("xl/workbook.xml"), XLSX),
    ],
)
def test_what_is_whole_is_taken_for_what_it_is(content: bytes, media: str) -> None:
    assert evidence_media(content) == media


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "kind"),
        (b"GIF89a", "kind"),
        (b"<html><script>", "kind"),
        (b"MZ\x90\0", "kind"),
        (A_PNG[:-4], "damaged"),
        (A_JPEG[:-2], "damaged"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7 /JavaScript (app.alert(1)) %%EOF", "unsafe"),
        (a_package("readme.txt"), "kind"),
        (a_package("word/document.xml")[:-30], "damaged"),
        (a_package("word/document.xml", **{"word/vbaProject.bin": b"x"}), "unsafe"),
        (
            a_package("word/document.xml", **{"word/media/image1.png": b"PK\x03\x04 a zip in a document"}),
            "unsafe",
        ),
        (a_package("xl/workbook.xml", **{"xl/media/a.png": b"MZ a program"}), "unsafe"),
    ],
)
def test_what_is_something_else_or_broken_or_acts_is_told(content: bytes, why: str) -> None:
    with pytest.raises(NotEvidence) as told:
        evidence_media(content)
    assert told.value.why == why
