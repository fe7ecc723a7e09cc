"""Where uploads are written aside: in the data directory, for nobody else, and nothing is left of a killed process."""

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from werkzeug.formparser import default_stream_factory

from fleetsvc.settings import SettingUnusable, read_settings
from fleetsvc.workplace import workplace
from importers.sandbox.starting import start
from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2025, 6, 1)

READER = """
import sys, tempfile, time
from pathlib import Path
from fleetsvc.workplace import work_there
work_there(Path(sys.argv[1]))
with tempfile.TemporaryDirectory(prefix="fleetsvc-") as folder:
    (Path(folder) / "upload").write_bytes(b"VIN")
    print("reading", flush=True)
    sys.stdin.read()
"""
"""A worker in the middle of an upload, until its input ends."""


@contextmanager
def reading(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", READER, str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "reading\n"
            yield process
        finally:
            process.kill()


def uploads_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name == "upload"]


def places_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def test_by_default_it_lies_in_the_data_directory_and_may_be_put_elsewhere(tmp_path: Path) -> None:
    data = {"FLEETSVC_DATA_DIR": str(tmp_path)}
    assert read_settings(data).work_dir == tmp_path / "work"
    assert read_settings(data | {"FLEETSVC_WORK_DIR": str(tmp_path / "w")}).work_dir == tmp_path / "w"


def test_what_a_killed_process_left_is_thrown_away_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with reading(folder) as process:
        assert uploads_in(folder) == ["upload"]
        process.kill()
        process.wait()
    assert uploads_in(folder) == ["upload"], "nobody can clear up after kill -9 but the next"
    with workplace(folder) as own:
        assert uploads_in(folder) == []
        assert places_in(folder) == [own]
    assert places_in(folder) == []


def test_what_a_living_process_works_on_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with reading(folder), reading(folder), workplace(folder):
        assert len(places_in(folder)) == 3
        assert uploads_in(folder) == ["upload", "upload"]


def test_a_process_that_ends_takes_its_folder_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with reading(folder) as process:
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(PATIENCE_SECONDS) == 0
    assert places_in(folder) == []


def test_nobody_else_may_look_into_it_even_where_the_folder_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "work"
    folder.mkdir(parents=True, mode=0o777)
    folder.chmod(0o777)
    with workplace(folder) as own:
        assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, own)] == [0o700, 0o700]
    made = tmp_path / "new" / "work"
    with workplace(made):
        assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_used_is_refused_by_the_name_of_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(SettingUnusable, match=rf"^FLEETSVC_WORK_DIR: File exists: {tmp_path}/file$"),
        workplace(tmp_path / "file" / "work"),
    ):
        pass


def test_all_temporary_files_of_the_process_are_made_there_and_then_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", "before")
    before = tempfile.gettempdir()
    with workplace(tmp_path / "work") as own:
        assert tempfile.gettempdir() == str(own)
        assert os.environ["TMPDIR"] == str(own)
    assert tempfile.gettempdir() == before
    assert os.environ["TMPDIR"] == "before"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are known by /proc")
def test_a_large_form_is_kept_aside_there_and_has_no_name_that_could_stay(tmp_path: Path) -> None:
    with workplace(tmp_path / "work") as own:
        with default_stream_factory(10_000_000, "text/csv", "a.csv") as kept:
            kept.write(b"0" * 1_000_000)
            assert Path(f"/proc/self/fd/{kept.fileno()}").readlink().parent == own
        assert [path.name for path in own.iterdir()] == ["lock"]


def test_the_readers_that_are_started_meanwhile_write_there_too(tmp_path: Path) -> None:
    def told() -> str:
        child = start("importers.sandbox.child", "import tempfile; print(tempfile.gettempdir())")
        words = child.stdout.readall().decode().strip()
        child.end()
        return words

    before = told()
    with workplace(tmp_path / "work") as own:
        assert told() == str(own)
    assert told() == before
