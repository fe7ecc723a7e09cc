"""Column mappings that a unit has confirmed, remembered by layout and used for its next file of that layout.

Only what a person has seen is remembered: a mapping given by hand, and the proposals of questions where the upload
was confirmed after its review. What the reader found by itself, it will find again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import Json, LayoutMemory, UploadRecord, UploadStatus
from fleetsvc.services.uploads.reading import Reading

Mappings = dict[str, dict[str, str | None]]
"""Fingerprint of a layout -> column letter -> field name, or None for a column that is not used."""

_MOST_REMEMBERED = 500
MOST_MEANINGS: Final = 200
"""Words whose meaning is remembered for a layout."""


def remembered(session: Session, *, city: int) -> Mappings:
    """Return the mappings of a unit, the latest 500, for ``Expectation.remembered``; not where only words were said."""
    query = (
        select(LayoutMemory.fingerprint, LayoutMemory.mapping)
        .where(LayoutMemory.city_code == city, col(LayoutMemory.mapping) != {})
        .order_by(col(LayoutMemory.confirmed_at).desc())
        .limit(_MOST_REMEMBERED)
    )
    return {known: dict(mapping) for known, mapping in session.exec(query)}


def remembered_meanings(session: Session, *, city: int) -> Json:
    """Return what words mean by the unit's word, by fingerprint, for ``Expectation.remembered_meanings``."""
    query = (
        select(LayoutMemory.fingerprint, LayoutMemory.meanings)
        .where(LayoutMemory.city_code == city, col(LayoutMemory.meanings) != {})
        .order_by(col(LayoutMemory.confirmed_at).desc())
        .limit(_MOST_REMEMBERED)
    )
    return {known: dict(meanings) for known, meanings in session.exec(query)}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered for a sheet's layout: since which upload, and when that was confirmed."""

    sheet: str
    fingerprint: str
    upload: int
    confirmed_at: datetime


def remembered_for(session: Session, upload: UploadRecord) -> list[Remembered]:
    """Return what is remembered for the layouts of an upload's sheets, as its reading found them."""
    layouts: dict[str, str] = (upload.report or {}).get("layouts", {})
    query = select(LayoutMemory).where(
        LayoutMemory.city_code == upload.city_code, col(LayoutMemory.fingerprint).in_(layouts.values())
    )
    known = {one.fingerprint: one for one in session.exec(query)} if layouts else {}
    return [
        Remembered(sheet, print_, known[print_].upload_id, known[print_].confirmed_at)
        for sheet, print_ in layouts.items()
        if print_ in known
    ]


def forget(session: Session, fingerprint: str, *, city: int) -> bool:
    """Forget the mapping of a layout; return whether there was one."""
    query = delete(LayoutMemory).where(
        col(LayoutMemory.city_code) == city, col(LayoutMemory.fingerprint) == fingerprint
    )
    return session.connection().execute(query).rowcount > 0


def confirmed_mappings(upload: UploadRecord, reading: Reading) -> Mappings:
    """Return what the sender of a confirmed upload has said or seen of its columns, by layout.

    To be asked before the upload is settled: its status still says whether it was reviewed.
    """
    said: Mappings = {}
    for sheet, known in reading.fingerprints.items():
        agreed = (
            {asked.proposal: asked.field for asked in reading.questions if asked.sheet == sheet}
            if upload.status is UploadStatus.IN_REVIEW
            else {}
        )
        given: Mapping[str, str | None] = upload.mapping.get(sheet, {})
        if agreed or given:
            said[known] = _over(agreed, given)
    return said


def _over(before: Mapping[str, str | None], said: Mapping[str, str | None]) -> dict[str, str | None]:
    """Lay a later mapping over an earlier one; a field that moved leaves its earlier column."""
    moved = set(said.values()) - {None}
    return {column: name for column, name in before.items() if name not in moved} | dict(said)


def remember(session: Session, mappings: Mappings, *, city: int, upload: int, now: datetime) -> None:
    """Remember confirmed mappings; columns said before and not now stay as they were said."""
    known = remembered(session, city=city)
    for layout, mapping in mappings.items():
        values = {
            "city_code": city,
            "fingerprint": layout,
            "mapping": _over(known.get(layout, {}), mapping),
            "upload_id": upload,
            "confirmed_at": now,
        }
        statement = insert(LayoutMemory).values(**values)
        changed = {name: statement.excluded[name] for name in ("mapping", "upload_id", "confirmed_at")}
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["city_code", "fingerprint"], set_=changed)
        )


def remember_meanings(session: Session, upload: UploadRecord, reading: Reading, *, now: datetime) -> None:
    """Remember what a confirmed upload's sender says that words mean, beside what was said of them before."""
    for sheet, fingerprint in reading.fingerprints.items():
        said = upload.meanings.get(sheet)
        if not said:
            continue
        found = session.get(LayoutMemory, (upload.city_code, fingerprint))
        kept = found or LayoutMemory(
            city_code=upload.city_code, fingerprint=fingerprint, mapping={}, upload_id=0, confirmed_at=now
        )
        kept.meanings = _words_over(kept.meanings, said)
        kept.upload_id, kept.confirmed_at = upload.number, now
        session.add(kept)
    session.flush()


def _words_over(
    before: Mapping[str, Mapping[str, str | None]], said: Mapping[str, Mapping[str, str | None]]
) -> Json:
    """Lay words said now over earlier ones, of which as many stay as there is room: what is dropped is asked again."""
    words = {(name, word): means for name, told in said.items() for word, means in told.items()}
    for name, told in before.items():
        for word, means in told.items():
            if len(words) < MOST_MEANINGS:
                words.setdefault((name, word), means)
    kept: Json = {}
    for (name, word), means in words.items():
        kept.setdefault(name, {})[word] = means
    return kept
