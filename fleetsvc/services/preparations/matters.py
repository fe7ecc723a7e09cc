"""How each matter is handed in, and how one tells that what it is about has changed since it was prepared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from fleetsvc.models import CaseRecord, CaseStep, Json, Matter, NilReport, UploadRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.locks import hold
from fleetsvc.services.cases.objections import line_mark, object_to
from fleetsvc.services.cases.proposals import said_of
from fleetsvc.services.cases.words import ANSWERS, Hand
from fleetsvc.services.nil_reports.signing import months_registered, sign
from fleetsvc.services.preparations.drafts import objection_of
from fleetsvc.services.uploads import closed_rows, deliveries, steps, withdrawals
from fleetsvc.services.uploads.published import published_vehicles
from rules.periods import parse_period
from rules.vocabulary import Category

Marks = dict[str, str]
"""Each thing that a matter is about, and how it stands."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a matter: ``told``; ``fit``: what of its request was done; ``passed``: why not what else."""

    told: Json
    fit: Json
    passed: Mapping[int, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Handling:
    """How a matter is handed in (``perform``), how what it is about stands (``marks``), and is kept so (``hold``).

    ``without`` leaves out of a request what has changed; None: nothing is handed in then.
    """

    perform: Callable[..., Done]
    marks: Callable[[Session, Json, int], Marks]
    hold: Callable[[Session, Json, int], object]
    without: Callable[[Json, set[str]], Json] | None = None


def _act(session: Session, request: Json, *, city: int, by: Actor, now: datetime) -> Done:
    del city
    said, numbers = said_of(request["said"]), request["cases"]
    acted = act_on(session, numbers, said, by=by, hand=Hand.BUREAU, now=now)
    if not acted.done:
        raise next(iter(acted.passed.values()))
    done = [case.id for case in acted.done]
    return Done({"done": len(done), "passed": len(acted.passed)}, request | {"cases": done}, acted.passed)


def _case_marks(session: Session, request: Json, city: int) -> Marks:
    """Each case: its state, its facts, its last step that led on or answered. A remark or a reminder is none."""
    query = select(CaseRecord).where(CaseRecord.city_code == city, col(CaseRecord.id).in_(request["cases"]))
    cases = session.exec(query.execution_options(populate_existing=True)).all()
    counts = or_(CaseStep.from_state != CaseStep.to_state, col(CaseStep.action).in_(ANSWERS))
    steps_of = select(CaseStep.case_id, func.max(CaseStep.id)).where(
        CaseStep.city_code == city, col(CaseStep.case_id).in_(request["cases"]), counts
    )
    last = dict(session.exec(steps_of.group_by(col(CaseStep.case_id))).all())
    return {f"case/{case.id}": f"{case.state} {case.facts_key} {last.get(stored_id(case))}" for case in cases}


def _hold_cases(session: Session, request: Json, city: int) -> object:
    del city
    return hold(session, request["cases"])


def _without_cases(request: Json, changed: set[str]) -> Json:
    return request | {"cases": [number for number in request["cases"] if f"case/{number}" not in changed]}


def _object(session: Session, request: Json, *, city: int, by: Actor, now: datetime) -> Done:
    case = object_to(session, objection_of(request), city=city, by=by, now=now)
    return Done({"case": case.id}, request)


def _line_marks(session: Session, request: Json, city: int) -> Marks:
    said = objection_of(request)
    return {f"ranking/{said.period.key}": line_mark(session, said, city)}


def _sign(session: Session, request: Json, *, city: int, by: Actor, now: datetime) -> Done:
    period, categories = parse_period(request["period"]), [Category(one) for one in request["categories"]]
    signed = [sign(session, period, city=city, category=one, by=by, now=now) for one in categories]
    return Done({"done": sum(one.new for one in signed)}, request)


def _nil_marks(session: Session, request: Json, city: int) -> Marks:
    period = parse_period(request["period"])
    found: Marks = {}
    for category in request["categories"]:
        query = select(NilReport).where(
            NilReport.city_code == city,
            NilReport.category == category,
            NilReport.month >= period.from_day,
            NilReport.month < period.until_day,
        )
        signed = sorted(f"{one.month} {one.signed_at.isoformat()}" for one in session.exec(query))
        registered = months_registered(session, city=city, category=Category(category), period=period)
        found[f"nil/{category}"] = " ".join([*signed, "|", *map(str, registered)])
    return found


def _nothing(session: Session, request: Json, city: int) -> object:
    del session, request, city
    return None


def _withdraw(session: Session, request: Json, *, city: int, by: Actor, now: datetime) -> Done:
    number, reason = request["upload"], request["reason"]
    taken = steps.withdraw(session, city=city, number=number, reason=reason, by=by, now=now)
    return Done({"upload": number, "status": taken.upload.status.value}, request)


def _withdrawal_marks(session: Session, request: Json, city: int) -> Marks:
    """How the delivery stands, and what taking it back would be: done at once, or asked of the office."""
    upload = deliveries.upload(session, city=city, number=request["upload"])
    published = published_vehicles(session, city=city, number=upload.number)
    asked = withdrawals.find_open(session, upload)
    told = (_stands(upload), published.count, published.overridden, asked.id if asked else None)
    return {f"upload/{upload.number}": " ".join(map(str, told))}


def _close(session: Session, request: Json, *, city: int, by: Actor, now: datetime) -> Done:
    upload = deliveries.upload(session, city=city, number=request["upload"])
    reason, places = closed_rows.Reason(request["reason"], request["note"]), _places(request)
    closed = closed_rows.dismiss(session, places, upload=upload, reason=reason, by=by, now=now)
    if not closed:
        raise deliveries.UploadNotOpen(upload.status)
    return Done({"upload": upload.number, "done": closed}, request)


def _row_marks(session: Session, request: Json, city: int) -> Marks:
    upload = deliveries.upload(session, city=city, number=request["upload"])
    held = closed_rows.held_among(session, _places(request), upload=upload)
    return {f"upload/{upload.number}": f"{_stands(upload)} {sorted(held)}"}


def _places(request: Json) -> list[tuple[str, int]]:
    return [(sheet, row) for sheet, row in request["rows"]]


def _stands(upload: UploadRecord) -> str:
    return f"{upload.status} {upload.confirmed} {upload.settled_at}"


def _hold_upload(session: Session, request: Json, city: int) -> object:
    return deliveries.claim_allowed(session, city=city, number=request["upload"], allows=lambda _: True)


MATTERS: Final[dict[Matter, Handling]] = {
    Matter.CASES: Handling(_act, _case_marks, _hold_cases, _without_cases),
    Matter.OBJECTION: Handling(_object, _line_marks, _nothing),
    Matter.NIL_REPORTS: Handling(_sign, _nil_marks, _nothing),
    Matter.WITHDRAWAL: Handling(_withdraw, _withdrawal_marks, _hold_upload),
    Matter.CLOSED_ROWS: Handling(_close, _row_marks, _hold_upload),
}
"""An objection is held by its period's lock when it is made; of nil reports the signing itself looks what stands."""
