"""What defends a verdict has one hash, and every word of it counts."""

import json
from copy import deepcopy
from datetime import date
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from fleetsvc.books import book_mapping
from rules.defence import defence
from rules.facts import VehicleFacts, unpack_case
from rules.rulebook import build
from rules.table import Table, every_case
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event

TABLE = Table(build(book_mapping()))
BOOK = TABLE.rulebook
CASES = list(every_case())
DIESEL_BUS = VehicleFacts(Category.BUS, Event.NEW, "410100", date(2025, 3, 1), Energy.DIESEL)


@given(st.sampled_from(CASES), st.sampled_from(sorted(UNITS)), st.dates())
@settings(max_examples=60)
def test_vehicles_of_a_case_share_a_defence_in_all_units_and_on_all_days_that_no_rule_tells_apart(
    key: int, unit: str, day: date
) -> None:
    first, period = TABLE.place(unit, day)
    facts = unpack_case(key, unit=unit, registered_on=day)
    of_all = unpack_case(key, unit=first, registered_on=period.since)
    assert defence(BOOK, facts, engine="one") == defence(BOOK, of_all, engine="one")


def test_a_defence_names_edition_engine_facts_quotes_and_interpretations_and_its_hash_is_that_of_its_text() -> (
    None
):
    found = defence(BOOK, DIESEL_BUS, engine="sha256:engine")
    told = json.loads(found.document)
    assert found.sha256 == sha256(found.document.encode()).digest()
    assert (told["engine"], told["edition"], told["verdict"]) == (
        "sha256:engine",
        BOOK.edition,
        "non_compliant",
    )
    assert told["facts"] == {
        "category": "bus",
        "event": "new",
        "energy": "diesel",
        "emission_stage": "unknown",
        "mass_class": "unknown",
        "replacement_shown": False,
        "justification": "none",
    }
    (quote,) = (one for one in told["quotes"] if one["clause"] == "13-new")
    assert quote["quote"] == BOOK.clauses["13-new"].quote
    assert {one["id"] for one in told["interpretations"]} >= {"effective-day", "nev-kinds"}


def test_one_word_of_an_interpretation_that_is_cited_changes_the_hash() -> None:
    changed = deepcopy(book_mapping())
    cited = next(one for one in changed["interpretations"] if one["id"] == "nev-kinds")
    cited["answer"] = cited["answer"] | {"zh": cited["answer"]["zh"] + "！"}
    hashes = {defence(book, DIESEL_BUS, engine="one").sha256 for book in (BOOK, build(changed))}
    assert len(hashes) == 2
