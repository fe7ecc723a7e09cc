"""How much a unit may send at once and in a day, and how large a file may be."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from fleetsvc.app import create_app
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import Policy, settle, waiting
from fleetsvc.services.law.enactment import ensure_shipped
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.quotas import UploadsUsedUp
from fleetsvc.settings import SettingUnusable, read_settings
from importers.limits import limits_for
from tests.actors import SETTINGS, TESTER
from tests.upload_cases import a_file, a_row

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)
_NUMBERS = itertools.count(1)


class Sender:
    def __init__(self, database: Database, **environment: str) -> None:
        url = database.engine.url.render_as_string(hide_password=False)
        settings = read_settings(
            {"FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": "of no worth " * 3} | environment
        )
        self.client: FlaskClient = create_app(settings, database).test_client()
        with database.transaction(OFFICE) as session:
            ensure_shipped(session, book_mapping(), now=NOW)
            self.key = add_key(session, "office", role=Role.OFFICE, unit=None, by=TESTER, now=NOW)[1]

    def send(self, content: bytes | None = None, unit: str = "410100") -> tuple[int, str | None, str | None]:
        content = content or a_file(a_row(next(_NUMBERS)))
        answer = self.client.post(
            "/api/v1/uploads",
            data={"unit": unit, "file": (BytesIO(content), "a.csv")},
            headers={"Authorization": f"Bearer {self.key}"},
        )
        return answer.status_code, (answer.json or {}).get("code"), answer.headers.get("Retry-After")


def test_no_more_files_of_a_unit_wait_than_it_may(own_database: Database) -> None:
    sender = Sender(own_database, FLEETSVC_MAX_UPLOADS_WAITING="2")
    first = a_file(a_row(next(_NUMBERS)))
    assert [sender.send(first)[0], sender.send()[0]] == [202, 202]
    assert sender.send() == (429, "uploads-waiting", "60")
    assert sender.send(first)[0] == 200, "the same bytes are no new file"
    assert sender.send(unit="410200")[0] == 202
    assert len(waiting(own_database)) == 3, "what was refused is not kept"
    city, number = waiting(own_database)[0]
    settle(own_database, city=city, number=number, worker="test", now=NOW)
    assert sender.send()[0] == 202


def test_a_unit_sends_no_more_files_a_day_than_it_may(own_database: Database) -> None:
    sender = Sender(own_database, FLEETSVC_MAX_UPLOADS_PER_DAY="1")
    assert sender.send()[0] == 202
    assert sender.send() == (429, "uploads-used-up", "3600")


def test_a_day_is_that_of_shanghai(own_database: Database) -> None:
    settings = replace(SETTINGS, max_uploads_per_day=1)

    def received(number: int, at: datetime) -> None:
        delivery = deliveries.Delivery(content=str(number).encode(), name="a", received_by="test")
        with own_database.transaction(UnitScope("410100")) as session:
            deliveries.deliver(session, delivery, city=410100, by=TESTER, settings=settings, now=at)

    received(1, datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    received(2, datetime(2026, 3, 1, 16, 0, tzinfo=UTC))
    with pytest.raises(UploadsUsedUp):
        received(3, datetime(2026, 3, 2, 15, 59, tzinfo=UTC))


def test_a_limit_of_nothing_is_none(own_database: Database) -> None:
    sender = Sender(own_database, FLEETSVC_MAX_UPLOADS_PER_DAY="0", FLEETSVC_MAX_UPLOADS_WAITING="0")
    assert [sender.send()[0] for _ in range(3)] == [202] * 3


def test_a_sheet_with_more_rows_than_allowed_is_refused(own_database: Database) -> None:
    sender = Sender(own_database)
    sender.send(a_file(*(a_row(next(_NUMBERS)) for _ in range(20))))
    city, number = waiting(own_database)[0]
    reading = settle(own_database, city=city, number=number, worker="test", now=NOW, policy=Policy(10))
    assert reading is not None
    assert reading.refused is not None
    assert (reading.refused.code, reading.refused.values) == ("too-large", {"why": "rows", "limit": "10"})


def test_a_file_that_was_taken_is_read_however_large_it_may_be_elsewhere(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "fleetsvc.jobs.reading_uploads.limits_for", lambda size: replace(limits_for(size), file_bytes=10)
    )
    sender = Sender(own_database)
    assert sender.send()[0] == 202
    city, number = waiting(own_database)[0]
    reading = settle(own_database, city=city, number=number, worker="test", now=NOW)
    assert reading is not None
    assert (reading.refused, reading.rows["accepted"]) == (None, 1)


@pytest.mark.parametrize("text", ["0", "-1", "1001", "9" * 5000, "1.5", "\u0662", "²", ""])
def test_the_largest_upload_is_a_number_that_can_be_stored(text: str) -> None:
    with pytest.raises(SettingUnusable, match="is not a whole number from 1 to 1000"):
        read_settings({"FLEETSVC_MAX_UPLOAD_MB": text})
    assert read_settings({"FLEETSVC_MAX_UPLOAD_MB": "1000"}).max_upload_bytes == 1000 * 1024**2
