"""Entries of a rulebook as forms: a part of the form for each key of an entry, there and back.

The fields of a part begin with its key, as do the paths of problems. A part whose fields say what the entry said is
left as it is in the file, so that a form changes nothing but what its writer changed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from rules.rulebook import canonical_json

Fields = MultiDict[str, str]
Shown = dict[str, list[str]]
"""What fields hold; empty ones are left out."""

KEPT: Final = "keep"
"""Ends the name of the field that leaves a part as the file has it, where no form can show it."""
_BAR: Final = re.compile(r"\s*[|｜]\s*")
_JOINED: Final = re.compile(r"(?<=\.)(?:any_of|all_of)(?:\[[0-9]+\]\.|$)")
_PERCENT: Final = re.compile(r"\.(?:more_than|at_least)_percent")
_STEP: Final = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A key of an entry: what its fields show, and what they then say (None: nothing)."""

    key: str
    shown: Callable[[str, Any], Shown]
    said: Callable[[str, Fields], Any]

    def fields(self, value: Any) -> Shown:  # noqa: ANN401 (whatever a file holds)
        """Return the fields of a value; the one that keeps it where they could not say it again."""
        found = _filled(self.shown(self.key, value))
        again = self.said(self.key, as_fields(found))
        return found if _alike(value, again) else {f"{self.key}.{KEPT}": ["yes"]}

    def value(self, fields: Fields, old: Any) -> Any:  # noqa: ANN401 (see above)
        """Return what the fields say: the old value, exactly, where that is what they showed of it."""
        given = _filled({name: fields.getlist(name) for name in fields if self.holds(name)})
        kept = _alike(given, self.fields(old)) or fields.get(f"{self.key}.{KEPT}") == "yes"
        return old if kept else self.said(self.key, fields)

    def holds(self, name: str) -> bool:
        """Whether a field belongs to this part."""
        return name == self.key or name.startswith(f"{self.key}.")


def as_fields(shown: Mapping[str, Iterable[str]]) -> Fields:
    """Return fields as a form sends them."""
    return MultiDict([(name, value) for name, values in shown.items() for value in values])


def fields_of(parts: Sequence[Part], entry: Mapping[str, Any]) -> Fields:
    """Return the fields that show an entry."""
    return as_fields(
        {name: held for part in parts for name, held in part.fields(entry.get(part.key)).items()}
    )


def entry_of(parts: Sequence[Part], fields: Fields, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry that fields say; what no part is about stays."""
    entry = dict(old)
    for part in parts:
        value = part.value(fields, old.get(part.key))
        if value is not None:
            entry[part.key] = value
        elif entry.get(part.key) is not None:
            del entry[part.key]
    return entry


def field_at(path: str, names: Iterable[str]) -> str:
    """Return the field that a path within an entry is about: the longest that it begins with, empty for none.

    >>> field_at("requirement.energy[1]", ["requirement", "requirement.energy"])
    'requirement.energy'
    >>> field_at("requirement.share.any_of[0].energy", ["requirement", "requirement.energy", "requirement.share"])
    'requirement.share'
    """
    known, steps = set(names), _STEP.findall(_PERCENT.sub(".percent", _JOINED.sub("", path)))
    ways = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
    return next((way for way in ways if way in known), "")


def _filled(shown: Shown) -> Shown:
    found = {
        name: [value.replace("\r\n", "\n").strip() for value in values] for name, values in shown.items()
    }
    return {name: list(filter(None, values)) for name, values in found.items() if any(values)}


def _alike(one: object, other: object) -> bool:
    """Whether two values say the same, whatever the order of their lists."""
    return canonical_json({"": _sorted(one)}) == canonical_json({"": _sorted(other)})


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(one) for key, one in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


# --- kinds of values ---------------------------------------------------------------------------------------------


def words_written(value: object) -> list[str]:
    """Return a value as fields hold it: a day, a number or a text as written, a list one by one."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return [] if value is None or isinstance(value, Mapping) else [str(value)]


def taken_from(value: object) -> list[str]:
    """Return the interpretation that a value is taken from."""
    return [str(value["by"])] if isinstance(value, Mapping) and set(value) == {"by"} else []


def a_text(key: str) -> Part:
    """A text, or a word of a list."""
    return Part(
        key, lambda name, value: {name: words_written(value)}, lambda name, fields: one_of(fields, name)
    )


def a_sentence(key: str) -> Part:
    """A sentence in both languages."""
    return Part(key, both_shown, both_said)


def a_day(key: str) -> Part:
    """A day; it may be taken from an interpretation."""
    return Part(key, value_shown, lambda name, fields: by_or(fields, name, day_said(fields, name)))


def a_word(key: str) -> Part:
    """A word of a list; it may be taken from an interpretation."""
    return Part(key, value_shown, lambda name, fields: by_or(fields, name, one_of(fields, name)))


def some_words(key: str) -> Part:
    """Words of a list; they may be taken from an interpretation."""
    return Part(key, value_shown, lambda name, fields: by_or(fields, name, list_said(fields, name)))


def some_lines(key: str) -> Part:
    """Names or sentences, each in both languages on a line of its own."""
    return Part(
        key, lambda name, value: {name: lines_shown(value)}, lambda name, fields: lines_said(fields, name)
    )


def value_shown(name: str, value: object) -> Shown:
    """Return the fields of a value that may be taken from an interpretation."""
    return {name: words_written(value), f"{name}.by": taken_from(value)}


def both_shown(name: str, value: object) -> Shown:
    """Return the two fields of a sentence."""
    said = value if isinstance(value, Mapping) else {}
    return {f"{name}.{spoken}": words_written(said.get(spoken)) for spoken in ("zh", "en")}


def both_said(name: str, fields: Fields) -> dict[str, str] | None:
    """Return a sentence of two fields, None where both are empty."""
    said = {spoken: one_of(fields, f"{name}.{spoken}") or "" for spoken in ("zh", "en")}
    return said if any(said.values()) else None


def lines_shown(value: object) -> list[str]:
    """Return sentences as lines of one field: Chinese, a bar, English."""
    entries = value if isinstance(value, list) else []
    lines = [f"{one.get('zh', '')} | {one.get('en', '')}" for one in entries if isinstance(one, Mapping)]
    return ["\n".join(lines)]


def lines_said(fields: Fields, name: str) -> list[dict[str, str]] | None:
    """Return the sentences of a field's lines, None where it has none."""
    lines = [line.strip() for line in fields.get(name, "").splitlines() if line.strip()]
    pairs = [(*_BAR.split(line, maxsplit=1), "")[:2] for line in lines]
    return [{"zh": zh, "en": en} for zh, en in pairs] or None


def one_of(fields: Fields, name: str) -> str | None:
    """Return what a field holds, None where that is nothing."""
    return fields.get(name, "").replace("\r\n", "\n").replace("\0", "").strip() or None


def list_said(fields: Fields, name: str) -> list[str] | None:
    """Return what is chosen of a list, None where nothing is."""
    return [value for value in fields.getlist(name) if value] or None


def by_or(fields: Fields, name: str, value: Any) -> Any:  # noqa: ANN401 (whatever a file holds)
    """Return that a value is taken from the interpretation chosen, else the value."""
    source = one_of(fields, f"{name}.by")
    return value if source is None else {"by": source}


def day_said(fields: Fields, name: str) -> date | str | None:
    """Return a day; what is none as it was written, for the reader to tell."""
    written = one_of(fields, name)
    try:
        return written and date.fromisoformat(written)
    except ValueError:
        return written


def number_said(fields: Fields, name: str) -> int | str | None:
    """Return a whole number; what is none as it was written: decimals of a percentage stay exact so."""
    written = one_of(fields, name)
    is_number = written is not None and written.isascii() and written.isdigit() and len(written) < 10
    return int(written) if written is not None and is_number else written
