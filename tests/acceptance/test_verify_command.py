"""``fleetsvc verify``: what somebody types who has saved the editions of a year."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from fleetsvc.cli import main
from tests.rules.test_edition_check import a_better_count, a_chain


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments], env={"LC_ALL": "en_GB.UTF-8"})


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


def test_a_file_that_is_no_edition_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for text in ("{", "[]", "{}", "null", "[" * 100_000):
        path.write_text(text, encoding="utf-8")
        refused = verify(str(path))
        assert (refused.exit_code, refused.stdout) == (3, "x.json: –: this is no ranking edition\n")
