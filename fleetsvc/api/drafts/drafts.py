"""``/rulebooks/drafts``: the office writes a rulebook, sees what it would change, and puts it in force by four eyes.

Any stored edition that is not in force may be compared and proposed, also one that was in force before.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from fleetsvc import clock
from fleetsvc.api.drafts.schemas import (
    ActivatedShape,
    ComparisonQuery,
    ComparisonShape,
    DraftShape,
    DraftsShape,
    FullDraftShape,
    ProposalBody,
    ReviewBody,
    SignatureBody,
)
from fleetsvc.api.frame.answers import encoded, etag_of, language, tagged, uncached, worded
from fleetsvc.api.frame.callers import known_caller, person
from fleetsvc.api.frame.faults import MISSING, Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.parsing import read_json
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.books import MAX_BOOK_BYTES, parsed_book, plain_book
from fleetsvc.edge.bodies import Room, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.drafts import activations, acts, proofs
from fleetsvc.services.drafts.comparison import comparison
from fleetsvc.services.drafts.proofs import DraftFaulty, plain_problems
from fleetsvc.services.drafts.reviews import ReviewIncomplete
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.book_view import book_answer
from fleetsvc.services.law.editions import edition_of_hash
from rules.periods import PeriodKind, parse_period, period_of
from rules.rulebook import Problem, RulebookBroken
from rules.wording import Text

resource = Resource("drafts", entry=Entry.OFFICE, description="Draft rulebooks: load, compare, put in force")


YAML_TYPES: Final = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")
"""RFC 9512, and what was usual before it."""

_FORMAT: Final = {"schema": {"type": "object", "description": "A rulebook: docs/rulebooks.md"}}
_BODY: Final = {"required": True, "content": {"application/json": _FORMAT, YAML_TYPES[0]: _FORMAT}}


@resource.operation(
    "POST",
    "/rulebooks/drafts",
    zh="存入规则草案（YAML 或 JSON）；有误时一次列出全部问题及位置。已存有的版本原样返回（200）",
    answer=Answers(DraftShape, statuses=(201, 200)),
)
@resource.doc(requestBody=_BODY)  # type: ignore[untyped-decorator]  # published without types
@takes(Room(lambda _: MAX_BOOK_BYTES))
def post_draft() -> Response:
    """Store a rulebook as a draft (YAML or JSON), or tell all that is wrong with it, each at its place."""
    acting, now = known_caller(), clock.now()
    try:
        mapping = _mapping()
        with parts().database.transaction(known_caller().scope) as session:
            edition, new = acts.load(session, mapping, by=acting.actor, now=now)
            document = activations.draft_json(session, edition)
    except RulebookBroken as broken:
        raise InputRefused([_placed(problem) for problem in broken.problems]) from None
    return _answer(document, status=201 if new else 200)


def _mapping() -> Any:  # noqa: ANN401 (whatever the file holds: building it finds out)
    content = request.get_data()
    if request.mimetype in YAML_TYPES:
        return parsed_book(content)
    if request.mimetype == "application/json":
        return plain_book(read_json(request))
    raise UnsupportedMediaType


_STEP: Final = re.compile(r"[^.\[\]]+")


def _placed(problem: Problem) -> PlacedFault:
    """Return a problem of a rulebook file with its path as a JSON pointer: ``rules[2].force`` is ``/rules/2/force``."""
    text = problem.message
    if problem.path == "file" or problem.path.startswith("line "):
        said = Text(f"{problem.path}: {text.zh}", f"{problem.path}: {text.en}")
        return PlacedFault("body", "", Fault("rulebook-broken", said))
    steps = (step.replace("~", "~0").replace("/", "~1") for step in _STEP.findall(problem.path))
    return PlacedFault("body", "".join(f"/{step}" for step in steps), Fault("rulebook-broken", text))


@resource.operation(
    "GET",
    "/rulebooks/drafts",
    zh="全部草案及待签署的提请，由近到远",
    query=PageQuery,
    answer=DraftsShape,
)
def get_drafts(query: dict[str, Any]) -> Response:
    """The drafts with their proposals, newest first."""
    with parts().database.transaction(known_caller().scope) as session:
        page = activations.list_drafts(session, before=query["cursor"], limit=query["limit"])
    return list_answer(*page)


@resource.operation(
    "GET", "/rulebooks/drafts/<edition>", zh="一个版本全文，及其提请和生效记录", answer=FullDraftShape
)
def get_draft(edition: str) -> Response:
    """One stored edition whole, by its hash, with its proposal and each time it came into force."""
    with parts().database.transaction(known_caller().scope) as session:
        found = edition_of_hash(session, edition)
        head = activations.draft_json(session, found) | {
            "proof": proofs.proof_json(session, found, language()),
            "changed_cases": proofs.changed_cases(session, found, language()),
        }
    tag = etag_of("draft", encoded(head).decode(), language())
    return tagged(tag, lambda: book_answer(head, book_of(found), language()))


@resource.operation(
    "GET",
    "/rulebooks/drafts/<edition>/comparison",
    zh="与现行版本在全部登记上比较：结论改变、名次变动、示例、规则与解释的改动",
    query=ComparisonQuery,
    answer=ComparisonShape,
)
def get_comparison(query: dict[str, Any], edition: str) -> Response:
    """What would change if it came into force, or were taken out: verdicts by unit and category, ranks, samples."""
    named = query.get("period")
    now = clock.now()
    period = period_of(clock.day_of(now), PeriodKind.YEAR) if named is None else parse_period(named)
    with _faults_told(), parts().database.snapshot(known_caller().scope) as session:
        found = edition_of_hash(session, edition)
        document = comparison(
            session, book_of(found), status=found.status, period=period, language=language(), now=now
        )
    return worded(uncached(document))


@resource.operation(
    "POST",
    "/rulebooks/drafts/<edition>/review",
    zh="确认未核对的段落已与印发件逐字核对（须本人登录）：另成一版草案，写明核对人、文号和日期",
    body=ReviewBody,
    answer=Answers(DraftShape, statuses=(201, 200)),
)
def post_review(body: dict[str, Any], edition: str) -> Response:
    """Answer, as a person signed in, for unreviewed passages: another draft comes of it, which names who did."""
    acting, now = person(), clock.now()
    document, held_on = str(body.get("document") or ""), body.get("held_on")
    lacking = [name for name, value in (("document", document.strip()), ("held_on", held_on)) if not value]
    if held_on is None or lacking:
        raise InputRefused([PlacedFault("body", f"/{name}", MISSING) for name in lacking])
    try:
        with parts().database.transaction(known_caller().scope) as session:
            found = edition_of_hash(session, edition)
            made, new = acts.review(
                session,
                found,
                document=document,
                held_on=held_on,
                by=acting.signatory,
                actor=acting.actor,
                now=now,
            )
            told = activations.draft_json(session, made)
    except ReviewIncomplete:
        raise InputRefused([PlacedFault("body", "/held_on", _TO_COME)]) from None
    return _answer(told, status=201 if new else 200)


@resource.operation(
    "POST",
    "/rulebooks/drafts/<edition>/proposal",
    zh="提请生效，或提请停用现行的一部（aim），须写明理由，须本人登录；由另一人签署",
    body=ProposalBody,
    answer=Answers(DraftShape, statuses=(201, 200)),
)
def post_proposal(body: dict[str, Any], edition: str) -> Response:
    """Propose, as a person signed in and with a reason, that an edition come into force or be taken out of it."""
    acting, now = person(), clock.now()
    reason = str(body.get("reason") or "")
    if not reason.strip():
        raise InputRefused([PlacedFault("body", "/reason", MISSING)])
    with _faults_told(), parts().patient_database.transaction(known_caller().scope) as session:
        found = edition_of_hash(session, edition)
        _, new = acts.propose(
            session,
            found,
            aim=body["aim"],
            by=acting.signatory,
            actor=acting.actor,
            reason=reason,
            now=now,
        )
        document = activations.draft_json(session, found)
    return _answer(document, status=201 if new else 200)


_TO_COME: Final = Fault("day-to-come", Text("核对日期不能晚于今天", "This day is still to come"))


@contextmanager
def _faults_told() -> Iterator[None]:
    """Tell each fault of an edition as what is wrong with asking for it to come into force, or what that would do."""
    try:
        yield
    except (DraftFaulty, RulebookBroken) as faulty:
        faults = plain_problems(faulty.problems) if isinstance(faulty, RulebookBroken) else faulty.faults
        said = (Text(f"{one['path']}: {one['zh']}", f"{one['path']}: {one['en']}") for one in faults)
        found = [PlacedFault("path", "/edition", Fault("rulebook-faulty", text)) for text in said]
        raise InputRefused(found) from None


@resource.operation(
    "POST",
    "/rulebooks/drafts/<edition>/signature",
    zh="由另一人签署提请（须本人登录）：版本生效或停用，全部登记重新判定，原结论保留",
    body=SignatureBody,
    answer=ActivatedShape,
)
def post_signature(body: dict[str, Any], edition: str) -> Response:
    """Sign another person's proposal: the edition comes into force or out of it, and everything is judged again."""
    acting, now = person(), clock.now()
    if body.get("proposal") is None:
        raise InputRefused([PlacedFault("body", "/proposal", MISSING)])
    with _faults_told(), parts().patient_database.transaction(known_caller().scope) as session:
        found = edition_of_hash(session, edition)
        activation, _ = acts.sign(
            session, found, body["proposal"], by=acting.signatory, actor=acting.actor, now=now
        )
        document = activations.draft_json(session, found) | {"changed": activation.changed}
    return _answer(document, status=200)


def _answer(document: Json, *, status: int) -> Response:
    return worded(uncached(document, status, location=f"{PREFIX}/rulebooks/drafts/{document['edition']}"))
