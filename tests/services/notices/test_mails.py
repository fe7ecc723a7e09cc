"""What people are told is mailed to those who asked for it and confirmed where: once, whatever dies."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, UnitScope, open_database
from fleetsvc.jobs.sending_mail import post_of, work_once
from fleetsvc.services.notices import mail_addresses, mails
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.mail_addresses import GOOD_FOR, PAUSE, AddressUnfit, ConfirmationUnfit
from fleetsvc.services.notices.mails import CLAIMED_FOR, MAIL, PAUSES, STALE_AFTER
from fleetsvc.services.notices.subscriptions import wanted_by
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.settings import SettingUnusable, read_settings
from tests.actors import TESTER
from tests.mailing import (
    LATER,
    MAILING,
    asked,
    confirmed,
    deliveries,
    mailed,
    post,
    send,
    sending_to,
    token_in,
)
from tests.notices import READ, happen, peopled, tell_all
from tests.patience import PATIENCE_SECONDS
from tests.smtp_server import Mailbox, a_mail_server
from tests.upload_cases import NOW

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as opened:
        yield opened


def test_who_asked_for_it_is_mailed_once_in_their_language_and_nobody_else(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    mailed(own_database, box, people["colleague"], "c@example.cn", Event.UPLOAD_READ, language="en")
    mailed(own_database, box, people["stranger"], "stranger@example.cn", Event.UPLOAD_READ)
    happen(own_database, details=READ | {"name": "豫A12345.csv"}, now=LATER)
    happen(own_database, Event.CASES_ASKED, "cases/410100", details={"count": 7}, now=LATER)
    for _ in range(2):
        tell_all(own_database, now=LATER)
        send(own_database, box)
    assert box.subjects() == [
        "c@example.cn [NEV Mandate Check] Delivery read, to be reviewed",
        "owner@example.cn [新能源车辆推广核查] 批次已读完，待核对",
    ]
    by_address = {mail["To"].addresses[0].addr_spec: mail for mail in box.mails}
    said = by_address["owner@example.cn"].get_content()
    assert said.splitlines()[:3] == [
        "“***.csv”已读完：共 3 行，待更正 1 行，请核对后确认", "", "https://fleet.example.cn/uploads/1",
    ]  # fmt: skip
    assert by_address["c@example.cn"].get_content().startswith("“***.csv” was read: 3 rows")
    mail = by_address["owner@example.cn"]
    assert (mail["From"].addresses[0].addr_spec, mail["Auto-Submitted"]) == (
        "fleet@example.cn",
        "auto-generated",
    )
    assert deliveries(own_database) == [("done", 1, "sent")] * 2


def test_nothing_is_mailed_before_the_link_was_opened_by_the_person_once_and_in_time(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    owner, stranger = people["owner"], people["stranger"]
    asked(own_database, owner, "owner@example.cn")
    send(own_database, box, now=NOW)
    happen(own_database)
    tell_all(own_database)
    token = token_in(box)
    with pytest.raises(AddressUnfit, match="soon"):
        asked(own_database, owner, "another@example.cn", now=NOW + PAUSE - timedelta(seconds=1))
    for account, tried, now in (
        (stranger, token, NOW),
        (owner, token + "x", NOW),
        (owner, "", NOW),
        (owner, token, NOW + GOOD_FOR),
    ):
        with pytest.raises(ConfirmationUnfit):
            confirmed(own_database, account, tried, now=now)
    confirmed(own_database, owner, token, now=NOW + GOOD_FOR - timedelta(seconds=1))
    with pytest.raises(ConfirmationUnfit):
        confirmed(own_database, owner, token)
    asked(own_database, owner, "new@example.cn", now=LATER)  # another address is to be confirmed again
    with pytest.raises(ConfirmationUnfit):
        confirmed(own_database, owner, token, now=LATER)
    assert (len(box.mails), deliveries(own_database)) == (1, [])
    with own_database.transaction(OFFICE) as session:
        assert not any(wanted_by(session, owner, Role.BUREAU, MAIL).values())
        stored = session.connection().exec_driver_sql("SELECT * FROM mail_address, mail_delivery").all()
    assert token not in str(stored)


@pytest.mark.parametrize(
    "text",
    ["a@b.cn\r\nBcc: x@y.cn", "a@b.cn\n", "a@b.cn, x@y.cn", "A <a@b.cn>", "a@b", "@b.cn", "", "a b@c.cn", "啊@b.cn",
     "a" * 250 + "@b.cn", "a..b@x.cn", ".a@x.cn", "a.@x.cn"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(own_database: Database, text: str) -> None:
    people = peopled(own_database)
    with pytest.raises(AddressUnfit, match="form"):
        asked(own_database, people["owner"], text)


def test_what_is_written_into_a_name_adds_no_header(own_database: Database, box: Mailbox) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    happen(own_database, details=READ | {"name": "a\r\nBcc: x@example.cn\r\n\r\n.\r\nb"}, now=LATER)
    tell_all(own_database, now=LATER)
    send(own_database, box)
    [mail] = box.mails
    assert sorted(mail.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
         "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    )  # fmt: skip
    assert mail.get_content().rstrip().endswith("/notices/settings")


def test_a_server_that_is_busy_is_asked_again_after_pauses_until_a_mail_is_dead(
    own_database: Database, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    happen(own_database, now=LATER)
    tell_all(own_database, now=LATER)
    box.refusal, now = "451", LATER
    for attempt, pause in enumerate((*PAUSES, timedelta()), 1):
        assert send(own_database, box, now=now)
        status = "dead" if attempt > len(PAUSES) else "waiting"
        assert deliveries(own_database) == [(status, attempt, "451")]
        assert not send(own_database, box, now=now + pause - timedelta(seconds=1))
        now += pause
    with own_database.transaction(OFFICE) as session:
        [(dead, name, kind)] = mails.list_dead(session)
        assert (name, kind) == ("owner", "upload-read")
        mails.send_again(session, dead.id or 0, now=now)
        with pytest.raises(mails.MailUnknown):
            mails.send_again(session, dead.id or 0, now=now)
    box.refusal = ""
    send(own_database, box, now=now)
    assert (len(box.mails), deliveries(own_database)) == (1, [("done", 1, "sent")])
    assert "example.cn" not in caplog.text


def test_a_mail_that_is_refused_for_good_is_dead_at_once_and_holds_up_no_other(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    for mark in "ab":
        happen(own_database, mark=mark, now=LATER)
    tell_all(own_database, now=LATER)
    box.refusal = "550 5.1.1"
    send(own_database, box)
    assert deliveries(own_database) == [("dead", 1, "550 5.1.1")] * 2


def test_a_server_that_is_not_there_ends_the_round(own_database: Database, box: Mailbox) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    for mark in "ab":
        happen(own_database, mark=mark, now=LATER)
    tell_all(own_database, now=LATER)
    work_once(own_database, post(box, FLEETSVC_SMTP_PORT="1"), now=lambda: LATER)
    assert sorted(deliveries(own_database), key=str) == [
        ("waiting", 0, "unreached ConnectionRefusedError"), ("waiting", 0, None),
    ]  # fmt: skip


def test_who_ended_it_was_disabled_or_is_told_too_late_is_written_to_no_more(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    for name in ("owner", "colleague"):
        mailed(own_database, box, people[name], f"{name}@example.cn", Event.UPLOAD_READ)
    happen(own_database, now=LATER)
    tell_all(own_database, now=LATER)
    with own_database.transaction(OFFICE) as session:
        mail_addresses.forget(session, people["owner"], now=LATER)
        accounts.disable(session, accounts.user(session, people["colleague"]), by=TESTER, now=LATER)
    send(own_database, box)
    assert (box.mails, deliveries(own_database)) == ([], [("dropped", 0, None)] * 2)
    mailed(own_database, box, people["stranger"], "s@example.cn", Event.UPLOAD_READ)
    happen(own_database, city=410200, now=LATER)
    tell_all(own_database, now=LATER)
    send(own_database, box, now=LATER + STALE_AFTER + timedelta(seconds=1))
    assert (box.mails, deliveries(own_database)[-1][0]) == ([], "dropped")


def test_four_workers_at_once_mail_each_once(
    own_database: Database, own_database_url: str, box: Mailbox
) -> None:
    people = peopled(own_database)
    for name in ("owner", "colleague"):
        mailed(own_database, box, people[name], f"{name}@example.cn", Event.UPLOAD_READ)
    for mark in range(20):
        happen(own_database, mark=str(mark), now=LATER)
    tell_all(own_database, now=LATER)
    barrier = threading.Barrier(4)

    def work() -> None:
        database = open_database(own_database_url)
        barrier.wait()
        while send(database, box):
            pass
        database.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert (len(box.mails), len({mail["Message-ID"] for mail in box.mails})) == (40, 40)


_KILLED = """
import sys
from datetime import datetime
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs.sending_mail import post_of, work_once
from fleetsvc.settings import read_settings

now = datetime.fromisoformat(sys.argv[2])
work_once(open_database(sys.argv[1]), post_of(read_settings()), now=lambda: now)
"""


@pytest.mark.parametrize(("silent", "received"), [("lost", 1), ("kept", 2)])
def test_a_worker_killed_in_the_middle_loses_no_mail_and_doubles_only_what_a_server_kept_unheard(
    own_database: Database, own_database_url: str, box: Mailbox, silent: str, received: int
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    happen(own_database, now=LATER)
    tell_all(own_database, now=LATER)
    box.silent = silent
    command = [sys.executable, "-c", _KILLED, own_database_url, LATER.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | sending_to(box)) as process:
        assert box.reached.wait(PATIENCE_SECONDS)
        process.kill()
    box.silent = ""
    assert not send(own_database, box, now=LATER + CLAIMED_FOR - timedelta(seconds=1))
    assert send(own_database, box, now=LATER + CLAIMED_FOR)
    assert not send(own_database, box, now=LATER + timedelta(days=2))
    assert (len(box.mails), len({mail["Message-ID"] for mail in box.mails})) == (received, 1)
    assert deliveries(own_database) == [("done", 2, "sent")]


def test_in_a_folder_a_mail_is_one_file_however_often_it_is_written(
    own_database: Database, box: Mailbox, tmp_path: Path
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    happen(own_database, now=LATER)
    tell_all(own_database, now=LATER)
    folder = post_of(read_settings(MAILING | {"FLEETSVC_MAIL_FOLDER": str(tmp_path / "sent")}))
    assert folder is not None
    for now in (LATER, LATER + CLAIMED_FOR):
        with own_database.transaction(OFFICE) as session:
            session.connection().exec_driver_sql(
                "UPDATE mail_delivery SET status = 'waiting' WHERE status = 'done'"
            )
        work_once(own_database, folder, now=lambda now=now: now)  # type: ignore[misc]
    assert [path.suffix for path in (tmp_path / "sent").iterdir() if "To: owner" in path.read_text()] == [
        ".eml"
    ]


def test_a_server_that_asks_who_sends_is_told_by_the_file_of_the_password(
    own_database: Database, box: Mailbox, tmp_path: Path
) -> None:
    people = peopled(own_database)
    secret = tmp_path / "password"
    secret.write_text("a pass word\n")
    asked(own_database, people["owner"], "owner@example.cn")
    told = post(box, FLEETSVC_SMTP_USER="fleet", FLEETSVC_SMTP_PASSWORD_FILE=str(secret))
    assert "a pass word" not in repr(told)
    work_once(own_database, told, now=lambda: NOW)
    assert (len(box.mails), len(box.signed_in)) == (1, 1)


def test_only_the_offices_scope_reads_addresses_and_mails(own_database: Database) -> None:
    for scope in (UnitScope("410100"), PUBLISHED):
        for table in ("mail_address", "mail_delivery"):
            with (
                pytest.raises(Exception, match="permission denied"),
                own_database.transaction(scope) as session,
            ):
                session.connection().exec_driver_sql(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"FLEETSVC_MAIL_SENDER": "nobody"}, "FLEETSVC_MAIL_SENDER"),
        ({"FLEETSVC_MAIL_SENDER": "fleet.@example.cn"}, "FLEETSVC_MAIL_SENDER"),
        ({"FLEETSVC_MAIL_FOLDER": "/mails"}, "FLEETSVC_MAIL_FOLDER and FLEETSVC_SMTP_HOST"),
        ({"FLEETSVC_PUBLIC_URL": ""}, "FLEETSVC_PUBLIC_URL"),
        ({"FLEETSVC_PUBLIC_URL": "https://新能源.cn"}, "FLEETSVC_PUBLIC_URL must be set, in ASCII"),
        ({"FLEETSVC_SMTP_TLS": "ssl"}, "FLEETSVC_SMTP_TLS"),
        ({"FLEETSVC_SMTP_PORT": "0"}, "FLEETSVC_SMTP_PORT"),
        ({"FLEETSVC_SMTP_USER": "fleet"}, "FLEETSVC_SMTP_USER"),
        (
            {"FLEETSVC_SMTP_USER": "f", "FLEETSVC_SMTP_PASSWORD_FILE": "/no/where"},
            "FLEETSVC_SMTP_PASSWORD_FILE",
        ),
        (
            {"FLEETSVC_SMTP_USER": "f", "FLEETSVC_SMTP_PASSWORD_FILE": "/dev/null"},
            "FLEETSVC_SMTP_PASSWORD_FILE: the file is empty",
        ),
        (
            {"FLEETSVC_SMTP_USER": "f", "FLEETSVC_SMTP_PASSWORD_FILE": "/f", "FLEETSVC_SMTP_TLS": "none"},
            "FLEETSVC_SMTP_TLS: with none",
        ),
    ],
)
def test_a_setting_of_mail_that_is_unfit_is_named(changed: dict[str, str], named: str) -> None:
    with pytest.raises(SettingUnusable, match=named):
        read_settings(MAILING | {"FLEETSVC_SMTP_HOST": "mail.example.cn"} | changed)
    assert read_settings(MAILING).outward.mail is None
