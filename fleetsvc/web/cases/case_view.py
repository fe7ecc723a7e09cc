"""A case as its list shows it, and as its own page does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask import url_for
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.cases.attachments import Brought, attachments
from fleetsvc.services.cases.changed_facts import changed_facts
from fleetsvc.services.cases.lists import find_case, history, open_actions
from fleetsvc.services.cases.objections import objected_vehicles
from fleetsvc.services.cases.position import expires_soon, position_of
from fleetsvc.services.cases.words import ANSWERS, CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.common.masking import mask_text, mask_vin
from fleetsvc.web.cases.ground_view import GroundView, ground_words, grounds, override_words, rule_link
from rules.labels import said_facts
from rules.percentages import percentage
from rules.periods import parse_period
from rules.units import UNITS
from rules.wording import Language

Say = Callable[..., str]

_ENDINGS: Final = ("overtaken", "withdrawn", "other_claim_approved", "changed", "released", "ungoverned")
"""Reasons of decisions that the service gives itself, by a word."""
_ABOUT: Final = ("category", "event", "energy")


@dataclass(frozen=True, slots=True)
class CaseView:
    """What stands in a row; ``vehicle`` and ``delivery`` are text and address."""

    number: int | None
    state: str
    kind: str
    unit: str
    vehicle: tuple[str, str] | None
    delivery: tuple[str, str] | None
    what: str
    case: CaseRecord
    reason: str
    ground: str
    ending: str
    is_open: bool
    is_late: bool
    is_expiring: bool


def case_view(
    case: CaseRecord,
    known: Sequence[GroundView],
    *,
    language: Language,
    masked: bool,
    say: Say,
    now: datetime,
) -> CaseView:
    """Return a case as a row shows it; ``masked``: the office's, which names the unit in each address.

    ``known``: the grounds of the rulebook in force.
    """
    of_unit: dict[str, Any] = {"unit": str(case.city_code)} if masked else {}
    vin = "" if case.vin is None else mask_vin(case.vin) if masked else case.vin
    registration = case.details.get("registration")
    ending = case.decision_reason or ""
    return CaseView(
        number=case.id,
        state=case.state,
        kind=say(f"cases.kind.{case.kind}"),
        unit=UNITS[str(case.city_code)].name.in_language(language),
        vehicle=(vin, url_for("dossier_pages.show", number=registration, **of_unit))
        if registration
        else None,
        delivery=_origin(case, of_unit, language=language, say=say),
        what=_what(case, language=language, masked=masked, say=say),
        case=case,
        reason=mask_text(case.reason or "") if masked else case.reason or "",
        ground=ground_words(case.ground, known, say),
        is_open=case.state != CaseState.CLOSED,
        is_late=case.state == CaseState.OVERDUE
        or (case.state == CaseState.NOTIFIED and case.due_on is not None and case.due_on < day_of(now)),
        is_expiring=expires_soon(position_of(case), day_of(now)),
        ending=say(f"cases.ending.{ending}") if ending in _ENDINGS else ending,
    )


def _origin(
    case: CaseRecord, of_unit: Mapping[str, Any], *, language: Language, say: Say
) -> tuple[str, str] | None:
    """Return the delivery that a case came of, or the edition that it objects to: what it is called, its address."""
    if case.kind == CaseKind.OBJECTION:
        period = parse_period(case.details["period"])
        return period.name.in_language(language), url_for("rankings_pages.show", text=period.key)
    if case.upload_id is None:
        return None
    address = url_for("review_pages.show", number=case.upload_id, **of_unit)
    return say("cases.delivery", number=case.upload_id), address


def _what(case: CaseRecord, *, language: Language, masked: bool, say: Say) -> str:
    match case.kind:
        case CaseKind.CHANGE_REVIEW:
            changed = "，".join(_changed(case.details, language=language, say=say))
            return f"{changed}（{say('cases.published')}）" if case.details.get("published") else changed
        case CaseKind.VIN_CONFLICT:
            return say("cases.claimed")
        case CaseKind.WITHDRAWAL:
            return say("cases.withdrawal")
        case CaseKind.JUSTIFICATION | CaseKind.NON_COMPLIANCE | CaseKind.UNDETERMINED:
            words = (said_facts(name, [case.details[name]]).in_language(language) for name in _ABOUT)
            return " · ".join(words)
        case CaseKind.OVERRIDE:
            return override_words(case.details, language=language, say=say)
        case CaseKind.WRONG_RECORD if "vin_given" in case.details:
            given = case.details["vin_given"]
            return say("wrong.of", vin=mask_vin(given) if masked else given)
        case CaseKind.OBJECTION:
            return _line(case.details, language=language, say=say)
        case _:
            return ""


def _line(details: Mapping[str, Any], *, language: Language, say: Say) -> str:
    """Return the line that is objected to, as it stood."""
    line, of = details["line"], details["category"]
    ranked = line["rank"] is not None and line["rate"] is not None
    told = {"rank": line["rank"], "rate": percentage(line["rate"]) if ranked else ""}
    return " · ".join(
        (
            said_facts("category", [of]).in_language(language) if of else say("ranking.all"),
            say("rankings.above", **told) if ranked else say(f"ranking.{line['status']}"),
        )
    )


def _changed(details: Mapping[str, Any], *, language: Language, say: Say) -> list[str]:
    return [
        say("cases.change", before=one.before.in_language(language), after=one.after.in_language(language))
        for one in changed_facts(details)
    ]


@dataclass(frozen=True, slots=True)
class StepView:
    """A line of a case's history: ``deadline``, and the working days that lead to it.

    ``missing``: why evidence of the ground's list was not brought; ``list_unsaid``: nothing was said of the list.
    """

    step: CaseStep
    action: str
    by: str
    state: str
    reason: str
    deadline: str
    days: tuple[date, ...]
    evidence: Sequence[Brought]
    ground: str
    missing: str
    list_unsaid: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """What the page of a case shows; ``actions`` are those open to whoever looks.

    ``rule``: the one it was judged by, and ``vehicles``: those that an objection names, each as text and address.
    """

    case: CaseRecord
    view: CaseView
    steps: tuple[StepView, ...]
    actions: tuple[CaseAction, ...]
    rule: tuple[str, str] | None
    vehicles: tuple[tuple[str, str], ...]
    opened_by: str
    grounds: Sequence[GroundView]

    @property
    def answered(self) -> StepView | None:
        """The step by which the unit said last why, with its evidence; None while it has said nothing."""
        said = [one for one in self.steps if one.step.action in _SAID and one.step.hand == Hand.BUREAU]
        return said[-1] if said else None


_SAID: Final = frozenset({*ANSWERS, CaseAction.APPEAL})


def case_page_view(
    session: Session, number: int, *, hand: Hand, language: Language, say: Say, now: datetime
) -> CasePage:
    """Return what the page of a case shows. Raises CaseUnknown."""
    case, masked = find_case(session, number), hand is Hand.OFFICE
    known = grounds(session, language=language)
    return CasePage(
        case,
        case_view(case, known, language=language, masked=masked, say=say, now=now),
        tuple(_step(session, one, known, masked=masked, say=say) for one in history(session, case)),
        open_actions(case, hand, now=now),
        rule_link(session, case, language, say),
        _vehicles(session, case, masked=masked),
        _opener(case, say),
        known,
    )


def _vehicles(session: Session, case: CaseRecord, *, masked: bool) -> tuple[tuple[str, str], ...]:
    """Return the vehicles that an objection names: text and address."""
    of_unit: dict[str, Any] = {"unit": str(case.city_code)} if masked else {}
    return tuple(
        (mask_vin(vin) if masked else vin, url_for("dossier_pages.show", number=number, **of_unit))
        for number, vin in objected_vehicles(session, case)
    )


def _opener(case: CaseRecord, say: Say) -> str:
    """Return who opened a case: of a record that looks wrong the role alone is told."""
    named = bool(case.opened_by) and case.kind != CaseKind.WRONG_RECORD
    return case.opened_by if named else say(f"case.by.{case.opened_by or Hand.SERVICE}")


def _who(step: CaseStep, say: Say) -> str:
    """Return who took a step: the service by itself, somebody outside who told it something, or a person by name."""
    if step.hand != Hand.SERVICE:
        proposer = step.details.get("proposed_by", "")
        signed = say("case.signed", proposer=proposer) if proposer else ""
        preparer = step.details.get("prepared_by", "")
        signed += say("case.submitted_for", preparer=preparer) if preparer else ""
        return f"{say(f'case.by.{step.hand}')} {step.actor}{signed}"
    return say(f"case.by.{step.actor if step.action == CaseAction.COMMENT else step.hand}")


def _step(
    session: Session, step: CaseStep, known: Sequence[GroundView], *, masked: bool, say: Say
) -> StepView:
    days = tuple(date.fromisoformat(day) for day in step.details.get("working_days", ()))
    reason, missing = step.reason or "", step.details.get("missing", "")
    return StepView(
        step,
        say(f"case.action.{step.action}"),
        _who(step, say),
        say(f"cases.state.{step.to_state}"),
        mask_text(reason) if masked else reason,
        step.details.get("due_on", ""),
        days,
        attachments(session, step.evidence, cities=(step.city_code,)),
        ground_words(step.ground, known, say),
        mask_text(missing) if masked else missing,
        bool(step.details.get("list_unsaid")),
    )
