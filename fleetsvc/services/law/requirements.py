"""What the mandate asks before a vehicle is chosen, as the JSON that the API, the command line and the pages show."""

import re
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Final

from fleetsvc.models import Json
from fleetsvc.services.law.conditions import UNCONFIRMED, condition_json
from fleetsvc.services.law.duties import duties_json
from rules.decide_words import MISSED_CODE, missed, presumed_heavy
from rules.demand_words import about, demand, requires, where_data
from rules.judge import judge
from rules.labels import said_facts
from rules.near import Missed, presumes_mass
from rules.questions import Possibility, Question, claim_decides, open_in
from rules.requirements import Requirement, interpretations_of, requirement, rests_on_replacement
from rules.rulebook import Rulebook
from rules.rulebook_parts import ExceptionGround, Interpretation, Rule
from rules.sources import Clause, Instrument
from rules.vocabulary import Category
from rules.wording import Language, Text

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch

_ASSUMED_SHOWN: Final = Text(
    "以能列明被更新的退役车辆为前提；不能列明的，按新增车辆的要求待定。",
    "This takes for granted that the retired vehicle is named; if it is not, the demand on new vehicles stays open.",
)
_SCOPE: Final = Text(
    "只依据已载入的文件作答：{acts}。国家、省、市的其他规定可能另有要求。",
    "Answered by the acts that are loaded: {acts}. Other national, provincial or city acts may ask for more.",
)


def requirement_answer(book: Rulebook, question: Question, *, language: Language) -> Json:
    """Return the answer of contract sections 3 and 5, worded in one language.

    ``verdict`` is null unless the energy is given. For a replacement of which nothing is said the retired vehicle is
    taken to be named, and the summary says so where that matters. ``outcomes``: what each missing fact would lead to.
    """
    found, left_open = requirement(book, question), open_in(book, question)
    return (
        _question_json(question)
        | {
            "governed": found.energy_governed,
            "energy_governed": found.energy_governed,
            "emission_governed": found.emission_governed,
            "force": found.force.value if found.force else None,
            "allowed_energy": None
            if found.allowed_energy is None
            else [word.value for word in found.allowed_energy],
            "summary": _summary(book, found).in_language(language),
            "rules": [
                rule_json(book, rule, category=question.category, language=language) for rule in found.rules
            ],
            "near_rules": [_near_json(book, found, miss, language) for miss in found.near],
            "exceptions": [exception_json(book, ground, language) for ground in found.exceptions],
            "interpretations": [
                interpretation_json(book.interpretations[name], language) for name in found.interpretations
            ],
            "conditions": conditions(book, question, found.rules, language),
            "depends_on": list(left_open.depends_on),
            "outcomes": [_possibility_json(one, language) for one in left_open.possibilities],
            "scope_note": scope_note(book).in_language(language),
        }
        | _verdict(book, question)
    )


def conditions(book: Rulebook, question: Question, rules: Iterable[Rule], language: Language) -> list[Json]:
    """Return what is taken for granted though it would change the verdict: code and sentence."""
    found: list[Json] = []
    if claim_decides(book, question):
        found.append(condition_json(UNCONFIRMED, language))
    if any(presumes_mass(rule, question.facts) for rule in rules):
        message = presumed_heavy(question.facts).in_language(language)
        found.append({"code": "gross-mass-presumed", "message": message})
    return found


def scope_note(book: Rulebook) -> Text:
    """Return which acts, and which of their tasks, an answer rests on, and what is lacking of their texts."""
    acts = list(map(partial(_act, book), book.instruments))
    return Text(
        _SCOPE.zh.format(acts="；".join(act.zh for act in acts)),
        _SCOPE.en.format(acts="; ".join(act.en for act in acts)),
    )


def _act(book: Rulebook, instrument: Instrument) -> Text:
    cited = [clause for clause in book.clauses.values() if book.instrument_of(clause) == instrument]
    passages = {passage.number: passage for passage in map(book.passage_of, cited)}
    numbers = sorted((one.number for one in passages.values() if one.title is None), key=_place)
    names = [one.title for one in passages.values() if one.title is not None]
    tasks = Text(f"第 {'、'.join(numbers)} 项", f"tasks {', '.join(numbers)}")
    parts = ([tasks] if numbers else []) + names
    lacks = dict.fromkeys(lack for clause in cited if (lack := book.caveat_on(clause)) is not None)
    note = Text("".join(f"（{lack.zh}）" for lack in lacks), "".join(f" [{lack.en}]" for lack in lacks))
    return Text(
        f"{instrument.title.zh}{'、'.join(part.zh for part in parts)}{note.zh}",
        f"{instrument.title.en} ({', '.join(part.en for part in parts)}){note.en}",
    )


def _place(number: str) -> tuple[int, str]:
    return len(number), number


def _question_json(question: Question) -> Json:
    return {
        "unit": question.unit,
        "category": question.category.value,
        "event": question.event.value,
        "on": question.day.isoformat(),
        "energy": question.energy,
        "emission_stage": question.emission_stage,
        "gross_mass_kg": question.gross_mass_kg,
        "replaces": question.replaces,
        "owner_class": question.owner_class,
        "use": question.use,
        "area": question.area,
        "county": question.county,
    }


def _near_json(book: Rulebook, found: Requirement, miss: Missed, language: Language) -> Json:
    """Return a rule that does not apply: why, with its clause and the interpretations by which it does not."""
    category = found.question.category
    return {
        "id": miss.rule.id,
        "force": miss.rule.force.value,
        "code": MISSED_CODE[miss.by],
        "message": missed(book, miss.rule, miss.by, found.question.facts).in_language(language),
        "clause": clause_json(book, book.clause_of(miss.rule), language),
        "interpretations": list(miss.interpretations(book, category)),
    }


def _possibility_json(one: Possibility, language: Language) -> Json:
    given = {name: list(words) for name, words in one.given.items()}
    said = [said_facts(name, words).in_language(language) for name, words in one.given.items()]
    return {
        "if": given,
        "message": Text("；", "; ").in_language(language).join(said),
        "verdict": one.verdict.value,
        "rule": one.rule,
        "duties": duties_json(one.duties),
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


def find_day(text: str) -> date | None:
    """Return a day written as ``written_day`` reads it; None for what is none.

    >>> find_day("2025-06-01"), find_day("2025-02-30"), find_day("")
    (datetime.date(2025, 6, 1), None, None)
    """
    try:
        return written_day(text)
    except ValueError:
        return None


def books_json(book: Rulebook, rule: str | None = None) -> Json:
    """Return how every answer names what it rests on: ``rulebook``, that of the deciding rule or else the first.

    ``rulebooks``: all that are in force together.
    """
    return {
        "rulebook": book_json(book.book_of(rule)),
        "rulebooks": [book_json(one) for one in book.books],
    }


def book_json(book: Rulebook) -> Json:
    """Return how a rulebook is named."""
    return {"id": book.id, "edition": book.edition}


def rule_json(book: Rulebook, rule: Rule, *, category: Category | None, language: Language) -> Json:
    """Return a rule with its clause; ``interpretations`` are the ids of those that concern the category."""
    names = rule.interpretations if category is None else interpretations_of(book, rule, category)
    where = where_data(rule)
    return {
        "id": rule.id,
        "title": rule.title.in_language(language),
        "force": rule.force.value,
        "requires": requires(rule),
        "demand": demand(rule).in_language(language),
        "where": where,
        "meant": None if where is None else about(where).in_language(language),
        "effective_from": rule.effective_from.isoformat(),
        "effective_until": rule.effective_until.isoformat() if rule.effective_until else None,
        "clause": clause_json(book, book.clause_of(rule), language),
        "interpretations": list(names),
    }


def clause_json(book: Rulebook, clause: Clause, language: Language) -> Json:
    """Return a clause: always its verbatim quote, and beside it an unofficial translation.

    ``offset`` and ``length``: where it stands in the text of ``source_sha256``, see ``rules.sources``. ``caveat``: what
    its words lack as evidence, null where they were reviewed and their whole act is at hand.
    """
    lacks = book.caveat_on(clause)
    return {
        "id": clause.id,
        "instrument": book.instrument_of(clause).title.in_language(language),
        "instrument_id": clause.instrument,
        "number": clause.number,
        "passage": book.passage_of(clause).name.in_language(language),
        "quote": clause.quote,
        "translation": clause.translation,
        "caveat": None if lacks is None else lacks.in_language(language),
        "source_sha256": clause.source_sha256,
        "offset": clause.offset,
        "length": clause.length,
    }


def interpretation_json(entry: Interpretation, language: Language) -> Json:
    """Return an interpretation with its status: ``assumed`` is the product's default, not the office's word.

    ``letter``: the number of the document by which the office gave it; ``sets``: the values that rules take from it.
    """
    until, letter = entry.effective_until, entry.letter
    dated = None if letter is None else letter.dated
    return {
        "id": entry.id,
        "question": entry.question.in_language(language),
        "answer": entry.answer.in_language(language),
        "status": entry.status.value,
        "effective_from": entry.effective_from.isoformat(),
        "effective_until": None if until is None else until.isoformat(),
        "by": entry.by.in_language(language),
        "letter": None if letter is None else letter.number,
        "letter_dated": None if dated is None else dated.isoformat(),
        "sets": dict(entry.sets),
    }


def exception_json(book: Rulebook, ground: ExceptionGround, language: Language) -> Json:
    """Return a ground on which a justification may be approved, with the evidence to bring.

    ``clause``: words that speak of the same thing, null where none do.
    """
    rests_on = None if ground.rests_on is None else book.grounds[ground.rests_on].clause
    return {
        "clause": None if rests_on is None else clause_json(book, rests_on, language),
        "ground": ground.ground,
        "description": ground.description.in_language(language),
        "evidence": [piece.in_language(language) for piece in ground.evidence],
        "until": ground.until.isoformat() if ground.until else None,
    }


def _summary(book: Rulebook, found: Requirement) -> Text:
    if found.question.replaces is not None or not rests_on_replacement(book, found.question, found.rules):
        return found.summary
    return Text(found.summary.zh + _ASSUMED_SHOWN.zh, f"{found.summary.en} {_ASSUMED_SHOWN.en}")


def _verdict(book: Rulebook, question: Question) -> Json:
    if question.energy is None:
        return {"verdict": None, "duties": None} | books_json(book)
    judged = judge(book, question.facts)
    said = {"verdict": judged.verdict.value, "duties": duties_json(judged.duties)}
    return said | books_json(book, judged.rule)
