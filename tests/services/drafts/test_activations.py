"""An edition comes into force by two signatures, while imports run, and nothing of the past is lost."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlmodel import Session, col, select

from fleetsvc.books import book_mapping, shipped_book
from fleetsvc.clock import end_of
from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import AccountId, DecisionRecord, RulebookActivation, RulebookEdition, RulebookProposal
from fleetsvc.services.audit.events import Act
from fleetsvc.services.drafts import activations, acts, possible, proofs
from fleetsvc.services.drafts.activations import NotOfOffice, ProposalOverdue, SignedByProposer
from fleetsvc.services.law import enactment, rejudging, rulebooks
from fleetsvc.services.law.editions import NoEditionThen, book_known_at, edition_of_hash
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.law.rulebooks import SecondSignatureMissing
from fleetsvc.services.law.signatories import AtHost, InSession
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.publishing import publish_provisional
from fleetsvc.services.uploads import deliveries, processing, steps
from fleetsvc.services.uploads.reading import Reading
from importers.limits import limits_for
from importers.sandbox import reader
from rules.periods import parse_period
from rules.rulebook import build
from tests.actors import TESTER, noted
from tests.cases import accept_changes
from tests.patience import PATIENCE_SECONDS, wait_for_lock
from tests.signing import in_session
from tests.upload_cases import NOW, a_file, a_row, send, settled

MAY, JUNE, JULY = (datetime(2025, month, 1, 4, tzinfo=UTC) for month in (5, 6, 7))
SHIPPED = shipped_book().edition


def a_draft(until: str = "2025-03-15") -> dict[str, object]:
    """The shipped book, its rule on new buses ending on a day."""
    rules = [
        rule | {"effective_until": until} if rule["id"] == "13-bus-new" else rule
        for rule in book_mapping()["rules"]
    ]
    return {**book_mapping(), "rules": rules}


DRAFT = build(a_draft()).edition


@pytest.fixture
def database(own_database: Database) -> Database:
    """The shipped rulebook in force since May, two people of the office, one of a bureau, and a draft."""
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=MAY)
        for name, role, unit in (
            ("first", Role.OFFICE, None),
            ("second", Role.OFFICE, None),
            ("bureau", Role.BUREAU, "410100"),
        ):
            accounts.add_user(session, name, role=role, unit=unit, password=None, by=TESTER, now=MAY)
        rulebooks.load(session, a_draft(), now=MAY)
    return own_database


def put_in_force(session: Session, edition: str, *, now: datetime) -> RulebookActivation:
    """Have the two people propose and sign."""
    found = edition_of_hash(session, edition)
    first, second = (in_session(session, name, now=now) for name in ("first", "second"))
    proposal, _ = activations.propose(session, found, by=first, reason="a reason", now=now)
    assert proposal.id is not None
    return activations.sign(session, found, proposal.id, by=second, now=now)[0]


def verdicts(database: Database) -> dict[str, str]:
    """The current verdicts by day of registration."""
    with database.transaction(OFFICE) as session:
        alive = session.exec(select(DecisionRecord).where(col(DecisionRecord.superseded_at).is_(None))).all()
    rows = [(decision.registered_on, decision.verdict) for decision in alive]
    assert len(rows) == len(dict(rows)), "a registration has two current verdicts"
    return {day.isoformat(): verdict for day, verdict in rows}


def a_diesel_bus(number: int, day: str = "2025-04-01") -> str:
    return a_row(number, energy="柴油", plate=f"豫A{number:05d}", day=day)


def test_an_edition_that_comes_into_force_again_does_not_lose_when_it_was_before(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        put_in_force(session, DRAFT, now=JUNE)
        put_in_force(session, SHIPPED, now=JULY)
    with database.transaction(OFFICE) as session:
        known = {
            day: book_known_at(session, end_of(date.fromisoformat(day))).edition
            for day in ("2025-05-01", "2025-05-31", "2025-06-01", "2025-06-30", "2025-07-01", "2026-01-01")
        }
        with pytest.raises(NoEditionThen):
            book_known_at(session, end_of(date(2025, 4, 30)))
        activated = session.exec(select(RulebookActivation).order_by(col(RulebookActivation.id))).all()
        history = [
            (
                rulebooks.stored(session, one.edition_id).edition,
                one.activated_at,
                one.activated_by,
                one.signed_by,
                one.reason,
            )
            for one in activated
        ]
    assert known == {
        "2025-05-01": SHIPPED,
        "2025-05-31": SHIPPED,
        "2025-06-01": DRAFT,
        "2025-06-30": DRAFT,
        "2025-07-01": SHIPPED,
        "2026-01-01": SHIPPED,
    }
    assert history == [
        (SHIPPED, MAY, "fleetsvc", None, None),
        (DRAFT, JUNE, "first", "second", "a reason"),
        (SHIPPED, JULY, "first", "second", "a reason"),
    ]


def test_judging_again_and_back_again_gives_the_verdicts_of_the_beginning(database: Database) -> None:
    settled(database, send(database, a_file(a_diesel_bus(1), a_diesel_bus(2, "2025-03-01"))), now=MAY)
    before = verdicts(database)
    with database.transaction(OFFICE) as session:
        assert put_in_force(session, DRAFT, now=JUNE).changed == 1
    assert verdicts(database) == before | {"2025-04-01": "not_governed"}
    with database.transaction(OFFICE) as session:
        assert put_in_force(session, SHIPPED, now=JULY).changed == 1
    assert verdicts(database) == before


def test_only_people_of_the_office_whose_accounts_stand_propose_and_sign(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, DRAFT)
        first, second, bureau = (
            in_session(session, name, now=JUNE) for name in ("first", "second", "bureau")
        )
        nobody = InSession(AccountId(999), first.session)
        for by in (bureau, nobody, AtHost("root", "bureau"), AtHost("root", "nobody")):
            with pytest.raises(NotOfOffice):
                activations.propose(session, draft, by=by, reason="r", now=JUNE)
        proposal, _ = activations.propose(session, draft, by=first, reason="r", now=JUNE)
        assert proposal.id is not None
        accounts.user_named(session, "second").disabled_at = JUNE
        session.flush()
        for by in (bureau, second, nobody):
            with pytest.raises(NotOfOffice):
                activations.sign(session, draft, proposal.id, by=by, now=JUNE)


def test_one_account_does_not_sign_twice_from_another_session(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, DRAFT)
        here, there = (in_session(session, "first", now=JUNE) for _ in range(2))
        assert here.session != there.session
        proposal, _ = activations.propose(session, draft, by=here, reason="r", now=JUNE)
        assert proposal.id is not None
        for by in (here, there):
            with pytest.raises(SignedByProposer):
                activations.sign(session, draft, proposal.id, by=by, now=JUNE)


def test_what_is_entered_at_the_host_is_no_signature_of_the_account_it_names(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, DRAFT)
        first, second = (in_session(session, name, now=JUNE) for name in ("first", "second"))
        proposal, _ = activations.propose(session, draft, by=first, reason="r", now=JUNE)
        assert proposal.id is not None
        for name in ("first", "second"):  # neither completes what a person proposed
            with pytest.raises(ProposalOverdue):
                activations.sign(session, draft, proposal.id, by=AtHost("root", name), now=JUNE)
        entered, is_new = activations.propose(
            session, draft, by=AtHost("root", "first"), reason="r", now=JUNE
        )
        assert is_new
        assert entered.id is not None
        with pytest.raises(ProposalOverdue):  # nor the reverse
            activations.sign(session, draft, entered.id, by=second, now=JUNE)
        with pytest.raises(SignedByProposer):
            activations.sign(session, draft, entered.id, by=AtHost("root", "first"), now=JUNE)
        done, _ = activations.sign(session, draft, entered.id, by=AtHost("root", "second"), now=JUNE)
        told = (
            done.given,
            done.host_user,
            done.activated_by,
            done.signed_by,
            done.proposer_id,
            done.signer_id,
        )
        assert told == ("host", "root", "first", "second", None, None)


def test_a_signature_says_whose_account_and_which_session_it_is_of(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, DRAFT)
        first, second = (in_session(session, name, now=JUNE) for name in ("first", "second"))
        proposal, _ = activations.propose(session, draft, by=first, reason="r", now=JUNE)
        done, is_new = activations.sign(session, draft, proposal.id or 0, by=second, now=JUNE)
        again, is_new_again = activations.sign(
            session, draft, proposal.id or 0, by=in_session(session, "second", now=JULY), now=JULY
        )
    assert (proposal.given, proposal.proposer_id, proposal.session_id) == (
        "session",
        first.account,
        first.session,
    )
    assert (done.given, done.proposer_id, done.signer_id, done.session_id, done.host_user) == (
        "session", first.account, second.account, second.session, None,
    )  # fmt: skip
    assert (is_new, is_new_again, again.id) == (True, False, done.id)


def test_once_anything_is_judged_one_signature_puts_nothing_in_force(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        draft = edition_of_hash(session, DRAFT).id
        assert draft is not None
        enactment.activate(session, draft, by=Signatures("root"), now=JUNE)
        put_in_force(session, SHIPPED, now=JUNE)
    settled(database, send(database, a_file(a_diesel_bus(1))))
    with database.transaction(OFFICE) as session, pytest.raises(SecondSignatureMissing):
        enactment.activate(session, draft, by=Signatures("root"), now=JULY)


def stored_proposal(session: Session) -> RulebookProposal:
    draft = edition_of_hash(session, DRAFT)
    first = in_session(session, "first", now=JUNE)
    return activations.propose(session, draft, by=first, reason="r", now=JUNE)[0]


SECOND = {"signed_by": "second", "signer_id": 2, "session_id": 2}


@pytest.mark.parametrize(
    ("forged", "constraint"),
    [
        ({"signed_by": "first", "signer_id": 1, "session_id": 1}, "four_eyes|accounts"),
        ({"signed_by": "second", "signer_id": 1, "session_id": 1}, "accounts|signer_id"),  # another's name
        (SECOND | {"session_id": 1}, "session_id"),  # another's session
        (SECOND | {"session_id": None}, "given"),
        (SECOND | {"signer_id": None}, "given"),
        (SECOND | {"proposer_id": None}, "given"),
        (SECOND | {"proposer_id": 2, "signed_by": "third", "signer_id": 4, "session_id": 3}, "proposer_id"),
        (SECOND | {"activated_by": "second"}, "four_eyes|proposal_id"),  # not who proposed
        (SECOND | {"signed_by": "a stranger"}, "signer_id|signed_by"),
        ({"signed_by": None, "signer_id": 2, "session_id": 2}, "signed"),
        (SECOND | {"given": "setup"}, "given"),
        (SECOND | {"aim": "take_out"}, "aim"),  # not what was proposed
        (SECOND | {"given": "name"}, "given"),
        ({"signed_by": "second", "given": "host", "proposer_id": None, "host_user": "root"}, "given"),
        ({"signed_by": "second", "given": "name", "proposer_id": None}, "given"),
    ],
)
def test_the_database_itself_asks_for_two_accounts_each_in_a_session_of_its_own(
    database: Database, forged: dict[str, Any], constraint: str
) -> None:
    with database.transaction(OFFICE) as session:
        proposal = stored_proposal(session)
        accounts.add_user(session, "third", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=MAY)
        sessions = [in_session(session, name, now=JUNE).session for name in ("second", "third")]
        assert (proposal.proposer_id, proposal.session_id, sessions) == (1, 1, [2, 3])
        values: dict[str, Any] = {
            "edition_id": proposal.edition_id,
            "law_id": proposal.edition_id,
            "aim": "activate",
            "activated_at": JUNE,
            "activated_by": "first",
            "proposal_id": proposal.id,
            "changed": 0,
            "given": "session",
            "proposer_id": 1,
        }
        session.add(RulebookActivation(**(values | forged)))
        with pytest.raises(IntegrityError, match=constraint):
            session.flush()
        session.rollback()


@pytest.mark.parametrize("act", ["UPDATE {table} SET id = 9", "DELETE FROM {table}"])
@pytest.mark.parametrize("table", ["rulebook_activation", "rulebook_proposal"])
def test_what_was_proposed_and_signed_is_only_added_to(database: Database, table: str, act: str) -> None:
    with database.transaction(OFFICE) as session, pytest.raises(ProgrammingError, match="denied"):
        session.connection().execute(text(act.format(table=table)))


def in_the_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_an_activation_waits_for_an_import_under_way_and_judges_what_it_stores(
    database: Database, own_owner_url: str, tmp_path: Path
) -> None:
    content = a_file(a_diesel_bus(1), a_diesel_bus(2, "2025-03-01"))
    upload, read, go_on = send(database, content), threading.Event(), threading.Event()
    file = tmp_path / "list.csv"
    file.write_bytes(content)

    def stop_midway(_: int) -> None:
        read.set()
        assert go_on.wait(PATIENCE_SECONDS)

    def importing() -> None:
        with database.transaction(UnitScope("410100")) as session:
            claimed = deliveries.claim(session, city=410100, number=upload.id or 0)
            assert claimed is not None
            frames = reader.stream(
                file,
                name="list.csv",
                expectation=processing.expectation_of(session, claimed),
                today=date(2025, 7, 1),
                catalogue={},
                limits=limits_for(len(content)),
            )
            processing.process(session, claimed, frames, progress=stop_midway, now=JULY)

    changed: list[int] = []

    def activating() -> None:
        with database.transaction(OFFICE) as session:
            changed.append(put_in_force(session, DRAFT, now=JUNE).changed)

    import_thread = in_the_background(importing)
    assert read.wait(PATIENCE_SECONDS)
    activation_thread = in_the_background(activating)
    wait_for_lock(own_owner_url)
    assert (changed, verdicts(database)) == ([], {})
    go_on.set()
    import_thread.join(timeout=PATIENCE_SECONDS)
    activation_thread.join(timeout=PATIENCE_SECONDS)
    assert changed == [1]
    assert verdicts(database) == {"2025-04-01": "not_governed", "2025-03-01": "non_compliant"}


def test_an_import_waits_for_an_activation_and_is_judged_by_the_new_edition(
    database: Database, own_owner_url: str
) -> None:
    upload, done = send(database, a_file(a_diesel_bus(1))), list[Reading]()
    with database.transaction(OFFICE) as session:
        put_in_force(session, DRAFT, now=JUNE)
        thread = in_the_background(lambda: done.append(settled(database, upload)))
        wait_for_lock(own_owner_url)
        assert done == []
    thread.join(timeout=PATIENCE_SECONDS)
    assert [dict(reading.verdicts) for reading in done] == [{"not_governed": 1}]
    assert verdicts(database) == {"2025-04-01": "not_governed"}


def test_a_ranking_waits_for_an_activation_and_cites_the_edition_whose_verdicts_it_counts(
    database: Database, own_owner_url: str
) -> None:
    settled(database, send(database, a_file(a_diesel_bus(1))), now=MAY)
    stored: list[tuple[str, int]] = []

    def publishing() -> None:
        with database.transaction(OFFICE) as session:
            overall = publish_provisional(session, parse_period("2025"), now=JULY)[0]
        governed = next(line.governed for line in overall.lines if line.unit == "410100")
        stored.append((overall.rulebooks[0][1], governed))

    with database.transaction(OFFICE) as session:
        put_in_force(session, DRAFT, now=JUNE)
        thread = in_the_background(publishing)
        wait_for_lock(own_owner_url)
    thread.join(timeout=PATIENCE_SECONDS)
    assert stored == [(DRAFT, 0)]


def test_two_who_sign_at_once_put_the_edition_in_force_once(database: Database, own_owner_url: str) -> None:
    with database.transaction(OFFICE) as session:
        accounts.add_user(session, "third", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=MAY)
        number = stored_proposal(session).id or 0
    outcomes: list[object] = []

    def signing(name: str) -> None:
        try:
            with database.transaction(OFFICE) as session:
                by = in_session(session, name, now=JUNE)
                activations.sign(session, edition_of_hash(session, DRAFT), number, by=by, now=JUNE)
            outcomes.append(name)
        except activations.ProposalOverdue as refused:
            outcomes.append(type(refused))

    with database.transaction(OFFICE) as holding:
        rejudging.hold_edition(holding)
        threads = [in_the_background(partial(signing, name)) for name in ("second", "third")]
        wait_for_lock(own_owner_url)
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    assert len(outcomes) == 2
    assert activations.ProposalOverdue in outcomes
    with database.transaction(OFFICE) as session:
        signed = session.exec(
            select(RulebookActivation.signed_by).where(RulebookActivation.proposal_id == number)
        )
        assert list(signed) == [name for name in outcomes if isinstance(name, str)]


def test_no_verdict_ends_before_it_began_where_an_import_read_the_clock_later(database: Database) -> None:
    settled(database, send(database, a_file(a_diesel_bus(1))), now=JULY)
    with database.transaction(OFFICE) as session:
        put_in_force(session, DRAFT, now=JULY - timedelta(minutes=5))
        history = session.exec(
            select(DecisionRecord.verdict, DecisionRecord.recorded_at, DecisionRecord.superseded_at).order_by(
                col(DecisionRecord.id)
            )
        ).all()
    assert history == [("non_compliant", JULY, JULY), ("not_governed", JULY, None)]


def test_what_returns_when_an_upload_is_taken_back_is_judged_by_the_edition_now_in_force(
    database: Database,
) -> None:
    settled(database, send(database, a_file(a_diesel_bus(1))), now=MAY)
    corrected = send(database, a_file(a_row(1, plate="豫A00001D", day="2025-04-01")))
    settled(database, corrected, now=NOW)
    accept_changes(database, now=NOW)
    assert verdicts(database) == {"2025-04-01": "compliant"}
    with database.transaction(OFFICE) as session:
        put_in_force(session, DRAFT, now=JULY)
    assert verdicts(database) == {"2025-04-01": "not_governed"}
    assert corrected.id is not None
    with database.transaction(UnitScope("410100")) as session:
        steps.withdraw(
            session,
            city=410100,
            number=corrected.id,
            by=TESTER,
            reason="mistaken",
            now=JULY + timedelta(days=1),
        )
    assert verdicts(database) == {"2025-04-01": "not_governed"}
    with database.transaction(OFFICE) as session:
        current = session.exec(
            select(RulebookEdition.edition)
            .join(DecisionRecord, col(DecisionRecord.edition_id) == col(RulebookEdition.id))
            .where(col(DecisionRecord.superseded_at).is_(None))
        ).all()
    assert current == [DRAFT]


def test_a_database_of_the_release_before_keeps_what_it_knew_of_activations(
    own_database: Database, own_owner_url: str
) -> None:
    command.downgrade(_config(own_owner_url), "0005")
    with psycopg.connect(own_owner_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO rulebook_edition (book, name, edition, content, status, loaded_at, activated_at)"
            " VALUES ('henan', 'a', 'sha256:a', '{}', 'retired', %(may)s, %(may)s),"
            " ('henan', 'b', 'sha256:b', '{}', 'active', %(may)s, %(june)s),"
            " ('henan', 'c', 'sha256:c', '{}', 'draft', %(june)s, NULL)",
            {"may": MAY, "june": JUNE},
        )
    migrate(own_owner_url)
    with own_database.transaction(OFFICE) as session:
        activated = session.exec(select(RulebookActivation).order_by(col(RulebookActivation.id))).all()
        known = [(rulebooks.stored(session, one.edition_id).name, one.activated_at) for one in activated]
    assert known == [("a", MAY), ("b", JUNE)]


def test_signatures_of_the_release_before_stay_as_names_and_what_waited_is_proposed_again(
    own_database: Database, own_owner_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for gate, name in ((proofs, "require_whole"), (possible, "require_together")):
        monkeypatch.setattr(gate, name, lambda *_, **__: None)  # these editions are empty
    command.downgrade(_config(own_owner_url), "0012")
    with psycopg.connect(own_owner_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO rulebook_edition (book, name, edition, content, status, loaded_at, activated_at) VALUES"
            " ('henan', 'a', 'sha256:a', '{}', 'retired', %(may)s, %(may)s),"
            " ('henan', 'b', 'sha256:b', '{}', 'active', %(may)s, %(june)s),"
            " ('henan', 'c', 'sha256:c', '{}', 'draft', %(june)s, NULL)",
            {"may": MAY, "june": JUNE},
        )
        connection.execute(
            "INSERT INTO app_user (name, role, password_hash, created_at, password_set_at)"
            " VALUES ('first', 'office', '', %(may)s, %(may)s), ('second', 'office', '', %(may)s, %(may)s)",
            {"may": MAY},
        )
        connection.execute(
            "INSERT INTO rulebook_proposal (edition_id, against_id, proposed_by, reason, proposed_at)"
            " VALUES (2, 1, 'first', 'r', %(june)s), (3, 2, 'first', 'waits', %(june)s)",
            {"june": JUNE},
        )
        connection.execute(
            "INSERT INTO rulebook_activation"
            " (edition_id, activated_at, activated_by, signed_by, reason, proposal_id, changed)"
            " VALUES (1, %(may)s, 'fleetsvc', NULL, NULL, NULL, 0), (2, %(june)s, 'first', 'second', 'r', 1, 7)",
            {"may": MAY, "june": JUNE},
        )
    migrate(own_owner_url)
    with own_database.transaction(OFFICE) as session:
        told = session.exec(select(RulebookActivation).order_by(col(RulebookActivation.id))).all()
        assert [(one.given, one.activated_by, one.signed_by) for one in told] == [
            ("setup", "fleetsvc", None),
            ("name", "first", "second"),
        ]
        waiting = rulebooks.stored(session, 3)
        assert activations.open_proposal(session, waiting) is None
        second = in_session(session, "second", now=JULY)
        with pytest.raises(ProposalOverdue):
            activations.sign(session, waiting, 2, by=second, now=JULY)
        again, is_new = activations.propose(session, waiting, by=second, reason="waits", now=JULY)
        assert (is_new, activations.open_proposal(session, waiting)) == (True, again)


def test_a_draft_is_new_once_even_where_it_is_sent_twice_in_the_same_instant(database: Database) -> None:
    another = a_draft() | {"name": "another"}
    with database.transaction(OFFICE) as session:
        first, is_first = acts.load(session, another, by=TESTER, now=JUNE)
        again, is_again = acts.load(session, another, by=TESTER, now=JUNE)
        loaded = noted(session, act=Act.RULEBOOK_LOADED.value)
    assert (first.id, is_first, is_again) == (again.id, True, False)
    assert [one.subject for one in loaded] == [f"rulebook/{first.edition}"]
