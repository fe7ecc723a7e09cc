"""What monitoring reads: the state of the whole service, whichever process is asked; and who may read it."""

from datetime import UTC, datetime

import psycopg
import pytest
from flask import request
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from fleetsvc.app import create_app
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, open_database
from fleetsvc.edge import slow_statements
from fleetsvc.edge.reporting import reporter
from fleetsvc.jobs import reaper
from fleetsvc.services.law.enactment import ensure_shipped
from fleetsvc.services.law.rulebooks import active_book
from fleetsvc.settings import read_settings
from tests.making import a_document

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Sample = tuple[str, tuple[tuple[str, str], ...]]


def a_client(database: Database, **environment: str) -> FlaskClient:
    url = database.engine.url.render_as_string(hide_password=False)
    settings = read_settings({"FLEETSVC_DATABASE_URL": url} | environment)
    return create_app(settings, database).test_client()


def samples(client: FlaskClient) -> dict[Sample, float]:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
        "no-store",
    )
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_it_tells_of_uploads_processes_jobs_and_the_rulebook(
    own_database: Database, own_owner_url: str
) -> None:
    with own_database.transaction(OFFICE) as session:
        ensure_shipped(session, book_mapping(), now=NOW)
        edition = active_book(session).book.edition
    reaper.beat(own_database, worker="a")
    reaper.beat(own_database, worker="b")
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO upload (city_code, status, name, sha256, size_bytes, confirmed, mapping, received_at,"
            " received_by) SELECT 410100, 'received', 'a', repeat(n::text, 64), 1, false, '{}',"
            " now() - n * interval '1 minute', 'test' FROM generate_series(1, 3) n"
        )
        connection.execute(
            "INSERT INTO upload_progress (city_code, upload_id, worker, backend_pid, rows_done,"
            " heartbeat_at) SELECT city_code, id, 'a', 1, 0, now() FROM upload WHERE sha256 LIKE '1%'"
        )
        connection.execute(
            "INSERT INTO upload_failure SELECT city_code, id, 3, 0, 'disk-full', 'DiskFull', '', now(), now(),"
            " CASE WHEN sha256 LIKE '2%' THEN now() END FROM upload WHERE sha256 LIKE '2%' OR sha256 LIKE '3%'"
        )
        connection.execute(a_document(1, "waiting", asked="3 minutes"))
        connection.execute(a_document(2, "waiting"))
        connection.execute("INSERT INTO handout_progress VALUES (410100, 2, 'a', 1, 1, now(), NULL)")
        connection.execute(a_document(3, "ready"))
        connection.execute(a_document(4, "failed", city=0))
        connection.execute(a_document(5, "failed", expires="-1 minute"))
        connection.execute(
            "INSERT INTO webhook_endpoint (city_code, id, url, events, made_by, made_at, told_from)"
            " VALUES (0, 1, 'https://hooks.example', '{}', '', now(), now())"
        )
        connection.execute(
            "INSERT INTO webhook_delivery (city_code, endpoint_id, mark, body, next_at, status)"
            " SELECT 0, 1, status, '{}', now(), rtrim(status, '2')"
            " FROM unnest(ARRAY['waiting', 'dead', 'dead2', 'done']) status"
        )
        connection.execute(
            "WITH a AS (INSERT INTO app_user (name, role, password_hash, password_set_at, created_at)"
            " VALUES ('a', 'admin', '', now(), now()) RETURNING id)"
            " INSERT INTO mail_delivery (account_id, mark, made_at, next_at, status)"
            " SELECT id, status, now(), now(), rtrim(status, '2')"
            " FROM a, unnest(ARRAY['waiting', 'dead', 'dead2', 'done']) status"
        )
        connection.execute("UPDATE running_process SET seen_at = now() - interval '1 hour' WHERE name = 'b'")
        connection.execute(
            "INSERT INTO job_run (job, period, status, worker, started_at, attempts) VALUES"
            " ('nightly-ranking', '2026-01-01', 'failed', 'a', now(), 3),"
            " ('nightly-ranking', '2026-01-02', 'done', 'a', now(), 2)"
        )
    found = samples(a_client(own_database))
    assert found.pop(("fleetsvc_disk_free_bytes", (("place", "work"),))) > 0
    ages = {key: found.pop(key) for key in list(found) if "age_seconds" in key[0]}
    assert {key: value for key, value in found.items() if key[0] != "fleetsvc_processes_alive"} == {
        ("fleetsvc_database_up", ()): 1,
        ("fleetsvc_uploads_waiting", (("state", "received"),)): 2,
        ("fleetsvc_uploads_waiting", (("state", "reading"),)): 1,
        ("fleetsvc_uploads_waiting", (("state", "confirmed"),)): 0,
        ("fleetsvc_uploads_failing", (("state", "trying"),)): 1,
        ("fleetsvc_uploads_failing", (("state", "set_aside"),)): 1,
        ("fleetsvc_handouts", (("state", "waiting"),)): 1,
        ("fleetsvc_handouts", (("state", "working"),)): 1,
        ("fleetsvc_handouts", (("state", "ready"),)): 1,
        ("fleetsvc_handouts", (("state", "failed"),)): 1,
        ("fleetsvc_handouts_bytes", ()): 700,
        ("fleetsvc_webhook_deliveries", (("state", "waiting"),)): 1,
        ("fleetsvc_webhook_deliveries", (("state", "dead"),)): 2,
        ("fleetsvc_mail_deliveries", (("state", "waiting"),)): 1,
        ("fleetsvc_mail_deliveries", (("state", "dead"),)): 2,
        ("fleetsvc_job_periods", (("job", "nightly-ranking"), ("status", "failed"))): 1,
        ("fleetsvc_job_periods", (("job", "nightly-ranking"), ("status", "done"))): 1,
        ("fleetsvc_job_attempts", (("job", "nightly-ranking"), ("status", "failed"))): 3,
        ("fleetsvc_job_attempts", (("job", "nightly-ranking"), ("status", "done"))): 2,
        ("fleetsvc_clock_fault_seconds", (("fault", "behind"),)): 0,
        ("fleetsvc_clock_fault_seconds", (("fault", "apart"),)): 0,
        ("fleetsvc_clock_fault_seconds", (("fault", "jumped"),)): 0,
        ("fleetsvc_rulebook_info", (("edition", edition), ("id", "henan"))): 1,
        ("fleetsvc_replay_decisions", ()): 0,
        ("fleetsvc_replay_differing", ()): 0,
    }
    assert found["fleetsvc_processes_alive", (("kind", "worker"),)] == 1
    assert 180 <= ages["fleetsvc_handouts_oldest_age_seconds", (("state", "waiting"),)] < 240
    assert 180 <= ages["fleetsvc_uploads_oldest_age_seconds", (("state", "received"),)] < 240
    assert 120 <= ages["fleetsvc_uploads_failing_oldest_age_seconds", (("state", "set_aside"),)] < 180
    assert 0 <= ages["fleetsvc_last_sign_of_life_age_seconds", (("kind", "worker"),)] < 60


def test_requests_of_all_processes_are_added_up_by_the_pattern_of_their_route(
    own_database: Database,
) -> None:
    for number in range(2):
        one = reporter(own_database)
        for _ in range(3):
            one.answered.note(("/api/v1/units", "GET", 200), 0.5)
        one.answered.note(("none", "GET", 404), 0.25)
        one.report()
        assert one.limiter.processes == number + 1
    found = samples(a_client(own_database))
    units = (("method", "GET"), ("route", "/api/v1/units"), ("status", "200"))
    nothing = (("method", "GET"), ("route", "none"), ("status", "404"))
    assert {key: value for key, value in found.items() if key[0].startswith("fleetsvc_http")} == {
        ("fleetsvc_http_requests_total", units): 6,
        ("fleetsvc_http_requests_total", nothing): 2,
        ("fleetsvc_http_request_seconds_total", units): 3,
        ("fleetsvc_http_request_seconds_total", nothing): 0.5,
    }


def test_a_statement_that_takes_long_is_logged_and_counted_with_the_route_that_asked_it_and_no_value(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = a_client(own_database)
    with capture_logs() as quiet:
        client.get("/readyz")
    monkeypatch.setattr(slow_statements, "SLOW_SECONDS", 0)
    with capture_logs() as logs:
        client.get("/rankings?category=bus")
    told = [line for line in logs if line["event"] == "slow statement"]
    assert told
    assert {line["route"] for line in told} == {"/rankings"}
    assert any("ranking_edition" in line["statement"] for line in told)
    assert not any("bus" in line["statement"] for line in told)
    assert not [line for line in quiet if line["event"] == "slow statement"]
    client.application.extensions["fleetsvc"].reporter.report()
    route = (("method", "GET"), ("route", "/rankings"), ("status", "200"))
    assert samples(client)["fleetsvc_slow_statements_total", route] == len(told)
    assert samples(client)["fleetsvc_slow_statement_seconds_total", route] > 0


def test_a_statement_that_the_database_ended_for_its_time_is_noted_too(own_database: Database) -> None:
    client = a_client(own_database)
    slow = "SELECT pg_sleep(9)"
    with client.application.test_request_context("/"):
        with own_database.transaction(PUBLISHED) as session:
            session.connection().exec_driver_sql("SET LOCAL statement_timeout = '150ms'")
            with pytest.raises(OperationalError):
                session.connection().exec_driver_sql(slow)
        assert [one.statement for one in slow_statements.taken(request.environ)] == [slow]


def test_what_cannot_be_told_is_told_later(own_database: Database) -> None:
    one = reporter(own_database)
    one.answered.note(("/livez", "GET", 200), 0.5)
    taken = one.answered.take()
    one.answered.note(("/livez", "GET", 200), 0.5)
    one.answered.give_back(taken)
    one.report()
    assert (
        samples(a_client(own_database))[
            "fleetsvc_http_requests_total", (("method", "GET"), ("route", "/livez"), ("status", "200"))
        ]
        == 2
    )


def test_a_request_is_counted_without_its_path(own_database: Database) -> None:
    client = a_client(own_database)
    client.get("/api/v1/models/LZYTABGW0P1000001")
    client.open("/nowhere/豫A12345", method="BREW")
    told = client.application.extensions["fleetsvc"].reporter.answered.take()
    assert set(told) == {("/api/v1/models/<path:code>", "GET", 401), ("none", "other", 404)}


def test_without_its_database_it_says_so() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    found = samples(a_client(database))
    assert found.pop(("fleetsvc_disk_free_bytes", (("place", "work"),))) > 0
    assert found == {("fleetsvc_database_up", ()): 0}
    database.close()


@pytest.mark.parametrize(
    ("environment", "address", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "::1", {}, 200),
        ({}, "192.0.2.1", {}, 404),
        ({"FLEETSVC_METRICS_FROM": "192.0.2.0/24"}, "192.0.2.1", {}, 200),
        ({"FLEETSVC_METRICS_FROM": "192.0.2.0/24"}, "::ffff:192.0.2.1", {}, 200),
        ({"FLEETSVC_METRICS_FROM": "192.0.2.0/24"}, "127.0.0.1", {}, 404),
        ({"FLEETSVC_METRICS_FROM": ""}, "127.0.0.1", {}, 404),
        # A proxy on this host passes on what comes from anywhere, whether it was declared or forgotten.
        ({}, "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ({}, "127.0.0.1", {"Forwarded": "for=192.0.2.1"}, 404),
        ({"FLEETSVC_TRUSTED_PROXIES": "1"}, "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ({"FLEETSVC_TRUSTED_PROXIES": "1"}, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 192.0.2.1"}, 404),
    ],
)
def test_only_declared_addresses_may_read_it(
    database: Database, environment: dict[str, str], address: str, headers: dict[str, str], status: int
) -> None:
    client = a_client(database, **environment)
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    assert answer.status_code == status
