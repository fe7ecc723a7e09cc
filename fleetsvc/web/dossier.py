"""The dossier of one vehicle: its verdict and what defends it, each fact with its cell, all versions over time."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, cast

from flask import redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services import audit
from fleetsvc.services.audit import Act
from fleetsvc.services.dossiers import RegistrationUnknown, dossier
from fleetsvc.services.editions import find_edition
from fleetsvc.services.exports import COLUMNS
from fleetsvc.services.masked_documents import masked_registration
from fleetsvc.services.requirements import exception_json, interpretation_json
from fleetsvc.web.frame import chosen_unit, is_masked, of_unit, rendered_in_frame, visiting
from fleetsvc.web.pages import Pages, language, say
from rules.labels import label
from rules.rulebook import Rulebook
from rules.vocabulary import Category, EmissionStage, Energy, Event, Verdict

dossier_pages = Pages("dossier_pages", entry=Entry.REPORTING)

Json = dict[str, Any]

WORDS: Final[dict[str, type[StrEnum]]] = {
    "category": Category,
    "event": Event,
    "energy": Energy,
    "emission_stage": EmissionStage,
    "verdict": Verdict,
}
"""Facts that are words of a closed list."""


@dossier_pages.get("/registrations/<int:number>")
def show(number: int) -> BaseResponse:
    """Show one registration whole, as it stands now."""
    reveals, spoken = is_masked() and request.args.get("reveal") == "true", language()
    with parts().database.transaction(visiting().scope) as session:
        found = cast("Json", dossier(session, number, known_at=None, language=spoken))
        book = _book(session, found)
        if reveals:
            subject = f"registration/{found['unit']}/{found['id']}"
            audit.record(session, visiting().actor, Act.REVEALED, subject, {}, clock.now())
    if is_masked() and "unit" not in request.args:
        return redirect(
            url_for(".show", number=number, unit=found["unit"], reveal=request.args.get("reveal"))
        )
    if chosen_unit() != found["unit"]:
        raise RegistrationUnknown
    shown = cast("Json", masked_registration(found)) if is_masked() and not reveals else found
    return rendered_in_frame(
        "dossier.html",
        place="registrations",
        below=[(shown["plate"] or shown["vin"], None)],
        found=shown,
        hidden=is_masked() and not reveals,
        reveal=url_for(".show", number=number, reveal="true", **of_unit()),
        interpretations=_interpretations(book, shown),
        grounds=_grounds(book, shown),
        names={name: text.said_in(spoken) for name, text in COLUMNS.items()},
        value=_value,
        bases=_bases(shown),
        changed=_changed(shown["versions"]),
    )


def _book(session: Session, found: Json) -> Rulebook:
    return find_edition(session, found["decision"]["rulebook"]["edition"])[1]


def _interpretations(book: Rulebook, found: Json) -> list[Json]:
    named = found["decision"]["interpretations"]
    return [interpretation_json(book.interpretations[name], language()) for name in named]


def _grounds(book: Rulebook, found: Json) -> list[Json]:
    """Return on which grounds the vehicle's owner may justify it, where a justification is what is missing."""
    rule = next((one for one in book.rules if one.id == found["rule"]), None)
    if found["verdict"] != Verdict.NEEDS_JUSTIFICATION or rule is None:
        return []
    return [exception_json(ground, language()) for ground in rule.exceptions]


def _value(name: str, value: str | int | None) -> str:
    """Return a fact as people read it."""
    if value in (None, ""):
        return "–"
    if name in WORDS:
        return label(WORDS[name](str(value))).said_in(language())
    return f"{value:,}" if isinstance(value, int) else str(value)


def _bases(found: Json) -> str:
    said = [say(f"basis.{name}") for name in found["energy_basis"]]
    return ("、" if language() == "zh" else ", ").join(said)


def _changed(versions: list[Json]) -> dict[int, set[str]]:
    """Return which facts each version (newest first) says otherwise than the one before it."""
    return {newer["id"]: _differing(newer, older) for newer, older in pairwise(versions)}


def _differing(newer: Mapping[str, object], older: Mapping[str, object]) -> set[str]:
    return {name for name in newer if name in COLUMNS and newer[name] != older[name]} - {
        "id",
        "upload",
        "sheet",
        "row",
        "recorded_at",
    }
