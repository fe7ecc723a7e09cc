"""Why a template is refused: where, what, and how its author repairs it. All faults are told in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rules.wording import Text


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One fault: ``place`` as a reader of Word finds it (``正文 第 3 段``), or the part of the package."""

    code: str
    place: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> Text:
        """What is wrong and what to do."""
        return WORDING[self.code].fill(place=self.place, **self.values)


class TemplateRefused(Exception):
    """The file is no template that is filled in; ``faults`` says all that is wrong, ``told`` in sentences."""

    def __init__(self, *faults: TemplateFault) -> None:
        super().__init__(", ".join(f"{fault.code} {fault.place}".strip() for fault in faults))
        self.faults = faults
        messages = [fault.message for fault in faults]
        self.told = Text("".join(one.zh for one in messages), " ".join(one.en for one in messages))


WORDING: Final[dict[str, Text]] = {
    "not-a-document": Text(
        "这不是 Word 文档（.docx）。请用 Word 或 WPS 打开模板，另存为“Word 文档（.docx）”后再上传。",
        "This is no Word document (.docx). Open the template in Word or WPS and save it as a Word document (.docx).",
    ),
    "too-large": Text(
        "文档太大：模板不超过 768 KB，解开后不超过 20 MB。请删去图片后再上传。",
        "The document is too large: a template has at most 768 KB, unpacked 20 MB. Remove pictures.",
    ),
    "damaged": Text(
        "文档已损坏（{place}）。请在 Word 里打开并另存一份后再上传。",
        "The document is damaged ({place}). Open it in Word, save it anew and send that.",
    ),
    "unsafe": Text(
        "文档的结构不安全（{place}），没有打开。请在 Word 里新建文档，把文字粘贴进去后再上传。",
        "The document is built in an unsafe way ({place}) and was not opened. Paste its text into a new document.",
    ),
    "encrypted": Text(
        "文档有密码。请去掉密码后再上传。", "The document has a password. Remove it and send it again."
    ),
    "macro": Text(
        "文档带有宏或控件（{place}）。请另存为“Word 文档（.docx）”后再上传。",
        "The document holds macros or controls ({place}). Save it as a Word document (.docx) without them.",
    ),
    "foreign-part": Text(
        "文档里有嵌入的对象（{place}），模板里只能有文字、表格和图片。请删去后再上传。",
        "The document holds an embedded object ({place}); a template has text, tables and pictures only.",
    ),
    "external": Text(
        "文档引用了外部地址（{place}）。请删去超链接、链接的图片和附加的模板后再上传。",
        "The document refers to an outside address ({place}). Remove links, linked pictures and attached templates.",
    ),
    "word-field": Text(
        "{place}：Word 域“{name}”不能用在模板里，只能用页码（PAGE、NUMPAGES）。请删去后再上传。",
        "{place}: the Word field {name} is not allowed in a template, only page numbers (PAGE, NUMPAGES).",
    ),
    "field-unknown": Text(
        "{place}：没有名为“{name}”的字段{hint}。可用的字段见帮助。",
        "{place}: there is no field {name}{hint_en}. The help lists the fields.",
    ),
    "field-open": Text(
        "{place}：双大括号没有成对。字段写作 {{{{期次}}}}，中间只有字段名。",
        "{place}: braces without their pair. A field is written {{{{期次}}}}, with nothing but its name.",
    ),
    "block-beside-text": Text(
        "{place}：“{name}”是整段的内容，须独占正文中的一段，前后不能有其他文字，也不能放在表格、文本框、页眉或页脚里。",
        "{place}: {name} fills whole paragraphs: it stands alone in a paragraph of the body, not in a table, a text"
        " box, a header or a footer.",
    ),
    "no-field": Text(
        "文档里没有任何字段，填不出内容。请从现行模板改起。",
        "The document names no field, so nothing would be filled in. Begin with the present template.",
    ),
}
