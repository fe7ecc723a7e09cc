"""A small catalogue of invented models, those that the demonstration's new-energy vehicles have."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from fleetsvc.models import CatalogueModel
from fleetsvc.services.demo.data import KINDS, MODEL_SUFFIX
from rules.labels import label

MAKER: Final = "示例汽车有限公司"
BATCH: Final = "示例目录第 1 批"


def models(now: datetime) -> Iterator[CatalogueModel]:
    """Yield the models, by use and by what drives them."""
    for category, kind in KINDS.items():
        for energy, _ in kind.nev:
            for number in range(1, 10):
                yield CatalogueModel(
                    code=f"SL{kind.series}{MODEL_SUFFIX[energy]}{number}",
                    energy=energy.value,
                    product_name=f"{label(energy).zh}{label(category).zh}",
                    enterprise=MAKER,
                    batches=[BATCH],
                    loaded_at=now,
                )
