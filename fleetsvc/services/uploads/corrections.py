"""A corrected annotated copy that is sent back: what was said of its first delivery need not be said again."""

import tempfile
from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from fleetsvc.services.uploads.batch_marks import carried_over
from fleetsvc.services.uploads.deliveries import Delivery


def with_carried_over(session: Session, delivery: Delivery, *, city: int, secret: str) -> Delivery:
    """Return a delivery with what holds for it from the upload that it corrects; what its sender says now comes first.

    To be called before ``uploads.receive``. A file that corrects none of the unit's uploads is returned as it is.
    """
    with tempfile.NamedTemporaryFile(prefix="fleetsvc-") as kept:
        kept.write(delivery.content)
        kept.flush()
        earlier = carried_over(session, Path(kept.name), city=city, secret=secret)
    if earlier is None:
        return delivery
    return replace(
        delivery,
        category=delivery.category or earlier.category,
        event=delivery.event or earlier.event,
        mapping=delivery.mapping or earlier.mapping,
    )
