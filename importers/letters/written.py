"""Text as XML may hold it."""

import re
from typing import Final

_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (2.2)."""


def writable(text: str) -> str:
    r"""Return a text with a sign in place of each character that no document can hold.

    >>> writable("a\x00b")
    'a�b'
    """
    return _UNWRITABLE.sub("\ufffd", text)
