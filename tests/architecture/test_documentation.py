"""What a user or operator may meet has its line of documentation."""

import gzip
import re
from pathlib import Path

import pytest

from fleetsvc.cli import COMMANDS
from fleetsvc.documentation import findings_page
from fleetsvc.jobs.schedule import CALENDAR
from importers.findings.register import KINDS

ROOT = Path(__file__).resolve().parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    used = {
        name
        for file in ("settings.py", "outward.py", "mail_settings.py", "backup_settings.py")
        for name in re.findall(r"FLEETSVC_[A-Z_]+", (ROOT / "fleetsvc" / file).read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"^\| `(FLEETSVC_[A-Z_]+)` \|", OPERATING, re.MULTILINE))
    assert documented == used


def test_every_job_of_the_calendar_is_documented() -> None:
    assert [job.name for job in CALENDAR if f"| `{job.name}` |" not in OPERATING] == []


def test_every_command_is_documented() -> None:
    assert [name for name in COMMANDS if f"`{name}" not in OPERATING] == []


def test_every_finding_is_worded_in_both_languages_and_says_how_to_repair_it() -> None:
    texts = {
        code: (kind.message.zh, kind.message.en, kind.repair.zh, kind.repair.en)
        for code, kind in KINDS.items()
    }
    assert texts
    assert [code for code, four in texts.items() if not all(one.strip() for one in four)] == []


def test_the_page_of_findings_is_what_the_code_says_now() -> None:
    written = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert written == findings_page(), "run `make docs`"


@pytest.mark.parametrize(("kind", "suffix"), [("style", "css"), ("script", "js")])
def test_what_is_said_of_the_weight_of_our_pages_is_true(kind: str, suffix: str) -> None:
    """To ten percent: the decision not to take a library rests on it."""
    decision = (ROOT / "docs" / "adr" / "0008-pages-without-a-front-end-library.md").read_text(
        encoding="utf-8"
    )
    row = re.search(
        rf"^\| our {kind}, all files together \| (\d+) kB \| (\d+) kB \|$", decision, re.MULTILINE
    )
    assert row is not None
    files = sorted((ROOT / "fleetsvc" / "web").glob(f"*/static/*.{suffix}"))
    content = b"".join(path.read_bytes() for path in files)
    for said, found in ((int(row[1]), len(content)), (int(row[2]), len(gzip.compress(content)))):
        assert abs(said - found / 1000) <= max(1.0, said * 0.1)


def test_every_decision_has_a_number_of_its_own() -> None:
    """Numbers are dealt out before what they decide is done: one may be missing for a while, none is given twice."""
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert len(set(numbers)) == len(numbers)
    for path in (ROOT / "docs" / "adr").glob("*.md"):
        assert re.match(rf"# 0*{int(path.name[:4])}\b", path.read_text(encoding="utf-8")), path.name
