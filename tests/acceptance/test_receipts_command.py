"""``fleetsvc receipts``: what an operator types to publish the keys and to sign by another one."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from fleetsvc import clock
from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.receipts.signing_keys import signing_key
from tests.signed import a_receipt, published

SECRET = "of no worth " * 3


def run(url: str, *arguments: str) -> Result:
    told = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": SECRET}
    return CliRunner().invoke(main, arguments, env=told)


def test_a_receipt_is_checked_by_this_installations_keys_also_after_another_one_signs(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    with own_database.transaction(OFFICE) as session:
        key = signing_key(session, secret=SECRET, now=clock.now())
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(a_receipt(key.key)), encoding="utf-8")
    rotated = run(own_database_url, "receipts", "rotate", "--json")
    kid = json.loads(rotated.stdout)["kid"]
    printed = json.loads(run(own_database_url, "receipts", "keys").stdout)
    assert [one["kid"] for one in printed["keys"]] == [kid, key.kid]
    assert printed["keys"][1]["x"] == published(key.key)["keys"][0]["x"]
    assert {name for one in printed["keys"] for name in one} == {"alg", "crv", "kid", "kty", "use", "x"}
    checked = run(own_database_url, "verify", str(receipt))
    assert (checked.exit_code, checked.stdout) == (0, "receipt.json: requirements 7K3M-9QXT-2VB0: holds\n")
    assert "old ones stay published" in run(own_database_url, "receipts", "rotate").stdout


def test_to_sign_by_another_key_needs_the_secret_key_of_the_house(own_database_url: str) -> None:
    told = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": own_database_url}
    refused = CliRunner().invoke(main, ["receipts", "rotate"], env=told)
    assert (refused.exit_code, "FLEETSVC_SECRET_KEY" in refused.stderr) == (2, True)
