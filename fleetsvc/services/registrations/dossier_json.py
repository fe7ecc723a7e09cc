"""A dossier as answers tell it: each fact with the cell it came from, the verdict and why, and the history."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.models import (
    CaseRecord,
    GivenDecision,
    Json,
    RegistrationRecord,
    RegistrationRepair,
)
from fleetsvc.services.law.catalogues import citation
from fleetsvc.services.law.duties import duties_json, duties_of
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.judged_again import Differing
from fleetsvc.services.law.requirements import books_json
from fleetsvc.services.registrations.dossier import Dossier, history_of
from fleetsvc.services.registrations.fact_cells import facts_with_cells, steps_to_facts
from fleetsvc.services.registrations.facts import stated_json
from fleetsvc.services.registrations.lists import registration_json
from fleetsvc.services.uploads.decided_json import decision_json
from rules.decide import decide
from rules.rulebook import Rulebook
from rules.wording import Language


def dossier_json(found: Dossier, language: Language) -> Json:
    """Return a dossier whole, its history newest first, worded in one language."""
    return registration_json(found.version, decided=found.decision, replaces=found.replaced.state) | {
        "file": None if found.upload is None else found.upload.name,
        "facts": facts_with_cells(found.version, found.upload),
        "decision": _defended(found, language),
        "replacement": found.replaced.document,
        "versions": [_version(one, found.known_at) for one in reversed(found.history.versions)],
        "decisions": [
            decision_head(one, found.books, known_at=found.known_at)
            for one in reversed(found.history.decisions)
        ],
        "repairs": [_repair(one) for one in found.repairs],
        "cases": [_case(one, found.known_at) for one in found.cases],
        "overrides": list(found.overrides),
    }


def decisions_on(session: Session, number: int, *, known_at: datetime | None) -> list[Json]:
    """Return the decisions on a registration, all or those known at an instant, newest first.

    Raises RegistrationUnknown, also where nothing was known then.
    """
    history = history_of(session, number).known_at(known_at)
    books = books_of(session, {one.edition_id for one in history.decisions})
    return [decision_head(one, books, known_at=known_at) for one in reversed(history.decisions)]


def _if_known(at: datetime | None, known_at: datetime | None) -> str | None:
    """Return an instant as answers tell it; None also where it came after the one of which is told what was known."""
    return None if at is None or (known_at is not None and at > known_at) else rfc3339(at)


def _case(case: CaseRecord, known_at: datetime | None) -> Json:
    """Return what the office has or had to decide about the vehicle; what was decided later was open then."""
    decided_at = _if_known(case.decided_at, known_at)
    return {
        "id": case.id,
        "kind": case.kind,
        "status": case.state if decided_at or not case.decided_at else "open",
        "upload": case.upload_id,
        "opened_at": rfc3339(case.opened_at),
        "decided_at": decided_at,
    }


def _repair(repair: RegistrationRepair) -> Json:
    """Return what a migration set right: when, by which withdrawn delivery's word it had stood, what stands since."""
    return {
        "at": rfc3339(repair.repaired_at),
        "upload": repair.upload_id,
        "closed": repair.closed_id,
        "returned": repair.returned_id,
    }


def _defended(found: Dossier, language: Language) -> Json:
    """Return the decision with all that defends it; first in which batches the catalogue lists the model.

    It is on the facts that count: those of an earlier version while a change is not accepted. Of a disputed vehicle
    the verdict is open, whatever its facts say.
    """
    decision = found.decision
    decided = decision_json(found.book, decide(found.book, found.facts), language)
    is_cited = found.listed is not None and decision.energy == found.version.energy
    cited = [citation(found.listed).in_language(language)] if found.listed and is_cited else []
    told = [
        step.in_language(language) for step in steps_to_facts(found.version, found.upload, decided=decision)
    ]
    disputed = (
        {"verdict": decision.verdict, "duties": duties_json(duties_of(decision))}
        if decision.disputed or decision.override_id is not None
        else {}
    )
    return (
        decided
        | disputed
        | {
            "steps": [*cited, *told, *decided["steps"]],
            **books_json(found.book, decision.rule),
            "decided_at": rfc3339(found.decision.recorded_at),
            "defence": _defence(found),
            "override": found.override,
            "replayed": _replayed(found.differs),
        }
    )


def _defence(found: Dossier) -> Json | None:
    """Return hash and engine of what defends the decision; None where it was made before defences were hashed."""
    sha256 = found.decision.defence_sha256
    return None if sha256 is None else {"sha256": sha256.hex(), "engine": found.engine}


def _replayed(differs: Differing | None) -> Json:
    """Return whether the stored decision is what its edition makes of the stored facts; where not, both verdicts."""
    if differs is None:
        return {"holds": True, "why": None, "stored": None, "verdict": None}
    stored, again = differs.stored[0], differs.replayed[0]
    return {"holds": False, "why": differs.why.value, "stored": stored, "verdict": again}


def decision_head(
    decision: GivenDecision, books: Mapping[int, Rulebook], *, known_at: datetime | None
) -> Json:
    """Return one decision without its reasons: what, by which edition, on which version, from when to when.

    One that was given again for what it cites keeps its ``id``: ``recorded_at`` and ``restatement`` tell it apart.
    ``known_at``: as known at that instant, None as known now.
    """
    return {
        "id": decision.id,
        "restatement": decision.restatement_id,
        "registration": decision.registration_id,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "duties": duties_json(duties_of(decision)),
        **books_json(books[decision.edition_id], decision.rule),
        "recorded_at": rfc3339(decision.recorded_at),
        "superseded_at": _if_known(decision.superseded_at, known_at),
        "override_case": decision.override_id,
        "defence_sha256": None if decision.defence_sha256 is None else decision.defence_sha256.hex(),
    }


def _version(version: RegistrationRecord, known_at: datetime | None) -> Json:
    return {
        "id": version.id,
        **stated_json(version),
        "upload": version.upload_id,
        "sheet": version.sheet,
        "row": version.row_number,
        "recorded_at": rfc3339(version.recorded_at),
        "superseded_at": _if_known(version.superseded_at, known_at),
    }
