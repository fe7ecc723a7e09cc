"""What was prepared, in words: exactly what will be handed in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import url_for
from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, Json, Matter, Preparation
from fleetsvc.services.cases.attachments import Brought, attachments
from fleetsvc.services.preparations.drafts import objection_of
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.published import published_vehicles
from fleetsvc.web.cases.case_view import CaseView, case_view
from fleetsvc.web.cases.ground_view import ground_words, grounds
from fleetsvc.web.frame.phrases import listed
from rules.labels import label
from rules.periods import parse_period
from rules.vocabulary import Category
from rules.wording import Language

SHOWN: Final = 100
"""Cases that the page lists of those that one act is about."""

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of what will be handed in; ``address`` where it is shown, if anywhere."""

    name: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What will be handed in: its facts, the evidence, the first cases that it is about and how many they are."""

    facts: tuple[Fact, ...]
    evidence: Sequence[Brought] = ()
    cases: tuple[CaseView, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language something is said, by which words, and when."""

    language: Language
    say: Say
    now: datetime


def title_of(found: Preparation, say: Say) -> str:
    """Return what is handed in, in a few words."""
    match found.matter:
        case Matter.CASES:
            action, cases = found.request["said"]["action"], found.request["cases"]
            return say("prepared.of_cases", action=say(f"case.action.{action}"), count=f"{len(cases):,}")
        case Matter.WITHDRAWAL | Matter.CLOSED_ROWS:
            return say(f"prepared.matter.{found.matter}", number=found.request["upload"])
        case _:
            return say(f"prepared.matter.{found.matter}", period=found.request["period"])


def shown_of(session: Session, found: Preparation, reader: Reader) -> Shown:
    """Return what of a preparation is to be read before it is submitted."""
    return _SHOWN[found.matter](session, found, reader)


def _cases(session: Session, found: Preparation, reader: Reader) -> Shown:
    said, numbers, say = found.request["said"], found.request["cases"], reader.say
    known = grounds(session, language=reader.language)
    query = select(CaseRecord).where(
        CaseRecord.city_code == found.city_code, col(CaseRecord.id).in_(numbers[:SHOWN])
    )
    cases = session.exec(query.order_by(col(CaseRecord.id))).all()
    ground = next((one for one in known if one.ground == said["ground"]), None)
    items = (
        [ground.evidence[item - 1] for item in said["brought"] or () if item <= len(ground.evidence)]
        if ground
        else []
    )
    facts = (
        Fact(say("prepared.action"), say(f"case.action.{said['action']}")),
        Fact(say("case.said"), said["reason"]),
        Fact(say("cases.ground"), ground_words(said["ground"], known, say)),
        Fact(say("prepared.brought"), "；".join(items)),
        Fact(say("case.missing"), said["missing"]),
    )
    return Shown(
        _said(facts),
        attachments(session, said["evidence"], cities=(found.city_code,)),
        tuple(
            case_view(one, known, language=reader.language, masked=False, say=say, now=reader.now)
            for one in cases
        ),
        len(numbers),
    )


def _objection(session: Session, found: Preparation, reader: Reader) -> Shown:
    said, say = objection_of(found.request), reader.say
    of = label(said.category).in_language(reader.language) if said.category else say("ranking.all")
    address = url_for("objection_pages.ask", text=said.period.key)
    facts = (
        Fact(say("prepared.period"), said.period.name.in_language(reader.language), address),
        Fact(say("form.category"), of),
        Fact(say("case.said"), said.reason),
        Fact(say("objection.about"), listed(said.vehicles)),
    )
    return Shown(_said(facts), attachments(session, said.evidence, cities=(found.city_code,)))


def _nil_reports(session: Session, found: Preparation, reader: Reader) -> Shown:
    del session
    period, say = parse_period(found.request["period"]), reader.say
    named = [label(Category(one)).in_language(reader.language) for one in found.request["categories"]]
    facts = (
        Fact(say("prepared.period"), period.name.in_language(reader.language)),
        Fact(say("prepared.nil_of"), listed(named)),
    )
    return Shown(_said(facts))


def _withdrawal(session: Session, found: Preparation, reader: Reader) -> Shown:
    say, upload = reader.say, _upload(session, found, reader.say)
    published = published_vehicles(session, city=found.city_code, number=found.request["upload"])
    effect = say("prepared.asks" if published.bind else "prepared.takes_back", count=published.count)
    return Shown(
        _said((upload, Fact(say("prepared.effect"), effect), Fact(say("case.said"), found.request["reason"])))
    )


def _closed_rows(session: Session, found: Preparation, reader: Reader) -> Shown:
    say, request = reader.say, found.request
    rows = listed(f"{sheet} {row}".strip() for sheet, row in request["rows"])
    facts = (
        _upload(session, found, say),
        Fact(say("prepared.rows"), rows),
        Fact(say("case.said"), say(f"dismiss.{request['reason']}")),
        Fact(say("prepared.note"), request["note"]),
    )
    return Shown(_said(facts))


def _upload(session: Session, found: Preparation, say: Say) -> Fact:
    upload = deliveries.upload(session, city=found.city_code, number=found.request["upload"])
    address = url_for("review_pages.show", number=upload.number)
    return Fact(say("prepared.upload"), f"{upload.number} · {upload.name}", address)


def _said(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(one for one in facts if one.text)


_SHOWN: Final[dict[Matter, Callable[[Session, Preparation, Reader], Shown]]] = {
    Matter.CASES: _cases,
    Matter.OBJECTION: _objection,
    Matter.NIL_REPORTS: _nil_reports,
    Matter.WITHDRAWAL: _withdrawal,
    Matter.CLOSED_ROWS: _closed_rows,
}


def outcome_words(outcome: Json, say: Say) -> str:
    """Return what came of what was submitted."""
    told: dict[str, Any] = dict(outcome)
    if told.get("passed"):
        return say("prepared.outcome.passed", **told)
    return say("prepared.outcome.done", **told) if "done" in told else ""
