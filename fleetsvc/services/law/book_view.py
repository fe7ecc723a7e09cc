"""A rulebook as people read it: instruments, clauses, rules, interpretations with their status, coverage."""

from fleetsvc.models import Json
from fleetsvc.services.law.requirements import (
    clause_json,
    exception_json,
    interpretation_json,
    rule_json,
)
from rules.labels import in_order
from rules.rulebook import Rulebook, coverage
from rules.rulebook_parts import Rule
from rules.sources import Ground, Instrument
from rules.wording import Language


def book_answer(header: Json, book: Rulebook, language: Language) -> Json:
    """Return a whole book below its header, worded in one language; quotes stay verbatim."""
    names = {passage.number: passage.name.in_language(language) for passage in book.passages}
    return header | {
        "title": book.title.in_language(language),
        "instruments": [instrument_json(instrument, language) for instrument in book.instruments],
        "clauses": [clause_json(book, clause, language) for clause in book.clauses.values()],
        "grounds": [ground_json(book, ground, language) for ground in book.grounds.values()],
        "rules": [full_rule_json(book, rule, language) for rule in book.rules],
        "interpretations": [interpretation_json(entry, language) for entry in book.interpretations.values()],
        "coverage": [
            {
                "number": line.number,
                "passage": names[line.number],
                "text": line.text,
                "rules": list(line.rules),
                "not_checkable_because": line.reason.in_language(language) if line.reason else None,
            }
            for line in coverage(book)
        ],
    }


def ground_json(book: Rulebook, ground: Ground, language: Language) -> Json:
    """Return words that judge no vehicle, what they are called upon for, and what rests on them."""
    return {
        "purpose": ground.purpose.value,
        "supports": ground.supports.in_language(language),
        "clause": clause_json(book, ground.clause, language),
    }


def full_rule_json(book: Rulebook, rule: Rule, language: Language) -> Json:
    """Return a rule with whom it is about, its exceptions and the departments in charge."""
    return rule_json(book, rule, category=None, language=language) | {
        "categories": [category.value for category in in_order(rule.categories)],
        "events": [event.value for event in in_order(rule.events)],
        "units": sorted(rule.units) if rule.units is not None else None,
        "exceptions": [exception_json(book, ground, language) for ground in rule.exceptions],
        "departments": [department.in_language(language) for department in rule.departments],
    }


def instrument_json(instrument: Instrument, language: Language) -> Json:
    """Return one instrument with the texts it was taken from, worded in one language."""
    return {
        "id": instrument.id,
        "title": instrument.title.in_language(language),
        "issuers": [issuer.in_language(language) for issuer in instrument.issuers],
        "published_on": instrument.published_on.isoformat(),
        "texts": [
            {
                "description": text.description.in_language(language),
                "sha256": text.sha256,
                "extent": text.extent.value,
            }
            for text in instrument.texts
        ],
    }
