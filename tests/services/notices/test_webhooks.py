"""Other systems are told what they chose: signed, tried again with pauses, given up, sent again, switched off."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs import delivering_webhooks
from fleetsvc.jobs.delivering_webhooks import AT_ONCE, Hooks, Sender, work_once
from fleetsvc.models import WebhookDelivery, WebhookEndpoint
from fleetsvc.services.notices import deliveries, endpoints
from fleetsvc.services.notices.deliveries import CLAIMED_FOR, PAUSES, DeliveryUnknown
from fleetsvc.services.notices.endpoints import EndpointUnfit
from fleetsvc.services.notices.events import Event
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.https_server import LOOPBACK, Host, a_host, loopback
from tests.notices import happen, happen_to_all, peopled, tell_all
from tests.patience import PATIENCE_SECONDS, wait_for_lock, wait_for_row, wait_until
from tests.slow_hosts import a_slow_host
from tests.upload_cases import NOW

SECRET = "a secret of the tests"
HOOKS = Hooks(SECRET, LOOPBACK, loopback)
ALL = [event.value for event in Event]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder: Path = tmp_path_factory.mktemp("host")
    with a_host(folder) as opened, pytest.MonkeyPatch.context() as patched:
        patched.setenv("REQUESTS_CA_BUNDLE", str(folder / "ca.pem"))
        yield opened


def an_endpoint(
    database: Database, url: str, *, city: int = 410100, events: list[str] | None = None
) -> WebhookEndpoint:
    scope, role = (UnitScope(str(city)), Role.BUREAU) if city else (OFFICE, Role.OFFICE)
    with database.transaction(scope) as session:
        return endpoints.add_endpoint(
            session, url, ALL if events is None else events, city=city, role=role, by=TESTER, now=NOW
        )


def send(database: Database, *, now: datetime = NOW, hooks: Hooks = HOOKS) -> bool:
    return work_once(database, hooks, now=lambda: now)


def standing(database: Database) -> list[tuple[str, int, str | None]]:
    with database.transaction(OFFICE) as session:
        found = session.exec(select(WebhookDelivery).order_by(col(WebhookDelivery.id)))
        return [(str(one.status), one.attempts, one.answer) for one in found]


def verified(asked: tuple[str, str, dict[str, str], bytes], secret: str) -> bool:
    """Whether what was sent is signed with a secret, as the standard says it is checked."""
    headers, body = {name.lower(): value for name, value in asked[2].items()}, asked[3]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def test_a_unit_is_told_of_its_own_the_office_of_all_and_each_once(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(204, {}, b"")]
    people = peopled(own_database)
    ours, theirs, office = (
        an_endpoint(own_database, host.url(f"/{city}"), city=city) for city in (410100, 410200, 0)
    )
    an_endpoint(own_database, host.url("/few"), events=["edition-released"])
    before = len(host.asked)
    happen(own_database)
    happen(own_database, Event.CASES_ANSWERED, "cases/410200", city=410200, details={"count": 2})
    happen(
        own_database,
        Event.DOCUMENT_READY,
        "handout/0/3",
        city=0,
        account=people["office"],
        details={"name": "x"},
    )
    happen_to_all(own_database, Event.EDITION_RELEASED, "ranking/2025-09", period="2025-09")
    happen(own_database, mark="before", now=NOW - timedelta(seconds=1))
    tell_all(own_database)
    assert send(own_database)
    assert not send(own_database)
    told = sorted((one[1], json.loads(one[3])["type"]) for one in host.asked[before:])
    assert told == [
        ("/0", "cases-answered"),
        ("/0", "edition-released"),
        ("/0", "upload-read"),
        ("/410100", "edition-released"),
        ("/410100", "upload-read"),
        ("/410200", "edition-released"),
        ("/few", "edition-released"),
    ]
    read = next(one for one in host.asked[before:] if one[1] == "/410100" and b"upload-read" in one[3])
    assert json.loads(read[3]) == {
        "type": "upload-read",
        "timestamp": "2025-06-30T16:00:00+08:00",
        "data": {
            "subject": "upload/410100/1", "unit": "410100", "page": "/uploads/1",
            "name": "登记表.csv", "read": 3, "held": 1
        },
    }  # fmt: skip
    secrets = [endpoints.secret_of(one, secret=SECRET) for one in (ours, theirs, office)]
    assert [verified(read, secret) for secret in secrets] == [True, False, False]


def test_after_a_change_of_the_secret_both_sign_for_a_day(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {}, b"")]
    endpoint = an_endpoint(own_database, host.url())
    old = endpoints.secret_of(endpoint, secret=SECRET)
    with own_database.transaction(UnitScope("410100")) as session:
        endpoint = endpoints.find_endpoint(session, endpoint.id or 0, city=410100)
        endpoints.rotate(session, endpoint, by=TESTER, now=NOW)
        new = endpoints.secret_of(endpoint, secret=SECRET)
        deliveries.tell_test(session, endpoint, now=NOW)
        deliveries.tell_test(session, endpoint, now=NOW + timedelta(days=1))
    send(own_database)
    send(own_database, now=NOW + timedelta(days=1))
    assert old != new
    assert [[verified(one, secret) for secret in (old, new)] for one in host.asked[-2:]] == [
        [True, True],
        [False, True],
    ]


def test_what_is_not_received_is_tried_with_growing_pauses_then_dead_then_sent_again(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(503, {}, b"")]
    an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    now, before = NOW, len(host.asked)
    assert send(own_database, now=now)
    for pause in PAUSES:
        assert not send(own_database, now=now + pause - timedelta(seconds=1))
        now += pause
        assert send(own_database, now=now)
    assert standing(own_database) == [("dead", len(PAUSES) + 1, "503")]
    ids = {one[2]["webhook-id"] for one in host.asked[before:]}
    assert (len(host.asked) - before, len(ids)) == (len(PAUSES) + 1, 1)
    host.answers[:] = [(200, {}, b"")]
    with own_database.transaction(UnitScope("410100")) as session:
        (dead,) = deliveries.list_deliveries(session, city=410100)
        assert dead.id is not None
        deliveries.send_again(session, dead.id, city=410100, now=now)
        for number, city in ((dead.id, 410100), (dead.id, 410200), (999, 410100)):
            with pytest.raises(DeliveryUnknown):
                deliveries.send_again(session, number, city=city, now=now)
    assert send(own_database, now=now)
    assert standing(own_database) == [("done", 1, "200")]


@pytest.mark.parametrize(("status", "answer"), [(302, "302"), (400, "400"), (500, "500")])
def test_only_a_two_hundred_is_received(own_database: Database, host: Host, status: int, answer: str) -> None:
    host.answers[:] = [(status, {"Location": host.url("/elsewhere")}, b"")]
    an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    send(own_database)
    assert (standing(own_database), host.asked[-1][1]) == ([("waiting", 1, answer)], "/")


def test_an_address_that_leads_inside_is_never_asked(own_database: Database, host: Host) -> None:
    an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    before = len(host.asked)
    send(own_database, hooks=Hooks(SECRET, (), loopback))
    assert (standing(own_database), len(host.asked)) == ([("waiting", 1, "address-refused")], before)


def test_whatever_an_address_does_the_others_have_their_turn(own_database: Database, host: Host) -> None:
    def failing(name: str, port: int) -> list[str]:
        if name == "bad.example":
            raise UnboundLocalError(name)
        return list(loopback(name, port))

    host.answers[:] = [(204, {}, b"")]
    for address in ("https://bad.example/", host.url("/hook")):
        an_endpoint(own_database, address)
    happen(own_database)
    tell_all(own_database)
    while send(own_database, hooks=Hooks(SECRET, LOOPBACK, failing)):
        pass
    told = {answer for _, _, answer in standing(own_database)}
    assert told == {"UnboundLocalError", "204"}


def test_who_answers_that_it_is_gone_is_told_nothing_more(own_database: Database, host: Host) -> None:
    host.answers[:] = [(410, {}, b"")]
    endpoint = an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    send(own_database)
    happen(own_database, mark="later")
    tell_all(own_database)
    assert standing(own_database) == [("dead", 1, "410")]
    with own_database.transaction(OFFICE) as session:
        found = endpoints.find_endpoint(session, endpoint.id or 0, city=410100)
        assert (found.disabled_at, found.disabled_why) == (NOW, "gone")


@pytest.mark.parametrize(
    ("url", "events", "why"),
    [
        ("http://hooks.example/", ALL, "url"), ("https://", ALL, "url"), ("https://a:b@hooks.example/", ALL, "url"),
        ("https://hooks.example:x/", ALL, "url"), ("https://[::1", ALL, "url"), ("hooks.example", ALL, "url"),
        ("https://hooks.example/ x", ALL, "url"), ("https://hooks.example/\n", ALL, "url"),
        ("https://hooks.example/" + "a" * 500, ALL, "url"), ("https://hooks.example/", [], "events"),
        ("https://hooks.example/", ["nonsense", "document-ready", "rulebook-proposed"], "events"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_anything_is_refused(
    own_database: Database, url: str, events: list[str], why: str
) -> None:
    with pytest.raises(EndpointUnfit) as refused:
        an_endpoint(own_database, url, events=events)
    assert refused.value.why == why


def test_ten_addresses_are_in_use_at_most(own_database: Database) -> None:
    made = [an_endpoint(own_database, f"https://hooks.example/{number}") for number in range(endpoints.MOST)]
    with pytest.raises(EndpointUnfit, match="many"):
        an_endpoint(own_database, "https://hooks.example/")
    with own_database.transaction(UnitScope("410100")) as session:
        endpoint = endpoints.find_endpoint(session, made[0].id or 0, city=410100)
        endpoints.switch(session, endpoint, why="by-hand", by=TESTER, now=NOW)
    an_endpoint(own_database, "https://hooks.example/")


def switched(database: Database, endpoint: WebhookEndpoint, why: str | None, *, now: datetime = NOW) -> None:
    with database.transaction(UnitScope("410100")) as session:
        found = endpoints.find_endpoint(session, endpoint.id or 0, city=410100)
        endpoints.switch(session, found, why=why, by=TESTER, now=now)


def test_what_waited_while_an_endpoint_was_off_is_dropped_and_sent_again_only_by_hand(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(503, {}, b"")]
    endpoint = an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    send(own_database)
    switched(own_database, endpoint, "by-hand")
    assert standing(own_database) == [("dropped", 1, "switched-off")]
    happen(own_database, mark="while it was off")
    tell_all(own_database)
    with own_database.transaction(UnitScope("410100")) as session:
        found = endpoints.find_endpoint(session, endpoint.id or 0, city=410100)
        (dropped,) = deliveries.list_deliveries(session, city=410100)
        with pytest.raises(EndpointUnfit, match="off"):
            deliveries.tell_test(session, found, now=NOW)
        with pytest.raises(EndpointUnfit, match="off"):
            deliveries.send_again(session, dropped.id or 0, city=410100, now=NOW)
    switched(own_database, endpoint, None)
    host.answers[:] = [(200, {}, b"")]
    assert not send(own_database, now=NOW + timedelta(days=9))
    with own_database.transaction(UnitScope("410100")) as session:
        deliveries.send_again(session, dropped.id or 0, city=410100, now=NOW)
    assert send(own_database)
    assert standing(own_database) == [("done", 1, "200")]


def test_switched_on_again_an_endpoint_counts_among_the_ten(own_database: Database) -> None:
    off = an_endpoint(own_database, "https://hooks.example/off")
    switched(own_database, off, "by-hand")
    for number in range(endpoints.MOST):
        an_endpoint(own_database, f"https://hooks.example/{number}")
    with pytest.raises(EndpointUnfit, match="many"):
        switched(own_database, off, None)


def test_of_two_that_are_added_at_once_the_second_counts_the_first(
    own_database: Database, own_owner_url: str
) -> None:
    for number in range(endpoints.MOST - 1):
        an_endpoint(own_database, f"https://hooks.example/{number}")
    told: list[str] = []

    def second() -> None:
        try:
            an_endpoint(own_database, "https://hooks.example/second")
        except EndpointUnfit as unfit:
            told.append(unfit.why)

    thread = threading.Thread(target=second)
    with own_database.transaction(UnitScope("410100")) as session:
        endpoints.add_endpoint(
            session, "https://hooks.example/first", ALL, city=410100, role=Role.BUREAU, by=TESTER, now=NOW
        )
        thread.start()
        wait_for_lock(own_owner_url)
    thread.join()
    assert told == ["many"]


@pytest.mark.parametrize("way", ["handshake", "status", "header", "continue"])
def test_a_receiver_that_never_comes_to_an_end_takes_no_others_turn(
    own_database: Database, host: Host, way: str
) -> None:
    host.answers[:] = [(204, {}, b"")]
    with a_slow_host(Path(os.environ["REQUESTS_CA_BUNDLE"]).parent, way) as port:
        an_endpoint(own_database, f"https://hooks.example:{port}/")
        for mark in ("first", "second", "third"):
            happen(own_database, mark=mark)
        tell_all(own_database)
        an_endpoint(own_database, host.url())
        happen(own_database, mark="fourth")
        tell_all(own_database)
        assert send(own_database, hooks=Hooks(SECRET, LOOPBACK, loopback, seconds=0.3))
    found = standing(own_database)
    assert sorted(found, key=str) == [
        ("done", 1, "204"),
        ("waiting", 0, None),
        ("waiting", 0, None),
        ("waiting", 0, None),
        ("waiting", 1, "TooSlow"),
    ]


@pytest.mark.parametrize("way", ["body", "chunks", "redirect"])
def test_of_an_answer_without_end_the_head_is_enough(own_database: Database, host: Host, way: str) -> None:
    with a_slow_host(Path(os.environ["REQUESTS_CA_BUNDLE"]).parent, way) as port:
        an_endpoint(own_database, f"https://hooks.example:{port}/")
        happen(own_database)
        tell_all(own_database)
        assert send(own_database, hooks=Hooks(SECRET, LOOPBACK, loopback, seconds=10))
    answer = "302" if way == "redirect" else "200"
    assert standing(own_database) == [("waiting" if way == "redirect" else "done", 1, answer)]


def test_a_name_that_nobody_resolves_takes_no_longer_than_an_attempt(own_database: Database) -> None:
    asked_at, over = threading.Event(), threading.Event()

    def resolving(_name: str, _port: int) -> Sequence[str]:
        asked_at.set()
        over.wait(PATIENCE_SECONDS)
        return []

    an_endpoint(own_database, "https://hooks.example/")
    happen(own_database)
    tell_all(own_database)
    assert send(own_database, hooks=Hooks(SECRET, LOOPBACK, resolving, seconds=0.2))
    assert (asked_at.is_set(), over.is_set()) == (True, False)
    over.set()
    assert standing(own_database) == [("waiting", 1, "TooSlow")]


def test_slow_receivers_however_many_hold_up_nobody_else(own_database: Database, host: Host) -> None:
    """More of them than there are threads; what happens while they are waited for is told at once."""
    host.answers[:] = [(204, {}, b"")]
    with a_slow_host(Path(os.environ["REQUESTS_CA_BUNDLE"]).parent, "header") as port:
        slow = [an_endpoint(own_database, f"https://hooks.example:{port}/{n}") for n in range(AT_ONCE + 1)]
        sender = Sender(own_database, Hooks(SECRET, LOOPBACK, loopback, seconds=0.3), lambda: NOW)
        for endpoint in slow:  # each is known to be slow
            happen_to(own_database, endpoint, "known")
        assert sender.work_once()
        assert [answer for _, _, answer in standing(own_database)] == ["TooSlow"] * len(slow)
        sender.hooks = Hooks(SECRET, LOOPBACK, loopback, seconds=30)
        for endpoint in slow:
            happen_to(own_database, endpoint, "again")
        threads = [threading.Thread(target=sender.work_once, daemon=True) for _ in range(AT_ONCE - 1)]
        for thread in threads:
            thread.start()
        wait_until(lambda: being_sent(own_database) == AT_ONCE - 1)
        assert not sender.work_once()  # no further slow one is waited for
        good = an_endpoint(own_database, host.url())
        for mark in ("first", "second"):
            happen_to(own_database, good, mark)
            assert sender.work_once()
        assert [(status, answer) for status, _, answer in standing(own_database)[-2:]] == [
            ("done", "204")
        ] * 2
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()


def test_receivers_that_take_their_time_hold_up_nobody_else(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They receive everything, and are known to be slow once each was told something."""
    slow = [an_endpoint(own_database, f"https://hooks.example/slow/{n}") for n in range(AT_ONCE + 1)]
    over = threading.Event()

    def answer(url: str, *_: object) -> str:
        if "slow" in url:
            over.wait(0.1 if len(known) < len(slow) else PATIENCE_SECONDS)
            known.append(url)
        return "200"

    known: list[str] = []
    monkeypatch.setattr(delivering_webhooks, "_answer", answer)
    sender = Sender(own_database, Hooks(SECRET, LOOPBACK, loopback, slow=0.05), lambda: NOW)
    for endpoint in slow:
        happen_to(own_database, endpoint, "known")
    assert sender.work_once()
    for endpoint in slow:
        happen_to(own_database, endpoint, "again")
    good = an_endpoint(own_database, "https://hooks.example/good")
    happen_to(own_database, good, "good")
    threads = [threading.Thread(target=sender.work_once, daemon=True) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: standing(own_database)[-1] == ("done", 1, "200"))
        assert len(known) == len(slow)  # the others are waited for still
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_a_claim_from_before_the_clock_was_put_back_holds_up_nothing_else(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = an_endpoint(own_database, "https://hooks.example/a")
    monkeypatch.setattr(delivering_webhooks, "_answer", lambda *_: "200")
    happen_to(own_database, endpoint, "killed")
    with own_database.transaction(OFFICE) as session:
        assert deliveries.claim(session, now=NOW) is not None
    back = NOW - timedelta(hours=3)
    happen_to(own_database, endpoint, "next", at=back)
    assert not send(own_database, now=NOW - timedelta(seconds=1))  # another worker's clock, a little behind
    assert send(own_database, now=back)
    assert [status for status, _, _ in standing(own_database)] == ["waiting", "done"]


def happen_to(database: Database, endpoint: WebhookEndpoint, mark: str, *, at: datetime = NOW) -> None:
    with database.transaction(UnitScope("410100")) as session:
        session.add(
            WebhookDelivery(
                city_code=410100, endpoint_id=endpoint.id or 0, mark=mark, body={"type": "test"}, next_at=at
            )
        )


def being_sent(database: Database) -> int:
    with database.transaction(OFFICE) as session:
        return len(session.exec(select(WebhookDelivery.id).where(col(WebhookDelivery.sending))).all())


def test_an_endpoint_is_told_one_thing_at_a_time_whoever_sends(own_database: Database) -> None:
    first, second = (an_endpoint(own_database, f"https://hooks.example/{n}") for n in (1, 2))
    for mark, endpoint in (("a", first), ("b", first), ("c", second)):
        happen_to(own_database, endpoint, mark)
    claimed: list[int] = []
    for _ in range(3):
        with own_database.transaction(OFFICE) as session:
            found = deliveries.claim(session, now=NOW)
            claimed += [found[0].endpoint_id] if found else []
    assert sorted(claimed) == sorted([first.id or 0, second.id or 0])
    with own_database.transaction(
        OFFICE
    ) as session:  # whose worker died is told again once the claim has run out
        assert deliveries.claim(session, now=NOW + CLAIMED_FOR) is not None


def test_one_that_is_switched_off_by_hand_while_it_answers_that_it_is_gone_waits_in_no_circle(
    own_database: Database, own_owner_url: str, host: Host
) -> None:
    endpoint = an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    with own_database.transaction(OFFICE) as session:
        claimed = deliveries.claim(session, now=NOW)
    assert claimed is not None
    faults: list[Exception] = []

    def gone() -> None:
        try:
            with own_database.transaction(OFFICE) as session:
                deliveries.settle(session, claimed[0], "410", now=NOW)
        except Exception as fault:  # noqa: BLE001 (told by the test)
            faults.append(fault)

    thread = threading.Thread(target=gone)
    with own_database.transaction(UnitScope("410100")) as session:
        found = session.get(WebhookEndpoint, (410100, endpoint.id), with_for_update=True)
        assert found is not None
        thread.start()
        wait_for_row(own_owner_url)
        endpoints.switch(session, found, why="by-hand", by=TESTER, now=NOW)
    thread.join()
    assert (faults, standing(own_database)) == ([], [("dropped", 1, "switched-off")])


def test_what_happened_while_an_endpoint_was_off_is_not_told_though_it_is_worked_off_later(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(204, {}, b"")]
    endpoint = an_endpoint(own_database, host.url())
    switched(own_database, endpoint, "by-hand", now=NOW + timedelta(minutes=1))
    happen(own_database, mark="while it was off", now=NOW + timedelta(minutes=2))
    switched(own_database, endpoint, None, now=NOW + timedelta(minutes=3))
    happen(own_database, mark="since it is on", now=NOW + timedelta(minutes=3))
    tell_all(own_database, now=NOW + timedelta(minutes=4))
    assert send(own_database, now=NOW + timedelta(minutes=4))
    assert standing(own_database) == [("done", 1, "204")]


def test_nothing_is_held_while_something_is_sent(own_database: Database, host: Host) -> None:
    host.answers[:] = [(200, {}, b"")]
    endpoint = an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    seen: list[tuple[str, int, str | None]] = []

    def while_sending(name: str, port: int) -> Sequence[str]:
        with own_database.transaction(UnitScope("410100")) as session:
            (one,) = session.exec(select(WebhookDelivery).with_for_update(nowait=True))
            seen.append((one.status, one.attempts, one.answer))
        assert not send(own_database)  # another worker leaves it alone
        switched(own_database, endpoint, "by-hand")
        return loopback(name, port)

    assert send(own_database, hooks=Hooks(SECRET, LOOPBACK, while_sending))
    assert seen == [("waiting", 1, None)]
    assert standing(own_database) == [("done", 1, "200")]  # it was received all the same


def test_what_a_killed_worker_was_sending_is_sent_again_under_its_id(
    own_database: Database, own_database_url: str, host: Host
) -> None:
    host.answers[:] = [(200, {}, b"")]
    an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    program = f"""
import os, signal
from datetime import datetime
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs import delivering_webhooks
from fleetsvc.jobs.delivering_webhooks import AT_ONCE, Hooks, Sender, work_once
def killed(name, port):
    os.kill(os.getpid(), signal.SIGKILL)
work_once(open_database({own_database_url!r}), Hooks({SECRET!r}, (), killed),
    now=lambda: datetime.fromisoformat({NOW.isoformat()!r}))
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert standing(own_database) == [("waiting", 1, None)]
    assert not send(own_database, now=NOW + CLAIMED_FOR - timedelta(seconds=1))
    before = len(host.asked)
    assert send(own_database, now=NOW + CLAIMED_FOR)
    assert standing(own_database) == [("done", 2, "200")]
    with own_database.transaction(OFFICE) as session:
        (one,) = session.exec(select(WebhookDelivery))
        assert host.asked[before][2]["webhook-id"] == f"msg_410100_{one.id}"


def test_who_comes_back_after_its_claim_has_run_out_settles_nothing(
    own_database: Database, host: Host
) -> None:
    host.answers[:] = [(500, {}, b"")]
    an_endpoint(own_database, host.url())
    happen(own_database)
    tell_all(own_database)
    with own_database.transaction(OFFICE) as session:
        claimed = deliveries.claim(session, now=NOW)
    assert claimed is not None
    later = NOW + CLAIMED_FOR
    assert send(own_database, now=later)
    with own_database.transaction(OFFICE) as session:
        deliveries.settle(session, claimed[0], "200", now=later)
    assert standing(own_database) == [("waiting", 2, "500")]
