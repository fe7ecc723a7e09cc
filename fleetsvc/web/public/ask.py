"""The question of dealers and fleets: may this vehicle be registered here, for this use, on this day?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.edge.signing import signing_key
from fleetsvc.services.receipts.issuing import issue_for_answer
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import SHORT, listed
from fleetsvc.web.public.asked_vehicle import LONGEST, Named, named_by_all, named_by_model, typed
from fleetsvc.web.public.requirement_form import FIELDS, Form, choices, question_of, read_form
from fleetsvc.web.public.sentences import sentence
from rules.rulebook import Rulebook

ask = Pages("ask", entry=Entry.ANYONE)
ask_receipts = Pages("ask_receipts", entry=Entry.SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Proof:
    """What lets an answer on paper be checked again: when it was given, by which edition, and where to ask.

    ``earlier``: the edition of the paper where another one answers now; ``address_here``: without the host.
    """

    at: datetime
    edition: str
    earlier: str | None
    address: str
    address_here: str
    api: str
    is_future: bool


@ask.get("/ask")
def show() -> Response:
    """Show the form, and the answer where it was filled in, on one sheet of paper."""
    asked = request.args.to_dict()
    named = Named({})
    if asked.get("model"):
        named = named_by_model(asked["model"][:LONGEST], energy=asked.get("energy", ""))
    form = _at_home(_read(asked | ({"energy": named.energy} if named.energy else {})))
    return _page(form, named, 422 if form.faults else 200)


@ask.post("/ask")
def show_of_vehicle() -> BaseResponse:
    """The same of a vehicle that is named; a VIN and a plate stand in no address, and are kept nowhere."""
    form, values = _read(request.form.to_dict()), typed(request.form)
    if form.faults or form.answer is None:
        return _page(form, Named(values), 422)
    named = named_by_all(values, form.values)
    if named.faults:
        return _page(replace(form, answer=None), named, 422)
    asked = {name: form.values[name] for name in FIELDS}
    asked["energy"] = asked["energy"] or named.energy
    if named.notes:
        of_model = named_by_model(values["model"], energy=asked["energy"])
        return _page(_read(asked), replace(named, notes=(*of_model.notes, *named.notes)), 200)
    asked |= {"model": values["model"]}
    told = {name: text for name, text in asked.items() if text}
    return redirect(f"{url_for('ask.show')}?{urlencode(told)}", 303)


def _read(asked: Mapping[str, str]) -> Form:
    today = clock.day_of(clock.now())
    return read_form(asked, book=parts().in_force.find(), today=today, language=language())


def _page(form: Form, named: Named, status: int) -> Response:
    now, spoken, book = clock.now(), language(), parts().in_force.find()
    return rendered_beside_menu(
        "ask.html",
        status,
        crumbs=[(say("form.title"), None)],
        form=form,
        named=named,
        listed=listed,
        choices=choices(spoken),
        book=book,
        sentence=sentence(form.answer, spoken) if form.answer else None,
        proof=_proof(form, book, now) if form.answer and book else None,
        asked={name: form.values[name] for name in FIELDS if form.values[name]},
    )


@ask_receipts.post("/ask/receipt")
def sign() -> BaseResponse:
    """Have the answer to the question in the form signed, and lead to the receipt."""
    now, spoken, by = clock.now(), language(), visiting()
    form = read_form(request.form, book=parts().in_force.find(), today=clock.day_of(now), language=spoken)
    if form.answer is None:
        return redirect(f"{url_for('ask.show')}?{urlencode(request.form.to_dict())}", 303)
    key = signing_key()
    with parts().database.transaction(by.scope) as session:
        issued = issue_for_answer(
            session, question_of(form.values), known_on=None, language=spoken, key=key, by=by.actor, now=now
        )
        number = issued.receipt.number
    return redirect(url_for("receipt_pages.show", number=number), 303)


def _at_home(form: Form) -> Form:
    """Return an untouched form with the unit of whoever asks already chosen."""
    person = current_person()
    own = person.unit if person is not None else None
    is_untouched = form.answer is None and not form.faults and not form.values["unit"]
    return replace(form, values={**form.values, "unit": own}) if own and is_untouched else form


def _proof(form: Form, book: Rulebook, now: datetime) -> Proof:
    asked = {name: form.values[name] for name in FIELDS if form.values[name]}
    edition = book.edition.removeprefix("sha256:")
    earlier = request.args.get("edition", "")
    here = f"{url_for('ask.show')}?{urlencode({**asked, 'edition': edition[:SHORT]})}"
    is_other = re.fullmatch("[0-9a-f]{8,64}", earlier) is not None and not edition.startswith(earlier)
    return Proof(
        at=now,
        edition=edition,
        earlier=earlier if is_other else None,
        address=f"{request.url_root.rstrip('/')}{here}",
        address_here=here,
        api=f"/api/v1/requirements?{urlencode(asked)}",
        is_future=form.values["on"] > clock.day_of(now).isoformat(),
    )
