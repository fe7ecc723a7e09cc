"""Rulebook editions, and the catalogued vehicle models."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from fleetsvc.models.base import Json, instant, json_object, optional_instant, optional_text, text, text_key


class RulebookEdition(SQLModel, table=True):
    """One edition of a rulebook, whole. ``status``: draft, active or retired; one is active per book."""

    __tablename__ = "rulebook_edition"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    book: str = text()
    name: str = text()
    edition: str = text()
    content: Json = json_object()
    status: str = text()
    loaded_at: datetime = instant()
    activated_at: datetime | None = optional_instant()


class CatalogueModel(SQLModel, table=True):
    """A vehicle model of the published NEV catalogues, by its code. ``batches``: where it stands, oldest first."""

    __tablename__ = "catalogue_model"

    code: str = text_key()
    energy: str = text()
    product_name: str | None = optional_text()
    enterprise: str | None = optional_text()
    batches: list[str] = Field(sa_type=JSONB)
    loaded_at: datetime = instant()
