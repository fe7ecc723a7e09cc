"""Names of files in forms as senders write them: not every program writes UTF-8 into a form's headers.

Programs on Chinese Windows write a file's name in its code page. The library gives up such a form without a word: its
files are simply not there. Here a header that is no UTF-8 is read as GB18030, which holds GBK and GB 2312.
"""

from typing import Final

import werkzeug.formparser
from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import MultipartDecoder

_CODE_PAGE: Final = "gb18030"


def read_headers_of_any_program() -> None:
    """Let the library's parser of forms take headers in a Chinese code page; it offers no other way to say so."""
    werkzeug.formparser.MultipartDecoder = _Decoder  # type: ignore[attr-defined]


class _Decoder(MultipartDecoder):
    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            data = data.decode(_CODE_PAGE, errors="replace").encode("utf-8")
        return super()._parse_headers(data)
