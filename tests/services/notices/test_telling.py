"""What happened is written down once with what brings it about, and each of its audience is told once."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from fleetsvc.app import create_app
from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, UnitScope, open_database
from fleetsvc.services.notices.events import EVENTS, Event, events_of
from fleetsvc.services.notices.inbox import find_told, list_told, mark_read, mark_read_upto, mark_told_by
from fleetsvc.services.notices.subject_pages import PAGES, page_of
from fleetsvc.services.notices.subscriptions import subscribe, wanted_by
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import SETTINGS, TESTER
from tests.notices import (
    READ,
    count,
    happen,
    happen_to_all,
    occurrences,
    peopled,
    tell_all,
    told,
    told_by_name,
)
from tests.patience import wait_until
from tests.upload_cases import NOW

ROOT = Path(__file__).resolve().parents[3]
SAID = "“登记表.csv”已读完：共 3 行，待更正 1 行，请核对后确认"


def test_a_unit_is_told_of_its_own_and_everybody_of_what_concerns_all(own_database: Database) -> None:
    people = peopled(own_database)
    happen(own_database)
    happen(own_database, Event.CASES_ANSWERED, "cases/410100", details={"count": 7})
    happen_to_all(own_database, Event.RULEBOOK_IN_FORCE, "rulebook/x", name="河南")
    happen(
        own_database,
        Event.DOCUMENT_READY,
        "handout/0/3",
        city=0,
        account=people["office"],
        details={"name": "表"},
    )
    assert tell_all(own_database)
    in_force = "规则书“河南”已生效"
    assert told_by_name(own_database, people) == {
        "owner": [in_force, SAID],
        "colleague": [in_force, SAID],
        "stranger": [in_force],
        "office": ["您要的“表”已备好，可以下载", in_force, "郑州市答复了 7 项事项，待审定"],
        "dealer": [in_force],
    }
    assert not tell_all(own_database)


def test_what_is_told_twice_is_kept_once_and_what_happens_again_is_told_again(own_database: Database) -> None:
    people = peopled(own_database)
    for mark in ("first", "first", "second"):
        happen(own_database, mark=mark)
        tell_all(own_database)
    assert len(occurrences(own_database)) == len(told(own_database, people["owner"])) == 2


def test_nothing_is_told_of_what_was_taken_back(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        tell(session, Event.UPLOAD_READ, "upload/410100/1", mark="", city=410100, details=READ, now=NOW)
        session.rollback()
    assert occurrences(own_database) == []


def test_a_unit_tells_of_its_own_and_reads_nothing_of_what_was_told(own_database: Database) -> None:
    unit = UnitScope("410200")
    happen(own_database, city=410200, scope=unit)
    happen(own_database, city=410200, scope=unit)
    assert len(occurrences(own_database)) == 1
    with pytest.raises(DBAPIError, match="row-level security"):
        happen(own_database, city=410100, scope=unit)
    with pytest.raises(DBAPIError, match="row-level security"):
        happen(own_database, scope=PUBLISHED)
    for table in ("occurrence", "notice", "subscription"):
        with pytest.raises(DBAPIError, match="permission denied"), own_database.transaction(unit) as session:
            session.connection().exec_driver_sql(f"SELECT * FROM {table}")


def test_no_vehicle_is_named_and_words_without_their_values_are_refused(own_database: Database) -> None:
    happen(own_database, details=READ | {"name": "豫A12345 LZYTAAGW0S1000001.xlsx\0"})
    assert occurrences(own_database)[0][2]["name"] == "*** ***.xlsx"
    with pytest.raises(KeyError):
        happen(own_database, details={"name": "x"})


def test_nobody_is_told_who_was_not_there_is_not_any_more_or_does_not_want_it(own_database: Database) -> None:
    people = peopled(own_database)
    happen(own_database, mark="before", now=NOW - timedelta(seconds=1))
    with own_database.transaction(OFFICE) as session:
        accounts.disable(session, accounts.user(session, people["colleague"]), by=TESTER, now=NOW)
        wanted = set(events_of(Role.BUREAU)) - {Event.UPLOAD_READ}
        subscribe(session, people["owner"], Role.BUREAU, [*wanted, "cases-opened", "nonsense"])
        assert wanted_by(session, people["owner"], Role.BUREAU) == {
            event: event is not Event.UPLOAD_READ for event in events_of(Role.BUREAU)
        }
    happen(own_database, mark="now")
    happen(own_database, Event.CASES_ASKED, "cases/410100", details={"count": 2})
    tell_all(own_database)
    assert told_by_name(own_database, people) == {"owner": ["2 项事项请贵单位说明或更正"]}


def test_four_workers_at_once_tell_each_person_once(own_database: Database, own_database_url: str) -> None:
    people = peopled(own_database)
    for number in range(120):
        happen(own_database, mark=str(number))
    barrier = threading.Barrier(4)

    def work() -> None:
        database = open_database(own_database_url)
        barrier.wait()
        while tell_all(database):
            pass
        database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    tell_all(own_database)
    assert count(own_database, "notice") == 240
    assert len({one.number for one in told(own_database, people["owner"])}) == 120


_KILLED = """
import sys, time
from fleetsvc.database.transactions import OFFICE, open_database
from fleetsvc.services.notices.fan_out import expand
from tests.upload_cases import NOW

with open_database(sys.argv[1]).transaction(OFFICE) as session:
    print(expand(session, now=NOW), flush=True)
    time.sleep(60)
"""


def test_a_worker_killed_in_the_middle_has_told_nobody_and_another_tells_once(
    own_database: Database, own_database_url: str
) -> None:
    peopled(own_database)
    happen(own_database, mark="a")
    happen(own_database, mark="b")
    command = [sys.executable, "-c", _KILLED, own_database_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "2\n"
        assert not tell_all(own_database)  # they are claimed
        process.kill()
    wait_until(lambda: tell_all(own_database))  # its connection is gone in a moment
    assert count(own_database, "notice") == 4
    assert not tell_all(own_database)


def test_what_was_read_is_ones_own_and_what_came_meanwhile_stays_unread(own_database: Database) -> None:
    people = peopled(own_database)
    for mark in "abc":
        happen(own_database, mark=mark)
        tell_all(own_database)
    owner, colleague = people["owner"], people["colleague"]
    newest, middle, oldest = (one.number for one in told(own_database, owner))
    with own_database.transaction(OFFICE) as session:
        assert mark_read(session, people["stranger"], [oldest], now=NOW) == 0
        assert [mark_read(session, owner, [oldest, 999], now=NOW) for _ in range(2)] == [1, 0]
        assert mark_read_upto(session, owner, middle, now=NOW) == 1
        assert find_told(session, people["stranger"], Role.BUREAU, newest) is None
        page, following = list_told(session, owner, Role.BUREAU, unread=False, before=None, limit=2)
        rest = list_told(session, owner, Role.BUREAU, unread=False, before=following, limit=2)
    assert ([one.number for one in page], [one.number for one in rest[0]], rest[1]) == (
        [newest, middle],
        [oldest],
        None,
    )
    assert [one.number for one in told(own_database, owner, unread=True)] == [newest]
    assert len(told(own_database, colleague, unread=True)) == 3


def test_every_event_has_an_audience_that_can_choose_it_and_every_subject_a_page() -> None:
    choosers = {event for role in Role for event in events_of(role)}
    assert choosers == set(EVENTS) == set(Event)
    rules = create_app(SETTINGS, open_database("postgresql://nowhere")).url_map.bind("x")
    for noun in PAGES:
        for role in Role:
            address = page_of(f"{noun}/410100/7", city=410100, role=role).partition("?")[0]
            assert rules.test(address, method="GET"), address


def test_what_happened_earlier_and_is_told_later_stays_unread(own_database: Database) -> None:
    """What a long transaction does has an early number, and is told after what others did meanwhile."""
    people, later = peopled(own_database), NOW + timedelta(minutes=1)
    long = own_database.transaction(OFFICE)
    with long as session:
        tell(session, Event.UPLOAD_READ, "upload/410100/1", mark="", city=410100, details=READ, now=NOW)
        happen(own_database, mark="quick")
        tell_all(own_database)
        (shown,) = told(own_database, people["owner"])
    tell_all(own_database, now=later)
    newest, _ = told(own_database, people["owner"])
    assert newest.number == shown.number
    with own_database.transaction(OFFICE) as session:
        assert mark_told_by(session, people["owner"], shown.told_at, now=later) == 1
        assert mark_read_upto(session, people["colleague"], shown.number, now=later) == 1
    for name in ("owner", "colleague"):
        assert [one.read_at for one in told(own_database, people[name])] == [later, None]
