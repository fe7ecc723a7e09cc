"""The clauses that stored verdicts rest on, by the edition that gave them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.cases.lists import day_if_any
from fleetsvc.services.law.duties import duties_of
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.requirements import book_json, clause_json
from rules.vocabulary import Duty
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class LawJudgedBy:
    """The editions by which vehicles were judged: how each rulebook is named, and the clause of each rule.

    ``clauses``: by the number of the edition in the database, and the id of the rule.
    """

    rulebooks: tuple[Json, ...]
    clauses: Mapping[tuple[int, str], Json]


def law_judged_by(session: Session, editions: Collection[int], *, language: Language) -> LawJudgedBy:
    """Return the law of some editions, whatever became of them since. Needs any scope but an operator's."""
    books = books_of(session, editions)
    named = {(one.id, one.edition): book_json(one) for book in books.values() for one in book.books}
    clauses = {
        (number, rule.id): clause_json(book, book.clause_of(rule), language)
        for number, book in books.items()
        for rule in book.rules
    }
    return LawJudgedBy(tuple(named[name] for name in sorted(named)), clauses)


def is_decided_by_office(row: Row[Any], duty: Duty) -> bool:
    """Return whether the verdict on a duty is the office's, otherwise than the rules say."""
    return row.override_id is not None and row.decided_duty in (None, duty.value)


def duties_with_clauses(row: Row[Any], law: LawJudgedBy) -> list[Json]:
    """Return the verdict on each duty of a vehicle, with its rule and the clause that says so; None where none does.

    ``row``: a vehicle as ``vehicles.vehicle`` reads it. What the office decided otherwise rests on no clause.
    """
    told = []
    for one in duties_of(row):
        by_office = is_decided_by_office(row, one.duty)
        rule = None if by_office else one.rule
        clause = None if rule is None else law.clauses.get((row.edition_id, rule))
        told.append(
            {
                "duty": one.duty.value,
                "verdict": one.verdict.value,
                "decided_by": "office" if by_office else "rules",
                "rule": rule,
                "clause": clause,
            }
        )
    return told


def decision_json(row: Row[Any]) -> Json | None:
    """Return what the office decided on a vehicle otherwise than the rules; None where the rules decide.

    ``ruled``: what the rules say on the duty; ``until`` is exclusive, None: no end.
    """
    if row.override_id is None:
        return None
    return {
        "duty": row.decided_duty,
        "ruled": row.ruled_duty_verdict,
        "code": row.decided_code,
        "since": day_if_any(row.decided_since),
        "until": day_if_any(row.decided_until),
    }
