"""What a rulebook quotes: instruments with their texts, passages, and the words of those that it rests on.

Offsets and lengths count characters: Unicode code points of the text decoded from UTF-8, ends of lines included. A
quote is half-open: it holds the characters from ``offset`` up to, and without, ``offset + length``.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.wording import Text


class ReviewStatus(StrEnum):
    """Whether somebody has held a passage against its source and answers for the words."""

    REVIEWED = "reviewed"
    UNREVIEWED = "unreviewed"


class Extent(StrEnum):
    """How much of an act a text holds: all of it, or no more than the passages that are quoted."""

    WHOLE = "whole"
    PASSAGES = "passages"


class Purpose(StrEnum):
    """What a ground is called upon for, where no vehicle is judged by it."""

    UNITS = "units"
    ASSESSMENT = "assessment"
    SUPERVISION = "supervision"
    CHARGING = "charging"


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text of an instrument, known by the SHA-256 of its UTF-8 bytes, that quotes are cut from.

    ``address``: where it was found, None where that is not said.
    """

    description: Text
    sha256: str
    address: str | None = None
    extent: Extent = Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published document that binds: who issued it, when, and the texts we hold of it. ``document``: its number."""

    id: str
    title: Text
    issuers: tuple[Text, ...]
    published_on: date
    texts: tuple[SourceText, ...]
    document: str | None = None

    def source(self, sha256: str) -> SourceText | None:
        """Return its text of a hash, or None."""
        return next((text for text in self.texts if text.sha256 == sha256), None)


@dataclass(frozen=True, slots=True)
class Review:
    """Who held a passage against its source, when, and how; of an unreviewed one, who is to."""

    status: ReviewStatus
    by: Text
    day: date


@dataclass(frozen=True, slots=True)
class Passage:
    """A whole numbered task of an instrument; ``offset`` in characters of the source text.

    ``title``: how it is named where it is no numbered task, else None. ``review``: None in books of before reviews were
    stated; such a passage is not reviewed.
    """

    number: str
    text: str
    offset: int
    source_sha256: str
    review: Review | None
    title: Text | None = None

    @property
    def name(self) -> Text:
        """How it is named: its title, or its number."""
        return self.title or Text(f"第 {self.number} 项", f"task {self.number}")

    @property
    def is_reviewed(self) -> bool:
        """Whether somebody answers for its words."""
        return self.review is not None and self.review.status is ReviewStatus.REVIEWED


@dataclass(frozen=True, slots=True)
class Clause:
    """Verbatim words of a passage; ``offset`` and ``length`` in characters of the source text."""

    id: str
    instrument: str
    number: str
    quote: str
    translation: str
    source_sha256: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Ground:
    """Words by which no vehicle is judged, but on which something else rests: ``supports`` says what."""

    clause: Clause
    purpose: Purpose
    supports: Text


@dataclass(frozen=True, slots=True)
class NotCheckable:
    """Words of a passage that no vehicle can be judged by, and why."""

    id: str
    number: str
    text: str
    offset: int
    length: int
    reason: Text
