"""The encoding of a text table: by a mark, UTF-16 without one, strict UTF-8, GB 18030 as Windows writes it, Big5.

Two things of Windows' code page 936 are no GB 18030: byte 0x80 is the euro sign, and 0xFF maps to U+F8F5 (the
"best fit" table of Microsoft). A short text in GBK can be valid UTF-8 by chance: 豫 (D4 A5) is then a letter of
Cyrillic, and no table of ours holds Greek, Cyrillic or Hebrew without a single sign of Chinese.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from importers.findings.refusals import FileRefused
from importers.limits import MIB

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD_BYTES: Final = 1 << 14
_BINARY_CONTROLS: Final = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b\0")
_EXPECTED: Final = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_THREE_BYTES: Final = re.compile(r"[\u0800-\U0010ffff]").search
_LETTERS_ELSEWHERE: Final = re.compile(r"[\u0100-\u07ff]").search
_PRIVATE: Final = re.compile(r"[\ue000-\uf8ff]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_FEW_SIGNS: Final = 8
_WINDOWS: Final = "fleetsvc-windows-936"
_BEYOND_GB18030: Final = {0x80: "€", 0xFF: "\uf8f5"}


def _as_windows(trouble: UnicodeError) -> tuple[str, int]:
    if isinstance(trouble, UnicodeDecodeError) and trouble.object[trouble.start] in _BEYOND_GB18030:
        return _BEYOND_GB18030[trouble.object[trouble.start]], trouble.start + 1
    raise trouble


codecs.register_error(_WINDOWS, _as_windows)


def errors_of(encoding: str) -> str:
    """Return how bytes that an encoding does not have are taken.

    Halves of surrogate pairs pass in UTF-16, where programs open such a text: ``cell_text`` removes them.
    """
    if encoding.startswith("utf-16"):
        return "surrogatepass"
    return _WINDOWS if encoding == "gb18030" else "strict"


def detect_encoding(path: Path) -> str:
    """Choose the encoding of a text.

    Raises ``FileRefused``: no spreadsheet where the bytes are no text, damaged with the line of the first byte that
    fits no encoding.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _checked(path, encoding)
    wide = _wide(head)
    if wide:
        return _checked(path, wide)
    _check_text(head)
    if _fault_line(path, "utf-8") is None:
        return "gb18030" if _is_gbk_by_chance(path) else "utf-8"
    if _fault_line(path, "gb18030") is None:
        return "cp950" if _is_big5(path) else "gb18030"
    return _checked(path, "gb18030")


def _checked(path: Path, encoding: str) -> str:
    line = _fault_line(path, encoding)
    if line is not None:
        raise FileRefused("damaged", why="encoding", line=str(line))
    return encoding


def _check_text(head: bytes) -> None:
    """Refuse bytes that are no text in any encoding we read."""
    controls = sum(byte in _BINARY_CONTROLS for byte in head)
    if controls * 20 > len(head) or head.count(0) * 10 > len(head):
        raise FileRefused("not-a-spreadsheet")


def _wide(head: bytes) -> str | None:
    """Return the kind of UTF-16 that a text without a mark is in, None where it is none."""
    if 0 not in head:
        return None
    even = head[: len(head) & ~1]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, "replace")
        if len(_EXPECTED.findall(text)) * 100 >= len(text) * 95:
            return encoding
    return None


def _pieces(path: Path, encoding: str) -> Iterator[str]:
    """Yield a text in pieces. Raises ``UnicodeDecodeError``."""
    decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
    with path.open("rb") as file:
        while piece := file.read(MIB):
            yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _fault_line(path: Path, encoding: str) -> int | None:
    """Return None where the whole file is valid in an encoding, else the line of the first bad byte."""
    line = 1
    try:
        for text in _pieces(path, encoding):
            line += text.count("\n")
    except UnicodeDecodeError as trouble:
        return line + trouble.object.count(b"\n", 0, trouble.start)
    return None


def _is_gbk_by_chance(path: Path) -> bool:
    """Tell whether a text that is valid UTF-8 holds letters of other scripts, none of Chinese, and is valid GBK."""
    has_letters = False
    for text in _pieces(path, "utf-8"):
        if _THREE_BYTES(text):
            return False
        has_letters = has_letters or _LETTERS_ELSEWHERE(text) is not None
    return has_letters and _fault_line(path, "gb18030") is None


def _is_big5(path: Path) -> bool:
    """Tell whether a text that is valid GB 18030 is rather Big5: it is full of signs for private use otherwise."""
    text = next(_pieces(path, "gb18030"))
    private = len(_PRIVATE.findall(text))
    return private * 20 > len(_NOT_ASCII.findall(text)) and _fault_line(path, "cp950") is None


def is_garbled(text: str) -> bool:
    """Tell whether Chinese was once read in another encoding and written again: as Latin letters, or as GBK for UTF-8.

    >>> header = "号牌号码,车辆识别代号"
    >>> is_garbled(header.encode("gbk").decode("latin-1")), is_garbled(header.encode().decode("gb18030", "replace"))
    (True, True)
    >>> is_garbled(header)
    False
    """
    strange = "".join(_NOT_ASCII.findall(text))
    if len(strange) < _FEW_SIGNS:
        return False
    if max(strange) <= "\xff":
        again = strange.encode("latin-1").decode("gb18030", "replace")
    else:
        again = text.encode("gb18030", "replace").decode("utf-8", "replace")
    return len(_CHINESE.findall(again)) > 2 * again.count("\ufffd")
