"""``fleetsvc verify``: what somebody types who has saved the editions of a year."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from fleetsvc.cli import main
from tests.rules.test_edition_check import a_better_count, a_chain
from tests.signed import a_key, a_receipt, published


def verify(*arguments: str) -> Result:
    nowhere = {"FLEETSVC_DATA_DIR": "/nonexistent", "LC_ALL": "en_GB.UTF-8"}
    return CliRunner().invoke(main, ["verify", *arguments], env=nowhere)


def saved(folder: Path, name: str, content: object) -> str:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_exported_editions_are_verified_and_each_broken_one_is_named(tmp_path: Path) -> None:
    chain, paths = a_chain(), []
    for number, document in enumerate(chain):
        paths.append(str(tmp_path / f"{number}.json"))
        Path(paths[-1]).write_text(json.dumps(document), encoding="utf-8")
    whole = verify(*paths)
    assert (whole.exit_code, whole.stdout.splitlines()[0]) == (0, "0.json: 2025-08/all/0: holds")
    told = json.loads(verify(*paths, "--json").stdout)
    assert (told["whole"], [one["flaws"] for one in told["editions"]]) == (True, [[], [], [], []])
    a_better_count(chain)
    Path(paths[1]).write_text(json.dumps(chain[1]), encoding="utf-8")
    broken = verify(*paths)
    assert (broken.exit_code, broken.stdout.splitlines()[1:3]) == (
        1,
        [
            "1.json: 2025-09/all/0: its content does not fit its seal; rates or ranks do not follow from the counts",
            "2.json: 2025-09/all/1: it names another predecessor than the one given",
        ],
    )


def test_a_file_that_is_neither_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("{", "[]", "{}", "null", "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        refused = verify(str(path))
        said = refused.stdout.partition(": –: ")[2]
        assert (refused.exit_code, said) == (
            3,
            "this is neither a ranking edition nor a receipt, or the file is incomplete\n",
        )


def test_receipts_are_verified_by_the_published_key_whatever_lies_beside_them(tmp_path: Path) -> None:
    key = a_key()
    receipt, forged = a_receipt(key), a_receipt(a_key())
    keys = saved(tmp_path, "jwks.json", published(key))
    altered = receipt | {"document": receipt["document"] | {"kind": "upload"}}
    files = [
        saved(tmp_path, "a.json", receipt),
        saved(tmp_path, "b.jws", receipt["jws"] + "\n"),
        saved(tmp_path, "c.json", {"items": [receipt, altered, forged], "next_cursor": None}),
        saved(tmp_path, "d.json", a_chain()[0]),
    ]
    cut = saved(tmp_path, "e.json", json.dumps(receipt, indent=1)[:60])
    named = "requirements 7K3M-9QXT-2VB0"
    assert verify(*files[:2], "--keys", keys).exit_code == 0
    mixed = verify(*files, keys)
    assert (mixed.exit_code, sorted(mixed.stdout.splitlines())) == (
        1,
        [
            f"a.json: {named}: holds",
            f"b.jws: {named}: holds",
            f"c.json [1]: {named}: holds",
            f"c.json [2]: {named}: it was altered after it was signed (/document/kind)",
            "c.json [3]: –: no published key has signed it (/jws); fetch /.well-known/jwks.json anew and check again",
            "d.json: 2025-08/all/0: holds",
        ],
    )
    told = json.loads(verify(*files, keys, "--json").stdout)
    assert (told["whole"], [one["flaws"] for one in told["receipts"]]) == (
        False,
        [[], [], [], ["altered"], ["key-unknown"]],
    )
    incomplete = verify(cut, keys)
    assert (incomplete.exit_code, incomplete.stdout) == (
        3,
        "e.json [3:9]: –: this is neither a ranking edition nor a receipt, or the file is incomplete\n",
    )


def test_without_a_published_key_no_receipt_can_be_verified(tmp_path: Path) -> None:
    receipt = saved(tmp_path, "a.json", a_receipt(a_key()))
    missing = verify(receipt)
    assert (missing.exit_code, "give the published keys" in missing.stderr) == (2, True)
    broken: list[object] = [{"keys": [{"kty": "OKP"}]}, {"keys": []}, "{"]
    for content in broken:
        unreadable = verify(receipt, "--keys", saved(tmp_path, "jwks.json", content))
        assert (unreadable.exit_code, "cannot be read" in unreadable.stderr) == (3, True)
