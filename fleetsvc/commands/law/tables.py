"""What ``rulebook show --table``, ``compare`` and ``load`` print: decision tables and what changes between them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from fleetsvc.models import Json
from fleetsvc.services.drafts.changes import law_changes
from fleetsvc.services.law.duties import duties_json
from rules.collapse import Line, cases_in, shown
from rules.labels import label
from rules.rulebook import Rulebook
from rules.table import Outcome
from rules.units import UNITS
from rules.vocabulary import Duty
from rules.wording import Language, Text

if TYPE_CHECKING:
    from fleetsvc.services.law.rulebooks import Flip


def table_json(book: Rulebook, lines: Sequence[Line[Outcome]]) -> Json:
    """Return the decision table, collapsed."""
    return {
        "rulebook": {"id": book.id, "edition": book.edition},
        "lines": [{**_line_json(line), **_outcome_json(line.value)} for line in lines],
    }


def table_text(book: Rulebook, lines: Sequence[Line[Outcome]]) -> Iterator[str]:
    """Yield the decision table as aligned columns; its text changes only when a verdict does."""
    yield f"# {book.name}"
    yield from _aligned(
        [_heads(lines, *_OUTCOME), *((*_cells(line), *_outcome_cells(line.value)) for line in lines)]
    )


def difference_json(
    old: Rulebook, new: Rulebook, lines: Sequence[Line[tuple[Outcome, Outcome]]], language: Language
) -> Json:
    """Return the words of the law and the cases on which two rulebooks differ."""
    return {
        "old": {"id": old.id, "name": old.name, "edition": old.edition},
        "new": {"id": new.id, "name": new.name, "edition": new.edition},
        "law": law_changes(old, new, language),
        "cases": sum(cases_in(line) for line in lines),
        "changes": [
            {
                **_line_json(line),
                "before": _outcome_json(line.value[0]),
                "after": _outcome_json(line.value[1]),
            }
            for line in lines
        ],
    }


def difference_text(
    old: Rulebook, new: Rulebook, lines: Sequence[Line[tuple[Outcome, Outcome]]], language: Language
) -> Iterator[str]:
    """Yield the differences for a person: the sum of each change, then the cases."""
    yield f"{old.name} {old.edition}"
    yield f"{new.name} {new.edition}"
    yield from law_lines(law_changes(old, new, language), language)
    if not lines:
        yield Text("所有情形的结论都相同", "The verdict is the same in every case").in_language(language)
        return
    sums: Counter[tuple[str, str]] = Counter()
    for line in lines:
        before, after = (label(outcome.verdict).in_language(language) for outcome in line.value)
        sums[before, after] += cases_in(line)
    count = Text("{number} 种情形", "{number} cases")
    for (before, after), number in sums.most_common():
        yield f"  {before} → {after}: {count.fill(number=number).in_language(language)}"
    rows = [(*_cells(line), *_outcome_cells(line.value[0]), *_outcome_cells(line.value[1])) for line in lines]
    yield from _aligned([_heads(lines, "before", *_OUTCOME[1:], "after", *_OUTCOME[1:]), *rows])


_OF_WORDS: Final = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
_CHANGED: Final = {"added": "+", "removed": "-", "changed": "~"}


def law_lines(changes: Sequence[Json], language: Language) -> Iterator[str]:
    """Yield the words of the law that differ: ``[-removed-]``, ``{+added+}``; nothing where none do."""
    if changes:
        yield ""
        yield Text("条文", "Words of the law").in_language(language)
    for one in changes:
        words = "".join(_OF_WORDS[word["op"]].format(word["text"]) for word in one["words"])
        yield f"  {_CHANGED[one['change']]} {one['passage']}  {one['part']} {one['id']}"
        yield f"      {words}"


def loaded_json(name: str, edition: str, status: str, flips: "Sequence[Flip]", changed: int | None) -> Json:
    """Return what loading a rulebook did, or would do: ``changed`` is None for a draft."""
    return {
        "rulebook": {"name": name, "edition": edition, "status": status},
        "changed": changed,
        "flips": [asdict(flip) for flip in flips],
    }


def loaded_lines(answer: Json, language: Language) -> Iterator[str]:
    """Yield what loading a rulebook did for a person."""
    yield "{name} {edition} {status}".format(**answer["rulebook"])
    yield from _proof_lines(answer["proof"], language)
    for flip in answer["flips"]:
        yield "  {unit} {category}: {before} → {after}: {registrations}".format(**flip)
    if answer["changed"] is None:
        yield Text("仅存为草案，未改变任何结论", "Stored as a draft; no verdict was changed").in_language(
            language
        )
    else:
        done = Text("已生效，重新判定 {number} 条", "In force; {number} decisions were made again")
        yield done.fill(number=answer["changed"]).in_language(language)


def _proof_lines(proof: Json, language: Language) -> Iterator[str]:
    text = Text(
        "证明：案例 {cases} 个，错误改动 {mutants} 处（未被发现 {missed} 处），错误 {faults} 个",
        "proof: {cases} cases, {mutants} wrong changes ({missed} not noticed), {faults} faults",
    )
    counts = {"missed": len(proof["survivors"]), "faults": len(proof["faults"])}
    yield text.fill(cases=proof["cases"], mutants=proof["mutants"], **counts).in_language(language)
    yield from (f"  {fault['path']}: {fault['message']}" for fault in proof["faults"])


def _line_json(line: Line[Any]) -> Json:
    words = {
        dimension.name: [word for one in chosen for word in dimension.spelled[one]]
        for dimension, chosen in zip(line.dimensions, line.words, strict=True)
    }
    return {
        "units": list(line.units),
        "from": line.period.since.isoformat(),
        "until": line.period.until.isoformat(),
        **words,
    }


def _outcome_json(outcome: Outcome) -> Json:
    return {"verdict": outcome.verdict.value, "rule": outcome.rule, "duties": duties_json(outcome.duties)}


def _heads(lines: Sequence[Line[Any]], *last: str) -> tuple[str, ...]:
    names = [dimension.name for dimension in lines[0].dimensions] if lines else ()
    return ("units", "from", "until", *names, *last)


def _cells(line: Line[Any]) -> tuple[str, ...]:
    units = "*" if len(line.units) == len(UNITS) else ",".join(line.units)
    return (units, str(line.period.since), str(line.period.until), *shown(line))


_OUTCOME: Final = ("verdict", "rule", *Duty)


def _outcome_cells(outcome: Outcome) -> tuple[str, ...]:
    return (outcome.verdict.value, outcome.rule or "-", *(said.verdict.value for said in outcome.duties))


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
