"""Each signal rings for what it is there for, and stays silent for what looks alike and is right."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from fleetsvc.models import AuditEvent, CaseRecord, RegistrationRecord, ReplacementUse
from fleetsvc.services.signals.declared import SIGNALS, SignalName
from fleetsvc.services.signals.finding import find_signals
from fleetsvc.services.signals.listing import Count, Item, ItemFilter, counts, last_round, list_items
from fleetsvc.services.signals.masking import masked
from fleetsvc.services.signals.noting import ItemUnknown, SignalUnknown, find_signal, note
from rules.facts import VehicleFacts, is_perhaps_used, mass_class
from rules.vocabulary import Category, EmissionStage, Energy, Event
from tests.actors import TESTER
from tests.ranking_data import an_upload, register, sign_nil

NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)
STORED = datetime(2025, 9, 20, 4, tzinfo=UTC)
LATER = datetime(2025, 10, 20, 4, tzinfo=UTC)
OURS, THEIRS = "410100", "410200"
_NUMBERS = itertools.count(1)


def vehicle(session: Session, unit: str = OURS, **facts: Any) -> RegistrationRecord:
    """Store a version of a vehicle; the test names only what matters."""
    number = next(_NUMBERS)
    given: dict[str, Any] = {
        "city_code": int(unit), "vin": f"LSIGNAL{number:010d}", "plate": f"豫A{number:05d}D", "category": "bus",
        "event": "new", "energy": "bev", "energy_basis": "wording", "registered_on": date(2025, 9, 15),
        "emission_stage": "unknown", "replacement_shown": False, "upload_id": 0, "sheet": "s",
        "row_number": number, "recorded_at": STORED,
    } | facts  # fmt: skip
    stored = RegistrationRecord(**given, case_key=key_of(given))
    session.add(stored)
    session.flush()
    return stored


def key_of(given: dict[str, Any]) -> int:
    return VehicleFacts(
        category=Category(given["category"]),
        event=Event(given["event"]),
        unit=OURS,
        registered_on=given["registered_on"],
        energy=Energy(given["energy"]),
        emission_stage=EmissionStage(given["emission_stage"]),
        mass_class=mass_class(given.get("gross_mass_kg")),
        perhaps_used=is_perhaps_used(
            Event(given["event"]), built_on=given.get("built_on"), registered_on=given["registered_on"]
        ),
    ).case_key


def replacing(session: Session, unit: str = OURS, **facts: Any) -> RegistrationRecord:
    return vehicle(session, unit, event="replacement", replacement_shown=True, **facts)


def items(session: Session, name: SignalName, **wanted: Any) -> list[Item]:
    find_signals(session, now=NOW)
    return list_items(session, name, ItemFilter(**wanted))[0]


def counted(session: Session, name: SignalName) -> tuple[int, int]:
    """How many items a signal has, and about how many nothing was done."""
    find_signals(session, now=NOW)
    return next((one.items, one.open) for one in counts(session) if one.name is name)


def rung(session: Session, name: SignalName) -> list[str]:
    """The VINs of a signal's items."""
    return sorted(str(item.vin) for item in items(session, name))


def test_a_store_without_anything_rings_nothing(session: Session) -> None:
    vehicle(session)
    assert (last_round(session), find_signals(session, now=NOW), last_round(session)) == (None, 0, NOW)
    assert counts(session) == [Count(name, 0, 0) for name in SIGNALS]


def test_a_retired_vehicle_that_several_name_rings_in_whichever_units_they_are(session: Session) -> None:
    twice = [replacing(session, unit, replaces_vin="LOLD0000000000001") for unit in (OURS, THEIRS)]
    twice += [replacing(session, replaces_plate="豫A99999") for _ in range(2)]
    replacing(session, replaces_vin="LOLD0000000000002")
    taken_back = replacing(session, replaces_vin="LOLD0000000000002", superseded_at=LATER)
    found = rung(session, SignalName.REPLACEMENT_REUSED)
    assert (found, taken_back.vin in found) == (sorted(one.vin for one in twice), False)


def test_a_replaced_vehicle_rings_unless_a_list_or_a_stored_vehicle_confirms_it(session: Session) -> None:
    listed, stored, at_its_word, given_up, invented = (
        replacing(session, replaces_plate=f"豫A8888{number}") for number in range(5)
    )
    for one, ground in (
        (listed, {"retirement_id": 1}),
        (stored, {"registration_id": 1}),
        (at_its_word, {}),
        (given_up, {"retirement_id": 2, "superseded_at": LATER}),
    ):
        place: dict[str, Any] = {
            "city_code": one.city_code,
            "vin": one.vin,
            "registered_on": one.registered_on,
        }
        session.add(ReplacementUse(**(place | ground), recorded_at=STORED))
    session.flush()
    unconfirmed = sorted(one.vin for one in (at_its_word, given_up, invented))
    assert rung(session, SignalName.REPLACEMENT_UNCONFIRMED) == unconfirmed
    shown = [masked(item).details["retired"] for item in items(session, SignalName.REPLACEMENT_UNCONFIRMED)]
    assert sorted(map(str, shown)) == ["豫A·**882", "豫A·**883", "豫A·**884"]


def test_one_plate_on_several_vehicles_rings_unless_it_was_handed_on(session: Session) -> None:
    both = [vehicle(session, unit, plate="豫A11111D") for unit in (OURS, THEIRS)]
    old = vehicle(session, plate="豫A22222D")
    replacing(session, plate="豫A22222D", replaces_vin=old.vin)
    vehicle(session, plate="豫A33333D")
    replacing(session, plate="豫A33333D", replaces_plate="豫A33333D")
    again = vehicle(session, plate="豫A44444D", superseded_at=LATER)
    vehicle(session, plate="豫A44444D", vin=again.vin, recorded_at=LATER)
    assert rung(session, SignalName.PLATE_CONFLICT) == sorted(one.vin for one in both)
    assert items(session, SignalName.PLATE_CONFLICT)[0].details == {"plate": "豫A11111D", "vehicles": 2}


def a_case(session: Session, kind: str, of: RegistrationRecord, state: str = "open", **more: Any) -> None:
    given: dict[str, Any] = {
        "city_code": of.city_code, "kind": kind, "subject": f"vehicle/{of.city_code}/{of.vin}/{of.registered_on}",
        "vin": of.vin, "registered_on": of.registered_on, "state": state, "details": {"registration": of.id},
        "opened_by": "", "opened_at": LATER,
    }  # fmt: skip
    session.add(CaseRecord(**given | more))
    session.flush()


def test_a_disputed_vehicle_rings_until_its_case_is_decided(session: Session) -> None:
    disputed, decided, settled = (vehicle(session) for _ in range(3))
    a_case(session, "vin_conflict", disputed)
    a_case(session, "vin_conflict", decided, "approved", decision_reason="对")
    a_case(session, "vin_conflict", settled, "closed")
    a_case(session, "change_review", vehicle(session))
    assert counted(session, SignalName.VIN_DISPUTED) == (2, 1)
    (only,) = items(session, SignalName.VIN_DISPUTED, only_open=True)
    assert (only.vin, only.registration_id, only.case_state) == (disputed.vin, disputed.id, "open")


def test_what_decides_and_reads_otherwise_than_before_rings_with_both_values(session: Session) -> None:
    for change in ({"energy": "diesel"}, {"owner": "某公司", "model": "某型"}):
        before = vehicle(session, superseded_at=LATER, **change)
        now = vehicle(session, vin=before.vin, registered_on=before.registered_on, recorded_at=LATER)
        if "energy" in change:
            a_case(session, "change_review", now, "refused", decision_reason="查无此事")
    (only,) = items(session, SignalName.FACT_CHANGED)
    facts = ["new", "bus", "unknown", "unknown", "no"]
    assert only.details == {"before": ["diesel", *facts], "after": ["bev", *facts]}
    assert (only.case_state, only.case_reason, only.is_open) == ("refused", "查无此事", False)


@pytest.mark.parametrize(("now", "rings"), [(4, True), (5, True), (6, False)])
def test_a_category_rings_that_has_shrunk_by_half_in_the_months_that_are_due(
    session: Session, now: int, *, rings: bool
) -> None:
    upload = an_upload(session, OURS)
    register(session, OURS, compliant=10, day=date(2025, 2, 27), upload=upload)
    register(session, OURS, compliant=40, day=date(2025, 3, 2), upload=upload)  # March is not due on the 20th
    register(session, OURS, compliant=now, day=date(2026, 1, 10), upload=upload)
    register(session, OURS, compliant=9, day=date(2025, 1, 5), category=Category.POSTAL)  # few, by chance
    found = [item.details for item in items(session, SignalName.CATEGORY_SHRANK)]
    told = {"category": "bus", "before": 10, "now": now, "year": 2026, "nil": 0}
    assert found == ([told] if rings else [])


def test_a_category_signed_as_nil_rings_and_says_so(session: Session) -> None:
    register(session, OURS, compliant=20, day=date(2025, 2, 1), category=Category.TAXI)
    sign_nil(session, OURS, months=("2026-01", "2026-02", "2026-03"), categories=[Category.TAXI])
    assert [item.details["nil"] for item in items(session, SignalName.CATEGORY_SHRANK)] == [2]


def test_a_vehicle_that_stands_nowhere_any_more_rings_whatever_its_verdict(session: Session) -> None:
    upload = an_upload(session, OURS, status="withdrawn")
    gone = vehicle(session, upload_id=upload, superseded_at=LATER)
    moved = vehicle(session, upload_id=upload, superseded_at=LATER)
    vehicle(session, THEIRS, vin=moved.vin)
    corrected = vehicle(session, upload_id=upload, superseded_at=LATER)
    vehicle(session, vin=corrected.vin, recorded_at=LATER)
    for part in range(2):  # two deliveries of one month that complete one another
        vehicle(session, upload_id=an_upload(session, OURS), row_number=part)
    withdrawal = {
        "subject": f"upload/{OURS}/{upload}",
        "vin": None,
        "registered_on": None,
        "reason": "报重了",
    }
    a_case(session, "withdrawal", gone, "approved", **withdrawal)
    (only,) = items(session, SignalName.VEHICLE_VANISHED)
    assert (only.vin, only.details["upload"], only.case_reason, only.is_open) == (
        gone.vin,
        upload,
        "报重了",
        False,
    )


def stored_at(day: int, hour: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on_days", "registered_on", "rings"),
    [
        ([3] * 10, date(2025, 11, 15), True),
        ([3] * 9, date(2025, 11, 15), False),
        ([3] * 10 + [12] * 4, date(2025, 11, 15), False),
        ([12] * 30, date(2025, 11, 15), False),
        ([3] * 30, date(2026, 2, 15), False),  # last month's vehicles are due then
    ],
)
def test_late_registrations_ring_when_they_crowd_before_the_fifth(
    session: Session, on_days: list[int], registered_on: date, *, rings: bool
) -> None:
    for day in on_days:
        vehicle(session, registered_on=registered_on, recorded_at=stored_at(day))
    assert (len(items(session, SignalName.BURST)) == 1) is rings


def test_changes_ring_when_they_crowd_before_the_fifth_and_days_are_those_of_the_mainland(
    session: Session,
) -> None:
    at = datetime(2026, 3, 4, 16, tzinfo=UTC)  # the 5th has begun
    for instant in (stored_at(4), at):
        for _ in range(10):
            before = vehicle(session, registered_on=date(2026, 2, 1), superseded_at=instant)
            vehicle(session, vin=before.vin, registered_on=before.registered_on, recorded_at=instant)
    assert items(session, SignalName.BURST) == []
    for _ in range(21):
        before = vehicle(session, registered_on=date(2026, 2, 1), superseded_at=stored_at(4))
        vehicle(session, vin=before.vin, registered_on=before.registered_on, recorded_at=stored_at(4))
    assert [item.details for item in items(session, SignalName.BURST)] == [{"count": 31, "rest": 10}]


def test_an_owner_rings_whose_model_is_of_several_categories_or_most_of_whose_vehicles_are_others(
    session: Session,
) -> None:
    for category in ("muck_truck", "other"):
        vehicle(session, owner="甲渣土公司", model="ZZ3250", category=category)
    for category in ("bus", *["other"] * 5):
        vehicle(session, owner="乙运输公司", category=category)
    for category in ("bus", "bus", "other"):
        vehicle(session, owner="丙公交公司", model=f"XX{category}", category=category)
    for _ in range(20):
        vehicle(session, owner="丁客运公司", category="other")
    found = [item.details for item in items(session, SignalName.OWNER_CATEGORIES)]
    assert sorted(found, key=lambda one: str(one["owner"])) == [
        {"owner": "乙运输公司", "categories": {"bus": 1, "other": 5}},
        {"owner": "甲渣土公司", "categories": {"muck_truck": 1, "other": 1}},
    ]


@pytest.mark.parametrize(
    ("was", "place"),
    [({"emission_stage": "china_5"}, 3), ({"gross_mass_kg": 18_000}, 4), ({"built_on": date(2022, 1, 1)}, 5)],
)
def test_every_fact_that_decides_rings_when_it_changes(
    session: Session, was: dict[str, Any], place: int
) -> None:
    before = vehicle(session, superseded_at=LATER, energy="diesel", **was)
    vehicle(session, vin=before.vin, energy="diesel", recorded_at=LATER)
    (only,) = items(session, SignalName.FACT_CHANGED)
    pairs = zip(only.details["before"], only.details["after"], strict=True)
    assert [at for at, (one, other) in enumerate(pairs) if one != other] == [place]


def test_what_was_unknown_and_is_filled_in_rings_nothing(session: Session) -> None:
    before = vehicle(session, superseded_at=LATER)
    vehicle(session, vin=before.vin, emission_stage="zero", gross_mass_kg=18_000, recorded_at=LATER)
    assert items(session, SignalName.FACT_CHANGED) == []


def test_a_vehicle_rings_that_was_registered_before_it_was_built(session: Session) -> None:
    by_day = vehicle(session, built_on=date(2025, 9, 16))
    vehicle(session, built_on=date(2025, 9, 15))
    by_year = vehicle(session, vin="LSIGNALXXTX000001")  # 2026 may be registered from 2025 on
    early = vehicle(session, vin="LSIGNALXXTX000002", registered_on=date(2024, 12, 31))
    vehicle(session, vin="LSIGNALXX0X000003", registered_on=date(2023, 2, 1))
    vehicle(session, vin="LSIGNALXXYX000004", registered_on=date(2023, 2, 1))  # 2000, not 2030
    vehicle(session, vin=by_day.vin, registered_on=date(2020, 1, 1), built_on=NOW.date(), superseded_at=LATER)
    found = {item.vin: item.details for item in items(session, SignalName.REGISTERED_BEFORE_BUILT)}
    assert found == {by_day.vin: {"built": "2025-09-16"}, early.vin: {"built": "2026"}}
    assert by_year.vin not in found


def test_a_delivery_rings_with_vehicles_that_are_first_reported_a_year_after(session: Session) -> None:
    upload, honest = an_upload(session, OURS), an_upload(session, OURS)
    for day in (date(2023, 2, 28), date(2024, 9, 19)):
        vehicle(session, upload_id=upload, registered_on=day)
    vehicle(session, upload_id=upload)  # in time
    vehicle(session, upload_id=honest, registered_on=date(2024, 9, 20))  # a year to the day
    before = vehicle(
        session,
        upload_id=honest,
        registered_on=date(2024, 9, 1),
        recorded_at=datetime(2024, 9, 20, tzinfo=UTC),
        superseded_at=LATER,
    )
    vehicle(session, vin=before.vin, upload_id=honest, registered_on=before.registered_on, recorded_at=LATER)
    (only,) = items(session, SignalName.REPORTED_LONG_AFTER)
    assert (only.upload_id, only.on_day, only.subject) == (
        upload,
        date(2023, 2, 28),
        f"upload/{OURS}/{upload}",
    )
    assert only.details == {"count": 2, "last": "2024-09-19"}


def test_what_was_done_about_an_item_is_noted_once_for_all_and_entered_in_the_log(session: Session) -> None:
    for unit in (OURS, THEIRS):
        replacing(session, unit, replaces_plate="豫A88888")
    name = SignalName.REPLACEMENT_REUSED
    first, second = items(session, name)
    note(session, name, first.subject, city=first.city_code, words="已核实", by=TESTER, now=NOW)
    assert counted(session, name) == (2, 1)
    assert [one.subject for one in items(session, name, only_open=True)] == [second.subject]
    note(session, name, first.subject, city=first.city_code, words="已退回", by=TESTER, now=NOW)
    done = items(session, name, unit=OURS)[0]
    assert (done.note, done.noted_by, done.noted_at, done.is_open) == ("已退回", TESTER.name, NOW, False)
    entered = session.exec(select(AuditEvent.subject).where(AuditEvent.act == "signal-noted")).all()
    assert entered == [f"signal/{OURS}/{name.value}"] * 2
    with pytest.raises(ItemUnknown):
        note(session, name, "vehicle/410100/x", city=int(OURS), words="x", by=TESTER, now=NOW)


def test_what_rings_no_longer_is_gone_and_what_still_does_keeps_its_first_day(session: Session) -> None:
    first, second, third = (replacing(session, replaces_plate="豫A88888") for _ in range(3))
    assert [item.found_at for item in items(session, SignalName.REPLACEMENT_REUSED)] == [NOW] * 3
    third.superseded_at = LATER
    session.add(third)
    session.flush()
    tomorrow = NOW + timedelta(days=1)
    find_signals(session, now=tomorrow)
    left = list_items(session, SignalName.REPLACEMENT_REUSED, ItemFilter())[0]
    assert {item.vin: item.found_at for item in left} == {first.vin: NOW, second.vin: NOW}
    assert last_round(session) == tomorrow


def test_items_are_listed_page_by_page(session: Session) -> None:
    for unit in (OURS, THEIRS, OURS, "410300", THEIRS):
        replacing(session, unit, replaces_plate="豫A88888")
    name, found, after = SignalName.REPLACEMENT_REUSED, [], None
    find_signals(session, now=NOW)
    for _ in range(3):
        page, after = list_items(session, name, ItemFilter(after=after, limit=2))
        found += [(one.city_code, one.subject) for one in page]
    assert (found, after) == ([(one.city_code, one.subject) for one in items(session, name)], None)
    assert len(found) == 5


def test_a_signal_has_one_of_the_names(session: Session) -> None:
    assert [find_signal(name.value) for name in SignalName] == list(SIGNALS)
    with pytest.raises(SignalUnknown):
        find_signal("none")
