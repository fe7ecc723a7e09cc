"""``fleetsvc editions verify``: what an operator types, and what stands there when an edition was changed."""

import json
from datetime import UTC, datetime

import psycopg
from click.testing import CliRunner, Result

from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from tests.ranking_data import put_rulebook_in_force, register


def verify(url: str, *options: str) -> Result:
    environment = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url}
    return CliRunner().invoke(main, ["editions", "verify", *options], env=environment)


def test_each_broken_edition_is_named_with_what_to_do(
    own_database: Database, own_database_url: str, own_owner_url: str
) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=9, non_compliant=1)
        publishing.publish_final(session, parse_period("2025-09"), now=datetime(2025, 10, 5, tzinfo=UTC))
    whole = verify(own_database_url)
    assert (whole.exit_code, whole.stdout) == (0, "The ranking editions are whole: 11\n")
    assert json.loads(verify(own_database_url, "--json").stdout) == {
        "whole": True,
        "editions": 11,
        "broken": [],
    }
    with psycopg.connect(own_owner_url) as owner:
        owner.execute(
            "UPDATE ranking_line SET held = 1 FROM ranking_edition WHERE id = edition_id AND category = ''"
        )
    broken = verify(own_database_url)
    assert (broken.exit_code, broken.stdout.splitlines()) == (
        1,
        [
            "Ranking editions: 11, of which broken: 1:",
            "  2025-09/all/0: its content or ranks do not fit its seal",
            "Compare with the published files, and restore a backup from before the change (fleetsvc restore)",
        ],
    )
    told = verify(own_database_url, "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (
        1,
        {
            "whole": False,
            "editions": 11,
            "broken": [{"period": "2025-09", "category": None, "revision": 0, "why": "altered"}],
        },
    )
