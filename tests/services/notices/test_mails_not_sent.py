"""What one mail, one server or one person meets stops nobody else's mails, and nothing is given up unsaid."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from fleetsvc.clients import mail as mail_client
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import sending_mail
from fleetsvc.mail_settings import MailServer
from fleetsvc.services.notices import mails
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.mails import STALE_AFTER, UNREACHED_PAUSE
from fleetsvc.settings import read_settings
from tests.mailing import LATER, deliveries, mailed, post, send, sending_to
from tests.notices import happen, peopled, tell_all
from tests.smtp_server import Mailbox, a_mail_server
from tests.upload_cases import NOW


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as opened:
        yield opened


def told_by_mail(database: Database, box: Mailbox, count: int = 1) -> None:
    """Have a person to be mailed of so many things that happened."""
    people = peopled(database)
    mailed(database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    for mark in range(count):
        happen(database, mark=str(mark), now=LATER)
    tell_all(database, now=LATER)


def test_a_mail_that_cannot_be_written_is_dead_and_the_others_are_sent(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    for name in ("owner", "stranger"):
        mailed(own_database, box, people[name], f"{name}@example.cn", Event.UPLOAD_READ)
    with own_database.transaction(
        OFFICE
    ) as session:  # as one kept before addresses were looked at so closely
        broken = text("UPDATE mail_address SET address = 'a..b@x.cn' WHERE account_id = :owner")
        session.connection().execute(broken, {"owner": people["owner"]})
    for city in (410100, 410200):
        happen(own_database, city=city, now=LATER)
    tell_all(own_database, now=LATER)
    send(own_database, box)
    assert deliveries(own_database) == [("dead", 0, "unwritable InvalidHeaderDefect"), ("done", 1, "sent")]


@pytest.mark.parametrize("broken", [{"FLEETSVC_SMTP_PORT": "1"}, {"FLEETSVC_SMTP_TLS": "starttls"}])
def test_a_server_that_is_not_reached_for_a_weekend_uses_up_no_attempt(
    own_database: Database, box: Mailbox, broken: dict[str, str]
) -> None:
    told_by_mail(own_database, box)
    now = LATER
    while now < LATER + timedelta(hours=70):
        assert sending_mail.work_once(own_database, post(box, **broken), now=lambda now=now: now)  # type: ignore[misc]
        assert not send(own_database, box, now=now + UNREACHED_PAUSE - timedelta(seconds=1))
        now += timedelta(hours=5)
    assert deliveries(own_database)[0][:2] == ("waiting", 0)
    send(own_database, box, now=now)
    assert deliveries(own_database) == [("done", 1, "sent")]


@pytest.mark.parametrize("refusal", ["451 4.3.0", "554 5.7.1", "550", "553 5.1.8"])
def test_a_server_that_refuses_all_for_a_weekend_kills_no_mail(
    own_database: Database, box: Mailbox, refusal: str
) -> None:
    told_by_mail(own_database, box, 3)
    box.refusal, now = refusal, LATER
    assert send(own_database, box, now=now)
    assert sorted(one[:2] for one in deliveries(own_database)) == [("waiting", 0)] * 2 + [("waiting", 1)]
    while now < LATER + timedelta(hours=60):
        send(own_database, box, now=now)
        now += timedelta(minutes=15)
    box.refusal = ""
    for hours in range(0, 25, 6):
        send(own_database, box, now=now + timedelta(hours=hours))
    assert [one[0] for one in deliveries(own_database)] == ["done"] * 3


def test_what_was_tried_and_is_old_is_given_up_where_administrators_see_it_and_is_sent_again(
    own_database: Database, box: Mailbox
) -> None:
    told_by_mail(own_database, box)
    sending_mail.work_once(own_database, post(box, FLEETSVC_SMTP_PORT="1"), now=lambda: LATER)
    late = LATER + STALE_AFTER + timedelta(days=1)
    assert not send(own_database, box, now=late)
    assert deliveries(own_database) == [("dead", 0, "unreached ConnectionRefusedError")]
    with own_database.transaction(OFFICE) as session:
        [(dead, _, _)] = mails.list_dead(session)
        mails.send_again(session, dead.id or 0, now=late)
    assert send(own_database, box, now=late)
    assert (len(box.mails), deliveries(own_database)) == (1, [("done", 1, "sent")])


def test_after_a_long_time_without_a_worker_old_news_are_not_mailed(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    for days in (0, 29, 59):
        happen(own_database, mark=str(days), now=NOW + timedelta(days=days))
    late = NOW + timedelta(days=60)
    tell_all(own_database, now=late)
    send(own_database, box, now=late)
    assert [one[0] for one in deliveries(own_database)] == ["dropped", "dropped", "done"]


def test_a_worker_that_is_to_end_does_so_between_two_mails(
    own_database: Database, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by_mail(own_database, box, 3)
    stop, real = threading.Event(), mail_client.send

    def send_and_be_told(mail: EmailMessage, server: MailServer) -> str:
        stop.set()
        return real(mail, server)

    monkeypatch.setattr(sending_mail, "send", send_and_be_told)
    assert sending_mail.work_once(own_database, post(box), now=lambda: LATER, stop=stop)
    assert (
        len(box.mails),
        sending_mail.work_once(own_database, post(box), now=lambda: LATER, stop=stop),
    ) == (
        1,
        False,
    )


def test_a_host_without_a_secret_key_says_that_it_sends_no_mail(
    box: Mailbox,
) -> None:
    settings = {name: value for name, value in sending_to(box).items() if name != "FLEETSVC_SECRET_KEY"}
    with capture_logs() as logs:
        assert sending_mail.post_of(read_settings(settings)) is None
        assert sending_mail.post_of(read_settings({"FLEETSVC_DATABASE_URL": "postgresql://nowhere"})) is None
    assert [(line["log_level"], "no FLEETSVC_SECRET_KEY" in line["event"]) for line in logs] == [
        ("warning", True)
    ]
