"""The same act by page, by API and by command: the same state, the same limits, the same event in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from click.testing import CliRunner

from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, UnitScope, as_login_role
from fleetsvc.models import UploadRecord
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.uploads import deliveries
from tests.actors import noted
from tests.browser import Bureau, a_bureau, number_in
from tests.conftest import url_of
from tests.making import making
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import a_row

UNIT = "410100"
WAYS = ("page", "api", "command")
ACTOR_KINDS = {"page": "user", "api": "key", "command": "command"}


class World:
    """A service and three ways to it."""

    def __init__(self, bureau: Bureau, url: str, folder: Path, limits: dict[str, str]) -> None:
        self.bureau = bureau
        self.folder = folder
        self.environment = limits | {
            "FLEETSVC_DATABASE_URL": url,
            "FLEETSVC_SECRET_KEY": "of no worth " * 3,
            "LC_ALL": "en_GB.UTF-8",
        }

    def command(self, *arguments: str) -> int:
        return CliRunner().invoke(main, list(arguments), env=self.environment).exit_code

    def call(self, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.bureau.service.keys[Role.BUREAU]}"}
        return self.bureau.service.client().post(f"/api/v1{path}", headers=headers, **more)

    def deliver(self, way: str, content: bytes, name: str) -> int:
        """Send a file; return the status or exit code."""
        match way:
            case "page":
                return self.bureau["owner"].upload((name, content)).status_code
            case "api":
                form = {"unit": UNIT, "file": (BytesIO(content), name)}
                return cast("int", self.call("/uploads", data=form).status_code)
            case _:
                path = self.folder / name
                path.write_bytes(content)
                return self.command("import", str(path), "--unit", UNIT, "--json")

    def step(self, way: str, number: int, step: str) -> None:
        """Take a step of an upload by page, by API, or by the command that does it."""
        said = {"reason": "重复"} if step == "withdraw" else {}
        match way:
            case "page":
                done = self.bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/{step}", said)
                assert done.status_code == 303
            case "api":
                assert self.call(f"/uploads/{number}/{step}", json=said or None).status_code in (200, 202)
            case _:
                assert self.command("uploads", "retry", str(number)) == 0

    def upload(self, number: int) -> UploadRecord:
        with self.bureau.service.database.transaction(UnitScope(UNIT)) as session:
            return deliveries.upload(session, city=int(UNIT), number=number)

    def last(self) -> UploadRecord:
        """The upload that came last."""
        numbers = [int(str(event[2]).rpartition("/")[2]) for event in self.events("upload-received")]
        return self.upload(max(numbers))

    def events(self, act: str) -> list[tuple[str, str, str | None, dict[str, Any]]]:
        with self.bureau.service.database.transaction(OFFICE) as session:
            found = noted(session, act=act)
        return [(one.actor_kind, one.act, one.subject, dict(one.details)) for one in found]

    def of(self, act: str, number: int) -> list[tuple[str, dict[str, Any]]]:
        """Who did an act to an upload, and what is noted of it."""
        subject = f"upload/{UNIT}/{number}"
        return [(kind, details) for kind, _, about, details in self.events(act) if about == subject]


@contextmanager
def a_world(owner_url: str, folder: Path, name: str, **limits: str) -> Iterator[World]:
    with a_bureau(owner_url, name, **limits) as bureau:
        yield World(bureau, as_login_role(url_of(owner_url, name)), folder, limits)


@pytest.fixture
def world(owner_url: str, tmp_path: Path) -> Iterator[World]:
    with a_world(owner_url, tmp_path, "same_steps") as made:
        yield made


@pytest.fixture
def limited(owner_url: str, tmp_path: Path) -> Iterator[World]:
    """One that takes one file of a unit a day."""
    with a_world(
        owner_url,
        tmp_path,
        "same_limits",
        FLEETSVC_MAX_UPLOADS_PER_DAY="1",
    ) as made:
        yield made


@pytest.mark.parametrize("way", WAYS)
def test_a_delivery_is_kept_and_noted_alike(world: World, way: str) -> None:
    world.deliver(way, fresh_file(), "登记表.csv")
    made = world.last()
    assert (made.name, made.category, made.event, made.mapping) == ("登记表.csv", None, None, {})
    details = {"status": "received", "sha256": made.sha256}
    assert world.of("upload-received", made.number) == [(ACTOR_KINDS[way], details)]


@pytest.mark.parametrize("way", WAYS)
def test_a_corrected_copy_carries_over_what_was_said_of_its_first_delivery(world: World, way: str) -> None:
    first = world.bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], day="x")))
    mapped = world.call(f"/uploads/{first}/mapping", json={"mapping": {"登记表": {"G": None}}})
    assert mapped.status_code == 202, mapped.json
    world.bureau.work()
    with making(world.bureau.service.database):
        copy = world.bureau["owner"].client.get(f"/uploads/{first}/annotated")
    book = openpyxl.load_workbook(BytesIO(copy.data))
    book.worksheets[0].cell(1, 20).value = way
    written = BytesIO()
    book.save(written)
    world.deliver(way, written.getvalue(), "改好.xlsx")
    corrected = world.last()
    assert corrected.number != first
    assert corrected.mapping == world.upload(first).mapping != {}


@pytest.mark.parametrize("way", WAYS)
def test_the_limit_of_a_day_holds_and_what_is_one_too_many_leaves_nothing(limited: World, way: str) -> None:
    limited.deliver("page", fresh_file(), "first.csv")
    assert limited.deliver(way, fresh_file(), "second.csv") == {"page": 429, "api": 429, "command": 4}[way]
    assert len(limited.events("upload-received")) == 1


@pytest.mark.parametrize(
    ("way", "is_read"),
    [(way, is_read) for way in WAYS for is_read in (True, False) if (way, is_read) != ("page", False)],
    ids=str,
)
def test_a_confirmation_is_noted_once_however_often_it_is_given(
    world: World, way: str, *, is_read: bool
) -> None:
    content = fresh_file()
    number = number_in(world.bureau["owner"].upload(("登记表.csv", content)))
    if is_read:
        world.bureau.work()
    before = str(world.upload(number).status)
    for _ in range(2):
        if way == "command":  # which confirms by being given the same bytes
            assert world.deliver(way, content, "登记表.csv") == 0
        else:
            world.step(way, number, "confirm")
    world.bureau.work()
    world.step("page" if way == "command" else way, number, "confirm")
    assert world.upload(number).status == "accepted"
    assert world.of("upload-confirmed", number) == [(ACTOR_KINDS[way], {"status": before})]


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_withdrawal_is_noted_once(world: World, way: str) -> None:
    number = world.bureau.stored(fresh_file())
    for _ in range(2):
        world.step(way, number, "withdraw")
    assert world.upload(number).status == "withdrawn"
    assert world.of("upload-withdrawn", number) == [
        (ACTOR_KINDS[way], {"status": "withdrawn", "reason": "重复"})
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_file_is_read_again_and_that_is_noted_once(world: World, way: str) -> None:
    number = world.bureau.reviewed(b"%PDF-1.7 " + str(fresh_numbers(1)).encode(), name="scan.pdf")
    assert world.upload(number).status == "refused"
    for _ in range(2):
        world.step(way, number, "read-again")
    assert world.upload(number).status == "received"
    assert world.of("upload-read-again", number) == [(ACTOR_KINDS[way], {"status": "received"})]
