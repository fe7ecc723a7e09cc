"""Ranking editions: written once, corrected only by a further revision; and what was done about them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Double, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from fleetsvc.models.base import (
    Json,
    Stored,
    city_key,
    identity_key,
    instant,
    json_object,
    optional_text,
    text,
)


class RankingEdition(Stored, table=True):
    """One revision of the ranking of a period. ``category`` is the empty text for the ranking over all.

    ``rulebooks``: all that were in force, ``rulebook`` the first of them; None in older editions.
    """

    __tablename__ = "ranking_edition"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    period: str = text()
    category: str = text()
    revision: int
    status: str = text()
    reason: str | None = optional_text()
    computed_at: datetime = instant()
    method: Json = json_object()
    rulebook: Json = json_object()
    rulebooks: list[Json] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    inputs_sha256: str = text()
    previous_sha256: str | None = optional_text()
    compared_with: Json | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    sha256: str = text()


class RankingLine(Stored, table=True):
    """One reporting unit's line in an edition; every edition has all 19.

    ``details``: what a line tells besides since the method ``nev-duty-2``; null in editions before it.
    """

    __tablename__ = "ranking_line"

    edition_id: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="ranking_edition.id")
    city_code: int = Field(primary_key=True)
    status: str = text()
    rank: int | None = Field(default=None)
    governed: int
    verdicts: Json = json_object()
    held: int
    rate: float | None = Field(default=None, sa_type=Double)
    rate_low: float | None = Field(default=None, sa_type=Double)
    rate_high: float | None = Field(default=None, sa_type=Double)
    rate_change: float | None = Field(default=None, sa_type=Double)
    rank_change: int | None = Field(default=None)
    details: Json | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)


class UnitMeasure(Stored, table=True):
    """A measure taken with a unit: a talk held, what was promised, what was done. Noted once and never changed.

    ``period``: of the edition that gave the occasion, if one did; ``happened_on``: when it was.
    """

    __tablename__ = "unit_measure"

    city_code: int = city_key()
    id: int | None = identity_key()
    kind: str = text()
    period: str | None = optional_text()
    happened_on: date = Field()
    said: str = text()
    noted_by: str = text()
    noted_at: datetime = instant()
