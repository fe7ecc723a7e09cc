"""An entry of the log of changes as API, feed and page tell it, worded in one language."""

from collections.abc import Iterable, Mapping
from typing import Final

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json
from fleetsvc.services.law.change_log import Announced
from fleetsvc.services.law.requirements import book_json, clause_json, interpretation_json
from rules.asked import Asked, Demand
from rules.labels import label
from rules.law import own_name
from rules.requirements import interpretations_of
from rules.rulebook import Rulebook
from rules.rulebook_parts import Interpretation
from rules.units import UNITS
from rules.wording import Language, Text

_TITLE: Final = Text(
    "{units}：{event}的{category}，{day} 起{until}登记的{what}",
    "{units}: {category}, {event}, registered from {day}{until}: {what}",
)
_UNTIL: Final = Text("、{day} 前", " and before {day}")
_ALL_UNITS: Final = Text("全省", "The whole province")
_KINDS: Final[Mapping[str, Text]] = {
    "begins": Text("有新的要求", "something new is asked"),
    "ends": Text("不再有要求", "nothing is asked any more"),
    "changes": Text("要求改变", "something else is asked"),
}


def entry_json(one: Announced, *, authority: str, language: Language) -> Json:
    """Return an entry as it stays: whom it concerns, from which day, before and after, the clauses, and its act."""
    change = one.change
    until = None if change.until is None else change.until.isoformat()
    return {
        "id": one.tag(authority),
        "updated": rfc3339(one.at),
        "title": _title(one, language),
        "kind": _kind(one),
        "units": list(change.units),
        "category": change.category.value,
        "event": change.event.value,
        "from": change.since.isoformat(),
        "until": until,
        "before": [text.in_language(language) for text in change.before.words],
        "after": [text.in_language(language) for text in change.after.words],
        "rules": sorted({demand.rule.id for demand in _differing(one)}),
        "clauses": _clauses(one, language),
        "interpretations": _interpretations(one, language),
        "rulebook": book_json(one.edition),
    }


def said_units(one: Announced) -> Text:
    """Return the units that an entry concerns, by name."""
    units = one.change.units
    if len(units) == len(UNITS):
        return _ALL_UNITS
    names = [UNITS[unit].name for unit in units]
    return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def _title(one: Announced, language: Language) -> str:
    change = one.change
    until = Text("", "") if change.until is None else _UNTIL.fill(day=change.until)
    said = {
        "units": said_units(one),
        "event": label(change.event),
        "category": label(change.category),
        "until": until,
        "what": _KINDS[_kind(one)],
    }
    words = {name: text.in_language(language) for name, text in said.items()}
    return _TITLE.in_language(language).format(day=change.since, **words)


def _kind(one: Announced) -> str:
    if one.change.before == Asked():
        return "begins"
    return "ends" if one.change.after == Asked() else "changes"


def _differing(one: Announced) -> Iterable[Demand]:
    """Return the demands that are made on one side only: those of what is asked now first."""
    before, after = one.change.before, one.change.after
    yield from (demand for demand in after.in_order() if demand not in before.demands)
    yield from (demand for demand in before.in_order() if demand not in after.demands)


def _clauses(one: Announced, language: Language) -> list[Json]:
    """Return the clauses of the demands that differ, each in the words of the law that makes the demand."""
    told: dict[tuple[object, ...], Json] = {}
    for demand in _differing(one):
        book = one.law if demand in one.change.after.demands or one.former is None else one.former
        clause = clause_json(book, book.clause_of(demand.rule), language)
        told.setdefault((own_name(clause["id"]), clause["quote"]), clause)
    return list(told.values())


def _interpretations(one: Announced, language: Language) -> list[Json]:
    """Return the interpretations of the demands that differ which the act changed or confirmed, before and after."""
    if one.former is None:
        return []
    before, after = (_relied_on(one, book) for book in (one.former, one.law))
    return [
        {
            "before": _told(before.get(name), language),
            "after": _told(after.get(name), language),
        }
        for name in dict.fromkeys([*after, *before])
        if _said(before.get(name)) != _said(after.get(name))
    ]


def _relied_on(one: Announced, book: Rulebook) -> dict[str, Interpretation]:
    """Return the interpretations of a law that the demands that differ rest on, by book and own id."""
    own = {demand.rule.id.partition("/")[2] for demand in _differing(one)}
    rules = [rule for rule in book.rules if rule.id.partition("/")[2] in own]
    names = [(rule, name) for rule in rules for name in interpretations_of(book, rule, one.change.category)]
    return {
        f"{book.book_of(rule.id).id}/{own_name(name)}": book.interpretations[name] for rule, name in names
    }


def _said(entry: Interpretation | None) -> tuple[object, ...] | None:
    """Return what an interpretation says and by whose word: most begin with the law, and its day is told anyway."""
    return None if entry is None else (entry.answer.zh, entry.status, entry.letter, dict(entry.sets))


def _told(entry: Interpretation | None, language: Language) -> Json | None:
    return None if entry is None else interpretation_json(entry, language)
