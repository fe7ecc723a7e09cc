"""Match the columns of a sheet to fields, by their header and by what their values look like.

A confidence joins both: a header that says the field outright and values that fit give 1. Two columns that
fit a field equally well are a question with a proposal, unless they hold the same; so is a column whose
header says little. Nothing that decides a verdict is guessed in silence.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Final

from importers.cells.identifiers import is_blank
from importers.fields import FIELDS, Composition, Question, column_letter
from importers.layout.compositions import find_compositions, settled_by
from importers.layout.headers import Weights, flat
from importers.layout.row_kinds import subtotal_or_note
from importers.layout.shapes import FIELD_SHAPES, dominant, fit, profile
from importers.layout.weights import (
    CLOSE,
    COMPOSED,
    EMPTY_AMONG_FILLED,
    EMPTY_LIKE_ALL,
    HEADER_SHARE,
    HIGHEST,
    MISFIT,
    MOST,
    OUTSPOKEN,
    RIVAL,
    SAMPLES,
    SURE,
    UNSHAPED,
    USUAL,
    WEAK,
)

DECISIVE: Final = frozenset(
    {
        "vin", "plate", "registered_on", "fuel", "powertrain", "category", "event", "model", "emission_stage",
        "gross_mass", "replaces_vin", "replaces_plate",
    }
)  # fmt: skip
"""Fields that verdicts rest on: a doubt about their column is asked. Of others the likeliest is taken."""

DECISIVE_OF_RETIRED: Final = frozenset({"vin", "plate", "retired_on", "category"})
"""The same of a list of retired vehicles."""

_TELLING: Final = {
    "model": "model", "category-name": "category", "event": "event", "energy": "fuel", "emission": "emission_stage"
}  # fmt: skip
"""Shape of most values -> the field that is asked about under an unknown header."""
_IDENTITY: Final = frozenset({"vin", "plate"})
_ORDER: Final = {name: place for place, name in enumerate(FIELDS)}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header's weights and a sample of its rows (None where blank).

    ``of_part``: its header speaks of something at the vehicle, whose numbers may look like the vehicle's. ``path``: the
    texts of its header, from the topmost group down.
    """

    index: int
    weights: Weights
    sample: tuple[object, ...]
    of_part: bool = False
    path: tuple[str, ...] = ()

    @property
    def values(self) -> list[object]:
        """The filled cells of the sample."""
        return [cell for cell in self.sample if not is_blank(cell)]


@dataclass(slots=True)
class Match:
    """Which column holds which field, how surely, and what has to be asked.

    ``contradicted``: a decisive field and the column whose header names it while its values differ.
    ``unused``: further columns of VINs or plates; they may be the retired vehicles. ``composed``: fields that several
    columns hold together.
    """

    columns: dict[str, int] = field(default_factory=dict)
    confidence: dict[int, float] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    contradicted: list[tuple[str, int]] = field(default_factory=list)
    unused: list[int] = field(default_factory=list)
    composed: tuple[Composition, ...] = ()


def sample_rows(rows: Sequence[Sequence[object]]) -> list[Sequence[object]]:
    """Return up to fifty rows of vehicles, spread over the given ones."""
    filled = [row for row in rows if not all(map(is_blank, row)) and subtotal_or_note(row) is None]
    step = max(1, -(-len(filled) // SAMPLES))
    return filled[::step]


def _confidence(weight: float, name: str, shares: Mapping[str, float]) -> float | None:
    """Join a header's weight and the values; None where the values contradict the header."""
    hard = dominant(shares)
    fitting = fit(name, shares)
    if fitting is None:
        return None if hard & {"vin", "plate", "day"} else weight * UNSHAPED
    if fitting < MISFIT and (weight < OUTSPOKEN or hard - FIELD_SHAPES[name]):
        return None
    return weight * (HEADER_SHARE + (1 - HEADER_SHARE) * fitting)


def candidates(column: Column, *, any_filled: bool) -> dict[str, float]:
    """Return the fields a column may hold with a confidence for each.

    ``any_filled``: whether the sheet has rows at all; a column empty among filled ones counts less.
    """
    values = column.values
    if not values:
        share = EMPTY_AMONG_FILLED if any_filled else EMPTY_LIKE_ALL
        return {name: weight * share for name, weight in column.weights.items()}
    shares = profile(values)
    found = {
        name: confidence
        for name, weight in column.weights.items()
        if (confidence := _confidence(weight, name, shares)) is not None
    }
    if found:
        return _without_nature(found, column.weights, shares)
    # The header is unknown, or the values contradict it: what a verdict rests on is still asked about.
    return dict.fromkeys(_by_values(shares, of_part=column.of_part), WEAK)


def _without_nature(
    found: dict[str, float], weights: Weights, shares: Mapping[str, float]
) -> dict[str, float]:
    """Take 用途 for the nature of use only where some value is one: 其他 alone is a category."""
    if "category" in found and weights["category"] >= USUAL and not fit("use_nature", shares):
        found.pop("use_nature", None)
    return found


def _by_values(shares: Mapping[str, float], *, of_part: bool) -> set[str]:
    """Return the fields that values alone suggest."""
    identity = dominant(shares) & _IDENTITY
    if identity or of_part:
        return set(identity)
    return {name for shape, name in _TELLING.items() if shares.get(shape, 0.0) >= MOST}


def _same_values(one: Column, other: Column) -> bool:
    """Two columns say the same wherever the second says anything."""
    pairs = [(a, b) for a, b in zip(one.sample, other.sample, strict=True) if not is_blank(b)]
    return all(a == b or flat(str(a)) == flat(str(b)) for a, b in pairs)


def _assign(found: Mapping[int, Mapping[str, float]], match: Match) -> None:
    """Give each field the column that fits it best, the surest pairs first."""
    pairs = sorted(
        (-confidence, _ORDER[name], index, name)
        for index, fields in found.items()
        for name, confidence in fields.items()
    )
    used = set(match.columns.values())
    for negative, _, index, name in pairs:
        if index not in used and name not in match.columns:
            match.columns[name] = index
            match.confidence[index] = round(min(HIGHEST, -negative), 2)
            used.add(index)


def _rivals(
    name: str,
    chosen: int,
    columns: Mapping[int, Column],
    found: Mapping[int, Mapping[str, float]],
    taken: set[int],
) -> list[int]:
    """Return the unused columns that fit a field about as well as the chosen one, and say something else."""
    weight, confidence = columns[chosen].weights.get(name, WEAK), found[chosen][name]
    return [
        index
        for index, fields in found.items()
        if index not in taken
        and name in fields
        and weight - columns[index].weights.get(name, WEAK) < CLOSE
        and confidence - fields[name] < RIVAL
        and not _same_values(columns[chosen], columns[index])
    ]


def _compose(columns: Sequence[Column], confirmed: Mapping[int, str | None], match: Match) -> None:
    """Give the fields that several columns hold together their first column."""
    match.composed = tuple(
        settled_by(tuple(find_compositions(columns)), {one.index: one for one in columns}, confirmed)
    )
    for one in match.composed:
        match.columns[one.field] = one.places[0]
        match.confidence |= dict.fromkeys(one.places, COMPOSED)


def match_columns(
    columns: Sequence[Column],
    *,
    sheet: str,
    confirmed: Mapping[int, str | None],
    decisive: Set[str] = DECISIVE,
) -> Match:
    """Match columns to fields; ``confirmed`` columns are taken as said, neither weighed nor asked about."""
    match = Match()
    for index, name in confirmed.items():
        if name is not None:
            match.columns[name], match.confidence[index] = index, 1.0
    _compose(columns, confirmed, match)
    settled = frozenset(match.columns)
    composed = {place for one in match.composed for place in one.places}
    free = {one.index: one for one in columns if one.index not in confirmed and one.index not in composed}
    any_filled = any(column.values for column in columns)
    found = {index: candidates(column, any_filled=any_filled) for index, column in free.items()}
    _assign(found, match)
    match.contradicted = [
        (name, index)
        for index, column in free.items()
        if index not in match.columns.values()
        for name, weight in column.weights.items()
        if weight >= USUAL and name in decisive - match.columns.keys() and name not in found[index]
    ]
    for name, chosen in match.columns.items():
        if name not in decisive or name in settled:
            continue
        rivals = _rivals(name, chosen, free, found, set(match.columns.values()))
        if rivals or (found[chosen][name] < SURE and free[chosen].values):
            letters = tuple(column_letter(index) for index in sorted([chosen, *rivals]))
            code = "column-ambiguous" if rivals else "column-unsure"
            match.questions.append(Question(code, sheet, name, letters, column_letter(chosen)))
    match.unused = list(_unused(match, free, found))
    return match


def of_retired(match: Match) -> Match:
    """Return how a list of retired vehicles is matched: a column of replaced vehicles holds the vehicles themselves."""
    columns = dict(match.columns)
    for name in ("vin", "plate"):
        if f"replaces_{name}" in columns:
            columns[name] = columns.pop(f"replaces_{name}")
    return replace(match, columns=columns)


def _unused(
    match: Match, columns: Mapping[int, Column], found: Mapping[int, Mapping[str, float]]
) -> Iterator[int]:
    """Yield the columns of VINs or plates that are read as nothing, told of nowhere and repeat nothing.

    A header that names another thing (an engine number) says why its values look alike.
    """
    told = {letter for question in match.questions for letter in question.candidates}
    told |= {column_letter(index) for _, index in match.contradicted}
    for index, column in columns.items():
        names = found[index].keys() & _IDENTITY
        names_other = column.weights and not column.weights.keys() & _IDENTITY
        if index in match.columns.values() or not names or names_other or column_letter(index) in told:
            continue
        read = [columns[place] for name in names if (place := match.columns.get(name, -1)) in columns]
        if column.values and not any(_same_values(one, column) for one in read):
            yield index
