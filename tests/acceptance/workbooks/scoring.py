"""Compare a reader's report with the expected one: mapped, asked, or wrong and silent.

``mapped``: every sheet, column, row fate, finding and value is as expected, and nothing was asked that need not be.
``asked``: something differs, but for each difference a question or error of the report names its place.
``wrong``: something differs and nothing said so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.acceptance.workbooks.reports import DECISIVE

Json = dict[str, Any]

ALIKE: Final = {"powertrain": "fuel"}
"""Fields that mean the same to a verdict."""
_PLACE: Final = frozenset({"sheet", "row"})
"""Where a vehicle stands, which is no value of it."""
ANY: Final = "*"
"""The code of an expected finding where only the row counts, not what is said of it."""
_ASKS: Final = frozenset({"error", "warning"})
_TELLS: Final = frozenset({"sheet-hidden", "rows-hidden", "columns-hidden"})
"""Findings about a sheet that ask nothing."""
_FIELDS_OF: Final = {
    "energy": {"fuel", "powertrain", "plate", "model"},
    "gross_mass_kg": {"gross_mass"},
    "replaces_plate": {"replaces_plate", "event"},
}
"""Value -> fields whose findings speak of it; else its own name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, whether the report asks about it, and where it is."""

    text: str
    asked: bool


@dataclass(slots=True)
class Score:
    """How one file came out."""

    file: str
    family: str
    differences: list[Difference] = field(default_factory=list)
    must_ask: bool = False

    @property
    def outcome(self) -> str:
        """``mapped``, ``asked`` or ``wrong``."""
        if any(not difference.asked for difference in self.differences):
            return "wrong"
        return "asked" if self.differences or self.must_ask else "mapped"


def score(expected: Json, answer: Json) -> Score:
    """Score one answer."""
    found = Score(expected["file"], expected["family"])
    refused, was = expected["refused"], answer["refused"]
    if refused or was:
        if (refused or {}).get("code") != (was or {}).get("code"):
            found.differences.append(Difference(f"refused: {was} instead of {refused}", asked=bool(was)))
        found.must_ask = bool(refused)
        return found
    layout_questions = [one for one in answer["findings"] if one["row"] is None and one["severity"] in _ASKS]
    for compare in (_sheets, _fates, _values):
        found.differences.extend(compare(expected, answer, layout_questions))
    found.differences.extend(_findings(expected, answer))
    found.must_ask = any(one["row"] is None and one["code"] not in _TELLS for one in expected["findings"])
    return found


def _sheets(expected: Json, answer: Json, questions: list[Json]) -> Iterator[Difference]:
    said = {sheet["name"]: sheet for sheet in answer["sheets"]}
    for sheet in expected["sheets"]:
        name = sheet["name"]
        about = [one for one in questions if one["sheet"] == name]
        got = said.get(name, {"used": False})
        if got["used"] != sheet["used"]:
            yield Difference(f"{name}: used {got['used']} instead of {sheet['used']}", asked=bool(about))
        elif sheet["used"]:
            if got["header_rows"] != sheet["header_rows"]:
                yield Difference(
                    f"{name}: header rows {got['header_rows']} instead of {sheet['header_rows']}",
                    asked=bool(about),
                )
            yield from _columns(sheet, got, about)


def _alike(name: str | None) -> str | None:
    return None if name is None else ALIKE.get(name, name)


def _columns(expected: Json, got: Json, about: list[Json]) -> Iterator[Difference]:
    headers = {one["column"]: one["header"] for one in got["columns"]}
    mapped = {one["column"]: _alike(one["field"]) for one in got["columns"] if one["field"] in DECISIVE}
    wanted = {letter: _alike(name) for letter, name in expected["columns"].items()}
    for letter in sorted(wanted.keys() | mapped.keys()):
        want, has = wanted.get(letter), mapped.get(letter)
        if has not in (want or "").split("|") and want != has:
            asked = any(_alike(one["field"]) in (want, has) or one["column"] == letter for one in about)
            where = f"{expected['name']}!{letter} “{headers.get(letter, '')}”"
            yield Difference(f"{where}: read as {has} instead of {want}", asked=asked)


def _fate_of(report: Json) -> dict[tuple[str, int], str]:
    """The fate of each row. Where a report does not list the rows set aside, those with an error are held."""
    accepted = {
        (one["sheet"], one["row"])
        for one in report["registrations"]
        if one.get("fate", "accepted") == "accepted"
    }
    if "set_aside" in report:
        aside = {(one["sheet"], one["row"]): one["fate"] for one in report["set_aside"]}
    else:
        errors = {(one["sheet"], one["row"]) for one in report["findings"] if one["severity"] == "error"}
        aside = {(sheet, row): "held" for sheet, row in errors - accepted if row is not None}
    return dict.fromkeys(accepted, "accepted") | aside


def _fates(expected: Json, answer: Json, questions: list[Json]) -> Iterator[Difference]:
    wanted, got = _fate_of(expected), _fate_of(answer)
    if "set_aside" not in answer:
        wanted = {place: fate for place, fate in wanted.items() if fate != "ignored"}
        ignored, expects = answer["rows"]["ignored"], expected["rows"]["ignored"]
        if ignored != expects:
            yield Difference(f"{ignored} rows ignored instead of {expects}", asked=False)
    for place in sorted(wanted.keys() | got.keys()):
        want, has = wanted.get(place), got.get(place)
        if want == has:
            continue
        said = [one for one in answer["findings"]
                if one["severity"] in _ASKS and (one["sheet"], one["row"]) == place]  # fmt: skip
        about = [one for one in questions if one["sheet"] == place[0]]
        codes = ", ".join(f"{one['code']}({one['field']})" for one in said)
        asked = (has == "held" and bool(said)) or (has is None and bool(about))
        yield Difference(f"{place[0]}!{place[1]}: {has} instead of {want} {codes}", asked=asked)


def _values(expected: Json, answer: Json, questions: list[Json]) -> Iterator[Difference]:
    got = {(one["sheet"], one["row"]): one for one in answer["registrations"]}
    for want in expected["registrations"]:
        has = got.get((want["sheet"], want["row"]))
        if has is None:
            continue
        for name in want.keys() - _PLACE:
            if has[name] != want[name]:
                fields = _FIELDS_OF.get(name, {name})
                asked = any(
                    one["field"] in fields and one["sheet"] == want["sheet"] and one["row"] in (want["row"], None)
                    for one in answer["findings"] if one["severity"] in _ASKS
                )  # fmt: skip
                text = f"{want['sheet']}!{want['row']} {name}: {has[name]!r} instead of {want[name]!r}"
                yield Difference(text, asked=asked)


def _key(finding: Json) -> tuple[object, ...]:
    return (finding["code"], finding["sheet"], finding["row"], _alike(finding["field"]))


def _findings(expected: Json, answer: Json) -> Iterator[Difference]:
    """A problem that must be named and is not is silent; one that need not be named is a question too many."""
    any_code = {(one["sheet"], one["row"]) for one in expected["findings"] if one["code"] == ANY}
    wanted = {_key(one): one for one in expected["findings"] if one["code"] != ANY}
    got = {_key(one): one for one in answer["findings"]}
    for key, one in wanted.items():
        if key not in got:
            same_row = any(other["row"] == one["row"] and other["sheet"] == one["sheet"]
                           and other["severity"] in _ASKS for other in answer["findings"])  # fmt: skip
            yield Difference(
                f"{one['sheet']}!{one['row']}: {one['code']} ({one['field']}) not said", asked=same_row
            )
        elif one.get("column") and got[key]["column"] != one["column"]:
            yield Difference(f"{key}: said of column {got[key]['column']}", asked=True)
    for key, one in got.items():
        if key not in wanted and one["severity"] in _ASKS and (one["sheet"], one["row"]) not in any_code:
            yield Difference(
                f"{one['sheet']}!{one['row']}: {one['code']} ({one['field']}) said of {one['value']!r}",
                asked=True,
            )
