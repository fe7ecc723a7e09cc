"""What is killed in the midst of its work, over a database that has all that it needs, and what must be left of it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import psycopg
from psycopg.sql import SQL, Identifier
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs import delivering_webhooks, ledger, telling_people
from fleetsvc.jobs.delivering_webhooks import Hooks
from fleetsvc.jobs.schedule import CALENDAR, Job
from fleetsvc.models import CaseProposal, CaseRecord, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import acting, signing
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.proposals import ProposalSettled, ProposedAlready
from fleetsvc.services.cases.steps import CaseNotOpen
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.notices import endpoints
from fleetsvc.services.notices.deliveries import CLAIMED_FOR
from fleetsvc.services.notices.events import Event
from fleetsvc.services.people.accounts import Role, add_user
from fleetsvc.services.rankings import publishing, releasing
from fleetsvc.services.rankings.publishing import EditionAlreadyFinal
from rules.periods import parse_period
from tests.actors import TESTER
from tests.notices import peopled
from tests.signing import in_session
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

MARCH = parse_period("2025-03")
TAXI, OTHER_TAXI = 60_001, 60_002
NIGHT = NOW + timedelta(hours=11)  # 03:00 of the first of July in Beijing
DECIDED = NIGHT + timedelta(hours=8)
PREVIEWED, RELEASED, LATER, CORRECTED, TOLD = (NIGHT + timedelta(days=days) for days in (7, 14, 42, 43, 44))
GROUND = "no-suitable-model"
OWNER = Actor("service", name="owner", unit="410100")


def furnish(database: Database, *, hook: str) -> None:
    """Put a rulebook in force, people, an endpoint that is told everything, and vehicles of which three fall short."""
    with_rulebook(database)
    peopled(database)
    with database.transaction(OFFICE) as session:
        add_user(session, "deputy", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)
    with database.transaction(UnitScope("410100")) as session:
        endpoints.add_endpoint(
            session, hook, [event.value for event in Event], city=410100, role=Role.BUREAU, by=TESTER, now=NOW
        )
    petrol = {"category": "出租车", "energy": "汽油"}
    deliver(
        database,
        *(a_row(number) for number in range(60_010, 60_018)),
        a_row(60_003, energy="柴油", plate="豫A60003"),
        *(a_row(number, plate=f"豫A{number}", **petrol) for number in (TAXI, OTHER_TAXI)),
    )


def job(name: str) -> Job:
    """A row of the calendar."""
    (found,) = [one for one in CALENDAR if one.name == name]
    return found


def run(name: str, at: datetime, database: Database) -> None:
    """Do the work of the calendar that is due."""
    ledger.run_due(database, job(name), worker="w", now=lambda: at)


Picture = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Work that may be killed, and the same as it is taken up again by the next who comes."""

    name: str
    work: Callable[[Database], object]
    again: Callable[[Database], object]


def _act(action: CaseAction, hand: Hand, number: int, database: Database) -> None:
    """Act on a case; whoever finds it done already leaves it at that."""
    by, scope = (OWNER, UnitScope("410100")) if hand is Hand.BUREAU else (TESTER, OFFICE)
    said = Said(action, "why", ground=GROUND, missing="nothing is to be had") if hand is Hand.BUREAU else None
    with suppress(CaseNotOpen), database.transaction(scope) as session:
        acting.act(session, number, said or Said(action, "why"), by=by, hand=hand, now=DECIDED)


def _propose(taxi: int, database: Database) -> None:
    said = Said(CaseAction.APPROVE, "why", valid_until=day_of(DECIDED) + timedelta(days=20))
    with suppress(ProposedAlready), database.transaction(OFFICE) as session:
        office = in_session(session, "office", now=DECIDED)
        by = Actor("service", name="office")
        signing.propose(session, [taxi], said, by=by, signatory=office, now=DECIDED)


def _sign(database: Database) -> None:
    with suppress(ProposalSettled), database.transaction(OFFICE) as session:
        number = stored_id(session.exec(select(CaseProposal)).one())
        deputy = in_session(session, "deputy", now=DECIDED)
        signing.sign(session, number, by=Actor("service", name="deputy"), signatory=deputy, now=DECIDED)


def _publish(step: Callable[..., object], at: datetime, database: Database, **more: object) -> None:
    with suppress(EditionAlreadyFinal), database.transaction(OFFICE) as session:
        step(session, MARCH, now=at, **more)


def _tell(hooks: Hooks, at: datetime, database: Database) -> None:
    telling_people.work_once(database, now=lambda: at)
    delivering_webhooks.work_once(database, hooks, now=lambda: at)


def _same(name: str, work: Callable[[Database], object]) -> Step:
    return Step(name, work, work)


def steps(session: Session, hooks: Hooks) -> tuple[Step, ...]:
    """Return the way of two cases and of an edition, step by step, over what ``furnish`` put there."""
    query = select(CaseRecord).where(CaseRecord.kind == "justification").order_by(col(CaseRecord.vin))
    taxi, other = (stored_id(one) for one in session.exec(query))
    told = TOLD + CLAIMED_FOR
    return (
        _same("case: notified", partial(run, "nightly-cases", NIGHT)),
        _same("case: answered", partial(_act, CaseAction.ANSWER, Hand.BUREAU, taxi)),
        _same("case: answered too", partial(_act, CaseAction.ANSWER, Hand.BUREAU, other)),
        _same("case: proposed", partial(_propose, taxi)),
        _same("case: signed", _sign),
        _same("case: refused", partial(_act, CaseAction.REFUSE, Hand.OFFICE, other)),
        _same("case: appealed", partial(_act, CaseAction.APPEAL, Hand.BUREAU, other)),
        _same("edition: preview", partial(_publish, publishing.publish_preview, PREVIEWED)),
        _same("edition: released", partial(_publish, releasing.release, RELEASED, by=TESTER)),
        _same("edition: sealed", partial(run, "nightly-seals", RELEASED + timedelta(days=1))),
        _same("case: overdue, expired", partial(run, "nightly-cases", LATER)),
        _same(
            "edition: corrected", partial(_publish, publishing.correct, CORRECTED, by=TESTER, reason="why")
        ),
        Step("people and systems: told", partial(_tell, hooks, TOLD), partial(_tell, hooks, told)),
    )


_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name
"""
_STATES = (
    "SELECT vin, kind, state, outcome, due_on FROM case_record ORDER BY vin, kind, state",
    "SELECT vin, kind, action, to_state, count(*) FROM case_step JOIN case_record k ON k.id = case_id"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    "SELECT vin, d.verdict FROM registration r JOIN decision d ON d.registration_id = r.id"
    " WHERE d.superseded_at IS NULL ORDER BY 1",
    "SELECT period, category, revision, status FROM ranking_edition ORDER BY 1, 2, 3",
    "SELECT status, count(*) FROM webhook_delivery GROUP BY 1 ORDER BY 1",
    "SELECT job, period, status FROM job_run ORDER BY 1, 2",
)
"""By vehicle, not by number: what was not committed has used up numbers."""
_OF_THE_MOMENT = frozenset({"running_process", "session", "standing_mark"})
"""Tables that say who is at work, not what was done."""


def picture(url: str) -> Picture:
    """All that is stored, as numbers of rows and as states; ``url``: the owner's."""
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(_TABLES) if name not in _OF_THE_MOMENT]
        counts = [
            (
                name,
                *(
                    connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(name))).fetchone()
                    or ()
                ),
            )
            for name in names
        ]
        return (*counts, *(tuple(connection.execute(query).fetchall()) for query in _STATES))
