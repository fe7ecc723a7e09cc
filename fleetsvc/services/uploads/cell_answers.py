"""The step that corrects cells of an upload in review: what several persons correct at once is put together."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.uploads import deliveries, steps
from fleetsvc.services.uploads.cell_corrections import CellSaid, Overtaken, merged, require_offered


def take_cells(
    session: Session, said: Sequence[CellSaid], *, city: int, number: int, by: Actor, now: datetime
) -> list[Overtaken]:
    """Take what a unit says of cells, and have the file read again with it; return what came too late.

    What somebody else has said of a cell meanwhile stands. Raises UploadUnknown, UploadBusy, UploadNotOpen,
    CorrectionsTooMany, SheetOfForms, CellUnknown.
    """
    held = deliveries.claim_allowed(session, city=city, number=number, allows=lambda status: status.is_open)
    if held.confirmed:
        raise deliveries.UploadBusy
    require_offered(held, said)
    kept, late = merged(held, said, by=by.name or by.kind, now=now)
    if kept != held.corrections:
        held.corrections = kept
        steps.read_otherwise(session, held, {"cells": len(said) - len(late)}, by=by, now=now)
    return late
