"""The retired vehicle behind a declared replacement: whether it is claimed or confirmed, and by which row."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import (
    GivenDecision,
    Json,
    RegistrationRecord,
    ReplacementUse,
    RetirementRecord,
    UploadRecord,
)
from importers.results import FileKind
from rules.facts import SHOWN_BIT
from rules.vocabulary import Event, Replacement

_END_OF_TIME: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is known of the retired vehicle. ``row``: the row of a list, or the stored version, that confirms it.

    Of a claim that an earlier release took at its word there is none.
    """

    state: Replacement
    row: RetirementRecord | RegistrationRecord | None = None
    file: str | None = None

    @property
    def document(self) -> Json:
        """The state, and the ground of one that is confirmed: which file, which row, which vehicle."""
        ground = None if self.row is None else _ground(self.row, self.file)
        return {"state": self.state.value, "ground": ground}


def replaced(
    session: Session, version: RegistrationRecord, decision: GivenDecision, *, known_at: datetime | None
) -> Replaced:
    """Return what stands behind a declared replacement as its decision has it, and as known at an instant."""
    state = state_of(version, decision)
    if state is not Replacement.CONFIRMED:
        return Replaced(state)
    use = _use(session, version, decision, until=known_at or _END_OF_TIME)
    row = None if use is None else _row(session, use)
    upload = None if row is None else session.get(UploadRecord, (row.city_code, row.upload_id))
    return Replaced(state, row, upload.name if upload else None)


def state_of(version: RegistrationRecord, decision: GivenDecision) -> Replacement:
    """Return whether a version names a retired vehicle, and whether its decision has it confirmed."""
    if decision.event != Event.REPLACEMENT or not version.replacement_shown:
        return Replacement.NONE
    return Replacement.CONFIRMED if decision.case_key & SHOWN_BIT else Replacement.CLAIMED


def _use(
    session: Session, version: RegistrationRecord, decision: GivenDecision, *, until: datetime
) -> ReplacementUse | None:
    """Return the last use that held while the decision did, of those known by then."""
    query = select(ReplacementUse).where(
        ReplacementUse.city_code == version.city_code,
        ReplacementUse.vin == version.vin,
        ReplacementUse.registered_on == version.registered_on,
    )
    ended = decision.superseded_at or _END_OF_TIME
    held = [
        one
        for one in session.exec(query.order_by(col(ReplacementUse.id)))
        if one.recorded_at <= until
        and one.recorded_at < ended
        and (one.superseded_at or _END_OF_TIME) > decision.recorded_at
    ]
    return held[-1] if held else None


def _row(session: Session, use: ReplacementUse) -> RetirementRecord | RegistrationRecord | None:
    if use.retirement_id is not None:
        return session.get(RetirementRecord, (use.city_code, use.retirement_id))
    if use.registration_id is not None:
        return session.get(RegistrationRecord, (use.city_code, use.registration_id))
    return None


def _ground(row: RetirementRecord | RegistrationRecord, file: str | None) -> Json:
    is_listed = isinstance(row, RetirementRecord)
    return {
        "kind": (FileKind.RETIREMENTS if is_listed else FileKind.REGISTRATIONS).value,
        "upload": row.upload_id,
        "file": file,
        "sheet": row.sheet,
        "row": row.row_number,
        "registration": None if isinstance(row, RetirementRecord) else row.id,
        "vin": row.vin,
        "plate": row.plate,
        "retired_on": row.retired_on.isoformat() if isinstance(row, RetirementRecord) else None,
        "way": row.way if isinstance(row, RetirementRecord) else None,
    }
