"""What is to be done about a delivery now: how many questions it asks, and which sentence says it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.web.uploads.context_view import Surroundings
from fleetsvc.web.uploads.review_view import FindingsView
from fleetsvc.web.uploads.status_view import ShownStatus, shown_status
from importers.results import Severity
from rules.vocabulary import OPEN_VERDICTS

_ABOUT_COLUMNS: Final = frozenset({"column-missing", "column-ambiguous"})


@dataclass(frozen=True, slots=True)
class ToDo:
    """``advice``: the last part of a word ``next.…``, empty for none; ``questions``: how many wait for an answer.

    ``warnings``: how many the unit has not looked at.
    """

    advice: str
    questions: int
    warnings: int


def to_do(document: Mapping[str, Any], findings: FindingsView | None, around: Surroundings) -> ToDo:
    """Return what is to be done about a delivery now."""
    questions = _questions_in(document) + len(around.doubts)
    groups = findings.by_code if findings else []
    warnings = sum(
        one["count"] for one in groups if one["severity"] == Severity.WARNING and not one["checked"]
    )
    codes = {one["code"] for one in groups}
    left = _Left(questions, around.to_correct, warnings)
    return ToDo(_advice(document, codes, left), questions, warnings)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left to be settled of a delivery."""

    questions: int
    rows: int
    warnings: int


def _questions_in(document: Mapping[str, Any]) -> int:
    """Return how many questions a delivery asks about what its columns mean and about words in them."""
    if shown_status(document) is not ShownStatus.IN_REVIEW:
        return 0
    words = sum(not one["answered"] for of in document["word_questions"] for one in of["words"])
    return words + len(document["column_questions"])


def _advice(document: Mapping[str, Any], codes: Collection[str], left: _Left) -> str:
    status, rows = shown_status(document), (document["report"] or {}).get("rows", {})
    if not status.is_read:
        return "again" if status is ShownStatus.WITHDRAWN else ""
    if (document["report"] or {}).get("nil"):
        return "nil" if status is ShownStatus.IN_REVIEW else "done"
    if status is ShownStatus.IN_REVIEW and not _ABOUT_COLUMNS.isdisjoint(codes):
        return "columns"
    if left.questions:
        return "questions"
    if left.rows:
        return "held_rest" if rows.get("accepted") and status is ShownStatus.IN_REVIEW else "held"
    if status is ShownStatus.ACCEPTED:
        return _advice_on_stored(document)
    if not rows["accepted"]:
        return "nothing"
    return "check" if left.warnings else "confirm"


def _advice_on_stored(document: Mapping[str, Any]) -> str:
    verdicts = document["report"]["verdicts"]
    return "answer" if any(verdicts.get(open_one) for open_one in OPEN_VERDICTS) else "done"
