"""The NEV catalogue on record: vehicle models by code, with the batches that list them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import CatalogueModel
from importers.catalogue.entries import CatalogueEntry
from importers.cells.categories import CategoryEvidence, category_by_evidence
from rules.labels import label
from rules.vocabulary import Energy
from rules.wording import Text


class ModelUnknown(Exception):
    """No loaded catalogue lists this model code."""


def known_models(session: Session) -> dict[str, str]:
    """Return the energy kind of every catalogued model, by code."""
    return dict(session.exec(select(CatalogueModel.code, CatalogueModel.energy)).all())


def model(session: Session, code: str) -> CatalogueModel:
    """Return one catalogued model. Raises ModelUnknown."""
    found = session.get(CatalogueModel, code.strip().upper())
    if found is None:
        raise ModelUnknown(code)
    return found


def entries_of(session: Session, codes: Collection[str]) -> dict[str, CatalogueEntry]:
    """Return the catalogue entries of some models, by code in capitals."""
    if not codes:
        return {}
    statement = select(CatalogueModel).where(col(CatalogueModel.code).in_(codes))
    return {
        found.code: CatalogueEntry(found.code, Energy(found.energy), batches=tuple(found.batches))
        for found in session.exec(statement)
    }


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A catalogued model in a list. ``category``: by its name or the letters of its code; None: neither tells."""

    code: str
    energy: str
    product_name: str | None
    enterprise: str | None
    batches: tuple[str, ...]
    category: str | None


_Known = tuple[int, datetime | None, str | None, str | None]
_LISTED: Final[dict[_Known, tuple[ListedModel, ...]]] = {}
"""The models last listed, by how many there are, when the last was loaded, and the outermost codes: sorting them out
takes a while.
"""
_KNOWN_BY: Final = (
    func.count(),
    func.max(CatalogueModel.loaded_at),
    func.min(CatalogueModel.code),
    func.max(CatalogueModel.code),
)


def list_models(session: Session, *, category: str | None, energy: str | None) -> list[ListedModel]:
    """Return the catalogued models of a category and a kind of energy, by code; None for any.

    A model for several uses, or for one that its name does not tell, is listed under no category.
    """
    key: _Known = session.exec(select(*_KNOWN_BY).select_from(CatalogueModel)).one()
    listed = _LISTED.get(key)
    if listed is None:
        found = session.exec(select(CatalogueModel).order_by(col(CatalogueModel.code)))
        listed = tuple(_listed(one) for one in found)
        _LISTED.clear()
        _LISTED[key] = listed
    return [one for one in listed if category in (None, one.category) and energy in (None, one.energy)]


def _listed(one: CatalogueModel) -> ListedModel:
    category = category_by_evidence(CategoryEvidence(product_name=one.product_name, model=one.code))
    return ListedModel(one.code, one.energy, one.product_name, one.enterprise, tuple(one.batches), category)


def citation(entry: CatalogueEntry) -> Text:
    """Say what a catalogue says of a model, and in which batches."""
    kind = label(entry.energy)
    return Text(
        f"车型目录（{'、'.join(entry.batches)}）列有型号 {entry.code}：{kind.zh}。",
        f"The catalogue of vehicle models ({', '.join(entry.batches)}) lists {entry.code}: {kind.en}.",
    )


def load(session: Session, models: Iterable[CatalogueModel], *, now: datetime) -> int:
    """Store catalogue entries; a model listed before gets the new entry's values and keeps its earlier batches."""
    values = [
        {
            "code": entry.code,
            "energy": entry.energy,
            "product_name": entry.product_name,
            "enterprise": entry.enterprise,
            "batches": entry.batches,
            "loaded_at": now,
        }
        for entry in models
    ]
    if not values:
        return 0
    statement = insert(CatalogueModel).values(values)
    new = statement.excluded
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["code"],
            set_={
                "energy": new.energy,
                "product_name": new.product_name,
                "enterprise": new.enterprise,
                "batches": new.batches,
                "loaded_at": new.loaded_at,
            },
        )
    )
    return len(values)
