"""The fonts of official documents by name (GB/T 9704-2012), and what Word takes where one is not installed."""

from typing import Final

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

TITLE: Final = "方正小标宋简体"
BODY: Final = "仿宋_GB2312"
HEADING: Final = "黑体"
SUBHEADING: Final = "楷体_GB2312"
NUMBERS: Final = "宋体"
LATIN: Final = "Times New Roman"
FALLBACKS: Final = {TITLE: "小标宋", BODY: "仿宋", HEADING: "SimHei", SUBHEADING: "楷体", NUMBERS: "SimSun"}
"""Font -> what Word takes where that is not installed."""


def set_font(properties: BaseOxmlElement, font: str) -> None:
    """Give a run's or style's properties a font: by its name for Chinese, the usual one for Latin letters."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for old in list(fonts.attrib):
        del fonts.attrib[old]
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", font), ("cs", LATIN)):
        fonts.set(qn(f"w:{script}"), name)


def name_fallbacks(document: WordDocument) -> None:
    """Tell Word which font to take where one is not installed."""
    table = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="default"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    latin = f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    table._blob = f"{head}<w:fonts {nsdecls('w')}>{fonts}{latin}</w:fonts>".encode()  # noqa: SLF001 (it is kept as bytes)
