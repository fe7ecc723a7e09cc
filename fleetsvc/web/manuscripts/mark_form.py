"""The form that marks words of a text: the words, their place, what they are marked for, and what is said of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from fleetsvc.services.manuscripts.book_edits import Edit
from fleetsvc.services.manuscripts.quoting import (
    QUOTED,
    Marked,
    NoNumber,
    Use,
    entries,
    occurrences,
    place_of,
    quote_edits,
)
from fleetsvc.web.frame.pages import number_of, say
from fleetsvc.web.manuscripts.entry_forms import Fields, one_of
from rules.sources import Purpose

AROUND: Final = 24
"""So many characters are shown before and behind a place that is asked about."""
_NEEDED: Final[Mapping[Use, Sequence[str]]] = {
    Use.CLAUSE: ("translation",),
    Use.GROUND: ("translation", "zh", "en", "purpose"),
    Use.REASON: ("zh", "en"),
    Use.PASSAGE: (),
}


class MarkUnfit(Exception):
    """Nothing was marked: ``told`` says why at each field; ``places``: offsets to choose from, with what is around."""

    def __init__(self, told: Mapping[str, list[str]], places: Sequence[tuple[int, str, str]] = ()) -> None:
        super().__init__(*told)
        self.told = told
        self.places = places


def mark_values(mapping: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    """Return what the form offers."""
    return {
        "uses": [(use.value, say(f"mark.use.{use}")) for use in Use],
        "purposes": [(purpose.value, say(f"mark.purpose.{purpose}")) for purpose in Purpose],
        "act": act_of(mapping, sha256),
    }


def act_of(mapping: Mapping[str, Any], sha256: str) -> str:
    """Return the id of the act that names a text, empty where none does."""
    for _, act in entries(mapping, "instruments"):
        if any(one.get("sha256") == sha256 for _, one in entries(act, "texts")):
            return str(act.get("id"))
    return ""


def mark_edits(
    mapping: Mapping[str, Any], text: str, sha256: str, fields: Fields, *, who: str, day: date
) -> list[Edit]:
    """Return what marking adds to the file. Raises MarkUnfit."""
    words = fields.get("words", "").replace("\r\n", "\n").replace("\0", "")
    words = words if words in text else words.strip()
    if not words:
        raise MarkUnfit({"words": [say("mark.no_words")]})
    at = _place(text, words, number_of(fields.get("at")))
    use = Use(fields["use"]) if fields.get("use") in set(Use) else Use.CLAUSE
    needed = {name: [say("mark.needed")] for name in _NEEDED[use] if one_of(fields, name) is None}
    name = one_of(fields, "name") or ""
    if any(place_of(mapping, section, name) is not None for section in QUOTED if name):
        needed["name"] = [say("mark.taken")]
    if needed:
        raise MarkUnfit(needed)
    marked = Marked(
        use=use,
        words=words,
        at=at,
        sha256=sha256,
        instrument=act_of(mapping, sha256),
        number=one_of(fields, "number") or "",
        name=name,
        translation=one_of(fields, "translation") or "",
        said={spoken: one_of(fields, spoken) or "" for spoken in ("zh", "en")},
        purpose=one_of(fields, "purpose") or "",
    )
    by = {"zh": f"{who} 录入，未与印发件核对", "en": f"entered by {who}, not held against the printed act"}
    try:
        return quote_edits(mapping, text, marked, review={"status": "unreviewed", "day": day, "by": by})
    except NoNumber:
        raise MarkUnfit({"number": [say("mark.no_number")]}) from None


def _place(text: str, words: str, chosen: int | None) -> int:
    """Return where the words stand: where it was chosen, or the one place there is. Raises MarkUnfit."""
    if chosen is not None and text.startswith(words, chosen):
        return chosen
    found = occurrences(text, words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise MarkUnfit({"words": [say("mark.nowhere")]})
    around = [
        (at, text[max(at - AROUND, 0) : at], text[at + len(words) : at + len(words) + AROUND]) for at in found
    ]
    raise MarkUnfit({"words": [say("mark.several", count=len(found))]}, around)
