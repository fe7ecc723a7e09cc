"""A list of vehicles as its page shows it: the bar of filters, the rows in words, and the way from page to page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge import document_answers
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents import list_exports
from fleetsvc.services.documents.print_sheets import Paper
from fleetsvc.services.registrations.filters import Order
from fleetsvc.web.documents.pages import handed, me
from fleetsvc.web.frame.choices import Choices, units, words
from fleetsvc.web.frame.downloads import as_stream
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.frame.phrases import clauses, duties_text, minute_text
from fleetsvc.web.law.rules_view import anchor
from fleetsvc.web.registrations.fact_words import heading, look, value_text
from fleetsvc.web.registrations.list_form import DAYS, WORDS, YES_NO, ListQuery
from importers.facts import STATED
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Verdict

SORTED: Final = {
    "registered_on": (Order.OLDEST, Order.NEWEST),
    "unit_name": (Order.UNIT, Order.UNIT_FALLING),
}
"""Columns that a list may be sorted by, with the orders of rising and falling."""
MOST_PRINTED: Final = 1000
"""Vehicles of a list on paper: some 40 sheets. Longer ones are told to be cut, and are taken as a workbook."""
STANDING: Final = ("plate", "registered_on", "category", "event", "energy")
"""Facts that stand in each list."""
CHOSEN: Final = (*(name for name in STATED if name not in STANDING), "replaces", "rule", "source")
"""Columns that may be chosen: every other fact, the state of the replacement, the rule, and where it all came from."""


@dataclass(frozen=True, slots=True)
class Field:
    """One filter of the bar: ``kind`` is choice, day, number or text; ``empty`` says what no choice means."""

    name: str
    kind: str
    label: str
    value: str
    choices: Choices
    empty: str

    @property
    def said(self) -> str:
        """What is asked for, in words; empty where nothing is."""
        return f"{self.label} {dict(self.choices).get(self.value, self.value)}" if self.value else ""


@dataclass(frozen=True, slots=True)
class Sort:
    """How a column's head sorts: where it leads, and whether the list rises or falls by it now."""

    address: str
    now: str


def fields(query: ListQuery, *, any_verdict: str) -> list[Field]:
    """Return the filters of a list's bar."""
    return [
        Field(
            name=name,
            kind=_kind(name),
            label=say(f"list.{name}"),
            value=query.written.get(name, ""),
            choices=_choices(name),
            empty=any_verdict if name == "verdict" else say("list.any"),
        )
        for name in query.kind.filters
    ]


def _kind(name: str) -> str:
    if name in DAYS:
        return "day"
    return {"text": "text", "upload": "number"}.get(name, "choice")


def _choices(name: str) -> Choices:
    spoken = language()
    if name in WORDS:
        return words(WORDS[name], spoken)
    if name == "overridden":
        return [(answer, say(f"list.overridden.{answer}")) for answer in YES_NO]
    if name == "unit":
        return units(spoken)
    book = parts().in_force.find() if name == "rule" else None
    return [(rule.id, rule.title.in_language(spoken)) for rule in book.rules] if book else []


def heads(query: ListQuery, columns: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return the columns that are shown, each with its head and look: those that always are, then the chosen ones."""
    return [(name, heading(name), look(name)) for name in (*columns, *query.columns)]


def sorts(query: ListQuery, address: Callable[..., str]) -> dict[str, Sort]:
    """Return the heads that sort, by column."""
    found = {}
    for name, (rising, falling) in SORTED.items():
        if rising in query.kind.orders:
            now = {rising: "rising", falling: "falling"}.get(query.order, "")
            turned = falling if now == "rising" else rising if now == "falling" else _first(name)
            found[name] = Sort(address(**query.parameters() | {"sort": turned.value}), now)
    return found


def _first(name: str) -> Order:
    rising, falling = SORTED[name]
    return falling if name == "registered_on" else rising


def row(document: Mapping[str, Any], of_unit: Mapping[str, Any], along: dict[str, Any]) -> dict[str, Any]:
    """Return a vehicle in words, with the places its row leads to.

    ``of_unit`` goes into the addresses, ``along`` into that of the dossier: the list, and the vehicle's place in it.
    """
    rule = document["rule"]
    return {
        **document,
        **{name: value_text(name, document[name]) for name in (*STATED, "replaces", "verdict")},
        "verdict_code": document["verdict"],
        "duties_text": duties_text(document["duties"]),
        "vehicle": document["plate"] or f"…{document['vin'][-6:]}",
        "unit_name": UNITS[str(document["unit"])].name.in_language(language()),
        "dossier": url_for("dossier_pages.show", number=document["id"], **of_unit, **along),
        "delivery": url_for("review_pages.show", number=document["upload"], **of_unit),
        "clause": url_for("rulebook_pages.show", _anchor=anchor(rule)) if rule else None,
        "rule_text": _rule_text(rule),
    }


def _rule_text(name: str | None) -> str:
    """Return a rule by its task and force; one that is no longer in force by its name."""
    book = parts().in_force.find()
    found = next((rule for rule in book.rules if rule.id == name), None) if book is not None else None
    if book is None or found is None:
        return name or ""
    return say(
        "list.rule_text",
        task=book.clause_of(found).number,
        force=label(found.force).in_language(language()),
    )


def filters_text(shown: list[Field]) -> str:
    """Return the filter in words, as a printed list says it."""
    said = [field.said for field in shown if field.value]
    return clauses(said) or say("list.unfiltered")


def now_text() -> str:
    """Return the present instant as people read it: of it is what a page shows."""
    return minute_text(clock.now())


def printed_total(counted: int, rows: Sequence[object], *, is_cut: bool, is_more: bool) -> str:
    """Return how many vehicles a printed list is of: of those not all counted with "+", unless all are listed."""
    if not is_more:
        return f"{counted:,}"
    return f"{max(counted, len(rows)):,}+" if is_cut else f"{len(rows):,}"


def counted(found: Mapping[str, int], always: tuple[Verdict, ...]) -> list[tuple[str, str, int]]:
    """Return the verdicts found, and those that are always looked for, with their numbers."""
    shown = (verdict for verdict in Verdict if verdict in always or found.get(verdict.value))
    return [(one.value, label(one).in_language(language()), found.get(one.value, 0)) for one in shown]


def back_to(page: str) -> Response:
    """Lead from an export whose filter means nothing to its list, which says why: nothing more is handed out."""
    return redirect(f"{page}?{request.query_string.decode('ascii', 'replace')}", 303)


@dataclass(frozen=True, slots=True)
class Download:
    """A list that is taken away: ``export`` says which, ``note`` enters what is shown in full in the audit log.

    ``personal``: it shows in full what others see masked; ``page`` is the list's own address.
    """

    export: Callable[[ScopedSession, list_exports.Form], list_exports.ListExport]
    note: Callable[[ScopedSession], None]
    personal: bool
    page: str


def download_answer(query: ListQuery, form: list_exports.Form, taken: Download) -> Response:
    """Hand out the whole list of a filter: while it is written, or a very long one made by a worker."""
    if query.faults:
        return back_to(taken.page)
    by = me()

    def asked(session: ScopedSession) -> list_exports.ListExport:
        taken.note(session)
        return taken.export(session, form)

    export, found = document_answers.list_taken(asked, by=by, personal=taken.personal)
    if isinstance(found, document_answers.Stream):
        return as_stream(found, export.name, list_exports.MEDIA[form])
    return handed(found, by=by)


_EXPORTED: Final = {"vehicle": ("plate",), "source": ("upload", "sheet", "row")}
"""Columns of a list that an export calls otherwise, or shows in several."""


def paper_of(query: ListQuery, *, title: str, columns: tuple[str, ...], any_verdict: str) -> Paper:
    """Return how a list is laid out to be handed in: as its page shows it. ``columns``: those that always stand."""
    names = [name for column in (*columns, *query.columns) for name in _EXPORTED.get(column, (column,))]
    return Paper(title, filters_text(fields(query, any_verdict=any_verdict)), tuple(names))


def file_name(what: str, suffix: str) -> str:
    """Return what an export is called: what it holds, and the day it was taken."""
    return f"{what}{clock.day_of(clock.now()):%Y%m%d}.{suffix}"
