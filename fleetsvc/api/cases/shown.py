"""Cases as their callers see them, and whose hand a caller has in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.api.frame.answers import encoded, etag_of, language, uncached, worded
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.problems import kind_of
from fleetsvc.api.frame.resources import PREFIX
from fleetsvc.edge.callers import Person
from fleetsvc.models import CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.cases.acting import Acted
from fleetsvc.services.cases.lists import case_json, find_case, history, step_json
from fleetsvc.services.cases.locks import hold
from fleetsvc.services.cases.proposals import proposal_about, proposal_json
from fleetsvc.services.cases.words import Hand
from fleetsvc.services.common.masking import mask_text, mask_vin
from fleetsvc.services.people.accounts import Role


def hand() -> Hand:
    """Return whose hand the caller has: the office's, else that of a unit."""
    return Hand.OFFICE if known_caller().role is Role.OFFICE else Hand.BUREAU


def signing() -> dict[str, Any]:
    """Return who acts, and as whom they would sign: a key signs nothing."""
    acting = known_caller()
    return {"by": acting.actor, "signatory": acting.signatory if isinstance(acting, Person) else None}


def document_of(case: CaseRecord) -> Json:
    """Return a case as its caller may see it: the office sees VINs masked."""
    document = case_json(case, hand=hand(), now=clock.now())
    if not known_caller().sees_masked:
        return document
    given = case.details.get("vin_given")
    details = document["details"] | ({"vin_given": mask_vin(given)} if given else {})
    words = {name: _masked(document[name]) for name in ("reason", "decision_reason", "conditions")}
    return document | words | {"vin": mask_vin(case.vin) if case.vin else None, "details": details}


def history_of(steps: Sequence[CaseStep]) -> list[Json]:
    """Return the history of a case as its caller may see it: what people wrote of vehicles is masked for the office."""
    lines = [step_json(step) for step in steps]
    if not known_caller().sees_masked:
        return lines
    return [
        line
        | {"reason": _masked(line["reason"])}
        | {"details": {name: _masked(said) for name, said in line["details"].items()}}
        for line in lines
    ]


def told_whole(session: Session, case: CaseRecord) -> Json:
    """Return a case with its history as its caller may see it."""
    document = document_of(case) | {"history": history_of(history(session, case))}
    if hand() is not Hand.OFFICE:
        return document
    about = proposal_about(session, stored_id(case))
    return document | {"proposal": None if about is None else proposal_json(about)}


def tags_of(session: Session, number: int) -> list[str]:
    """Lock a case and return the tags of the answer that tells how it stands: the same words in either language."""
    hold(session, [number])
    told = encoded(told_whole(session, find_case(session, number))).decode()
    return [etag_of(told, "zh"), etag_of(told, "en")]


def _masked(words: Any) -> Any:  # noqa: ANN401 (what a case keeps)
    return mask_text(words) if isinstance(words, str) else words


def acted_json(acted: Acted) -> Json:
    """Return what an act did with many cases, and why it passed others by."""
    return {"done": [case.id for case in acted.done], "passed": passed_json(acted.passed)}


def passed_json(passed: Mapping[int, Exception]) -> list[Json]:
    """Return the cases that an act passes by, and why."""
    kinds = ((number, kind_of(why)) for number, why in passed.items())
    return [
        {"id": number, "code": kind.code, "message": kind.title.in_language(language())}
        for number, kind in kinds
    ]


def proposed(document: Json) -> Response:
    """Return that an act waits for a second signature, and where."""
    response = done(document, status=202)
    response.headers["Location"] = f"{PREFIX}/case-proposals/{document['proposal']['id']}"
    return response


def done(document: Json, *, status: int = 200) -> Response:
    """Return what an act led to, for no cache to keep."""
    return worded(uncached(document, status=status))
