"""A case as its list shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from flask import url_for

from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.words import CaseKind
from fleetsvc.services.common.masking import mask_text, mask_vin
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event
from rules.wording import Language

Say = Callable[..., str]

_FACTS: Final[Mapping[str, type[StrEnum]]] = {"energy": Energy, "event": Event, "category": Category}
_ENDINGS: Final = ("overtaken", "withdrawn", "other_claim_approved", "changed")
"""Reasons of decisions that the service gives itself, by a word."""


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
    ending: str


def case_view(case: CaseRecord, *, language: Language, masked: bool, say: Say) -> CaseView:
    """Return a case as a row shows it; ``masked``: the office's, which names the unit in each address."""
    of_unit: dict[str, Any] = {"unit": str(case.city_code)} if masked else {}
    vin = "" if case.vin is None else mask_vin(case.vin) if masked else case.vin
    registration, upload = case.details.get("registration"), case.upload_id
    ending = case.decision_reason or ""
    return CaseView(
        number=case.id,
        state=case.state,
        kind=say(f"cases.kind.{case.kind}"),
        unit=UNITS[str(case.city_code)].name.in_language(language),
        vehicle=(vin, url_for("dossier_pages.show", number=registration, **of_unit))
        if registration
        else None,
        delivery=(
            (say("cases.delivery", number=upload), url_for("review_pages.show", number=upload, **of_unit))
            if upload
            else None
        ),
        what=_what(case, language=language, say=say),
        case=case,
        reason=mask_text(case.reason or "") if masked else case.reason or "",
        ending=say(f"cases.ending.{ending}") if ending in _ENDINGS else ending,
    )


def _what(case: CaseRecord, *, language: Language, say: Say) -> str:
    match case.kind:
        case CaseKind.CHANGE_REVIEW:
            changed = "，".join(_changed(case.details, language=language, say=say))
            return f"{changed}（{say('cases.published')}）" if case.details.get("published") else changed
        case CaseKind.VIN_CONFLICT:
            return say("cases.claimed")
        case CaseKind.WITHDRAWAL:
            return say("cases.withdrawal")
        case _:
            return case.details.get("rule") or ""


def _changed(details: Mapping[str, Any], *, language: Language, say: Say) -> list[str]:
    facts = zip(details["facts"], details["before"], details["after"], strict=True)
    return [
        say("cases.change", before=label(_FACTS[name](before)).in_language(language),
            after=label(_FACTS[name](after)).in_language(language))
        for name, before, after in facts
        if before != after
    ]  # fmt: skip
