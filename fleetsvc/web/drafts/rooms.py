"""How large a rulebook's file and the text of an act may be, chosen as a file or pasted."""

from typing import Final

from fleetsvc.books import MAX_BOOK_BYTES, MAX_TEXT_BYTES
from fleetsvc.edge.bodies import Room, size_text
from fleetsvc.settings import MEBIBYTE

A_BOOK: Final = Room(lambda _: MAX_BOOK_BYTES, around=MEBIBYTE, text=MAX_BOOK_BYTES + MEBIBYTE)
A_LAW: Final = Room(lambda _: MAX_TEXT_BYTES, around=MEBIBYTE, text=MAX_TEXT_BYTES + MEBIBYTE)
LARGEST_LAW: Final = size_text(MAX_TEXT_BYTES)
