"""Draft rulebooks, for the office: all stored editions, one compared with the one in force, proposal and signature."""

import re
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.books import MAX_BOOK_BYTES, MOST_PROBLEMS, parsed_book
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.bodies import takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, RulebookEdition
from fleetsvc.services.drafts import activations, acts, proofs
from fleetsvc.services.drafts.activations import ProposalOverdue
from fleetsvc.services.drafts.comparison import SAMPLES, comparison
from fleetsvc.services.drafts.proofs import DraftFaulty
from fleetsvc.services.drafts.reviews import LONGEST_DOCUMENT, unreviewed
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.rulebooks import Aim, BookStatus, editions_in_force
from fleetsvc.web.drafts.book_file import placed, sent_book
from fleetsvc.web.drafts.rooms import A_BOOK
from fleetsvc.web.drafts.view import shown
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import Crumb, rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say, when
from fleetsvc.web.frame.phrases import listed, short_edition
from fleetsvc.web.rankings.start_view import find_period, recent_periods
from rules.periods import Period, PeriodKind, period_of
from rules.rulebook import RulebookBroken

draft_pages = Pages("draft_pages", entry=Entry.OFFICE)

UNFIT: Final = 422
LONGEST_REASON: Final = 500
_HASH: Final = re.compile("^[0-9a-f]{64}$")


@dataclass(frozen=True, slots=True)
class Compared:
    """An edition with all that the comparison says of it; ``is_own``: whoever looks proposed it.

    ``proof``: None while it is being proved.
    """

    head: Json
    document: Json
    is_own: bool
    proof: Json | None
    changed_cases: list[Json]


# --- all editions ------------------------------------------------------------------------------------------------


@draft_pages.get("/rulebook/drafts")
def show_all() -> Response:
    """Show every stored edition with where it stands, and the form for a draft."""
    return list_page(200)


@draft_pages.post("/rulebook/drafts")
@takes(A_BOOK)
def add() -> BaseResponse:
    """Store a draft and compare it, or tell all that is wrong with it, each at its line."""
    content, now = sent_book(request), clock.now()
    if not content or len(content) > MAX_BOOK_BYTES:
        return list_page(UNFIT, fault=say("drafts.too_large" if content else "drafts.nothing_sent"))
    try:
        mapping = parsed_book(content)
        with parts().database.transaction(visiting().scope) as session:
            edition, new = acts.load(session, mapping, by=visiting().actor, now=now, file=content.decode())
            name = edition.edition
    except RulebookBroken as broken:
        count, problems = len(broken.problems), placed(broken.problems[:MOST_PROBLEMS], content, language())
        fault = say("drafts.broken" if count == len(problems) else "drafts.broken_more", count=f"{count:,}")
        return list_page(UNFIT, fault=fault, problems=problems, text=content.decode("utf-8", "replace"))
    return redirect(url_for(".show", edition=name, done="stored_new" if new else "stored_before"), 303)


def list_page(status: int, **values: Any) -> Response:  # noqa: ANN401 (what the template shows besides)
    """Return the list of stored editions with its forms."""
    with parts().database.transaction(visiting().scope) as session:
        editions = activations.list_stored(session)
    signed = number_of(request.args.get("signed"))
    return rendered_beside_menu(
        "drafts.html",
        status,
        crumbs=_crumbs(None),
        editions=editions,
        stored_text=_HASH.search(request.args.get("text", "")),
        signed=None if signed is None else f"{signed:,}",
        **values,
    )


# --- one edition -------------------------------------------------------------------------------------------------


@draft_pages.get("/rulebook/drafts/<edition>")
def show(edition: str) -> BaseResponse:
    """Show what would change if an edition came into force; the one in force is read as the rulebook."""
    return compared_page(edition, 200)


@draft_pages.post("/rulebook/drafts/<edition>/proposal")
def propose(edition: str) -> BaseResponse:
    """Propose, with a reason, that an edition come into force, or that the one in force be taken out of it."""
    reason, now = written_in("reason").strip(), clock.now()
    if not reason or len(reason) > LONGEST_REASON:
        return compared_page(
            edition, UNFIT, fault=say("draft.reason_missing", most=LONGEST_REASON), reason=reason
        )
    try:
        with parts().patient_database.transaction(visiting().scope) as session:
            found = edition_of_hash(session, edition)
            acts.propose(
                session,
                found,
                aim=_aim(written_in("aim")),
                by=visiting().signatory,
                actor=visiting().actor,
                reason=reason,
                now=now,
            )
            name = found.edition
    except DraftFaulty as faulty:
        return compared_page(edition, UNFIT, fault=_faults(faulty))
    return redirect(url_for(".show", edition=name, done="proposed", _anchor="next"), 303)


@draft_pages.get("/rulebook/drafts/<edition>/signature")
def ask(edition: str) -> Response:
    """Ask whether the signature is meant, with what it does. Raises ProposalOverdue where none is to be signed."""
    with parts().database.snapshot(visiting().scope) as session:
        found = edition_of_hash(session, edition)
        head = activations.draft_json(session, found)
        if head["proposal"] is None:
            raise ProposalOverdue(edition)
        document, is_own = _comparison(session, found, _default_period()), _is_own(session, found)
        proof, changed_cases = _examined(session, found)
    return rendered_beside_menu(
        "draft_signature.html",
        crumbs=[*_crumbs(found.edition), (say(f"sign.title.{head['proposal']['aim']}"), None)],
        head=head,
        sums=document["registrations"],
        is_own=is_own,
        proof=proof,
        changed_cases=changed_cases,
    )


@draft_pages.post("/rulebook/drafts/<edition>/signature")
def sign(edition: str) -> BaseResponse:
    """Sign the proposal that was shown: the edition comes into force and everything is judged again."""
    number, now = number_of(request.form.get("proposal")), clock.now()
    if number is None:
        return redirect(url_for(".show", edition=edition), 303)
    with parts().patient_database.transaction(visiting().scope) as session:
        found = edition_of_hash(session, edition)
        activation, _ = acts.sign(
            session, found, number, by=visiting().signatory, actor=visiting().actor, now=now
        )
        changed = activation.changed
    return redirect(url_for(".show_all", signed=changed), 303)


def compared_page(edition: str, status: int, **values: Any) -> BaseResponse:  # noqa: ANN401 (see above)
    """Return the page of one edition, with what went wrong with a form of it."""
    now, period = clock.now(), _asked_period()
    with parts().database.snapshot(visiting().scope) as session:
        found = edition_of_hash(session, edition)
        is_active = found.status == BookStatus.ACTIVE
        if is_active and len(editions_in_force(session)) == 1:
            return redirect(url_for("rulebook_pages.show", edition=found.edition))
        unread = unreviewed(book_of(found))
        compared = Compared(
            activations.draft_json(session, found),
            _comparison(session, found, period),
            _is_own(session, found),
            *_examined(session, found),
        )
    return rendered_beside_menu(
        "draft.html",
        status,
        crumbs=[*_crumbs(None, is_last=False), (short_edition(compared.head["edition"]), None)],
        made=when(now),
        done=_done(request.args.get("done", "")),
        head=compared.head,
        aim=Aim.TAKE_OUT if is_active else Aim.ACTIVATE,
        unread=[(one.name.in_language(language()), one.text) for one in unread],
        longest_document=LONGEST_DOCUMENT,
        today=clock.day_of(now).isoformat(),
        is_own=compared.is_own,
        proof=compared.proof,
        changed_cases=compared.changed_cases,
        period=period.key,
        period_text=period.name.in_language(language()),
        periods=[(one.key, one.name.in_language(language())) for one in recent_periods(clock.day_of(now))],
        most_samples=SAMPLES,
        **shown(compared.document),
        **values,
    )


def _faults(faulty: DraftFaulty) -> str:
    said = listed(f"{fault['path']}: {fault[language()]}" for fault in faulty.faults)
    return say("proof.refused", faults=said)


def _examined(session: ScopedSession, edition: RulebookEdition) -> tuple[Json | None, list[Json]]:
    """Return an edition's proof, None while it is being proved, and the cases that it means to change."""
    proof = proofs.proof_json(session, edition, language())
    return proof, proofs.changed_cases(session, edition, language())


def _done(name: str) -> str | None:
    """Return what has just been done, in words."""
    return say(_DONE[name]) if name in _DONE else None


_DONE: Final = {
    "stored_new": "drafts.stored_new",
    "stored_before": "drafts.stored_before",
    "proposed": "draft.proposed",
    "reviewed": "review_text.done",
}


def _comparison(session: ScopedSession, edition: RulebookEdition, period: Period) -> Json:
    book = book_of(edition)
    return comparison(
        session, book, status=edition.status, period=period, language=language(), now=clock.now()
    )


def _aim(name: str) -> Aim:
    """Return what a form asks for; what is none of the two is to come into force, as before there were two."""
    return Aim.TAKE_OUT if name == Aim.TAKE_OUT else Aim.ACTIVATE


def _default_period() -> Period:
    return period_of(clock.day_of(clock.now()), PeriodKind.YEAR)


def _asked_period() -> Period:
    """Return the period asked for; what is none is taken as not asked: this year."""
    return find_period(request.args.get("period")) or _default_period()


def _is_own(session: ScopedSession, edition: RulebookEdition) -> bool:
    """Return whether whoever looks made the proposal that may be signed: another person signs it."""
    proposal = activations.open_proposal(session, edition)
    return proposal is not None and activations.is_proposer(proposal, visiting().signatory)


def _crumbs(edition: str | None, *, is_last: bool = True) -> list[Crumb]:
    """Return the way to the list or, with an edition, to its comparison."""
    book: Crumb = (say("book.title"), url_for("rulebook_pages.show"))
    here = None if is_last and edition is None else url_for(".show_all")
    steps: list[Crumb] = [book, (say("drafts.title"), here)]
    if edition is not None:
        steps.append((short_edition(edition), url_for(".show", edition=edition)))
    return steps
