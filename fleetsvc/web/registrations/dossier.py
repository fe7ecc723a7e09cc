"""The dossier of one vehicle: its verdict and what defends it, each fact with its cell, both clocks."""

from dataclasses import asdict
from typing import Final

from flask import redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.audit.reveals import reveal
from fleetsvc.services.common.masked_documents import masked_finding, masked_registration
from fleetsvc.services.registrations import grounds
from fleetsvc.services.registrations.dossier import RegistrationUnknown, dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from fleetsvc.services.uploads.report import finding_json
from fleetsvc.web.frame.bureau_frame import chosen_unit, is_masked, of_unit, rendered_in_frame, visiting
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import day_text, duties_text, minute_text, minute_text_of
from fleetsvc.web.registrations import dossier_form, list_position
from fleetsvc.web.registrations.dossier_view import DossierView, Seen

dossier_pages = Pages("dossier_pages", entry=Entry.REPORTING)

_CARRIED: Final = ("reveal", "known_on", *list_position.NAMES)
"""What an address keeps when the unit is added to it."""


@dossier_pages.get("/registrations/<id:number>")
def show(number: int) -> BaseResponse:
    """Show one registration whole, as it stands now or as known on an earlier day."""
    query = dossier_form.dossier_query()
    with parts().database.transaction(visiting().scope) as session:
        seen = _seen(session, number, query)
        ways = list_position.along(session)
        if query.reveals:
            subject = f"registration/{seen.found['unit']}/{seen.found['id']}"
            reveal(session, subject, {}, by=visiting().actor, now=clock.now())
    unit = seen.found["unit"]
    if is_masked() and "unit" not in request.args:
        carried: Json = {name: request.args.get(name) for name in _CARRIED}
        return redirect(url_for(".show", number=number, unit=unit, **carried))
    if chosen_unit() != unit:
        raise RegistrationUnknown
    known_on: Json = {} if seen.known_on is None else {"known_on": seen.known_on.isoformat()}
    kept: Json = of_unit() | list_position.carried() | ({"reveal": "true"} if query.reveals else {})
    revealed: Json = {"reveal": "true"} | kept | known_on
    return rendered_in_frame(
        "dossier.html",
        place="registrations",
        below=[(seen.found["plate"] or seen.found["vin"], None)],
        view=DossierView(seen),
        found=seen.found,
        hidden=is_masked() and not query.reveals,
        revealed=query.reveals,
        action=url_for(".show", number=number),
        kept=kept,
        reveal=url_for(".show", number=number, **revealed),
        along=ways,
        present=url_for(".show", number=number, **kept),
        notices=_notices(seen, query),
        now=minute_text(clock.now()),
        said_at=minute_text_of,
        minute_text=minute_text,
        day_text=day_text,
        duties_text=duties_text,
    )


def _seen(session: Session, number: int, query: dossier_form.DossierQuery) -> Seen:
    """Return what is shown: then, where the day is one on which something was known, else now."""
    spoken = language()
    present = dossier(session, number, known_at=None)
    found, known_on = present, query.known_on
    if known_on is not None:
        try:
            found = dossier(session, number, known_at=clock.end_of(known_on))
        except RegistrationUnknown:
            known_on = None
    masked = is_masked() and not query.reveals
    mask = masked_registration if masked else dict
    findings = grounds.findings_of_row(session, found)
    return Seen(
        found=mask(dossier_json(found, spoken)),
        present=mask(dossier_json(present, spoken)),
        known_on=known_on,
        book=found.book,
        lawful=grounds.lawful(found, in_force=parts().in_force.get().book),
        senders=grounds.senders(session, found),
        findings=[finding_json(masked_finding(one) if masked else one, spoken) for one in findings],
        linked=[mask(asdict(one)) for one in grounds.linked(session, found)],
    )


def _notices(seen: Seen, query: dossier_form.DossierQuery) -> list[str]:
    """Return what must be said first: which day's knowledge this is, or why it is not that of the day asked for."""
    if query.fault is not None:
        return [say("dossier.no_day", text=query.fault)]
    if query.known_on is not None and seen.known_on is None:
        first = minute_text_of(seen.found["versions"][-1]["recorded_at"])
        return [say("dossier.not_known", day=day_text(query.known_on), at=first)]
    if seen.known_on is not None:
        return [say("dossier.as_known", day=day_text(seen.known_on))]
    closed = seen.found["superseded_at"]
    notices = [] if closed is None else [say("dossier.closed", at=minute_text_of(closed))]
    notices += [say("dossier.disputed")] if seen.found["disputed"] else []
    notices += [
        say("dossier.change_open", upload=one["upload"])
        for one in seen.found["cases"]
        if (one["kind"], one["status"]) == ("change_review", "open")
    ]
    return notices + [
        say(
            "dossier.repaired" if one["returned"] else "dossier.repaired_closed",
            at=minute_text_of(one["at"]),
            upload=one["upload"],
        )
        for one in seen.found["repairs"]
    ]
