"""The proof of an edition, without which it is not proposed: kept for the engine it holds for, made where none is.

A worker makes it ahead (``fleetsvc/jobs/proving.py``); who proposes before it has come makes it then, and waits.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.books import cases_mapping, shipped_names
from fleetsvc.clock import rfc3339
from fleetsvc.models import Json, RulebookEdition, RulebookProof, stored_id
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.engine import engine_version
from fleetsvc.services.law.texts import source_faults
from importers.limits import MIB, Limits
from importers.results import Refused
from importers.sandbox.endings import ReaderBroke, heard
from importers.sandbox.reader import ask
from rules.cases import Miss, misses, own_cases
from rules.examination import first_misses, told
from rules.rulebook import Problem, Rulebook, canonical_json
from rules.wording import Language, Text

LIMITS: Final = Limits(seconds=120.0, wall_seconds=240.0, memory_bytes=1024 * MIB)
"""The shipped rulebook takes some 5 s of a processor, half for the proof and half for the wrong changes."""
_CHILD: Final = "fleetsvc.services.drafts.proving_child"
_TOO_MUCH: Final = Text(
    "穷举超出限度（{seconds:.0f} 秒或 {memory} MiB），未能证明：请减少各条规则不同的起止日期和适用单位",
    "the proof is more than {seconds:.0f} s or {memory} MiB allow: let the rules begin and end on fewer different days,"
    " and hold in fewer different groups of units",
)

_BROKE: Final = Text(
    "证明程序自身出错，未能证明：请把版本号告知管理员",
    "the proof itself broke off through a fault of the service: tell the operator this edition",
)
_LOG: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """What an examination found, as it is stored; ``faults``: path and both wordings."""

    cases: int
    mutants: int
    faults: Sequence[Json]
    survivors: Sequence[str]


class DraftFaulty(Exception):
    """The edition has faults: it may be kept and compared, not proposed or signed. ``faults`` are those stored."""

    def __init__(self, faults: Sequence[Json]) -> None:
        super().__init__("; ".join(f"{fault['path']}: {fault['en']}" for fault in faults))
        self.faults = faults


def examined_apart(content: Mapping[str, Any], usual: Mapping[str, Any]) -> Found:
    """Have a child process examine a rulebook; a book that is too much for its limits has that as its fault.

    So has one on which our own code broke: what is not proved is not proposed, and trying again would break again.
    Raises ReaderStopped where the machine cut it short.
    """
    job = {"content": content, "usual": usual, "limits": asdict(LIMITS)}
    try:
        answer = ask(_CHILD, job, limits=LIMITS)
    except ReaderBroke as broke:
        _LOG.error("proof broke", at=str(broke))
        return _with_fault(_BROKE)
    if not isinstance(answer, Refused):
        said: dict[str, Any] = json.loads(answer)
        if said["refused"] is None:
            return _found(said["found"])
        heard(Refused(**said["refused"]), LIMITS)
    return _with_fault(_TOO_MUCH.fill(seconds=LIMITS.seconds, memory=LIMITS.memory_bytes // MIB))


def _with_fault(text: Text) -> Found:
    return Found(0, 0, [{"path": "file", "zh": text.zh, "en": text.en}], [])


def _found(said: Mapping[str, Any]) -> Found:
    faults = [{"path": fault["path"], **fault["message"]} for fault in said["faults"]]
    return Found(said["cases"], said["mutants"], faults, said["survivors"])


EXAMINER: Callable[[Mapping[str, Any], Mapping[str, Any]], Found] = examined_apart
"""What examines a rulebook: its content, and the usual cases of its name."""


def find_proof(session: Session, edition: RulebookEdition) -> RulebookProof | None:
    """Return an edition's proof by the engine that judges now."""
    return session.get(RulebookProof, (stored_id(edition), engine_version()))


def make_proof(session: Session, edition: RulebookEdition, *, now: datetime) -> RulebookProof:
    """Prove an edition and keep what was found; a proof that another made meanwhile stays. Takes seconds."""
    found = EXAMINER(edition.content, _usual_cases(edition))
    key = {"edition_id": stored_id(edition), "engine": engine_version()}
    values = key | {"proved_at": now} | asdict(found)
    session.connection().execute(insert(RulebookProof).values(**values).on_conflict_do_nothing())
    made = find_proof(session, edition)
    assert made is not None  # noqa: S101 (stored a line above)
    return made


def require_whole(session: Session, edition: RulebookEdition, *, now: datetime) -> None:
    """Make sure that an edition was proved, quotes its texts, and has no faults. Raises DraftFaulty."""
    proof = find_proof(session, edition) or make_proof(session, edition, now=now)
    faults = faults_of(session, edition, proof)
    if faults:
        raise DraftFaulty(faults)


def faults_of(session: Session, edition: RulebookEdition, proof: RulebookProof) -> list[Json]:
    """Return what an edition's proof found, and what is wrong with its quotes by the texts on record now."""
    return [*proof.faults, *plain_problems(source_faults(session, book_of(edition)))]


def plain_problems(problems: Iterable[Problem]) -> list[Json]:
    """Return problems as faults are stored: path and both wordings."""
    return [{"path": one.path, **asdict(one.message)} for one in problems]


def find_unproved(session: Session) -> RulebookEdition | None:
    """Return the newest edition that is not in force and has no proof by the engine that judges now."""
    proved = select(RulebookProof.edition_id).where(RulebookProof.engine == engine_version())
    statement = select(RulebookEdition).where(
        col(RulebookEdition.status).not_in((rulebooks.BookStatus.ACTIVE, rulebooks.BookStatus.LAW)),
        col(RulebookEdition.id).not_in(proved),
    )
    return session.exec(statement.order_by(col(RulebookEdition.id).desc()).limit(1)).first()


def _usual_cases(edition: RulebookEdition) -> Json:
    """Return the cases that ship for a rulebook of that name, as JSON can carry them; empty where none do."""
    if edition.name not in shipped_names():
        return {}
    cases: Json = json.loads(canonical_json({"cases": cases_mapping(edition.name)["cases"]}))
    return cases


def changed_cases(session: Session, draft: RulebookEdition, language: Language) -> list[Json]:
    """Return the cases of its book in force that come out otherwise by a draft: what it means to change."""
    return changed_cases_of(session, book_of(draft), language)


def changed_cases_of(session: Session, draft: Rulebook, language: Language) -> list[Json]:
    """Return the same of a book that need not be stored."""
    current = rulebooks.find_in_force(session, draft.id)
    if current is None:
        return []
    content = current.content if current.content.get("cases") else _usual_cases(current)
    already = {miss.case.path for miss in _missed(book_of(current), content)}
    return [
        {
            "case": miss.case.title.in_language(language),
            "expected": {"verdict": miss.case.verdict.value, "rule": miss.case.rule},
            "found": {"verdict": miss.judgement.verdict.value, "rule": miss.judgement.rule},
            "told": told(miss).in_language(language),
        }
        for miss in _missed(draft, content)
        if miss.case.path not in already
    ]


def _missed(book: Rulebook, content: Json) -> list[Miss]:
    return first_misses(misses(book, own_cases(content, book)))


def proof_json(session: Session, edition: RulebookEdition, language: Language) -> Json | None:
    """Return an edition's proof as the outside reads it, and what its quotes lack; None while there is none."""
    proof = find_proof(session, edition)
    if proof is None:
        return None
    found = faults_of(session, edition, proof)
    faults = [{"path": fault["path"], "message": fault[language]} for fault in found]
    return {
        "holds": not faults,
        "engine": proof.engine,
        "proved_at": rfc3339(proof.proved_at),
        "cases": proof.cases,
        "mutants": proof.mutants,
        "faults": faults,
        "survivors": list(proof.survivors),
    }
