"""A disk that fills up: files are refused while there is room for everything else, and a full one is told in words."""

import errno
import gc
import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from fleetsvc import disk
from fleetsvc.commands.operations.doctor_checks import machine_checks
from fleetsvc.database.states import DiskFull
from fleetsvc.database.transactions import OFFICE
from fleetsvc.disk import require_room
from fleetsvc.services.operations.checks import Status
from fleetsvc.services.people.accounts import Role
from fleetsvc.settings import MEBIBYTE, SettingUnusable, read_settings
from fleetsvc.workplace import workplace
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.cases import A_PDF
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin

NEARLY_FULL = 511 * MEBIBYTE
TITLE = "The server is short of disk space, nothing was stored; tell its operator and try again later"


@contextmanager
def a_small_disk(*, size: str, owner: int = 0) -> Iterator[Path]:
    """A file system in memory that holds very little; the test skips where none can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-small-"))
    command = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={size},mode=0700,uid={owner}",
        "fleetsvc-test",
        str(folder),
    ]
    mounted = os.getuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        if not mounted:
            pytest.skip("a small disk can be mounted by root only, where the system allows it")
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "full_disk") as opened:
        yield opened


@pytest.fixture
def nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda _: NEARLY_FULL)


def sent(bureau: Bureau, content: bytes) -> TestResponse:
    client = bureau.service.client()
    headers = bureau.service.bearer(Role.BUREAU) | {"Accept-Language": "en"}
    form = {"unit": "410100", "file": FileStorage(BytesIO(content), "登记表.csv")}
    answer: TestResponse = client.post("/api/v1/uploads", headers=headers, **encoded(form))
    return answer


def told(answer: TestResponse) -> tuple[int, str, str]:
    document = answer.json or {}
    return answer.status_code, document["code"], document["title"]


def stored(bureau: Bureau) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM upload").scalar_one())


# --- before it is full -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nearly_full")
def test_below_the_floor_no_file_is_taken_by_api_and_page_and_it_is_told_why(bureau: Bureau) -> None:
    before = stored(bureau)
    answer = sent(bureau, fresh_file())
    assert told(answer) == (507, "disk-full", TITLE)
    assert answer.headers["Retry-After"] == "300"
    page = bureau["owner"].upload(("登记表.csv", fresh_file()))
    assert page.status_code == 507
    assert "服务器磁盘空间不足 没有全部保存。请告知管理员" in words_of(page.get_data(as_text=True))
    assert stored(bureau) == before


@pytest.mark.usefixtures("nearly_full")
def test_below_the_floor_what_needs_no_room_goes_on(bureau: Bureau) -> None:
    client = bureau.service.client()
    assert client.get("/api/v1/requirements?unit=410100&category=bus&event=new").status_code == 200
    assert "服务器磁盘空间不足" not in bureau["owner"].open("/uploads")


def test_a_file_is_refused_that_would_lead_below_the_floor_and_a_small_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = read_settings({"FLEETSVC_DATA_DIR": str(tmp_path), "FLEETSVC_MIN_FREE_MB": "100"})
    monkeypatch.setattr(disk, "free_bytes", lambda _: 140 * MEBIBYTE)
    require_room(settings, 10 * MEBIBYTE)
    with pytest.raises(DiskFull):
        require_room(settings, 10 * MEBIBYTE + 1)


def test_a_large_file_is_refused_before_anything_of_it_is_read(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Body(BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readinto = readline = read  # type: ignore[assignment]

    monkeypatch.setattr(disk, "free_bytes", lambda _: 600 * MEBIBYTE)
    answer = bureau.service.client().post(
        "/api/v1/uploads",
        input_stream=Body(),
        environ_overrides={"CONTENT_LENGTH": str(100 * MEBIBYTE)},
        content_type="multipart/form-data; boundary=b",
        headers=bureau.service.bearer(Role.BUREAU) | {"Accept-Language": "en"},
    )
    assert told(answer) == (507, "disk-full", TITLE)


def test_only_disks_that_we_write_to_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = {"FLEETSVC_DATA_DIR": str(tmp_path / "d"), "FLEETSVC_WORK_DIR": str(tmp_path / "w")}
    monkeypatch.setattr(disk, "free_bytes", lambda folder: {"d": 1, "w": 2}[folder.name])
    embedded = [(room.name, room.free_bytes, room.least_bytes) for room in disk.rooms(read_settings(folders))]
    assert embedded == [("data", 1, 512 * MEBIBYTE), ("work", 2, 512 * MEBIBYTE)]
    own = read_settings(folders | {"FLEETSVC_DATABASE_URL": "postgresql://db.example/fleetsvc"})
    assert [room.name for room in disk.rooms(own)] == ["work"]


def test_room_is_that_of_the_folder_or_of_where_it_will_be_made(tmp_path: Path) -> None:
    assert disk.free_bytes(tmp_path / "not" / "yet" / "made") == disk.free_bytes(tmp_path)


def test_the_floor_may_be_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda _: 0)
    require_room(read_settings({"FLEETSVC_DATA_DIR": str(tmp_path), "FLEETSVC_MIN_FREE_MB": "0"}), 0)
    with pytest.raises(SettingUnusable, match=r"^FLEETSVC_MIN_FREE_MB: "):
        read_settings({"FLEETSVC_MIN_FREE_MB": "half"})


# --- who is told -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("nearly_full")
def test_readiness_metrics_and_doctor_tell_of_it(bureau: Bureau, tmp_path: Path) -> None:
    client = bureau.service.client()
    ready = client.get("/readyz")
    document = ready.json or {}
    assert (ready.status_code, document["status"], document["checks"]["disk"]) == (503, "unready", False)
    assert document["disk"] == {"work": {"free_mb": 511, "least_mb": 512}}
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    samples = [sample for family in families for sample in family.samples if "disk" in sample.name]
    assert [(sample.name, sample.labels, sample.value) for sample in samples] == [
        ("fleetsvc_disk_free_bytes", {"place": "work"}, NEARLY_FULL)
    ]
    checks = machine_checks(read_settings({"FLEETSVC_DATA_DIR": str(tmp_path)}))
    assert [(one.status, one.says.en) for one in checks if one.name == "disk"] == [
        (Status.FAIL, f"511 MB free at {folder}; below 512 MB no file is taken")
        for folder in (tmp_path, tmp_path / "work")
    ]


@pytest.mark.parametrize(
    ("free", "status"),
    [(2047, Status.WARN), (2048, Status.OK), (512, Status.WARN), (511, Status.FAIL)],
)
def test_the_doctor_warns_before_the_floor_is_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: Status
) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda _: free * MEBIBYTE)
    checks = machine_checks(read_settings({"FLEETSVC_DATA_DIR": str(tmp_path)}))
    assert {one.status for one in checks if one.name == "disk"} == {status}


# --- once it is full -------------------------------------------------------------------------------------------


def test_a_full_disk_of_ours_is_told_and_nothing_is_stored(bureau: Bureau) -> None:
    before = stored(bureau)
    content = fresh_file() + b"\n" * 4_000_000
    owner = bureau["owner"]
    # Encoded out here: the test's own client would write it aside as well.
    called = encoded({"unit": "410100", "file": FileStorage(BytesIO(content), "登记表.csv")})
    formed = encoded(
        {"csrf_token": token_in(owner.open("/uploads")), "files": FileStorage(BytesIO(content), "登记表.csv")}
    )
    headers = bureau.service.bearer(Role.BUREAU) | {"Accept-Language": "en"}
    with a_small_disk(size="2m") as folder, workplace(folder / "work"):
        assert told(bureau.service.client().post("/api/v1/uploads", headers=headers, **called)) == (
            507,
            "disk-full",
            TITLE,
        )
        page = owner.client.post("/uploads", headers={"Sec-Fetch-Site": "same-origin"}, **formed)
        assert page.status_code == 507
        assert "服务器磁盘空间不足" in words_of(page.get_data(as_text=True))
        page.close()
        with warnings.catch_warnings():
            # Half a form that the library leaves to the collector.
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
    assert stored(bureau) == before


def encoded(form: dict[str, Any]) -> dict[str, Any]:
    """A form written in memory: the test client writes a large one into a file that it never closes."""
    boundary, body = encode_multipart(form)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@contextmanager
def a_small_tablespace(bureau: Bureau, owner_url: str, table: str) -> Iterator[Path]:
    """Have a table of the database on a disk that holds very little."""
    url = bureau.service.database.engine.url.set(username="postgres", drivername="postgresql")
    with psycopg.connect(owner_url, autocommit=True) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    with (
        a_small_disk(size="2m", owner=Path(data).stat().st_uid) as folder,
        psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection,
    ):
        connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        connection.execute(f"ALTER TABLE {table} SET TABLESPACE small")
        try:
            yield folder
        finally:
            connection.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            connection.execute("DROP TABLESPACE small")


def test_a_full_disk_of_the_database_is_told_and_nothing_is_stored(bureau: Bureau, owner_url: str) -> None:
    before = stored(bureau)
    with a_small_tablespace(bureau, owner_url, "upload_content") as folder:
        assert told(sent(bureau, fresh_file() + os.urandom(4_000_000))) == (507, "disk-full", TITLE)
        assert stored(bureau) == before
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        assert sent(bureau, fresh_file()).status_code == 202, "once there is room, the next is taken"


def test_an_answer_with_evidence_that_finds_no_room_leaves_its_case_as_it_was(
    bureau: Bureau, owner_url: str
) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")))
    evidence = A_PDF[:-6] + b"%" + os.urandom(4_000_000).replace(b"%", b"x") + b"\n%%EOF\n"

    def answered() -> int:
        owner = bureau["owner"]
        form = {"reason": "why", "ground": "no-suitable-model", "missing": "the rest"}
        brought = {
            "csrf_token": token_in(owner.open("/account")),
            "files": FileStorage(BytesIO(evidence), "说明.pdf"),
        }
        ours = {"Sec-Fetch-Site": "same-origin"}
        path = f"/cases/{case}/answer"
        return int(owner.client.post(path, headers=ours, **encoded(form | brought)).status_code)

    with a_small_tablespace(bureau, owner_url, "attachment") as folder:
        (case,) = case_numbers(bureau, a_vin(number))
        assert answered() == 507
        assert case_stands(bureau, case) == ("open", 0, 0), "no step, no evidence"
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)
        assert answered() == 303
        assert case_stands(bureau, case) == ("answered", 1, 1)


def case_numbers(bureau: Bureau, vin: str) -> list[int]:
    with bureau.service.database.transaction(OFFICE) as session:
        query = f"SELECT id FROM case_record WHERE vin = '{vin}'"
        return [int(number) for number in session.connection().exec_driver_sql(query).scalars()]


def case_stands(bureau: Bureau, case: int) -> tuple[str, int, int]:
    """How a case stands, and how many steps and attachments are stored."""
    with bureau.service.database.transaction(OFFICE) as session:
        query = (
            f"SELECT state, (SELECT count(*) FROM case_step WHERE case_id = {case}),"
            f" (SELECT count(*) FROM attachment) FROM case_record WHERE id = {case}"
        )
        state, taken, brought = session.connection().exec_driver_sql(query).one()
        return str(state), int(taken), int(brought)


def test_a_quota_that_is_used_up_is_a_full_disk(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr("fleetsvc.services.uploads.deliveries._with_carried_over", no_room)
    assert told(sent(bureau, fresh_file())) == (507, "disk-full", TITLE)
