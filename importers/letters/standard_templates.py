"""The templates that come with the service: what an office begins with, and takes where it has none of its own.

What only an office may say (number, addressee's office, deadline, signer, day, seal) is a blank that can be seen.
"""

from pathlib import Path
from typing import Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX

from importers.letters.fields import LetterKind
from importers.letters.official_form import (
    STYLE_ANNEX,
    STYLE_BODY,
    STYLE_HEADING,
    STYLE_PLAIN,
    STYLE_SIGNED,
    STYLE_TITLE,
    a_blank_document,
)

BLANK: Final = "＿＿＿＿"
NUMBER: Final = f"{BLANK}〔{BLANK}〕{BLANK}号"
DAY: Final = f"{BLANK}年＿＿月＿＿日"
SIGNER: Final = f"（发文机关署名、印章：{BLANK}）"

_ENDING: Final = ((STYLE_PLAIN, ""), (STYLE_SIGNED, SIGNER), (STYLE_SIGNED, f"{DAY}　　　　"))

_CIRCULAR: Final = (
    (STYLE_SIGNED, NUMBER),
    (STYLE_PLAIN, ""),
    (STYLE_TITLE, "关于{{期次}}新增和更新车辆"),
    (STYLE_TITLE, "新能源要求落实情况的通报"),
    (STYLE_PLAIN, ""),
    (STYLE_PLAIN, "各报送单位："),
    (STYLE_BODY, "根据{{依据}}，现将{{起始日}}至{{截止日}}全省新增和更新车辆落实新能源要求的情况通报如下。"),
    (STYLE_HEADING, "一、总体情况"),
    (STYLE_BODY, "{{总体情况}}"),
    (STYLE_HEADING, "二、各单位排名"),
    (STYLE_BODY, "{{排名表}}"),
    (STYLE_HEADING, "三、存在问题"),
    (STYLE_BODY, "{{存在问题}}"),
    (STYLE_HEADING, "四、违反“全部”条款的情况"),
    (STYLE_BODY, "{{严格条款}}"),
    (STYLE_HEADING, "五、下一步要求"),
    (STYLE_BODY, "{{下步要求}}"),
    (STYLE_BODY, f"以上事项请于{DAY}前完成并报送结果。"),
    (STYLE_PLAIN, ""),
    (STYLE_BODY, "附件：未达标和待说明车辆清单"),
    *_ENDING,
)
_RECTIFICATION: Final = (
    (STYLE_SIGNED, NUMBER),
    (STYLE_PLAIN, ""),
    (STYLE_TITLE, "整改通知书"),
    (STYLE_PLAIN, ""),
    (STYLE_PLAIN, "{{单位}}："),
    (
        STYLE_BODY,
        "根据{{依据}}，经核对你单位{{起始日}}至{{截止日}}报送的车辆，{{期次}}已证实的达标率为{{达标率}}，名次：{{名次}}。",
    ),
    (STYLE_HEADING, "一、基本情况"),
    (STYLE_BODY, "{{单位情况}}"),
    (STYLE_HEADING, "二、整改要求"),
    (STYLE_BODY, "{{下步要求}}"),
    (STYLE_BODY, f"请于{DAY}前将整改结果书面报送{BLANK}。"),
    (STYLE_PLAIN, ""),
    (STYLE_BODY, "附件：未达标和待说明车辆清单"),
    *_ENDING,
)
_TALK: Final = (
    (STYLE_SIGNED, NUMBER),
    (STYLE_PLAIN, ""),
    (STYLE_TITLE, "约谈函"),
    (STYLE_PLAIN, ""),
    (STYLE_PLAIN, "{{单位}}："),
    (
        STYLE_BODY,
        f"根据{{{{依据}}}}，定于{DAY}＿＿时在{BLANK}就{{{{期次}}}}新增和更新车辆新能源要求落实情况约谈你单位{BLANK}。",
    ),
    (STYLE_HEADING, "一、约谈缘由"),
    (STYLE_BODY, "{{约谈缘由}}"),
    (STYLE_HEADING, "二、基本情况"),
    (STYLE_BODY, "{{单位情况}}"),
    (STYLE_HEADING, "三、需要说明的事项"),
    (STYLE_BODY, "{{下步要求}}"),
    (STYLE_PLAIN, ""),
    (STYLE_BODY, "附件：未达标和待说明车辆清单"),
    *_ENDING,
)
_BODIES: Final = {
    LetterKind.CIRCULAR: _CIRCULAR,
    LetterKind.RECTIFICATION: _RECTIFICATION,
    LetterKind.TALK: _TALK,
}
_ANNEX: Final = (
    (STYLE_ANNEX, "附件"),
    (STYLE_PLAIN, ""),
    (STYLE_TITLE, "未达标和待说明车辆清单"),
    (STYLE_PLAIN, ""),
    (STYLE_PLAIN, "{{车辆清单}}"),
    (STYLE_PLAIN, ""),
    (STYLE_BODY, "{{数据说明}}"),
)


def write_standard_template(kind: LetterKind, out: Path) -> None:
    """Write the template of a letter that comes with the service."""
    document = a_blank_document()
    for style, text in _BODIES[kind]:
        _add(document, style, text)
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    for style, text in _ANNEX:
        _add(document, style, text)
    document.save(str(out))


def _add(document: WordDocument, style: str, text: str) -> None:
    """Add a paragraph; what is to be written by hand is marked so that nobody overlooks it."""
    paragraph = document.add_paragraph(style=style)
    for number, piece in enumerate(pieces_of(text)):
        run = paragraph.add_run(piece)
        if number % 2:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def pieces_of(text: str) -> list[str]:
    """Return a text cut so that every second piece is blanks.

    >>> pieces_of("请于＿＿月前")
    ['请于', '＿＿', '月前']
    """
    pieces = [""]
    for letter in text:
        is_blank = letter == "＿"
        if is_blank != (len(pieces) % 2 == 0):
            pieces.append("")
        pieces[-1] += letter
    return pieces
