"""The clauses that stored verdicts rest on, by the edition that gave them."""

from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.law.duties import duties_of
from fleetsvc.services.law.editions import books_of
from fleetsvc.services.law.requirements import rule_json
from fleetsvc.services.law.rulebooks import active_book
from rules.wording import Language


def clauses_in_force(session: Session, *, language: Language) -> dict[str, Json]:
    """Return the clause of each rule in force, by the rule's id. Needs any scope but an operator's."""
    book = active_book(session).book
    return {rule.id: rule_json(book, rule, category=None, language=language)["clause"] for rule in book.rules}


def duties_with_clauses(session: Session, row: Row[Any], *, language: Language) -> list[Json]:
    """Return the verdict on each duty of a vehicle, with its rule and the clause that says so; None where none does.

    ``row``: a vehicle as ``vehicles`` reads it. Rulebooks are for everybody: a session of any scope but an operator's.
    """
    book = books_of(session, {row.edition_id})[row.edition_id]
    rules = {rule.id: rule for rule in book.rules}
    told = []
    for one in duties_of(row):
        rule = rules.get(one.rule or "")
        clause = None if rule is None else rule_json(book, rule, category=None, language=language)["clause"]
        told.append(
            {"duty": one.duty.value, "verdict": one.verdict.value, "rule": one.rule, "clause": clause}
        )
    return told
