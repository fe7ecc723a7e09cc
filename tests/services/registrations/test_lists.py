"""Lists of vehicles: every filter, order and page says what the stored rows say; also as known earlier."""

import copy
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, raw_connection
from fleetsvc.services.drafts import activations
from fleetsvc.services.law import enactment, rulebooks
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.registrations.filters import Order, Place, RegistrationFilter
from fleetsvc.services.registrations.lists import (
    all_registrations,
    count_by_verdict,
    count_most_by_verdict,
    has_more,
    list_registrations,
    narrowed,
    page_of_registrations,
)
from fleetsvc.services.uploads.vehicle_names import pack
from rules.vocabulary import OPEN_VERDICTS, Category, Replacement
from tests.actors import TESTER
from tests.ranking_data import an_upload, register
from tests.signing import in_session
from tests.upload_cases import NOW, a_file, a_row, a_vin, send, settled, with_rulebook

LATER = datetime(2025, 7, 1, tzinfo=UTC)
BEFORE, AFTER = NOW + timedelta(minutes=1), LATER + timedelta(minutes=1)


@pytest.fixture
def judged_again(own_database: Database) -> Database:
    """A new diesel bus that broke a rule until an edition came into force that has no such rule for its day."""
    with_rulebook(own_database)
    settled(
        own_database, send(own_database, a_file(a_row(3, energy="柴油", plate="豫A00003", day="2025-03-15")))
    )
    draft = copy.deepcopy(dict(book_mapping()))
    next(rule for rule in draft["rules"] if rule["id"] == "13-bus-new")["effective_until"] = "2025-03-15"
    with own_database.transaction(OFFICE) as session:
        edition, _ = rulebooks.load(session, draft, now=LATER)
        for name in ("first", "second"):
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=LATER)
        proposal, _ = activations.propose(
            session, edition, by=in_session(session, "first", now=LATER), reason="the law changed", now=LATER
        )
        assert edition.id is not None
        by = Signatures("first", "second", in_session(session, "second", now=LATER), proposal)
        assert enactment.activate(session, edition.id, by=by, now=LATER) == 1
    return own_database


@pytest.mark.parametrize("named", [None, a_vin(3)[-6:]])
def test_a_vehicle_judged_again_is_known_with_its_verdict_of_then(
    judged_again: Database, named: str | None
) -> None:
    for known_at, verdict in ((BEFORE, "non_compliant"), (AFTER, "not_governed"), (None, "not_governed")):
        wanted = RegistrationFilter(unit="410100", named=named, known_at=known_at)
        with judged_again.transaction(OFFICE) as session:
            rows, further = list_registrations(session, wanted, after=None, limit=20)
            counted = count_most_by_verdict(session, wanted)
            page = page_of_registrations(session, wanted, after=None, before=None, limit=20)
        assert [row.verdict for row in rows] == [verdict], known_at
        assert (further, counted) == (None, ({verdict: 1}, False))
        assert (list(page.rows), page.back, page.on) == (rows, None, None)


@pytest.mark.parametrize("named", [None, a_vin(3)[-6:]])
def test_the_list_of_what_falls_short_is_that_of_the_day_asked_for(
    judged_again: Database, named: str | None
) -> None:
    for known_at, count in ((BEFORE, 1), (AFTER, 0), (None, 0)):
        wanted = RegistrationFilter(verdicts=OPEN_VERDICTS, named=named, known_at=known_at)
        with judged_again.transaction(OFFICE) as session:
            rows, _ = list_registrations(session, wanted, after=None, limit=20)
            counted = count_by_verdict(session, wanted)
        assert (len(rows), sum(counted.values())) == (count, count), known_at


def test_open_verdicts_are_listed_and_no_other(session: ScopedSession) -> None:
    register(session, "410100", compliant=2, exempt=1, advisory=1, not_governed=1, non_compliant=1)
    register(session, "410200", needs_justification=1, undetermined=1)
    register(session, "410200", non_compliant=1, superseded_at=LATER)
    wanted = RegistrationFilter(verdicts=OPEN_VERDICTS)
    rows, further = list_registrations(session, wanted, after=None, limit=20)
    assert sorted(row.verdict for row in rows) == ["needs_justification", "non_compliant", "undetermined"]
    assert further is None
    assert count_by_verdict(session, wanted) == dict.fromkeys(OPEN_VERDICTS, 1)


FILTERS: dict[str, Any] = {
    "unit": "410100",
    "category": "bus",
    "event": "new",
    "energy": "bev",
    "verdicts": OPEN_VERDICTS,
    "rule": "henan-2023/13-bus-new",
    "from_on": date(2025, 9, 2),
    "until_on": date(2025, 9, 3),
    "owner": "郑州公交",
    "named": "a0000",
    "replaces": Replacement.CLAIMED,
    "upload": None,  # given by the data
    "known_at": NOW,
}


_STORE = text("""
    WITH vehicle AS (
        INSERT INTO registration (city_code, vin, plate, owner, category, event, energy, energy_basis, registered_on,
            emission_stage, replacement_shown, case_key, upload_id, sheet, row_number, recorded_at)
        SELECT :city, 'LTEST' || lpad(cast(:upload AS text) || number, 12, '0'), '豫A0000' || number,
            CASE WHEN number = 3 THEN '豫ABC运输' WHEN number < 6 THEN '郑州公交' END, :category,
            CASE WHEN number > 2 THEN 'replacement' ELSE 'new' END, 'bev', 'wording',
            date '2025-09-01' + cast(:day AS integer), 'zero', number > 3, 0, :upload, 'sheet', number, :now
        FROM generate_series(1, 6) AS number
        RETURNING id, event, row_number AS number, registered_on
    )
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, energy_verdict,
        emission_stage_verdict, rule, category, event, energy, registered_on, recorded_at)
    SELECT :city, id, 1, CASE WHEN number IN (1, 3, 6) THEN 8 ELSE 0 END, said, said, 'not_governed',
        CASE WHEN number < 4 THEN 'henan-2023/13-bus-new' END,
        :category, event, 'bev', registered_on, :now
    FROM vehicle JOIN unnest(ARRAY['compliant', 'non_compliant', 'needs_justification', 'not_governed', 'undetermined',
        'exempt']) WITH ORDINALITY AS verdict (said, place) ON place = number
""")


@pytest.fixture
def fleet(session: ScopedSession) -> tuple[int, int]:
    """Vehicles of two units, three days, two categories, some with an owner; which delivery was the first.

    Of six, three name no retired vehicle (the third is told to be a replacement), two claim one, the last has it
    confirmed.
    """
    uploads = []
    for unit, day in (("410100", 0), ("410100", 1), ("410200", 1), ("410200", 2)):
        for category in (Category.BUS, Category.TAXI):
            uploads.append((int(unit), an_upload(session, unit)))
            values = {"city": int(unit), "upload": uploads[-1][1], "category": category.value, "now": NOW}
            session.connection().execute(_STORE, values | {"day": day})
    for city in (410100, 410200):
        pack(
            raw_connection(session),
            f"SELECT id, vin, plate, owner FROM registration WHERE city_code = {city}",
            city=city,
        )
    return uploads[0]


_STATES = (*[Replacement.NONE] * 3, *[Replacement.CLAIMED] * 2, Replacement.CONFIRMED)
"""By the row of a vehicle."""


def _fits(row: Any, wanted: RegistrationFilter) -> bool:
    named = f"{row.plate or ''} {row.vin} {row.owner or ''}".upper()
    return all(
        (
            wanted.replaces in (None, _STATES[row.row_number - 1]),
            wanted.unit in (None, str(row.city_code)),
            wanted.category in (None, row.category),
            wanted.event in (None, row.event),
            wanted.energy in (None, row.energy),
            not wanted.verdicts or row.verdict in wanted.verdicts,
            wanted.rule in (None, row.rule),
            wanted.from_on is None or row.registered_on >= wanted.from_on,
            wanted.until_on is None or row.registered_on < wanted.until_on,
            wanted.owner in (None, row.owner),
            wanted.named is None or wanted.named.upper() in named,
            wanted.upload in (None, (row.city_code, row.upload_id)),
            wanted.known_at is None or row.recorded_at <= wanted.known_at,
        )
    )


def test_every_pair_of_filters_finds_what_fits_both_and_counts_it(
    session: ScopedSession, fleet: tuple[int, int]
) -> None:
    stored = list(all_registrations(session, RegistrationFilter()))
    assert [row.replaces for row in stored] == [_STATES[row.row_number - 1] for row in stored]
    given = FILTERS | {"upload": fleet}
    for names in [(), *combinations(given, 1), *combinations(given, 2)]:
        wanted = RegistrationFilter(**{name: given[name] for name in names})
        expected = sorted(row.id for row in stored if _fits(row, wanted))
        found = list(all_registrations(session, wanted))
        assert sorted(row.id for row in found) == expected, names
        verdicts = Counter(row.verdict for row in found)
        assert count_by_verdict(session, wanted) == verdicts, names
        assert count_most_by_verdict(session, wanted) == (verdicts, False), names
        assert not has_more(session, wanted, than=len(found)), names
        assert not found or has_more(session, wanted, than=len(found) - 1), names


@pytest.mark.parametrize("most", [1, 100], ids=["frequent", "few"])
@pytest.mark.parametrize(
    "text",
    [
        "豫A00001",
        "豫a0000",
        "豫A",
        "A00001",
        "00001",
        "ltest",
        "LTEST000000000011",
        "郑州公交",
        "州公",
        "郑州公交1",
        "x",
        "豫",
        "豫ABC",
    ],
)
def test_what_is_looked_for_by_any_part_of_a_name_is_found_whatever_the_text_can_be(
    session: ScopedSession, fleet: tuple[int, int], monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    monkeypatch.setattr("fleetsvc.services.registrations.lists.MOST_FOUND", most)
    stored = list(all_registrations(session, RegistrationFilter()))
    for others in ({}, {"unit": "410200"}, {"verdicts": OPEN_VERDICTS}, {"upload": fleet}, {"known_at": NOW}):
        wanted = RegistrationFilter(named=text, **others)
        expected = [row for row in stored if _fits(row, wanted)]
        soon = narrowed(session, wanted)
        assert soon == wanted or soon.frequent or soon.found is not None
        rows, _ = list_registrations(session, soon, after=None, limit=100)
        assert [row.id for row in rows] == [row.id for row in expected], others
        counted = Counter(row.verdict for row in expected)
        told, is_more = count_most_by_verdict(session, soon)
        assert is_more is soon.frequent
        assert told == counted or (soon.frequent and sum(told.values()) <= most and Counter(told) <= counted)
        assert count_by_verdict(session, soon) == counted


def test_pages_of_any_order_together_are_the_whole_list_both_ways(
    session: ScopedSession, fleet: tuple[int, int]
) -> None:
    for order in Order:
        for wanted in (
            RegistrationFilter(order=order),
            RegistrationFilter(order=order, known_at=LATER),
            RegistrationFilter(order=order, unit="410100", named="ltest"),
            RegistrationFilter(order=order, replaces=Replacement.NONE),
            RegistrationFilter(order=order, replaces=Replacement.CLAIMED, known_at=LATER),
            RegistrationFilter(order=order, verdicts=OPEN_VERDICTS, upload=fleet),
        ):
            whole = [_placed(row) for row in all_registrations(session, wanted)]
            by_unit = order in (Order.UNIT, Order.UNIT_FALLING)
            assert len(whole) > 2
            assert whole == sorted(whole, key=lambda one: one if by_unit else one[1:], reverse=order.falls)
            on = page_of_registrations(session, wanted, after=None, before=None, limit=2)
            pages = [on]
            while on.on is not None:
                on = page_of_registrations(session, wanted, after=on.on, before=None, limit=2)
                pages.append(on)
            assert [_placed(row) for page in pages for row in page.rows] == whole
            for earlier, later in pairwise(pages):
                back = page_of_registrations(session, wanted, after=None, before=later.back, limit=2)
                assert (list(back.rows), back.on) == (list(earlier.rows), Place(*_placed(earlier.rows[-1])))


def _placed(row: Any) -> tuple[int, date, int]:
    return row.city_code, row.registered_on, row.position
