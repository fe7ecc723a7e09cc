"""A release: one version wherever it is told."""

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
