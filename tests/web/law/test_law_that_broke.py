"""A stored edition that builds no more is a fault of the service: told as one, and logged, wherever it is needed."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from fleetsvc.services.law import book_cache, change_log
from rules.rulebook_parts import Problem, RulebookBroken
from rules.wording import Text
from tests.http_app import Service, a_service


@pytest.fixture
def service(owner_url: str) -> Iterator[Service]:
    """One that has answered nobody yet: it remembers the law in force for a while."""
    with a_service(owner_url, "law_that_broke") as opened:
        yield opened


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_law(_: object) -> None:
        raise RulebookBroken((Problem("rules[0].force", Text("不认识", "unknown")),))

    monkeypatch.setattr(book_cache, "build_law", build_law)
    for module, kept in (
        (book_cache, "_BOOKS"),
        (book_cache, "_TABLES"),
        (book_cache, "_DEFENCES"),
        (change_log, "_KNOWN"),
    ):
        monkeypatch.setattr(module, kept, {})


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    "address",
    [
        "/rulebook",
        "/ask?unit=410100&category=bus&event=new&energy=diesel&registered_on=2025-06-01",
        "/instruments/henan-nev-2023",
        "/api/v1/rulebooks",
        "/api/v1/rulebooks/henan",
        "/api/v1/requirements?unit=410100",
    ],
)
def test_law_that_broke_is_no_fault_of_who_looks_and_is_logged(service: Service, address: str) -> None:
    with capture_logs() as logged:
        answer = service.client().get(address)
    assert answer.status_code == 500, answer.get_data(as_text=True)
    [fault] = [entry for entry in logged if entry["event"] == "fault"]
    assert fault["kind"] == "StoredEditionBroken"
    [edition] = [entry for entry in logged if entry["event"] == "stored edition builds no more"]
    assert edition["edition"].startswith("sha256:")
    assert edition["problems"] == ["rules[0].force: unknown"]
