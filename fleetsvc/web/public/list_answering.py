"""How much of lists is answered at once, and to whom."""

from threading import BoundedSemaphore
from typing import Final

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.bodies import Room
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.catalogues import known_models
from fleetsvc.services.uploads.asked_lists import AnsweredList, AskedList, answer_list
from fleetsvc.settings import MEBIBYTE
from fleetsvc.web.frame.pages import language
from fleetsvc.web.public.list_form import Allowed

KNOWN: Final = Allowed(5_000, 4 * MEBIBYTE, 20.0)
UNKNOWN: Final = Allowed(50, 256 * 1024, 4.0)
A_LIST: Final = Room(
    lambda _: KNOWN.bytes, around=128 * 1024, unknown=UNKNOWN.bytes, text=2 * MEBIBYTE, fields=20
)
_PLACES: Final = {KNOWN: BoundedSemaphore(1), UNKNOWN: BoundedSemaphore(1)}
"""Lists that a process answers at the same time: strangers wait for strangers only."""
_PATIENCE_SECONDS: Final = 5


class ListsBusy(Exception):
    """As many lists are being answered as may be: ask again shortly."""


def allowed() -> Allowed:
    """Return what whoever asks may ask at once."""
    return UNKNOWN if current_person() is None else KNOWN


def answered(asked: AskedList) -> AnsweredList:
    """Return the answer to a list in the language of the page; nothing of it is stored. Raises ListsBusy."""
    place = _PLACES[allowed()]
    if not place.acquire(timeout=_PATIENCE_SECONDS):
        raise ListsBusy
    try:
        with parts().database.transaction(PUBLISHED) as session:
            catalogue = known_models(session)
        book, today = parts().in_force.get().book, clock.day_of(clock.now())
        return answer_list(asked, book, catalogue=catalogue, today=today, language=language())
    finally:
        place.release()
