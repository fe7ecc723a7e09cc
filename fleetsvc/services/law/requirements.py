"""What the mandate asks before a vehicle is chosen, as the JSON that the API, the command line and the pages show."""

import re
from datetime import date
from typing import Final

from rules.facts import VehicleFacts
from rules.judge import judge
from rules.labels import in_order
from rules.requirements import Requirement, interpretations_of, requirement, requires
from rules.rulebook import Rulebook
from rules.rulebook_parts import Clause, ExceptionGround, Interpretation, Rule
from rules.vocabulary import Category, Energy, Event
from rules.wording import Language, Text

Json = dict[str, object]

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch

_ASSUMED_SHOWN = Text(
    "以能列明被更新的退役车辆为前提；不能列明的，按新增车辆的要求待定。",
    "This takes for granted that the retired vehicle is named; if it is not, the demand on new vehicles stays open.",
)


def requirement_answer(
    book: Rulebook,
    *,
    unit: str,
    category: Category,
    event: Event,
    on: date,
    energy: Energy | None,
    language: Language,
) -> Json:
    """Return the answer of contract section 3, worded in one language.

    ``verdict`` is null unless ``energy`` is given. For a replacement the retired vehicle is taken to be named,
    and the summary says so where that matters.
    """
    found = requirement(book, category=category, event=event, unit=unit, day=on)
    return {
        "unit": unit,
        "category": category.value,
        "event": event.value,
        "on": on.isoformat(),
        "governed": found.governed,
        "force": found.force.value if found.force else None,
        "allowed_energy": [kind.value for kind in in_order(found.allowed_energy)],
        "summary": _summary(book, found).said_in(language),
        "rules": [rule_json(book, rule, category=category, language=language) for rule in found.rules],
        "exceptions": [exception_json(ground, language) for ground in found.exceptions],
        "interpretations": [
            interpretation_json(book.interpretations[name], language) for name in _cited(book, found)
        ],
        "energy": energy.value if energy else None,
        "verdict": _verdict(book, found, energy) if energy else None,
        "rulebook": book_json(book),
    }


def written_day(text: str) -> date:
    """Read a day written YYYY-MM-DD, and no other of the forms of ISO 8601. Raises ValueError.

    >>> written_day("2025-06-01")
    datetime.date(2025, 6, 1)
    >>> written_day("2025-W01-1")
    Traceback (most recent call last):
    ValueError: 2025-W01-1
    """
    if _DAY(text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)


def book_json(book: Rulebook) -> Json:
    """Return how every answer names the rulebook it rests on."""
    return {"id": book.id, "edition": book.edition}


def rule_json(book: Rulebook, rule: Rule, *, category: Category | None, language: Language) -> Json:
    """Return a rule with its clause; ``interpretations`` are the ids of those that concern the category."""
    names = rule.interpretations if category is None else interpretations_of(book, rule, category)
    return {
        "id": rule.id,
        "title": rule.title.said_in(language),
        "force": rule.force.value,
        "requires": requires(rule),
        "effective_from": rule.effective_from.isoformat(),
        "effective_until": rule.effective_until.isoformat() if rule.effective_until else None,
        "clause": clause_json(book, book.clause_of(rule), language),
        "interpretations": list(names),
    }


def clause_json(book: Rulebook, clause: Clause, language: Language) -> Json:
    """Return a clause: always its verbatim quote, and beside it an unofficial translation."""
    return {
        "id": clause.id,
        "instrument": book.instrument_of(clause).title.said_in(language),
        "number": clause.number,
        "quote": clause.quote,
        "translation": clause.translation,
        "source_sha256": clause.source_sha256,
    }


def interpretation_json(entry: Interpretation, language: Language) -> Json:
    """Return an interpretation with its status: ``assumed`` is the product's default, not the office's word."""
    return {
        "id": entry.id,
        "question": entry.question.said_in(language),
        "answer": entry.answer.said_in(language),
        "status": entry.status.value,
        "effective_from": entry.effective_from.isoformat(),
        "by": entry.by.said_in(language),
    }


def exception_json(ground: ExceptionGround, language: Language) -> Json:
    """Return a ground on which a justification may be approved, with the evidence to bring."""
    return {
        "ground": ground.ground,
        "description": ground.description.said_in(language),
        "evidence": [piece.said_in(language) for piece in ground.evidence],
    }


def _summary(book: Rulebook, found: Requirement) -> Text:
    if found.event is not Event.REPLACEMENT:
        return found.summary
    if_new = requirement(book, category=found.category, event=Event.NEW, unit=found.unit, day=found.on)
    if not if_new.governed or if_new.force is found.force:
        return found.summary
    return Text(found.summary.zh + _ASSUMED_SHOWN.zh, f"{found.summary.en} {_ASSUMED_SHOWN.en}")


def _cited(book: Rulebook, found: Requirement) -> list[str]:
    cited = {name for rule in found.rules for name in interpretations_of(book, rule, found.category)}
    return [name for name in book.interpretations if name in cited]


def _verdict(book: Rulebook, found: Requirement, energy: Energy) -> str:
    facts = VehicleFacts(
        found.category,
        found.event,
        found.unit,
        found.on,
        energy,
        replacement_shown=found.event is Event.REPLACEMENT,
    )
    return judge(book, facts).verdict.value
