"""What the doctor finds in a sound database and in ones that are not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from fleetsvc import clock
from fleetsvc.cli import main
from fleetsvc.commands.operations.doctor_checks import machine_checks
from fleetsvc.database.transactions import OFFICE, Database, as_login_role, open_database
from fleetsvc.services.health.calendar_check import working_days_check
from fleetsvc.services.health.database_checks import database_checks
from fleetsvc.services.health.mode_checks import modes_check
from fleetsvc.services.law import standing_counts
from fleetsvc.services.law.holidays import Announced, announce
from fleetsvc.services.operations.checks import Check, Status
from fleetsvc.services.people.accounts import Role, add_user
from fleetsvc.services.receipts.signing_keys import signing_key
from fleetsvc.settings import Settings, read_settings
from tests.actors import TESTER
from tests.making import a_document

OF_THE_HOUSE = "of no worth " * 3


def settings_of(data_dir: Path, **environment: str) -> Settings:
    return read_settings({"FLEETSVC_DATA_DIR": str(data_dir)} | environment)


def examined(
    url: str, *, now: datetime | None = None, as_owner: str | None = None, secret: str | None = None
) -> dict[str, Check]:
    login = as_owner or as_login_role(url)
    checks = database_checks(
        owner_url=url,
        service_url=login,
        secret=secret or OF_THE_HOUSE,
        backups=read_settings({}).backups,
        now=now or clock.now(),
    )
    return {check.name: check for check in checks}


def found(url: str, *, now: datetime | None = None, as_owner: str | None = None) -> dict[str, Status]:
    checks = examined(url, now=now, as_owner=as_owner)
    # How far the calendar is known is a matter of the day on which this runs.
    return {name: check.status for name, check in checks.items() if name != "working-days"}


SOUND = dict.fromkeys(
    [
        "database",
        "clock",
        "migrations",
        "role",
        "walls",
        "work",
        "keys",
        "uploads",
        "documents",
        "webhooks",
        "mail",
        "sources",
        "clock-alarms",
        "editions",
        "replay",
        "counts",
        "receipt-key",
        "jobs",
        "expiring-keys",
        "backup",
    ],
    Status.OK,
) | {"accounts": Status.WARN}
"""Of a database that nobody has an account of yet."""


def test_a_sound_database_has_nothing_to_do_but_to_get_its_first_account(
    own_owner_url: str, own_database: Database
) -> None:
    assert found(own_owner_url) == SOUND
    remedy = examined(own_owner_url)["accounts"].remedy
    assert remedy is not None
    assert remedy.en == "run fleetsvc user add --name NAME --role admin"
    with own_database.transaction(OFFICE) as session:
        add_user(session, "first", role=Role.ADMIN, unit=None, password=None, by=TESTER, now=clock.now())
    assert found(own_owner_url) == SOUND | {"accounts": Status.OK}


@pytest.mark.parametrize(
    "damage",
    ["ALTER TABLE registration DISABLE ROW LEVEL SECURITY", "DROP POLICY unit ON decision"],
)
def test_a_wall_that_is_down_fails(own_owner_url: str, damage: str) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(damage)
    assert found(own_owner_url) == SOUND | {"walls": Status.FAIL}


def test_kept_counts_that_are_not_those_of_the_verdicts_fail(
    own_owner_url: str, own_database: Database
) -> None:
    with own_database.transaction(OFFICE) as session:
        standing_counts.keep(session, now=clock.now())
    assert found(own_owner_url) == SOUND
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO standing_count (city_code, month, edition_id, case_key, verdict, energy_verdict,"
            " emission_stage_verdict, disputed, overridden, number, first_id)"
            " VALUES (410100, '2025-10-01', 1, 0, 'compliant', 'compliant', 'not_governed', false, false, 7, 1)"
        )
    assert found(own_owner_url) == SOUND | {"counts": Status.FAIL}
    assert "410100" in examined(own_owner_url)["counts"].says.zh


def test_a_login_above_the_walls_is_worth_a_warning(own_owner_url: str) -> None:
    assert found(own_owner_url, as_owner=own_owner_url) == SOUND | {"role": Status.WARN}


def test_clocks_that_differ_are_worth_a_warning(own_owner_url: str) -> None:
    assert found(own_owner_url, now=clock.now() + timedelta(minutes=1)) == SOUND | {"clock": Status.WARN}


def test_clocks_that_differ_by_more_than_two_minutes_fail(own_owner_url: str) -> None:
    for minutes in (3, -3):
        at = clock.now() + timedelta(minutes=minutes)
        assert found(own_owner_url, now=at) == SOUND | {"clock": Status.FAIL}


def test_an_upload_that_nobody_reads_is_worth_a_warning(own_owner_url: str) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO upload (city_code, status, name, sha256, size_bytes, confirmed, mapping, received_at,"
            " received_by) VALUES (410100, 'received', 'a', repeat('0', 64), 1, false, '{}',"
            " now() - interval '1 hour', 'test')"
        )
    assert found(own_owner_url) == SOUND | {"work": Status.WARN, "backup": Status.NOTICE}


def test_an_upload_that_keeps_failing_is_named_with_what_it_fails_of(own_owner_url: str) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO upload (city_code, id, status, name, sha256, size_bytes, confirmed, mapping, received_at,"
            " received_by) VALUES (410100, 7, 'received', 'a', repeat('0', 64), 1, false, '{}',"
            " now() - interval '1 hour', 'test')"
        )
        connection.execute(
            "INSERT INTO upload_failure VALUES"
            " (410100, 7, 4, 0, 'disk-full', 'DiskFull 53100', 'a.py:1 f', now(), now(), now())"
        )
    assert found(own_owner_url) == SOUND | {"uploads": Status.WARN, "backup": Status.NOTICE}
    told = examined(own_owner_url)["uploads"]
    assert told.says.en == "uploads that keep failing: 1, set aside: 1: 410100/7 disk-full ×4"
    assert told.remedy is not None
    assert "fleetsvc uploads retry --all" in told.remedy.en


@pytest.mark.parametrize(
    ("status", "due", "disabled", "says"),
    [
        ("dead", "0", "NULL", "webhooks: 1 given up, 0 due and not sent"),
        ("waiting", "1 hour", "NULL", "webhooks: 0 given up, 1 due and not sent"),
        ("waiting", "1 minute", "NULL", "webhooks: 0 given up, 0 due and not sent"),
        ("waiting", "1 hour", "now()", "webhooks: 0 given up, 0 due and not sent"),
        ("done", "1 hour", "NULL", "webhooks: 0 given up, 0 due and not sent"),
    ],
)
def test_systems_that_are_not_told_are_worth_a_warning(
    own_owner_url: str, status: str, due: str, disabled: str, says: str
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO webhook_endpoint (city_code, id, url, events, made_by, made_at, told_from, disabled_at,"
            f" disabled_why) VALUES (0, 1, 'https://hooks.example', '{{}}', '', now(), now(), {disabled},"
            f" CASE WHEN {disabled} IS NOT NULL THEN 'gone' END)"
        )
        connection.execute(
            "INSERT INTO webhook_delivery (city_code, endpoint_id, mark, body, next_at, status)"
            f" VALUES (0, 1, '', '{{}}', now() - interval '{due}', '{status}')"
        )
    told = examined(own_owner_url)["webhooks"]
    is_fine = "0 given up, 0 due" in says
    assert (told.says.en, told.status) == (says, Status.OK if is_fine else Status.WARN)


@pytest.mark.parametrize(
    ("failures", "due", "disabled", "says"),
    [
        (3, "0", "NULL", "1 keep failing, 0 due and not asked"),
        (2, "2 hours", "NULL", "0 keep failing, 1 due and not asked"),
        (2, "1 minute", "NULL", "0 keep failing, 0 due and not asked"),
        (9, "2 hours", "now()", "0 keep failing, 0 due and not asked"),
    ],
)
def test_addresses_that_give_nothing_are_worth_a_warning(
    own_owner_url: str, failures: int, due: str, disabled: str, says: str
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO upload_source (city_code, name, url, kind, every_hours, made_by, made_at, failures, next_at,"
            " disabled_at) VALUES (410100, 'x', 'https://files.example', 'registrations', 24, '', now(),"
            f" {failures}, now() - interval '{due}', {disabled})"
        )
    told = examined(own_owner_url)["sources"]
    is_fine = "0 keep failing, 0 due" in says
    assert (told.says.en, told.status) == (
        f"addresses to fetch from: {says}",
        Status.OK if is_fine else Status.WARN,
    )


@pytest.mark.parametrize(
    ("status", "due", "answer", "counts"),
    [
        ("dead", "0", "550 5.1.1", (1, 0, 0)),
        ("waiting", "1 hour", None, (0, 1, 0)),
        ("waiting", "-4 minutes", "unreached TimeoutError", (0, 0, 1)),
        ("waiting", "1 minute", None, (0, 0, 0)),
        ("done", "1 hour", "sent", (0, 0, 0)),
    ],
)
def test_mails_that_are_not_sent_are_worth_a_warning(
    own_owner_url: str, status: str, due: str, answer: str | None, counts: tuple[int, int, int]
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "WITH a AS (INSERT INTO app_user (name, role, password_hash, password_set_at, created_at)"
            " VALUES ('a', 'admin', '', now(), now()) RETURNING id)"
            " INSERT INTO mail_delivery (account_id, mark, made_at, next_at, status, answer)"
            " SELECT id, '', now(), now() - CAST(%s AS interval), %s, %s FROM a",
            (due, status, answer),
        )
    told = examined(own_owner_url)["mail"]
    says = "mail: {} given up, {} due and not sent, {} that the server took no connection for".format(*counts)
    assert (told.says.en, told.status) == (says, Status.WARN if any(counts) else Status.OK)


@pytest.mark.parametrize(
    ("ends", "used", "counts", "status"),
    [
        ("NULL", "now()", (1, 0), Status.WARN),
        ("now() + interval '1 day'", "now() - interval '91 days'", (0, 1), Status.NOTICE),
        ("now() - interval '1 day'", "NULL", (0, 0), Status.OK),
    ],
)
def test_keys_without_an_end_and_keys_that_nobody_uses_are_told(
    own_owner_url: str, ends: str, used: str, counts: tuple[int, int], status: Status
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO api_key (name, role, prefix, key_sha256, created_at, expires_at, last_used_at)"
            f" VALUES ('k', 'dealer', '', '', now(), {ends}, {used})"
        )
    told = examined(own_owner_url)["keys"]
    assert (told.says.en, told.status) == (
        "keys in force: {} without an end, {} not used for 90 days".format(*counts),
        status,
    )


def test_what_others_of_the_host_may_read_or_change_is_named_with_its_mode(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    settings = read_settings({"FLEETSVC_DATA_DIR": str(data)})
    key = data / "secret.key"
    key.touch(mode=0o600)
    (data / "postgres").mkdir(mode=0o750)
    assert modes_check(settings).status is Status.OK
    for path, mode in ((key, 0o640), (data / "postgres", 0o770), (data, 0o777)):
        was = path.stat().st_mode
        path.chmod(mode)
        told = modes_check(settings)
        assert (told.status, told.says.en) == (
            Status.WARN,
            f"open to other users of this host: {path} ({mode:04o})",
        )
        path.chmod(was)


def documents(url: str) -> tuple[Status, str]:
    told = examined(url)["documents"]
    return told.status, told.says.en


def test_documents_that_could_not_be_made_are_named_and_those_that_nobody_makes_counted(
    own_owner_url: str,
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(a_document(7, "failed"))
        connection.execute(a_document(8, "failed", expires="-1 minute"))
        connection.execute(a_document(9, "waiting"))
    assert documents(own_owner_url) == (
        Status.WARN,
        "documents that could not be made lately: 410100/7 annotated-copy copy-not-made",
    )
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(a_document(10, "waiting", asked="11 minutes"))
    assert documents(own_owner_url) == (Status.WARN, "1 documents have waited for ten minutes")


def test_a_changed_ranking_edition_fails_and_is_named(own_owner_url: str) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute(
            "INSERT INTO ranking_edition (period, category, revision, status, computed_at, method, rulebook,"
            " inputs_sha256, sha256) VALUES ('2025-09', 'bus', 1, 'provisional', now(), '{}', '{}', '', '')"
        )
    told = examined(own_owner_url)["editions"]
    assert (told.status, told.says.en) == (
        Status.FAIL,
        "ranking editions changed or gone: 12: 2025-09/all/0 missing, 2025-09/bus/0 missing, 2025-09/bus/1 altered,"
        " 2025-09/mixer_truck/0 missing, 2025-09/muck_truck/0 missing",
    )
    assert told.remedy is not None
    assert "fleetsvc editions verify" in told.remedy.en


def test_a_host_whose_secret_key_signs_no_receipts_is_told_what_to_do(own_owner_url: str) -> None:
    database = open_database(as_login_role(own_owner_url))
    with database.transaction(OFFICE) as session:
        signing_key(session, secret=OF_THE_HOUSE, now=clock.now())
    database.close()
    assert found(own_owner_url) == SOUND
    told = examined(own_owner_url, secret="another")["receipt-key"]
    assert told.status is Status.FAIL
    assert told.remedy is not None
    assert "fleetsvc receipts rotate" in told.remedy.en


def test_an_old_schema_fails_and_hides_what_rests_on_it(own_owner_url: str) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute("DELETE FROM alembic_version")
    assert found(own_owner_url) == {"database": Status.OK, "clock": Status.OK, "migrations": Status.FAIL}


def test_a_schema_of_a_newer_release_is_told_in_one_line_and_left_alone(
    own_owner_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(own_owner_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    migrations = examined(own_owner_url)["migrations"]
    assert migrations.status is Status.FAIL
    assert migrations.remedy is not None
    assert migrations.remedy.en == "a newer release made the database: install that"
    told = {"FLEETSVC_DATABASE_URL": own_owner_url, "FLEETSVC_DATA_DIR": str(tmp_path), "LC_ALL": "en"}
    for command in (["migrate"], ["user", "list"]):
        done = CliRunner().invoke(main, command, env=told)
        assert (done.exit_code, done.stdout) == (4, ""), command
        assert done.stderr.startswith("The schema 9999 of the database was made by a newer release;")
        assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_one_line() -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    assert found(url, as_owner=url) == {"database": Status.FAIL}


def test_holidays_that_are_not_known_are_told_90_days_ahead_and_fall_short_once_their_year_has_begun(
    own_database: Database,
) -> None:
    notice = Announced(2099, "a notice", frozenset({date(2099, 1, 1)}), frozenset())
    with own_database.transaction(OFFICE) as session:
        connection = session.connection()
        days = [
            datetime(2098, 10, 2, tzinfo=UTC),
            datetime(2098, 10, 3, 8, tzinfo=UTC),
            datetime(2099, 1, 1, 8, tzinfo=UTC),
        ]
        announce(session, replace(notice, year=2098, days_off=frozenset()), by=TESTER, now=days[0])
        statuses = [working_days_check(connection, day).status for day in days]
        assert statuses == [Status.OK, Status.NOTICE, Status.WARN]
        announce(session, notice, by=TESTER, now=days[0])
        assert working_days_check(connection, days[1]).status is Status.OK


def test_an_external_database_needs_a_key_of_its_own(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, FLEETSVC_DATABASE_URL="postgresql://db.example/fleetsvc")
    checks = {check.name: check for check in machine_checks(settings)}
    assert "data-directory" not in checks
    assert checks["secret-key"].status is Status.FAIL
