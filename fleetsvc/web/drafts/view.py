"""A draft's comparison as the page shows it: words and tables instead of codes and lists."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.models import Json
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import listed
from fleetsvc.web.law.values_view import values_text
from fleetsvc.web.rankings.moves import ShiftTable, shift
from fleetsvc.web.rankings.start_view import percent
from rules.demand_words import about, demand_of
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Force, Verdict

# --- vehicles judged otherwise -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FlipTable:
    """One change of verdict: vehicles by unit and category, with sums at both edges. Zero counts are shown empty."""

    before: str
    after: str
    categories: Sequence[str]
    rows: Sequence[tuple[str, Sequence[int], int]]
    sums: Sequence[int]
    total: int


def flip_tables(flips: Iterable[Json]) -> list[FlipTable]:
    """Return a table for each change of verdict, that of the most vehicles first."""
    counted: dict[tuple[str, str], Counter[tuple[str, str]]] = {}
    for flip in flips:
        cells = counted.setdefault((flip["before"], flip["after"]), Counter())
        cells[flip["unit"], flip["category"]] += flip["registrations"]
    tables = [_flip_table(before, after, cells) for (before, after), cells in counted.items()]
    return sorted(tables, key=lambda table: -table.total)


def _flip_table(before: str, after: str, cells: Counter[tuple[str, str]]) -> FlipTable:
    units = [unit for unit in UNITS if any(cells[unit, word] for word in Category)]
    words = [word for word in Category if any(cells[unit, word] for unit in units)]
    rows = [(unit, [cells[unit, word] for word in words]) for unit in units]
    return FlipTable(
        before,
        after,
        [_word(word) for word in words],
        [(_name(unit), counts, sum(counts)) for unit, counts in rows],
        [sum(counts[place] for _, counts in rows) for place in range(len(words))],
        cells.total(),
    )


# --- rankings ----------------------------------------------------------------------------------------------------


def shift_tables(rankings: Iterable[Json]) -> list[ShiftTable]:
    """Return the rankings in their order; of each only the units that move."""
    return [_shift_table(ranking) for ranking in rankings]


def _shift_table(ranking: Json) -> ShiftTable:
    lines = ranking["lines"]
    moved = [
        shift(line["unit"], line["before"], line["after"])
        for line in lines
        if line["before"] != line["after"]
    ]
    category = ranking["category"]
    title = say("ranking.all") if category is None else _word(Category(category))
    return ShiftTable(title, moved, len(lines) - len(moved))


def moved_units(rankings: Sequence[Json]) -> int:
    """Return how many units have another rank over all categories."""
    return sum(line["before"]["rank"] != line["after"]["rank"] for line in rankings[0]["lines"])


# --- samples -----------------------------------------------------------------------------------------------------


def samples(found: Iterable[Json]) -> list[dict[str, Any]]:
    """Return sample vehicles in words; a step that one edition alone takes is marked."""
    return [
        {
            **sample,
            "name": _name(sample["unit"]),
            "what": listed(
                _word(kind(sample[name]))
                for name, kind in (("event", Event), ("category", Category), ("energy", Energy))
            ),
            "sides": [
                _side(sample[side], sample[other]["steps"], say(word))
                for side, other, word in (
                    ("before", "after", "draft.current"),
                    ("after", "before", "draft.this"),
                )
            ],
        }
        for sample in found
    ]


def _side(trace: Json, others: Sequence[str], heading: str) -> dict[str, Any]:
    steps = [(step, step not in others) for step in trace["steps"]]
    return {
        "heading": heading,
        "verdict": trace["verdict"],
        "rule": trace["rule"],
        "steps": steps,
    }


# --- rules and interpretations -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextChange:
    """A rule or interpretation that differs: what of it, before and after; ``quotes``: the clauses it stands on."""

    kind: str
    name: str
    title: str
    change: str
    fields: Sequence[tuple[str, str, str]]
    quotes: Sequence[str]


RULE_FIELDS: Final = (
    "title",
    "force",
    "categories",
    "events",
    "where",
    "requires",
    "effective_from",
    "effective_until",
)
ANSWER_FIELDS: Final = ("answer", "sets", "status", "effective_from", "effective_until", "by", "letter")
"""What is told of one that is added or removed."""


def text_changes(rules: Iterable[Json], interpretations: Iterable[Json]) -> list[TextChange]:
    """Return the rules that differ, then the interpretations."""
    return [
        *(_text_change("rule", change, "title", RULE_FIELDS) for change in rules),
        *(_text_change("interpretation", change, "question", ANSWER_FIELDS) for change in interpretations),
    ]


def _text_change(kind: str, change: Json, title: str, usual: Sequence[str]) -> TextChange:
    sides: tuple[Json, Json] = (change["before"] or {}, change["after"] or {})
    shown = change["fields"] or usual
    return TextChange(
        kind,
        change["id"],
        str((sides[1] or sides[0])[title]),
        change["change"],
        [
            (say(f"draft.field.{name}"), _value_text(sides[0], name), _value_text(sides[1], name))
            for name in shown
        ],
        list(dict.fromkeys(side["clause"]["quote"] for side in sides if "clause" in side)),
    )


def _value_text(side: Json, name: str) -> str:
    """Return what a side says of a field, in words; empty where that side is not there at all."""
    if name not in side:
        return ""
    value = side[name]
    teller = _TELLERS.get(name, str)
    if value is None:
        return _ABSENT[name]() if name in _ABSENT else say("draft.nothing")
    return teller(value) or say("draft.nothing")


_ABSENT: Final[Mapping[str, Callable[[], str]]] = {
    "effective_until": lambda: say("draft.no_end"),
    "units": lambda: say("book.all_units"),
    "where": lambda: say("draft.all_of_them"),
}
_TELLERS: Final[Mapping[str, Callable[[Any], str]]] = {
    "force": lambda word: _word(Force(word)),
    "requires": lambda demand: demand_of(demand).in_language(language()),
    "where": lambda meant: about(meant).in_language(language()),
    "clause": lambda clause: str(clause["quote"]),
    "interpretations": listed,
    "categories": lambda words: listed(_word(Category(word)) for word in words),
    "events": lambda words: listed(_word(Event(word)) for word in words),
    "units": lambda codes: listed(map(_name, codes)),
    "exceptions": lambda grounds: listed(ground["description"] for ground in grounds),
    "departments": listed,
    "status": lambda status: say(f"answer.{status}"),
    "sets": values_text,
}


def _word(word: Category | Energy | Event | Force | Verdict) -> str:
    return label(word).in_language(language())


def _name(unit: str) -> str:
    return UNITS[unit].name.in_language(language())


# --- all of it ----------------------------------------------------------------------------------------------------


def shown(document: Json) -> Json:
    """Return the comparison as the page shows it."""
    sums = document["registrations"]
    return {
        "current": document["current"],
        "beside": document["rulebooks"],
        "sums": sums,
        "share": percent(sums["changed"] / sums["judged"]) if sums["judged"] else "",
        "units": len({flip["unit"] for flip in document["flips"]}),
        "moved": moved_units(document["rankings"]),
        "changes": text_changes(document["rules"], document["interpretations"]),
        "law": document["law"],
        "flips": flip_tables(document["flips"]),
        "rankings": shift_tables(document["rankings"]),
        "samples": samples(document["samples"]),
        "said_verdicts": {word.value: label(word).in_language(language()) for word in Verdict},
    }
