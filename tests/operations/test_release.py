"""A release: one version wherever it is told, and a changelog that tells of each."""

import re
import tomllib
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from fleetsvc.app import openapi_document
from fleetsvc.cli import main

ROOT: Final = Path(__file__).resolve().parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_version_of_the_project_is_told_by_the_command_line_and_the_api() -> None:
    told = CliRunner().invoke(main, ["--version"], prog_name="fleetsvc").output
    assert told == f"fleetsvc, version {PROJECT['version']}\n"
    assert openapi_document()["info"]["version"] == PROJECT["version"]


def test_the_changelog_tells_of_releases_newest_first_and_begins_with_what_is_unreleased() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    releases = [
        re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:]
    ]
    numbers = [tuple(map(int, release.groups())) for release in releases if release]
    assert len(numbers) == len(releases)
    assert numbers == sorted(set(numbers), reverse=True)
    assert not numbers or numbers[0] <= tuple(map(int, PROJECT["version"].split(".")))
