"""A draft rulebook against the one in force, over all registrations: who flips, who moves in the ranking, and why."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import require_one_state
from fleetsvc.models import DecisionRecord, Json, RegistrationRecord
from fleetsvc.services.common.masking import mask_vin
from fleetsvc.services.drafts.changes import changes_between
from fleetsvc.services.law.impact import Difference, Foretold, foretell, further_flips
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.law.rulebooks import BookStatus, active_book, flips_of, law_with, law_without
from fleetsvc.services.rankings.tallies import tallies
from rules.decide import decide
from rules.facts import unpack_case
from rules.periods import Period
from rules.ranking import Line, rank, shown_rate
from rules.rulebook import Rulebook
from rules.table import Table
from rules.tallies import Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from rules.wording import Language

SAMPLES: Final = 10

Place = tuple[int, int]
"""A decision: its unit and number."""


def comparison(
    session: Session,
    draft: Rulebook,
    *,
    status: str | None,
    period: Period,
    language: Language,
    now: datetime,
) -> Json:
    """Return what would change if a draft came into force beside what is; nothing is stored or changed.

    Of an edition in force: if it were taken out. ``current``: the edition that it would replace, else null.
    ``status``: null where it is not stored. Needs the office's scope and a session that sees one state of the data
    (``Database.snapshot``): it asks more than once. Raises NoActiveRulebook, RulebookBroken.
    """
    require_one_state(session)
    current = active_book(session)
    after, old, new = _turn(session, draft, current.book)
    table = Table(after)
    told = foretell(session, table, since=period.from_day, until=period.until_day)
    flips = [one for one in told.differences if one.before != one.after]
    return {
        "draft": _head(draft, status),
        "current": None if old is None or new is None else _head(old, BookStatus.ACTIVE),
        "rulebooks": [_head(book, BookStatus.ACTIVE) for book in current.book.books],
        "registrations": _counts(told, flips),
        "flips": [asdict(flip) for flip in flips_of(flips)],
        "period": period.key,
        "rankings": list(
            _rankings(
                flips, tallies(session, period, method=current_method(), book=current.book, today=day_of(now))
            )
        ),
        "samples": _samples(session, flips, current.book, table, language=language),
    } | changes_between(old, new, language)


def _turn(
    session: Session, draft: Rulebook, current: Rulebook
) -> tuple[Rulebook, Rulebook | None, Rulebook | None]:
    """Return the law that would judge, and the edition of the draft's book before and after; None where none is."""
    old = next((book for book in current.books if book.id == draft.id), None)
    if old == draft and current.parts:
        return law_without(session, draft), draft, None
    return law_with(session, draft), old, draft


def _counts(told: Foretold, flips: Sequence[Difference]) -> Json:
    found = told.differences
    otherwise = (one.registrations - one.restated for one in found if one.before == one.after)
    return {
        "judged": told.judged,
        "changed": sum(one.registrations for one in flips),
        "cited_otherwise": sum(otherwise),
        "restated": sum(one.restated for one in found),
        "overridden": told.overridden,
    }


def _head(book: Rulebook, status: str | None) -> Json:
    return {"id": book.id, "name": book.name, "edition": book.edition, "status": status}


# --- rankings --------------------------------------------------------------------------------------------------


Moves = Mapping[str, Mapping[Verdict, int]]
"""Unit -> verdict -> how many vehicles more (or fewer) have it under the draft."""


Tallied = Mapping[Category | None, Sequence[Tally]]


def _rankings(flips: Sequence[Difference], tallied: Tallied) -> Iterator[Json]:
    """Yield the ranking over all categories, then those of the categories in which a verdict flips."""
    method = current_method()
    touched = {Category(one.category) for one in flips if one.in_period}
    for category in (None, *(one for one in Category if one in touched)):
        before = rank(tallied[category], method=method)
        moves = _moves(flips, method.counted if category is None else (category,))
        after = rank([_moved(tally, moves) for tally in tallied[category]], method=method, previous=before)
        yield {"category": category, "lines": _shifts(before, after)}


def _moves(flips: Sequence[Difference], categories: Collection[Category]) -> Moves:
    moves: dict[str, Counter[Verdict]] = {unit: Counter() for unit in UNITS}
    for flip in flips:
        if Category(flip.category) in categories:
            moves[flip.unit][Verdict(flip.energy_before)] -= flip.in_period
            moves[flip.unit][Verdict(flip.energy_after)] += flip.in_period
    return moves


def _moved(tally: Tally, moves: Moves) -> Tally:
    moved = moves[tally.unit]
    counts = {verdict: tally.verdicts.get(verdict, 0) + moved.get(verdict, 0) for verdict in Verdict}
    return replace(tally, verdicts={verdict: count for verdict, count in counts.items() if count})


def _shifts(before: Sequence[Line], after: Sequence[Line]) -> list[Json]:
    earlier = {line.unit: line for line in before}
    return [
        {
            "unit": line.unit,
            "name": UNITS[line.unit].name.zh,
            "before": _standing(earlier[line.unit]),
            "after": _standing(line),
            "rank_change": line.rank_change,
        }
        for line in after
    ]


def _standing(line: Line) -> Json:
    return {
        "status": line.status.value,
        "rank": line.rank,
        "rate": shown_rate(line.rate),
        "governed": line.governed,
    }


# --- samples ---------------------------------------------------------------------------------------------------


def _samples(
    session: Session, flips: Sequence[Difference], current: Rulebook, table: Table, *, language: Language
) -> list[Json]:
    places = _chosen(flips)
    if len(places) < min(SAMPLES, sum(flip.registrations for flip in flips)):
        count = SAMPLES - len(places)
        places += further_flips(session, table, flips, known=places, count=count)
    books = (current, table.rulebook)
    return [
        _trace(decision, vin, books=books, language=language) for decision, vin in _decisions(session, places)
    ]


def _chosen(flips: Sequence[Difference]) -> list[Place]:
    """Choose one of each kind of change first, the largest groups first; then one of each further group."""
    kinds: set[tuple[str, str, str]] = set()
    first: list[Place] = []
    others: list[Place] = []
    for flip in flips:
        kind = (flip.category, flip.before, flip.after)
        (others if kind in kinds else first).append((int(flip.unit), flip.first))
        kinds.add(kind)
    return (first + others)[:SAMPLES]


def _decisions(session: Session, places: Sequence[Place]) -> list[tuple[DecisionRecord, str]]:
    """Return decisions with the VINs they are on, in the order asked for."""
    statement = (
        select(DecisionRecord, RegistrationRecord.vin)
        .join(
            RegistrationRecord,
            (col(RegistrationRecord.city_code) == col(DecisionRecord.city_code))
            & (col(RegistrationRecord.id) == col(DecisionRecord.registration_id)),
        )
        .where(tuple_(col(DecisionRecord.city_code), col(DecisionRecord.id)).in_(places))
    )
    found = {(decision.city_code, decision.id): (decision, vin) for decision, vin in session.exec(statement)}
    return [found[place] for place in places]


def _trace(
    decision: DecisionRecord, vin: str, *, books: tuple[Rulebook, Rulebook], language: Language
) -> Json:
    facts = unpack_case(decision.case_key, unit=str(decision.city_code), registered_on=decision.registered_on)
    before, after = (decide(book, facts) for book in books)
    return {
        "registration": decision.registration_id,
        "unit": facts.unit,
        "vin": mask_vin(vin),
        "category": facts.category.value,
        "event": facts.event.value,
        "energy": facts.energy.value,
        "registered_on": facts.registered_on.isoformat(),
    } | {
        name: {
            "verdict": one.verdict.value,
            "rule": one.rule,
            "steps": [step.in_language(language) for step in one.steps],
        }
        for name, one in (("before", before), ("after", after))
    }
