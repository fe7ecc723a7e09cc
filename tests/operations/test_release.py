"""A release: one version wherever it is told, and a wheel that is whole and runs away from the checkout."""

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from fleetsvc.app import openapi_document
from fleetsvc.cli import main

ROOT: Final = Path(__file__).resolve().parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGES: Final = ("fleetsvc", "importers", "rules")
SHEET: Final = """\
号牌号码,车辆识别代号（VIN）,车辆用途,登记类型,初次登记日期,能源种类,车辆型号,车辆品牌,排放阶段,总质量（kg）,所有人
豫C00001D,L99DEM0X8S0000001,渣土车,新增,2025-06-02,纯电动,SL3310BEV1,示例牌,零排放,31000,示例公司
"""
LOOK_AROUND: Final = """
import json, sys
from pathlib import Path
from fleetsvc.app import create_app
from fleetsvc.books import cases_mapping, shipped_book, shipped_names
from fleetsvc.database.schema import known_revisions
from fleetsvc.settings import read_settings
from fleetsvc.web.dashboards.areas import outlines

settings = read_settings(
    {"FLEETSVC_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "FLEETSVC_SECRET_KEY": "of no worth " * 3}
)
app = create_app(settings)
client = app.test_client()
statics = [f"{path.parents[1].name}/{path.name}" for path in Path(sys.argv[1]).glob("fleetsvc/web/*/static/*")]
print(json.dumps({
    "templates": [name for name in app.jinja_env.list_templates() if app.jinja_env.get_template(name)],
    "statics": {name: client.get(f"/static/{name}").status_code for name in statics},
    "version": client.get("/api/v1/openapi.json").json["info"]["version"],
    "revisions": sorted(known_revisions()),
    "books": [name for name in shipped_names() if shipped_book(name) and cases_mapping(name)],
    "areas": len(outlines(settings).areas),
    "elsewhere": [
        module.__file__ for name, module in sys.modules.items()
        if name.partition(".")[0] in ("fleetsvc", "importers", "rules")
        and not Path(module.__file__ or module.__path__[0]).is_relative_to(sys.argv[1])
    ],
}))
"""


def done(*command: str, cwd: Path, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FLEETSVC_", "PYTHON"))}
    ended = subprocess.run(
        command, cwd=cwd, env=kept | environment, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def built(source: Path, target: str, into: Path) -> Path:
    """What ``make dist`` does, for one kind of archive."""
    done(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into), cwd=source)
    (archive,) = into.iterdir()
    return archive


def files_of_the_packages() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode != 0:
        pytest.skip("not a git checkout, or git is not installed")
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


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


@pytest.mark.slow(15)
def test_the_source_archive_builds_a_wheel_that_is_whole_and_runs_alone(tmp_path: Path) -> None:
    expected = files_of_the_packages()
    with tarfile.open(built(ROOT, "sdist", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    wheel = built(source, "wheel", tmp_path / "wheel")
    assert wheel.name == f"fleetsvc-{PROJECT['version']}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    assert {name for name in names if ".dist-info/" not in name} == expected, (
        "no file is lost, and no test is in it"
    )

    place, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    install = (
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-compile",
        "--target",
        str(place),
    )
    done(sys.executable, *install, str(wheel), cwd=elsewhere)
    program, path = str(place / "bin" / "fleetsvc"), str(place)
    assert "check-file" in done(program, "--help", cwd=elsewhere, PYTHONPATH=path)

    (elsewhere / "sheet.csv").write_text(SHEET, encoding="utf-8")
    asked = ("check-file", "sheet.csv", "--unit", "410300", "--json")
    assert json.loads(done(program, *asked, cwd=elsewhere, PYTHONPATH=path))["rows"]["accepted"] == 1

    seen = json.loads(done(sys.executable, "-c", LOOK_AROUND, path, cwd=elsewhere, PYTHONPATH=path))
    assert set(seen["templates"]) == {Path(name).name for name in expected if "/templates/" in name}
    assert seen["statics"] == {
        re.sub(r".*/(\w+)/static/", r"\1/", name): 200 for name in expected if "/static/" in name
    }
    assert seen["revisions"] == sorted(
        {Path(name).name[:4] for name in expected if re.search(r"/versions/\d{4}_\w+\.py$", name)}
    )
    assert seen["books"] == sorted(
        Path(name).stem for name in expected if re.fullmatch(r"rules/books/[^/]+\.yaml", name)
    )
    assert (seen["areas"], seen["version"], seen["elsewhere"]) == (18, PROJECT["version"], [])
