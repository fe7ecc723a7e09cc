"""Tampering with exported editions is found, by the command's rules and by the script that needs Python alone."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fleetsvc.books import method_mapping
from rules.edition_check import Flaw, flaws_of
from rules.editions import Edition, EditionStatus, Predecessor, inputs_digest, published, seal
from rules.ranking import rank
from rules.ranking_method import Method, method_of
from rules.tallies import Tally
from rules.vocabulary import Category, Verdict

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_edition.py"
PROVEN = method_of(method_mapping("nev-duty-2"))
BEFORE = method_of({"id": "compliance-rate-2", "minimum_decided": 5})
Json = dict[str, Any]


def an_edition(
    period: str, *, method: Method = PROVEN, follows: Edition | None = None, compared: Edition | None = None
) -> Edition:
    tallies = [
        Tally("410100", {Verdict.COMPLIANT: 8, Verdict.NON_COMPLIANT: 1}, 1, reported=True, disputed=1),
        Tally("410200", {Verdict.COMPLIANT: 9, Verdict.UNDETERMINED: 1}, reported=True),
        Tally("410300", {Verdict.EXEMPT: 29999, Verdict.NEEDS_JUSTIFICATION: 1}, reported=True),
        Tally("410400", {Verdict.COMPLIANT: 5}, reported=True, missing=(Category.TAXI,)),
        Tally("410500", {Verdict.COMPLIANT: 2}, 3, reported=True),
    ]
    if not method.is_by_proof:  # which knew neither
        tallies = [replace(tally, disputed=0, missing=()) for tally in tallies]
    before = follows or compared
    return Edition(
        period=period,
        category=None,
        revision=0 if follows is None else follows.revision + 1,
        status=EditionStatus.FINAL,
        computed_at=datetime(2025, 10, 9, tzinfo=UTC),
        method=method,
        rulebooks=(("henan", "sha256:00"),),
        inputs_sha256=inputs_digest(tallies, method=method),
        previous_sha256=before.sha256 if before else None,
        compared_with=Predecessor(compared.period, compared.revision, compared.sha256) if compared else None,
        reason=None if follows is None else "补报",
        lines=rank(tallies, method=method),
    )


def a_chain() -> list[Json]:
    august = an_edition("2025-08", method=BEFORE)
    september = an_edition("2025-09", compared=august)
    corrected = an_edition("2025-09", follows=september, compared=august)
    october = an_edition("2025-10", compared=corrected)
    return [json.loads(json.dumps(published(one))) for one in (august, september, corrected, october)]


def by_script(documents: list[Json], folder: Path) -> tuple[int, list[bool]]:
    """The script's exit code, and for each edition whether it holds."""
    path = folder / "editions.json"
    path.write_text(json.dumps(documents, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path)], capture_output=True, text=True, check=False
    )
    return done.returncode, [line.endswith(" holds") for line in done.stdout.splitlines()]


def resealed(document: Json) -> None:
    """Give a document the seal of its new content, as a careful forger would."""
    document["sha256"] = seal(document)


def line_of(document: Json, unit: str) -> Json:
    found: Json = next(line for line in document["lines"] if line["unit"] == unit)
    return found


def a_better_count(chain: list[Json]) -> None:
    line_of(chain[1], "410100")["verdicts"]["compliant"] = 80


def a_better_count_under_a_new_seal(chain: list[Json]) -> None:
    a_better_count(chain)
    resealed(chain[1])


def exchanged_ranks(chain: list[Json]) -> None:
    line_of(chain[3], "410100")["rank"], line_of(chain[3], "410200")["rank"] = 2, 3
    resealed(chain[3])


def a_unit_left_out(chain: list[Json]) -> None:
    chain[3]["lines"] = [line for line in chain[3]["lines"] if line["unit"] != "410300"]
    resealed(chain[3])


def a_rate_rounded_up(chain: list[Json]) -> None:
    line_of(chain[3], "410300").update(rate=1.0, rate_low=1.0)
    resealed(chain[3])


def an_easier_method(chain: list[Json]) -> None:
    chain[3]["method"]["minimum_decided"] = 1
    resealed(chain[3])


def a_new_history(chain: list[Json]) -> None:
    chain[0]["computed_at"] = "2025-09-05T00:00:00+00:00"
    resealed(chain[0])


def another_predecessor(chain: list[Json]) -> None:
    chain[2]["previous_sha256"] = "0" * 64
    resealed(chain[2])


def a_second_one_of_its_name(chain: list[Json]) -> None:
    chain.append(copy.deepcopy(chain[3]) | {"reason": "x"})
    resealed(chain[-1])


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (len, [[], [], [], []]),
        (lambda chain: chain.reverse(), [[], [], [], []]),
        (lambda chain: chain.pop(1), [[], [], []]),
        (a_better_count, [[], [Flaw.ALTERED, Flaw.MISRANKED], [Flaw.UNLINKED], []]),
        (a_better_count_under_a_new_seal, [[], [Flaw.MISRANKED], [Flaw.UNLINKED], []]),
        (exchanged_ranks, [[], [], [], [Flaw.MISRANKED]]),
        (a_rate_rounded_up, [[], [], [], [Flaw.MISRANKED]]),
        (an_easier_method, [[], [], [], [Flaw.METHOD, Flaw.MISRANKED]]),
        (a_new_history, [[], [Flaw.UNLINKED], [Flaw.UNLINKED], []]),
        (another_predecessor, [[], [], [Flaw.UNLINKED], [Flaw.UNLINKED]]),
        (a_second_one_of_its_name, [[], [], [], [Flaw.TWOFOLD], [Flaw.TWOFOLD]]),
    ],
)
def test_each_kind_of_tampering_is_found_by_both(
    tmp_path: Path, tamper: Callable[[list[Json]], object], found: list[list[Flaw]]
) -> None:
    chain = a_chain()
    tamper(chain)
    assert flaws_of(chain) == found
    assert by_script(chain, tmp_path) == (int(any(found)), [not flaws for flaws in found])


def test_a_unit_left_out_of_an_edition_is_found(tmp_path: Path) -> None:
    chain = a_chain()
    a_unit_left_out(chain)
    assert flaws_of(chain) == [[], [], [], [Flaw.MISRANKED]]
    assert by_script(chain, tmp_path)[0] == 1


def test_a_preview_of_one_unit_is_told_as_what_it_is() -> None:
    assert flaws_of([a_chain()[3] | {"above": []}]) == [[Flaw.PARTIAL]]


@pytest.mark.parametrize("broken", [None, [], "x", {}, {"period": []}, {**a_chain()[3], "lines": [{}]},
                                    {**a_chain()[3], "lines": [None]}, {**a_chain()[3], "method": {}}])  # fmt: skip
def test_what_is_no_edition_is_told(broken: object) -> None:
    assert flaws_of([broken]) == [[Flaw.UNREADABLE]]


def test_the_script_is_one_page_of_the_standard_library() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
