"""Rules and interpretations of a manuscript, each by a form: added, changed, removed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.services.manuscripts.book_edits import Drop, Edit, Insert, changes, value_at
from fleetsvc.services.manuscripts.manuscripts import Manuscript, ManuscriptChanged, ManuscriptUnknown
from fleetsvc.services.manuscripts.quoting import place_of, proposed_id
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.manuscripts.answer_form import ANSWER
from fleetsvc.web.manuscripts.choices import answer_choices, rule_choices
from fleetsvc.web.manuscripts.entry_forms import Fields, Part, as_fields, entry_of, field_at, fields_of
from fleetsvc.web.manuscripts.rule_form import RULE, ground_row
from fleetsvc.web.manuscripts.saving import (
    CHANGED,
    UNFIT,
    EntryUnfit,
    Opened,
    crumbs,
    meanwhile,
    opened,
    saved,
    told_by_field,
    within,
)
from rules.rulebook import Problem, RulebookBroken

entry_pages = Pages("entry_pages", entry=Entry.OFFICE)

ANYWAY: Final = "anyway"
"""The button that saves what has problems of its own: a manuscript may be unfinished."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: its section, the parts of its form, its template, and what the form offers."""

    section: str
    parts: Sequence[Part]
    template: str
    choices: Callable[[Mapping[str, Any]], dict[str, Any]]
    word: str


A_RULE: Final = Kind("rules", RULE, "manuscript_rule.html", rule_choices, "rule")
AN_ANSWER: Final = Kind("interpretations", ANSWER, "manuscript_answer.html", answer_choices, "answer")


@entry_pages.get("/rulebook/manuscripts/<id:number>/rule")
def rule(number: int) -> Response:
    """Show a rule as a form: the one of an id, or a new one for a clause."""
    return _show(A_RULE, number)


@entry_pages.post("/rulebook/manuscripts/<id:number>/rule")
def save_rule(number: int) -> BaseResponse:
    """Save a rule, or tell all that is wrong with it, each beside its field."""
    return _save(A_RULE, number)


@entry_pages.post("/rulebook/manuscripts/<id:number>/rule/removal")
def remove_rule(number: int) -> BaseResponse:
    """Take a rule away. Raises ManuscriptChanged."""
    return _remove(A_RULE, number)


@entry_pages.get("/rulebook/manuscripts/<id:number>/answer")
def answer(number: int) -> Response:
    """Show an interpretation as a form: the one of an id, or a new one."""
    return _show(AN_ANSWER, number)


@entry_pages.post("/rulebook/manuscripts/<id:number>/answer")
def save_answer(number: int) -> BaseResponse:
    """Save an interpretation, or tell all that is wrong with it, each beside its field."""
    return _save(AN_ANSWER, number)


@entry_pages.post("/rulebook/manuscripts/<id:number>/answer/removal")
def remove_answer(number: int) -> BaseResponse:
    """Take an interpretation away. Raises ManuscriptChanged."""
    return _remove(AN_ANSWER, number)


def _show(kind: Kind, number: int) -> Response:
    found, name = opened(number), request.args.get("id", "")
    at = place_of(found.mapping, kind.section, name)
    if name and at is None:
        raise ManuscriptUnknown(number)
    if at is None:
        return _form(kind, found, _proposed(kind, found.mapping), was="", problems=[])
    entry = found.mapping[kind.section][at]
    own = within(found.checked.problems, f"{kind.section}[{at}]")
    return _form(kind, found, fields_of(kind.parts, entry), was=name, problems=own)


def _proposed(kind: Kind, mapping: Mapping[str, Any]) -> Fields:
    """Return what a new entry begins with: of a rule its clause, an id after its passage, and all units."""
    clause = request.args.get("clause", "")
    at = place_of(mapping, "clauses", clause)
    if kind is not A_RULE or at is None:
        return as_fields({"units": ["all"]} if kind is A_RULE else {"status": ["assumed"]})
    passage = str(value_at(mapping, ("clauses", at, "number")))
    name = proposed_id(mapping, passage, ("rules",))
    return as_fields({"id": [name], "clause": [clause], "units": ["all"], "events": ["new", "replacement"]})


def _save(kind: Kind, number: int) -> BaseResponse:
    fields: Fields = request.form
    was, is_anyway = written_in("was"), ANYWAY in request.form
    name = written_in("id").strip()

    def edits(mapping: Mapping[str, Any]) -> list[Edit]:
        at = place_of(mapping, kind.section, was)
        if at is not None:
            old = mapping[kind.section][at]
            return list(changes(old, entry_of(kind.parts, fields, old), (kind.section, at)))
        last = mapping.get(kind.section)
        end = len(last) if isinstance(last, list) else 0
        return [Insert((kind.section, end), entry_of(kind.parts, fields, {}))]

    def path(mapping: Mapping[str, Any]) -> str:
        at = place_of(mapping, kind.section, name)
        return f"{kind.section}[{at if at is not None else len(mapping[kind.section]) - 1}]"

    try:
        what = f"{kind.word} {name}"
        saved(number, edits, what=what, entry=None if is_anyway else path)
    except ManuscriptChanged as changed:
        return _form(
            kind, opened(number), fields, was=was, problems=[], status=CHANGED, meanwhile=meanwhile(changed)
        )
    except EntryUnfit as unfit:
        return _form(kind, opened(number), fields, was=was, problems=unfit.problems, status=UNFIT)
    except RulebookBroken as broken:
        return _form(kind, opened(number), fields, was=was, problems=list(broken.problems), status=UNFIT)
    return redirect(url_for("manuscript_pages.show", number=number, done="saved", _anchor=kind.section), 303)


def _form(
    kind: Kind,
    found: Opened,
    fields: Fields,
    *,
    was: str,
    problems: list[Problem],
    status: int = 200,
    **values: Any,  # noqa: ANN401 (what the template shows besides)
) -> Response:
    choices = kind.choices(found.mapping) | {"fields": fields}
    names = {part.key for part in kind.parts} | set(choices["names"]) | set(fields)
    manuscript: Manuscript = found.manuscript
    told = told_by_field(problems, lambda path: field_at(path, names))
    filled = {name for name in fields if any(fields.getlist(name))} | set(told)
    rows = [int(row) for name in filled if (row := ground_row("exceptions", name)) is not None]
    return rendered_beside_menu(
        kind.template,
        status,
        crumbs=crumbs(manuscript.number, say(f"manuscript.{kind.word}")),
        manuscript=manuscript,
        was=was,
        told=told,
        has=lambda *begins: any(name.startswith(begins) for name in filled),
        rows=max(rows, default=-1) + 1,
        is_unfit=status == UNFIT,
        **choices,
        **values,
    )


def _remove(kind: Kind, number: int) -> BaseResponse:
    was = written_in("was")

    def edits(mapping: Mapping[str, Any]) -> list[Edit]:
        at = place_of(mapping, kind.section, was)
        return [] if at is None else [Drop((kind.section, at))]

    saved(number, edits, what=f"{kind.word}-removed {was}")
    return redirect(
        url_for("manuscript_pages.show", number=number, done="removed", _anchor=kind.section), 303
    )
