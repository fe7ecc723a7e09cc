"""Audit events in words: who acted, on what, and what is known of it besides."""

from collections.abc import Callable
from typing import Any, Final

from fleetsvc.models import AuditEvent
from fleetsvc.services.audit.log import Names
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import SHORT, clauses, listed, short_edition
from fleetsvc.web.frame.wordbook import wordbook
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict

_LABELLED: Final = {"category": Category, "event": Event, "energy": Energy, "verdict": Verdict}
_WORDED: Final = {
    "role": "role",
    "status": "status",
    "reason": "reason",
    "factors": "factors",
    "shown": "shown",
    "why": "broken",
    "missed": "missed",
}
"""Details whose values are words of ours: where they stand among the words."""
_HASHES: Final = ("sha256", "head", "noted")


def who(event: AuditEvent) -> str:
    """Return who acted."""
    return event.actor_name or say(f"actor.{event.actor_kind}")


def capacity(event: AuditEvent) -> str:
    """Return in which capacity: the role and unit of a person or key, else what it was."""
    if event.actor_name is None:
        return ""
    said = say(f"role.{event.role}") if event.role else say(f"actor.{event.actor_kind}")
    return f"{said} {unit_of(event)}".strip()


def credential(event: AuditEvent) -> str:
    """Return by which session or key; empty where none was shown."""
    kind, _, number = (event.credential or "").partition("/")
    return say(f"credential.{kind}", number=number) if kind else ""


def unit_of(event: AuditEvent) -> str:
    """Return whose unit's the one who acted is; empty for none."""
    return _unit(event.unit) if event.unit else ""


def subject(event: AuditEvent, names: Names) -> str:
    """Return what was acted on."""
    kind, _, rest = (event.subject or "").partition("/")
    word = f"subject.{kind}"
    if word not in wordbook():
        return event.subject or ""
    said = _SUBJECTS.get(kind, _plain)
    return say(word, **said(rest, names))


def details(event: AuditEvent) -> str:
    """Return what is known besides, as pairs of words."""
    said = [_detail(name, value) for name, value in event.details.items() if value is not None]
    return clauses(said)


def _detail(name: str, value: object) -> str:
    word = f"detail.{name}"
    return f"{say(word) if word in wordbook() else name} {_value(name, value)}"


def _value(name: str, value: object) -> str:
    text = str(value)
    if name == "unit":
        return _unit(text)
    if name in _HASHES:
        return text[:SHORT]
    if name == "categories":
        return listed(map(_category, text.split(", ")))
    if name in _LABELLED and text in tuple(_LABELLED[name]):
        return label(_LABELLED[name](text)).in_language(language())
    word = f"{_WORDED.get(name, '')}.{text}"
    if word in wordbook():
        return say(word)
    return f"{value:,}" if isinstance(value, int) else text.rstrip("。")


def _category(name: str) -> str:
    return label(Category(name)).in_language(language()) if name in tuple(Category) else say("ranking.all")


def _unit(code: str) -> str:
    return UNITS[code].name.in_language(language()) if code in UNITS else code


def _plain(rest: str, _names: Names) -> dict[str, Any]:
    return {"name": rest}


def _of_unit(rest: str, _names: Names) -> dict[str, Any]:
    code, _, number = rest.partition("/")
    return {"unit": _unit(code), "number": number}


def _named(numbered: Callable[[Names], dict[int, str]]) -> Callable[[str, Names], dict[str, Any]]:
    def said(rest: str, names: Names) -> dict[str, Any]:
        number = int(rest) if rest.isascii() and rest.isdigit() else -1
        return {"name": numbered(names).get(number, rest)}

    return said


_SUBJECTS: Final[dict[str, Callable[[str, Names], dict[str, Any]]]] = {
    "account": _named(lambda names: names.accounts),
    "key": _named(lambda names: names.keys),
    "upload": _of_unit,
    "registration": _of_unit,
    "role": lambda rest, _: {"name": say(f"role.{rest}") if f"role.{rest}" in wordbook() else rest},
    "rulebook": lambda rest, _: {"name": short_edition(rest)},
}
"""What the words of a kind of subject are filled with."""
