"""What is foretold from counts is what comes of each decision looked at by itself, whatever is kept of the units."""

import copy
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc import clock
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, raw_connection
from fleetsvc.models import DecisionRecord, RulebookActivation, stored_id
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values
from fleetsvc.services.law.impact import Difference, Foretold, foretell, further_flips
from fleetsvc.services.law.standing_counts import keep, mark, standing_alike
from rules.citations import citations
from rules.facts import case_key, unpack_case
from rules.rulebook import Rulebook, build, canonical_json
from rules.table import Outcome, Table
from rules.vocabulary import Category, EmissionStage, Energy, Event, Justification, MassClass
from tests.upload_cases import NOW, with_rulebook

UNITS = ("410100", "410200", "410300", "410400", "410500", "410600")
SINCE, UNTIL = date(2023, 4, 1), date(2023, 7, 1)
_INSERT = text(f"""
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category,
        event, energy, registered_on, recorded_at, superseded_at, disputed, override_id, ruled_verdict,
        ruled_duty_verdict)
    VALUES (:city, :registration, :edition, :key, {", ".join(f":{name}" for name in OUTCOME_COLUMNS)}, :category,
        :event, :energy, :day, :now, :gone,
        :disputed, :override, :ruled, :ruled)
""")


def a_book(name: str, first_day: str, *, energy: tuple[str, ...] = ("bev", "phev", "fcev")) -> dict[str, Any]:
    """The shipped book with another first day, in the midst of a month, or other kinds of energy."""
    book = copy.deepcopy(dict(book_mapping()))
    entries = {entry["id"]: entry for entry in book["interpretations"]}
    entries["effective-day"]["sets"]["first_day"] = first_day
    entries["nev-kinds"]["sets"]["energy"] = list(energy)
    book["title"] = {"zh": name, "en": name}
    return dict(json.loads(canonical_json(book)))


COLUMNS = ", ".join(
    ("city_code, month, edition_id, case_key", *OUTCOME_COLUMNS, "disputed, overridden, number, first_id")
)
KEPT_TWICE = f"INSERT INTO standing_count ({COLUMNS}) SELECT {COLUMNS} FROM standing_count"
LAWS = (a_book("first", "2023-03-01"), a_book("second", "2023-04-11"))
DRAFTS = (
    a_book("same", "2023-03-01"),
    a_book("later", "2023-05-17"),
    a_book("fewer", "2023-03-01", energy=("bev", "fcev")),
    a_book("later and fewer", "2023-04-12", energy=("bev",)),
)


def vehicles(chance: Random, laws: dict[int, Table]) -> Iterator[dict[str, Any]]:
    for number in range(1, 400):
        category = chance.choice([Category.BUS, Category.TAXI, Category.MUCK_TRUCK])
        energy = chance.choice([Energy.BEV, Energy.PHEV, Energy.DIESEL])
        event, stage = (
            chance.choice(list(Event)),
            chance.choice([EmissionStage.CHINA_5, EmissionStage.CHINA_6B]),
        )
        key = case_key(
            category, event, energy, stage, MassClass.HEAVY, chance.random() < 0.5, Justification.NONE
        )
        unit, day = chance.choice(UNITS), date(2023, 2, 20) + timedelta(days=chance.randrange(150))
        edition = chance.choice(list(laws))
        outcome = dict(
            zip(OUTCOME_COLUMNS, outcome_values(laws[edition].outcome(key, unit, day)), strict=True)
        )
        if chance.random() < 0.05:  # somebody altered it
            outcome |= {"emission_stage_rule": "another", "energy_verdict": "undetermined"}
        override = chance.random() < 0.1
        yield outcome | {
            "city": int(unit),
            "registration": number,
            "edition": edition,
            "key": key,
            "category": category,
            "event": event,
            "energy": energy,
            "day": day,
            "now": NOW,
            "gone": NOW if chance.random() < 0.1 else None,
            "disputed": chance.random() < 0.1,
            "override": 7 if override else None,
            "ruled": "compliant" if override else None,
        }


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def filled(session: Session, seed: int, *, judged: bool = True) -> dict[int, Table]:
    """Store two laws that have judged, and decisions by either; return the laws."""
    laws = {}
    for content in LAWS:
        edition, _ = rulebooks.load(session, content, now=NOW)
        number = stored_id(edition)
        laws[number] = Table(build(content))
        if not judged:
            continue
        session.add(
            RulebookActivation(
                edition_id=number,
                law_id=number,
                aim="activate",
                activated_at=NOW,
                activated_by="of this file",
                changed=0,
                given="setup",
            )
        )
    session.flush()
    for values in vehicles(Random(seed), laws):
        session.connection().execute(_INSERT, values)
    return laws


def one_by_one(session: Session, draft: Table, laws: dict[int, Table]) -> Foretold:
    """The reference: look at each decision by itself."""
    groups = defaultdict[tuple[Any, ...], list[tuple[int, bool, bool]]](list)
    judged = overridden = 0
    for one in session.exec(select(DecisionRecord).where(col(DecisionRecord.superseded_at).is_(None))):
        judged += 1
        overridden += one.override_id is not None
        facts = unpack_case(one.case_key, unit=str(one.city_code), registered_on=one.registered_on)
        before = tuple(getattr(one, name) for name in OUTCOME_COLUMNS)
        after = outcome_values(outcome(draft, one))
        cited: list[Rulebook] = [laws[one.edition_id].rulebook, draft.rulebook]
        restated = before == after
        if one.disputed or one.override_id is not None:
            continue
        if restated and citations(cited[0], facts) == citations(cited[1], facts):
            continue
        said = (before[0], after[0], before[2], after[2])
        group = (str(one.city_code), one.case_key, one.category, *said)
        groups[group].append((stored_id(one), SINCE <= one.registered_on < UNTIL, restated))
    found = [Difference(*(*group, *counted(ours))) for group, ours in groups.items()]
    return Foretold(judged, overridden, tuple(found))


def counted(ours: list[tuple[int, bool, bool]]) -> tuple[int, int, int, int]:
    numbers, inside, restated = zip(*ours, strict=True)
    return len(ours), sum(inside), min(numbers), sum(restated)


def outcome(draft: Table, one: DecisionRecord) -> Outcome:
    return draft.outcome(one.case_key, str(one.city_code), one.registered_on)


def told(session: Session, draft: Table) -> tuple[int, int, set[Difference]]:
    found = foretell(session, draft, since=SINCE, until=UNTIL)
    assert [-one.registrations for one in found.differences] == sorted(
        -one.registrations for one in found.differences
    )
    assert len(found.differences) == len(set(found.differences))
    return found.judged, found.overridden, set(found.differences)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_foretold_is_what_each_decision_by_itself_says(database: Database, seed: int) -> None:
    with database.transaction(OFFICE) as session:
        laws = filled(session, seed)
        for content in DRAFTS:
            draft = Table(build(content))
            reference = one_by_one(session, draft, laws)
            expected = (reference.judged, reference.overridden, set(reference.differences))
            mark(raw_connection(session))
            assert told(session, draft) == expected
            keep(session, now=clock.now())
            assert told(session, draft) == expected
            for count in (2, 5):
                mark(raw_connection(session), map(int, UNITS[:count]))
                assert told(session, draft) == expected


def test_it_is_counts_that_it_is_foretold_from(database: Database) -> None:
    """Those of whole months: in a month in whose midst the law changes the decisions are counted."""
    with database.transaction(OFFICE) as session:
        filled(session, 1)
        keep(session, now=clock.now())
        before = sum(one.number for one in standing_alike(session, [date(2023, 4, 11)]))
        connection = session.connection()
        connection.exec_driver_sql(KEPT_TWICE)
        whole = connection.exec_driver_sql(
            "SELECT sum(number) / 2 FROM standing_count WHERE month <> '2023-04-01'"
        ).scalar_one()
        after = sum(one.number for one in standing_alike(session, [date(2023, 4, 11)]))
        assert after - before == whole > 0


def test_a_law_that_came_into_force_just_now_is_told_apart_too(database: Database) -> None:
    """Of it no activation is seen yet, and its days in the midst of a month are its own."""
    with database.transaction(OFFICE) as session:
        laws = filled(session, 4, judged=False)
        draft = Table(build(DRAFTS[0]))
        reference = one_by_one(session, draft, laws)
        assert told(session, draft)[2] == set(reference.differences)


def test_further_flips_are_those_that_are_counted(database: Database) -> None:
    """All of them, each once, without those that are known, in the order of their numbers."""
    with database.transaction(OFFICE) as session:
        laws = filled(session, 5)
        for content in DRAFTS[1:]:
            draft = Table(build(content))
            found = [one for one in foretell(session, draft).differences if one.before != one.after]
            known = [(int(one.unit), one.first) for one in found[:3]]
            flips = sorted(
                (one.city_code, stored_id(one))
                for one in session.exec(
                    select(DecisionRecord).where(col(DecisionRecord.superseded_at).is_(None))
                )
                if not one.disputed and one.override_id is None and outcome(draft, one).verdict != one.verdict
            )
            further = further_flips(session, draft, found, known=known, count=10_000)
            assert further == [place for place in flips if place not in known]
            assert further_flips(session, draft, found, known=known, count=2) == further[:2]
            assert laws
