"""Several rulebooks in force at once: one added, changed, taken out again, by two signatures each; nothing is lost."""

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from fleetsvc.books import book_mapping, parsed, shipped_book, shipped_text
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import DecisionRecord, RulebookActivation, RulebookEdition, stored_id
from fleetsvc.services.audit.events import Act
from fleetsvc.services.drafts import activations, acts, comparison, proofs, reviews
from fleetsvc.services.drafts.activations import ProposalOverdue
from fleetsvc.services.drafts.edition_files import file_of
from fleetsvc.services.drafts.proofs import DraftFaulty
from fleetsvc.services.drafts.reviews import NothingToReview, ReviewIncomplete
from fleetsvc.services.law import enactment, replay, rulebooks
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.editions import book_known_at, edition_of_hash, find_edition, list_editions
from fleetsvc.services.law.rulebooks import (
    Aim,
    EditionInForce,
    EditionNotInForce,
    EditionUnknown,
    NothingElseInForce,
)
from fleetsvc.services.manuscripts.beginnings import AnswerUnknown, Confirmation, begin_confirmed
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.publishing import compute_edition, publish_provisional
from rules.law import compose
from rules.periods import parse_period
from rules.rulebook import build
from tests.actors import TESTER, noted
from tests.patience import PATIENCE_SECONDS, wait_for_lock
from tests.services.drafts.test_activations import in_the_background
from tests.signing import in_session
from tests.upload_cases import a_file, a_row, retire, send, settled

MAY, JUNE, JULY = (datetime(2025, month, 1, 4, tzinfo=UTC) for month in (5, 6, 7))
PLAN, THREE_YEARS = shipped_book("henan-2023").edition, shipped_book("henan-three-years-2023").edition


def a_reviewed_book(title: str = "reviewed") -> dict[str, Any]:
    """The three-year plan as if somebody had held its passages against the act."""
    mapping: dict[str, Any] = copy.deepcopy(dict(book_mapping("henan-three-years-2023")))
    for passage in mapping["passages"]:
        passage["review"] = {
            "status": "reviewed",
            "day": "2025-05-01",
            "by": {"zh": "某人", "en": "somebody"},
        }
    return mapping | {"title": {"zh": title, "en": title}}


SECOND = build(a_reviewed_book()).edition
LAW = compose([shipped_book(), build(a_reviewed_book())]).edition


@pytest.fixture
def database(own_database: Database) -> Database:
    """The plan in force since May, two people of the office, the three-year plan reviewed, and as shipped."""
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=MAY)
        for name in ("first", "second"):
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=MAY)
        rulebooks.load(session, a_reviewed_book(), now=MAY)
        rulebooks.load(session, book_mapping("henan-three-years-2023"), now=MAY)
    return own_database


def proposed(session: Session, edition: str, aim: Aim = Aim.ACTIVATE, *, now: datetime = JUNE) -> int:
    by = in_session(session, "first", now=now)
    found = edition_of_hash(session, edition)
    proposal, _ = activations.propose(session, found, aim=aim, by=by, reason="a reason", now=now)
    assert proposal.id is not None
    return proposal.id


def signed(session: Session, edition: str, number: int, *, now: datetime = JUNE) -> RulebookActivation:
    by = in_session(session, "second", now=now)
    return activations.sign(session, edition_of_hash(session, edition), number, by=by, now=now)[0]


def enacted(
    session: Session, edition: str, aim: Aim = Aim.ACTIVATE, *, now: datetime = JUNE
) -> RulebookActivation:
    return signed(session, edition, proposed(session, edition, aim, now=now), now=now)


def in_force(session: Session) -> list[str]:
    return [edition.edition for edition in rulebooks.editions_in_force(session)]


def verdicts(database: Database) -> list[tuple[str, str | None]]:
    with database.transaction(OFFICE) as session:
        statement = select(DecisionRecord.verdict, DecisionRecord.rule)
        alive = statement.where(col(DecisionRecord.superseded_at).is_(None)).order_by(
            col(DecisionRecord.registered_on)
        )
        return list(session.exec(alive))


def differing(database: Database) -> int:
    with database.transaction(OFFICE) as session:
        return replay.replay_all(session).differ


def with_buses(database: Database) -> Database:
    """A new diesel bus, a new electric one, and a diesel bus that replaces a retired one."""
    retire(database, "豫A99999", now=MAY)
    rows = (
        a_row(1, energy="柴油", plate="豫A00001", day="2025-03-01"),
        a_row(2, day="2025-03-02"),
        a_row(3, energy="柴油", plate="豫A00003", event="更新", replaces="豫A99999", day="2025-03-03"),
    )
    settled(database, send(database, a_file(*rows)), now=MAY)
    return database


def test_a_second_book_is_added_and_taken_out_again_and_the_replay_agrees_each_time(
    database: Database,
) -> None:
    with_buses(database)
    before = verdicts(database)
    assert before == [
        ("non_compliant", "henan-2023/13-bus-new"),
        ("compliant", "henan-2023/13-bus-new"),
        ("not_governed", None),
    ]
    with database.transaction(OFFICE) as session:
        assert enacted(session, SECOND).changed == 2
        assert in_force(session) == [PLAN, SECOND]
        assert rulebooks.active_book(session).book.edition == LAW
    assert verdicts(database) == [*before[:2], ("undetermined", "henan-three-years-2023/built-up-all")]
    assert differing(database) == 0
    with database.transaction(OFFICE) as session:
        assert enacted(session, SECOND, Aim.TAKE_OUT, now=JULY).changed == 2
        assert in_force(session) == [PLAN]
    assert verdicts(database) == before
    assert differing(database) == 0


def test_what_was_in_force_when_is_told_book_by_book_also_of_three_acts_on_one_day(
    database: Database,
) -> None:
    noon = [JUNE.replace(minute=minute) for minute in (1, 2, 3)]
    other = a_reviewed_book("changed")
    with database.transaction(OFFICE) as session:
        rulebooks.load(session, other, now=JUNE)
        enacted(session, SECOND, now=noon[0])
        enacted(session, build(other).edition, now=noon[1])
        enacted(session, build(other).edition, Aim.TAKE_OUT, now=noon[2])
    with database.transaction(OFFICE) as session:
        known = [
            [book.edition for book in book_known_at(session, at.replace(second=30)).books]
            for at in (JUNE, *noon)
        ]
        items, _ = list_editions(session, after=None, limit=10)
        with pytest.raises(EditionUnknown):
            find_edition(session, "henan-three-years")
        assert find_edition(session, "henan-three-years", known_at=noon[1])[1].edition == build(other).edition
    assert known == [[PLAN], [PLAN, SECOND], [PLAN, build(other).edition], [PLAN]]
    told = {
        item["edition"]: (item["status"], [one["until"] is None for one in item["in_force"]])
        for item in items
    }
    assert told == {
        PLAN: ("active", [True]),
        SECOND: ("retired", [False]),
        build(other).edition: ("retired", [False]),
    }


def test_two_books_signed_at_once_come_into_force_one_after_the_other(
    database: Database, own_owner_url: str
) -> None:
    plan = {**book_mapping(), "title": {"zh": "新版", "en": "new edition"}}
    done: list[int] = []
    with database.transaction(OFFICE) as session:
        rulebooks.load(session, plan, now=MAY)
        numbers = [proposed(session, build(plan).edition), proposed(session, SECOND)]

    def signing() -> None:
        with database.transaction(OFFICE) as session:
            done.append(stored_id(signed(session, SECOND, numbers[1])))

    with database.transaction(OFFICE) as session:
        signed(session, build(plan).edition, numbers[0])
        thread = in_the_background(signing)
        wait_for_lock(own_owner_url)
    thread.join(timeout=PATIENCE_SECONDS)
    with database.transaction(OFFICE) as session:
        assert in_force(session) == [build(plan).edition, SECOND]
    assert len(done) == 1


def test_a_proposal_falls_by_its_own_book_alone(database: Database) -> None:
    other = a_reviewed_book("changed")
    with database.transaction(OFFICE) as session:
        rulebooks.load(session, other, now=MAY)
        number = proposed(session, build(other).edition)
        enacted(session, SECOND, now=JULY)
        with pytest.raises(ProposalOverdue):
            signed(session, build(other).edition, number, now=JULY)
        enacted(session, SECOND, Aim.TAKE_OUT, now=JULY)
        with pytest.raises(ProposalOverdue):  # none is in force again, and yet it was another comparison
            signed(session, build(other).edition, number, now=JULY)


def test_nothing_is_taken_out_that_is_not_in_force_or_the_last_that_is(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        with pytest.raises(EditionNotInForce):
            proposed(session, SECOND, Aim.TAKE_OUT)
        with pytest.raises(NothingElseInForce):
            proposed(session, PLAN, Aim.TAKE_OUT)
        enacted(session, SECOND)
        last = proposed(session, PLAN, Aim.TAKE_OUT)
        enacted(session, SECOND, Aim.TAKE_OUT)
        with pytest.raises(NothingElseInForce):  # possible when it was proposed, and no more
            signed(session, PLAN, last)
        assert in_force(session) == [PLAN]


def test_books_that_can_not_be_met_together_are_not_proposed(database: Database) -> None:
    only_gas = a_reviewed_book("only gas")
    only_gas["interpretations"][1]["sets"]["energy"] = ["gas"]
    clash = a_reviewed_book("clash") | {"id": "clash", "name": "henan-2023"}
    with database.transaction(OFFICE) as session:
        for mapping, path, words in (
            (only_gas, "rules", "henan-2023/13-bus-new, henan-three-years-2023/built-up-all"),
            (clash, "name", "two rulebooks have the name"),
        ):
            rulebooks.load(session, mapping, now=MAY)
            with pytest.raises(DraftFaulty) as faulty:
                proposed(session, build(mapping).edition)
            assert {fault["path"] for fault in faulty.value.faults} == {path}
            assert words in str(faulty.value)


def test_the_law_of_several_is_nobodys_draft(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        enacted(session, SECOND)
        stored = session.exec(select(RulebookEdition).where(RulebookEdition.status == "law")).one()
        assert stored.edition == LAW
        with pytest.raises(EditionUnknown):
            edition_of_hash(session, LAW)
        assert LAW not in {one["edition"] for one in activations.list_stored(session)}
        unproved = proofs.find_unproved(session)
        assert unproved is not None
        assert unproved.edition == THREE_YEARS


def test_a_draft_is_compared_as_it_would_stand_beside_the_others(database: Database) -> None:
    with_buses(database)
    draft = build(a_reviewed_book())
    values: dict[str, Any] = {"period": parse_period("2025"), "language": "en", "now": JUNE}
    with database.snapshot(OFFICE) as session:
        found = comparison.comparison(session, draft, status="draft", **values)
    assert found["current"] is None
    assert [one["name"] for one in found["rulebooks"]] == ["henan-2023"]
    assert [(flip["category"], flip["before"], flip["after"]) for flip in found["flips"]] == [
        ("bus", "not_governed", "undetermined")
    ]
    assert {change["change"] for change in (*found["rules"], *found["law"])} == {"added"}
    assert len(found["rules"]) == 5
    with database.transaction(OFFICE) as session:
        enacted(session, SECOND)
    with database.snapshot(OFFICE) as session:
        back = comparison.comparison(session, draft, status="active", **values)
    assert [(flip["before"], flip["after"]) for flip in back["flips"]] == [("undetermined", "not_governed")]
    assert {change["change"] for change in back["rules"]} == {"removed"}


def test_unreviewed_words_are_proposed_once_somebody_answers_for_them(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        shipped = edition_of_hash(session, THREE_YEARS)
        with pytest.raises(DraftFaulty, match="passage excerpt-1 is unreviewed: it can not be cited"):
            proposed(session, THREE_YEARS)
        by = in_session(session, "first", now=JUNE)
        for document, day in (
            (" ", date(2025, 6, 1)),
            ("豫政办〔2023〕33号", date(2025, 6, 2)),
            ("x" * 101, date(2025, 6, 1)),
        ):
            with pytest.raises(ReviewIncomplete):
                reviews.review(session, shipped, document=document, held_on=day, by=by, now=JUNE)
        values: dict[str, Any] = {
            "document": "豫政办〔2023〕33号",
            "held_on": date(2025, 5, 30),
            "by": by,
            "now": JUNE,
        }
        made, new = acts.review(session, shipped, actor=TESTER, **values)
        assert (new, acts.review(session, shipped, actor=TESTER, **values)) == (True, (made, False))
        review = book_of(made).passages[0].review
        assert review is not None
        assert (review.by.zh, review.day) == (
            "first：已与印发件（豫政办〔2023〕33号）逐字核对",
            date(2025, 5, 30),
        )
        with pytest.raises(NothingToReview):
            reviews.review(session, made, **values)
        enacted(session, made.edition)
        assert in_force(session) == [PLAN, made.edition]
    details = {
        "name": "henan-three-years-2023",
        "of": THREE_YEARS,
        "document": "豫政办〔2023〕33号",
        "held_on": "2025-05-30",
    }
    with database.transaction(OFFICE) as session:
        assert [event.details for event in noted(session, act=Act.RULEBOOK_REVIEWED)] == [details]


def test_a_ranking_names_all_books_and_tells_when_their_set_changed(database: Database) -> None:
    with_buses(database)
    with database.transaction(OFFICE) as session:
        publish_provisional(session, parse_period("2025-03"), now=MAY)
        enacted(session, SECOND)
    with database.transaction(OFFICE) as session:
        edition = compute_edition(session, parse_period("2025-04"), category=None, now=JUNE)
    assert edition.rulebooks == (("henan", PLAN), ("henan-three-years", SECOND))
    assert edition.compared_with is not None
    assert edition.compared_with.rulebook_changed


def test_who_proposes_what_came_into_force_meanwhile_is_told(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        shown = edition_of_hash(session, SECOND)
        with database.transaction(OFFICE) as another:
            enacted(another, SECOND)
        by = in_session(session, "first", now=JULY)
        with pytest.raises(EditionInForce):
            activations.propose(session, shown, by=by, reason="a reason", now=JULY)
        assert in_force(session) == [PLAN, SECOND]


def test_who_would_take_out_what_went_out_of_force_meanwhile_is_told(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        enacted(session, SECOND)
    with database.transaction(OFFICE) as session:
        shown = edition_of_hash(session, SECOND)
        with database.transaction(OFFICE) as another:
            enacted(another, SECOND, Aim.TAKE_OUT, now=JULY)
        by = in_session(session, "first", now=JULY)
        with pytest.raises(EditionNotInForce):
            activations.propose(session, shown, aim=Aim.TAKE_OUT, by=by, reason="a reason", now=JULY)


def test_what_is_in_force_is_read_in_one_statement_as_it_stands(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        assert in_force(session) == [PLAN]
        with database.transaction(OFFICE) as another:
            enacted(another, SECOND)
        statements: list[str] = []
        note = lambda *told: statements.append(told[2])  # noqa: E731 (the listener that is taken off again)
        event.listen(session.connection(), "before_cursor_execute", note)
        assert in_force(session) == [PLAN, SECOND]
        event.remove(session.connection(), "before_cursor_execute", note)
        assert len(statements) == 1


def test_each_shipped_book_is_given_back_with_its_notes(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        for name, edition in (("henan-2023", PLAN), ("henan-three-years-2023", THREE_YEARS)):
            assert file_of(session, edition_of_hash(session, edition)) == shipped_text(name).decode()


def confirmed(session: Session, answer: str) -> list[tuple[str, str]]:
    """Which answers of which book are confirmed by a document for this one."""
    given = Confirmation(answer, "豫环函〔2026〕3号", date(2026, 1, 9), {"zh": "省厅", "en": "office"})
    begun = begin_confirmed(session, given, by=TESTER, now=JUNE)
    mapping = parsed(begun.text.encode())
    return [
        (mapping["name"], one["id"]) for one in mapping["interpretations"] if one["status"] == "confirmed"
    ]


def test_an_answer_of_any_book_in_force_is_confirmed_in_its_own_book(database: Database) -> None:
    [own, *_] = [one["id"] for one in a_reviewed_book()["interpretations"]]
    with database.transaction(OFFICE) as session:
        with pytest.raises(AnswerUnknown):
            confirmed(session, f"henan-three-years-2023/{own}")
        enacted(session, SECOND)
        assert confirmed(session, f"henan-three-years-2023/{own}") == [("henan-three-years-2023", own)]
        assert confirmed(session, "henan-2023/nev-kinds") == [("henan-2023", "nev-kinds")]
        assert confirmed(session, "nev-kinds") == [("henan-2023", "nev-kinds")]
        for unknown in ("henan-2023/no-such", "no-book/nev-kinds", ""):
            with pytest.raises(AnswerUnknown):
                confirmed(session, unknown)
