"""Lists of vehicles as known earlier, when the law has been read anew since."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.drafts import activations
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.rulebooks import Signatures
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.registrations import noncompliance
from fleetsvc.services.registrations.lists import (
    RegistrationFilter,
    counted_registrations,
    leaf_of_registrations,
    list_registrations,
)
from fleetsvc.services.registrations.noncompliance import Wanted
from tests.actors import TESTER
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
        edition = rulebooks.load(session, draft, now=LATER)
        for name in ("first", "second"):
            accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=LATER)
        proposal, _ = activations.propose(
            session, edition, by=in_session(session, "first", now=LATER), reason="the law changed", now=LATER
        )
        assert edition.id is not None
        by = Signatures("first", "second", in_session(session, "second", now=LATER), proposal)
        assert rulebooks.activate(session, edition.id, by=by, now=LATER) == 1
    return own_database


@pytest.mark.parametrize("named", [None, a_vin(3)[-6:]])
def test_a_vehicle_judged_again_is_known_with_its_verdict_of_then(
    judged_again: Database, named: str | None
) -> None:
    for known_at, verdict in ((BEFORE, "non_compliant"), (AFTER, "not_governed"), (None, "not_governed")):
        wanted = RegistrationFilter(unit="410100", named=named, known_at=known_at)
        with judged_again.transaction(OFFICE) as session:
            rows, further = list_registrations(session, wanted, after=None, limit=20)
            counted = counted_registrations(session, wanted)
            leaf = leaf_of_registrations(session, wanted, after=None, before=None, limit=20)
        assert [row.verdict for row in rows] == [verdict], known_at
        assert (further, counted) == (None, ({verdict: 1}, False))
        assert (list(leaf.rows), leaf.back, leaf.on) == (rows, None, None)


@pytest.mark.parametrize("named", [None, a_vin(3)[-6:]])
def test_the_list_of_what_falls_short_is_that_of_the_day_asked_for(
    judged_again: Database, named: str | None
) -> None:
    for known_at, count in ((BEFORE, 1), (AFTER, 0), (None, 0)):
        wanted = Wanted(named=named, known_at=known_at)
        with judged_again.transaction(OFFICE) as session:
            rows, _ = noncompliance.list_noncompliant(session, wanted, after=None, limit=20)
            counted = noncompliance.counts(session, wanted)
        assert (len(rows), sum(counted.values())) == (count, count), known_at
