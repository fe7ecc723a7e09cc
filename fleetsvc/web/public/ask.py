"""The question of dealers and fleets: may this vehicle be registered here, for this use, on this day?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
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
from fleetsvc.web.public.requirement_form import FIELDS, Form, choices, question_of, read_form
from rules.labels import label
from rules.rulebook import Rulebook
from rules.vocabulary import Energy, Force, Verdict
from rules.wording import Language

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
    now, spoken, book = clock.now(), language(), parts().in_force.find()
    form = _at_home(read_form(request.args, book=book, today=clock.day_of(now), language=spoken))
    return rendered_beside_menu(
        "ask.html",
        422 if form.faults else 200,
        crumbs=[(say("form.title"), None)],
        form=form,
        listed=listed,
        choices=choices(spoken),
        book=book,
        sentence=_sentence(form.answer, spoken) if form.answer else None,
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


def _sentence(answer: Mapping[str, Any], spoken: Language) -> str:
    """Return the answer in one sentence: may it be registered, or, where no energy was named, what may."""
    verdict = answer["verdict"]
    if answer["depends_on"] and verdict and _is_unsettled(answer):
        return say("answer.say.depends", facts=listed(answer["said"]["depends_on"]))
    if answer["verdict"] == Verdict.NOT_GOVERNED and answer["rules"]:
        return say("answer.say.not_governed_but")
    if answer["verdict"] is not None:
        return say(f"answer.say.{answer['verdict']}")
    if answer["force"] in (Force.ALL, Force.IN_PRINCIPLE):
        kinds = [label(Energy(name)).in_language(spoken) for name in answer["allowed_energy"] or ()]
        return say(f"answer.say.open.{answer['force']}", energies=listed(kinds))
    return say("answer.say.open.more" if answer["rules"] else "answer.say.open.free")


def _is_unsettled(answer: Mapping[str, Any]) -> bool:
    """Tell whether a fact that was not said may turn a verdict that is no clear no."""
    verdict = Verdict(answer["verdict"])
    if verdict.is_open and verdict is not Verdict.UNDETERMINED:
        return False
    return any(Verdict(one["verdict"]).is_open for one in answer["outcomes"])


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
