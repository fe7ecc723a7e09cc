"""Accounts, keys and the audit log by command: what an administrator types, and what the log then holds."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from click.testing import CliRunner, Result
from sqlmodel import col, select

from fleetsvc import clock
from fleetsvc.cli import main
from fleetsvc.clock import day_of
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import AppUser, AuditEvent
from tests.notices import occurrences
from tests.signing import account_with


def run(url: str, *arguments: str, typed: str = "", **settings: str) -> Result:
    environment = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url} | settings
    return CliRunner().invoke(main, list(arguments), env=environment, input=typed)


def answer(url: str, *arguments: str, typed: str = "") -> Any:
    done = run(url, *arguments, "--json", typed=typed)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def acts(database: Database) -> list[tuple[str, str, str | None]]:
    with database.transaction(OFFICE) as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.number)))
        return [(event.actor_kind, event.act, event.subject) for event in events]


def test_what_is_done_to_an_account_is_entered_in_the_log(
    own_database: Database, own_database_url: str
) -> None:
    url = own_database_url
    added = answer(url, "user", "add", "--name", "office", "--role", "office")
    shown = {"id": added["id"], "name": "office", "role": "office", "unit": None, "second_factor": False}
    named = ("--name", "office")
    assert answer(url, "user", "disable", *named) == shown | {"disabled": True}
    assert answer(url, "user", "enable", *named) == shown | {"disabled": False}
    assert answer(url, "user", "unlock", *named) == shown | {"disabled": False}
    assert answer(url, "user", "drop-factor", *named) == shown | {"disabled": False}
    assert answer(url, "user", "list") == {"items": [shown | {"disabled": False}]}
    reset = answer(url, "user", "reset-password", *named, typed="correct horse battery\n")
    assert reset == {"id": added["id"], "name": "office", "password": "correct horse battery"}
    rule = answer(url, "user", "factor", "--role", "admin", "--require")
    assert rule == {"role": "admin", "second_factor": True}
    with own_database.transaction(OFFICE) as session:
        account_with(session, "office", "correct horse battery")
    subject = f"account/{added['id']}"
    assert acts(own_database) == [
        ("command", "account-added", subject),
        ("command", "account-disabled", subject),
        ("command", "account-enabled", subject),
        ("command", "password-reset", subject),
        ("command", "second-factor-required", "role/admin"),
    ]


def test_what_changes_nothing_is_answered_and_not_entered_in_the_log(
    own_database: Database, own_database_url: str
) -> None:
    url = own_database_url
    added = answer(url, "user", "add", "--name", "office", "--role", "office")
    key = answer(url, "apikey", "add", "--role", "dealer", "--name", "d")
    named = ("--name", "office")
    for _ in range(2):
        assert answer(url, "user", "enable", *named)["disabled"] is False
        assert answer(url, "user", "unlock", *named)["id"] == added["id"]
        assert answer(url, "user", "drop-factor", *named)["second_factor"] is False
        assert answer(url, "user", "factor", "--role", "admin", "--relax")["second_factor"] is False
    closed = [answer(url, "user", "disable", *named) for _ in range(2)]
    revoked = [answer(url, "apikey", "revoke", str(key["id"])) for _ in range(2)]
    assert (closed[0], revoked[0]) == (closed[1], revoked[1])
    assert acts(own_database) == [
        ("command", "account-added", f"account/{added['id']}"),
        ("command", "key-added", f"key/{key['id']}"),
        ("command", "account-disabled", f"account/{added['id']}"),
        ("command", "key-revoked", f"key/{key['id']}"),
    ]


def test_a_key_is_listed_without_itself_and_revoked(own_database: Database, own_database_url: str) -> None:
    url = own_database_url
    until = day_of(clock.now()) + timedelta(days=30)
    added = answer(url, "apikey", "add", "--role", "dealer", "--name", "d", "--until", until.isoformat())
    (listed,) = answer(url, "apikey", "list")["items"]
    assert listed == {
        "id": added["id"],
        "name": "d",
        "role": "dealer",
        "unit": None,
        "prefix": added["key"][:12],
        "created_at": listed["created_at"],
        "expires_at": f"{until + timedelta(days=1)}T00:00:00+08:00",
        "last_used_at": None,
        "revoked_at": None,
    }
    revoked = answer(url, "apikey", "revoke", str(added["id"]))
    assert revoked == listed | {"revoked_at": revoked["revoked_at"]}
    assert revoked["revoked_at"] is not None
    assert acts(own_database) == [
        ("command", "key-added", f"key/{added['id']}"),
        ("command", "key-revoked", f"key/{added['id']}"),
    ]


def test_a_key_ends_by_itself_within_a_year(own_database_url: str) -> None:
    add = ("apikey", "add", "--role", "dealer", "--name", "d")
    last = day_of(clock.now()) + timedelta(days=365)
    answer(own_database_url, *add)
    answer(own_database_url, *add, "--until", last.isoformat())
    listed = answer(own_database_url, "apikey", "list")["items"]
    assert [one["expires_at"][:10] for one in listed] == [f"{last + timedelta(days=1)}"] * 2
    for day in (f"{last + timedelta(days=1)}", "9999-12-31"):
        refused = run(own_database_url, *add, "--until", day)
        assert (refused.exit_code, f"until {last}" in refused.stderr) == (2, True)


def test_second_factors_are_sealed_by_the_present_key_and_what_no_key_opens_is_told(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    answer(own_database_url, "user", "add", "--name", "a", "--role", "office")
    with own_database.transaction(OFFICE) as session:
        user = session.exec(select(AppUser)).one()
        user.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        session.add(user)
    keys = [f"{sign} key of this house, of no worth" for sign in ("one", "two")]
    former = tmp_path / "former.key"
    former.write_text(f"{keys[0]}\n", encoding="utf-8")
    said = []
    for key, more in ((0, ()), (0, ()), (1, ()), (1, ("--former", str(former))), (1, ())):
        done = run(own_database_url, "keys", "rotate", *more, "--json", FLEETSVC_SECRET_KEY=keys[key])
        said.append((done.exit_code, list(json.loads(done.stdout).values())))
    assert said == [(0, [1, 0, 0]), (0, [0, 1, 0]), (1, [0, 0, 1]), (0, [1, 0, 0]), (0, [0, 1, 0])]
    told = run(own_database_url, "keys", "rotate", FLEETSVC_SECRET_KEY=keys[0])
    assert (told.exit_code, "--former" in told.stdout) == (1, True)


def test_the_office_is_told_of_every_account_and_key_of_its_own_that_somebody_is_given(
    own_database: Database, own_database_url: str
) -> None:
    url = own_database_url
    for role in ("office", "auditor"):
        answer(url, "user", "add", "--name", role, "--role", role)
        answer(url, "user", "reset-password", "--name", role)
        answer(url, "user", "disable", "--name", role)
        answer(url, "user", "enable", "--name", role)
        answer(url, "user", "unlock", "--name", role)
        answer(url, "user", "drop-factor", "--name", role)
    for role in ("office", "dealer"):
        answer(url, "apikey", "add", "--role", role, "--name", f"{role} key")
    told = [(kind, details["name"]) for kind, _, details in occurrences(own_database)]
    assert told == [
        ("office-account-added", "office"),
        ("office-account-reset", "office"),
        ("office-account-added", "office"),
        ("office-key-added", "office key"),
    ]


def test_the_policy_of_passwords_is_chosen_by_its_name(own_database_url: str) -> None:
    add = ("user", "add", "--name", "a", "--role", "office")
    refused = run(own_database_url, *add, typed="Vq7#mLx2\n")
    assert (refused.exit_code, refused.stderr) == (2, "The password is too short: at least 12 characters.\n")
    unknown = run(own_database_url, *add, FLEETSVC_PASSWORD_POLICY="strong")
    assert (unknown.exit_code, unknown.stderr) == (
        2,
        "A setting is unusable: FLEETSVC_PASSWORD_POLICY: 'strong' is none of modern, mlps3\n",
    )
    refused = run(own_database_url, *add, typed="abcdefghijklmnop\n", FLEETSVC_PASSWORD_POLICY="mlps3")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "The password needs 3 of: capitals, small letters, digits, signs.\n",
    )
    taken = run(own_database_url, *add, typed="Vq7#mLx2\n", FLEETSVC_PASSWORD_POLICY="mlps3")
    assert taken.exit_code == 0


def test_who_is_not_there_is_told_in_one_line(own_database_url: str) -> None:
    nobody = run(own_database_url, "user", "unlock", "--name", "nobody")
    assert (nobody.exit_code, nobody.stderr) == (2, "There is no account named 'nobody'\n")
    no_key = run(own_database_url, "apikey", "revoke", "12")
    assert (no_key.exit_code, no_key.stderr) == (2, "There is no key of the number 12\n")


def test_audit_verify_shows_the_first_broken_link(own_database_url: str, own_owner_url: str) -> None:
    url = own_database_url
    empty = answer(url, "audit", "verify")
    assert empty == {"whole": True, "events": 0, "head": None, "broken": None, "cut": False}
    for name in ("a", "b", "c"):
        answer(url, "user", "add", "--name", name, "--role", "office")
    head = answer(url, "audit", "verify")["head"]
    whole = run(url, "audit", "verify", "--head", head)
    assert (whole.exit_code, whole.stdout) == (
        0,
        f"The audit log is whole: 3 events, the last one's hash {head}\n",
    )
    with psycopg.connect(own_owner_url) as owner:
        owner.execute("DELETE FROM audit_event WHERE number = 3")
    cut = run(url, "audit", "verify", "--head", head)
    assert (cut.exit_code, cut.stdout.splitlines()[1]) == (
        1,
        f"No event has the hash {head}: the end may have been cut off",
    )
    with psycopg.connect(own_owner_url) as owner:
        owner.execute("UPDATE audit_event SET actor_name = 'somebody' WHERE number = 2")
    broken = run(url, "audit", "verify")
    assert (broken.exit_code, broken.stdout) == (
        1,
        "The audit log is broken at event 2: its content does not fit its hash; the 1 before it are whole\n",
    )
    told = json.loads(run(url, "audit", "verify", "--json").stdout)
    assert told["broken"] == {"number": 2, "why": "altered"}
