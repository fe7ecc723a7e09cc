"""What was decided otherwise is backed by a proposal of that verdict on that case, signed by another person."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope, as_login_role, open_database
from fleetsvc.models import RegistrationRecord
from fleetsvc.services.cases.overrides import Override
from fleetsvc.services.law import replay
from fleetsvc.services.law.judged_again import Why
from rules.vocabulary import Duty
from tests.conftest import a_copy
from tests.signed_overrides import signed_override
from tests.upload_cases import NOW, a_row, a_vin, deliver, with_rulebook


@dataclass(frozen=True)
class Overridden:
    """Two vehicles on which the office has decided otherwise: the case and the proposal of the first."""

    engine: Engine
    database: Database
    values: dict[str, int]


@pytest.fixture(scope="module")
def stored(owner_url: str) -> Iterator[Overridden]:
    with a_copy(owner_url, "overrides_replayed") as url:
        database = with_rulebook(open_database(as_login_role(url)))
        deliver(database, *(a_row(n, energy="柴油", plate=f"豫A{n:05d}") for n in (1, 2)))
        cases = []
        with database.transaction(OFFICE) as session:
            for n in (1, 2):
                found = session.exec(
                    select(RegistrationRecord.id).where(RegistrationRecord.vin == a_vin(n))
                ).one()
                said = Override(found or 0, Duty.ENERGY, "exempt", "emergency-use", "防汛抢险专用")
                cases.append(signed_override(session, said, now=NOW))
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            items = connection.execute(text("SELECT case_id, proposal_id FROM case_proposal_item")).all()
        proposals = {case: proposal for case, proposal in items}  # noqa: C416 (rows)
        yield Overridden(
            engine, database, {"case": cases[0], "one": proposals[cases[0]], "other": proposals[cases[1]]}
        )
        engine.dispose()
        database.close()


UNGUARDED = (
    "ALTER TABLE case_proposal DISABLE TRIGGER ALL",
    "ALTER TABLE case_proposal_item DISABLE TRIGGER ALL",
    "ALTER TABLE case_proposal DROP CONSTRAINT ck_case_proposal_status",
)
ALTERED: dict[str, str] = {
    "another verdict in the case": "UPDATE case_record SET details = jsonb_set(details, '{verdict}', '\"compliant\"')"
    " WHERE id = :case",
    "another verdict in the proposal": "UPDATE case_proposal SET said = jsonb_set(said, '{verdict}', '\"compliant\"')"
    " WHERE id = :one",
    "another verdict in both": "WITH k AS (UPDATE case_record SET details = jsonb_set(details, '{verdict}',"
    " '\"compliant\"') WHERE id = :case) UPDATE case_proposal SET said = jsonb_set(said, '{verdict}', '\"compliant\"')"
    " WHERE id = :one",
    "another duty in the proposal": "UPDATE case_proposal SET said = jsonb_set(said, '{duty}', '\"emission_stage\"')"
    " WHERE id = :one",
    "no verdict in the proposal": "UPDATE case_proposal SET said = said - 'verdict' WHERE id = :one",
    "a proposal on another case": "UPDATE case_proposal_item SET case_id = case_id + 1000000 WHERE proposal_id = :one",
    "one that was refused": "UPDATE case_proposal SET status = 'refused' WHERE id = :one",
    "one that waits": "UPDATE case_proposal SET status = 'proposed' WHERE id = :one",
    "one to lift it": "UPDATE case_proposal SET action = 'lift' WHERE id = :one",
    "no number of any": "UPDATE case_step SET details = jsonb_set(details, '{proposal}', '\"x\"')"
    " WHERE case_id = :case",
    "the number of another": "UPDATE case_step SET details = jsonb_set(details, '{proposal}', to_jsonb(:other))"
    " WHERE case_id = :case",
    "a step after the decision": "UPDATE case_step SET at = at + interval '1 day' WHERE case_id = :case",
    "one person alone": "UPDATE case_proposal SET settler_id = proposer_id WHERE id = :one",
    "nobody who signed": "UPDATE case_proposal SET settler_id = NULL WHERE id = :one",
}


def test_as_they_were_signed_they_hold(stored: Overridden) -> None:
    with Session(stored.engine) as session:
        assert replay.replay_all(session).differ == 0


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED)
def test_whatever_is_altered_of_what_was_signed_is_found(stored: Overridden, statement: str) -> None:
    with Session(stored.engine) as session:
        for guard in UNGUARDED:
            session.connection().exec_driver_sql(guard)
        named = {name: value for name, value in stored.values.items() if f":{name}" in statement}
        assert session.connection().execute(text(statement), named).rowcount > 0
        found = replay.replay_all(session)
        assert [one.why for one in found.named] == [
            Why.OUTCOME if _name(statement) == "another verdict in both" else Why.OVERRIDE
        ]
        session.rollback()


def _name(statement: str) -> str:
    return next(name for name, one in ALTERED.items() if one == statement)


def test_a_unit_is_told_of_its_own_cases_alone(stored: Overridden) -> None:
    asked = text("SELECT signed_verdict(410100, :case, cast(:one AS text))")
    for scope, told in (
        (UnitScope("410100"), "energy exempt"),
        (UnitScope("410200"), None),
        (OFFICE, "energy exempt"),
    ):
        with stored.database.transaction(scope) as session:
            named = {"case": stored.values["case"], "one": stored.values["one"]}
            assert session.connection().execute(asked, named).scalar_one() == told
