"""``fleetsvc replay``: what an operator types, and what stands there when a verdict was altered."""

import json

import psycopg
from click.testing import CliRunner, Result

from fleetsvc.cli import main
from fleetsvc.database.transactions import Database
from tests.upload_cases import a_file, a_row, send, settled, with_rulebook

BUS, TAXI = "henan-2023/13-bus-new", "henan-2023/13-in-principle"


def replay(url: str, *options: str) -> Result:
    environment = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url}
    return CliRunner().invoke(main, ["replay", *options], env=environment)


def test_one_altered_verdict_is_found_and_named_with_both_verdicts(
    own_database: Database, own_database_url: str, own_owner_url: str
) -> None:
    with_rulebook(own_database)
    rows = [a_row(1, energy="柴油", plate="豫A00001"), a_row(2), a_row(3)]
    settled(own_database, send(own_database, a_file(*rows)))
    for options in ((), ("--all",), ("--sample", "9")):
        whole = replay(own_database_url, *options)
        assert (whole.exit_code, whole.stdout) == (0, "Judged again: 3; all hold\n")
    empty = {"decisions": 3, "differ": 0, "unhashed": 0, "earlier_engine": 0, "differing": []}
    assert json.loads(replay(own_database_url, "--all", "--json").stdout) == empty
    with psycopg.connect(own_owner_url) as owner:
        owner.execute("UPDATE decision SET verdict = 'compliant' WHERE verdict = 'non_compliant'")
    found = replay(own_database_url, "--all", "--json")
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    (one,) = told["differing"]
    assert (told["decisions"], told["differ"], one["unit"], one["why"]) == (3, 1, "410100", "outcome")
    assert (one["stored"]["verdict"], one["replayed"]["verdict"]) == ("compliant", "non_compliant")
    assert one["stored"]["rule"] == one["replayed"]["rule"] == BUS
    people = replay(own_database_url)
    assert people.exit_code == 1
    assert people.stdout.splitlines() == [
        "Judged again: 3, of which differ: 1:",
        f"  410100 {one['registration']}/{one['decision']}: compliant → non_compliant;"
        " the verdict is not what the rulebook makes of the stored facts",
    ]
    with psycopg.connect(own_owner_url) as owner:
        owner.execute("UPDATE decision SET defence_sha256 = NULL WHERE verdict = 'compliant'")
    last = "Made before defences were hashed, so only their verdicts were compared: 3"
    assert replay(own_database_url).stdout.splitlines()[-1] == last


def test_all_and_a_sample_at_once_is_wrong_usage(own_database_url: str) -> None:
    result = replay(own_database_url, "--all", "--sample", "3")
    assert (result.exit_code, "--sample" in result.stderr) == (2, True)
