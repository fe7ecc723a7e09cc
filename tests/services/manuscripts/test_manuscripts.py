"""Manuscripts: versions that follow each other, two writers of whom one is told, and the draft that is stored."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

import pytest

from fleetsvc.books import book_mapping, shipped_text
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.services.drafts.edition_files import file_of
from fleetsvc.services.law import rulebooks
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.checking import checked
from fleetsvc.services.manuscripts.manuscripts import (
    ManuscriptChanged,
    ManuscriptTooLong,
    ManuscriptUnknown,
    TooManyManuscripts,
)
from rules.rulebook import RulebookBroken, edition_of
from tests.actors import TESTER, noted
from tests.patience import PATIENCE_SECONDS, wait_for_lock
from tests.services.drafts.test_activations import in_the_background
from tests.upload_cases import NOW

SHIPPED = shipped_text().decode()
LATER = NOW + timedelta(minutes=1)


def begun(session: ScopedSession, text: str = SHIPPED) -> int:
    return manuscripts.begin(session, text, origin=None, by=TESTER, now=NOW).number


def changed(session: ScopedSession, number: int, text: str, *, seen: int) -> int:
    found = manuscripts.change(session, number, text, seen=seen, what="file", by=TESTER, now=LATER)
    return found.version


def test_each_change_is_a_version_that_can_be_read_again(session: ScopedSession) -> None:
    number = begun(session)
    assert changed(session, number, SHIPPED + "# one\n", seen=1) == 2
    assert changed(session, number, SHIPPED + "# one\n", seen=2) == 2  # nothing new
    found = manuscripts.find(session, number)
    assert (found.version, found.text, found.written_by, found.written_at) == (
        2,
        SHIPPED + "# one\n",
        "tester",
        LATER,
    )
    assert manuscripts.find(session, number, version=1).text == SHIPPED
    assert [(one.version, one.what) for one in manuscripts.history(session, number)] == [
        (2, "file"),
        (1, "begin"),
    ]
    acts = [(event.act, event.subject) for event in reversed(noted(session))]
    assert acts == [
        ("manuscript-begun", f"manuscript/{number}"),
        ("manuscript-changed", f"manuscript/{number}"),
    ]


def test_who_saw_an_older_version_is_told_and_changes_nothing(session: ScopedSession) -> None:
    number = begun(session)
    changed(session, number, "name: first\n", seen=1)
    for act in (
        lambda: changed(session, number, "name: second\n", seen=1),
        lambda: manuscripts.discard(session, number, seen=1, by=TESTER, now=NOW),
        lambda: manuscripts.store(session, number, seen=1, by=TESTER, now=NOW),
    ):
        with pytest.raises(ManuscriptChanged) as told:
            act()
        assert (told.value.latest.version, told.value.latest.text) == (2, "name: first\n")
    assert manuscripts.find(session, number).text == "name: first\n"


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1, 2**31, 99_999_999_999, 2**63 - 1])
def test_a_number_that_no_manuscript_has_is_unknown_however_large(
    session: ScopedSession, number: int
) -> None:
    acts: list[Callable[[], object]] = [
        lambda: manuscripts.find(session, number),
        lambda: manuscripts.history(session, number) or manuscripts.find(session, number),
        lambda: changed(session, number, SHIPPED, seen=1),
        lambda: manuscripts.discard(session, number, seen=1, by=TESTER, now=NOW),
        lambda: manuscripts.store(session, number, seen=1, by=TESTER, now=NOW),
    ]
    for act in acts:
        with pytest.raises(ManuscriptUnknown):
            act()


def test_of_two_who_write_at_once_one_is_told(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        number = begun(session)
    with ExitStack() as opened:
        first, second = (opened.enter_context(own_database.transaction(OFFICE)) for _ in range(2))
        assert manuscripts.find(second, number).version == 1
        changed(first, number, "name: first\n", seen=1)
        first.commit()
        with pytest.raises(ManuscriptChanged):
            changed(second, number, "name: second\n", seen=1)


def test_who_discards_what_is_just_being_changed_is_told_and_nothing_is_lost(
    own_database: Database, own_owner_url: str
) -> None:
    told: list[int] = []
    with own_database.transaction(OFFICE) as session:
        number = begun(session)

    def discarding() -> None:
        with own_database.transaction(OFFICE) as session, pytest.raises(ManuscriptChanged) as changed:
            manuscripts.discard(session, number, seen=1, by=TESTER, now=NOW)
        told.append(changed.value.latest.version)

    with own_database.transaction(OFFICE) as session:
        changed(session, number, "name: first\n", seen=1)
        thread = in_the_background(discarding)
        wait_for_lock(own_owner_url)
    thread.join(timeout=PATIENCE_SECONDS)
    assert told == [2]
    with own_database.transaction(OFFICE) as session:
        assert manuscripts.find(session, number).text == "name: first\n"


def test_who_changes_or_stores_what_is_just_being_discarded_is_told(
    own_database: Database, own_owner_url: str
) -> None:
    told: list[str] = []
    with own_database.transaction(OFFICE) as session:
        number = begun(session)

    def going_on(name: str, act: Callable[[ScopedSession], object]) -> None:
        with own_database.transaction(OFFICE) as session, pytest.raises(ManuscriptUnknown):
            act(session)
        told.append(name)

    with own_database.transaction(OFFICE) as session:
        manuscripts.discard(session, number, seen=1, by=TESTER, now=NOW)
        changing = lambda session: changed(session, number, "name: first\n", seen=1)  # noqa: E731
        storing = lambda session: manuscripts.store(session, number, seen=1, by=TESTER, now=NOW)  # noqa: E731
        threads = [
            in_the_background(partial(going_on, name, act))
            for name, act in (("changing", changing), ("storing", storing))
        ]
        wait_for_lock(own_owner_url)
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    assert sorted(told) == ["changing", "storing"]


def test_what_is_no_rulebook_file_or_too_long_is_not_kept(session: ScopedSession) -> None:
    number = begun(session)
    with pytest.raises(RulebookBroken):
        changed(session, number, "a: [", seen=1)
    with pytest.raises(ManuscriptTooLong):
        changed(session, number, "a: " + "字" * 700_000, seen=1)
    assert manuscripts.find(session, number).version == 1


def test_no_more_than_so_many_manuscripts_and_versions_are_kept(
    session: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manuscripts, "MOST_MANUSCRIPTS", 2)
    monkeypatch.setattr(manuscripts, "MOST_VERSIONS", 3)
    number, _ = begun(session, "a: 0\n"), begun(session)
    with pytest.raises(TooManyManuscripts):
        begun(session)
    for seen in range(1, 5):
        changed(session, number, f"a: {seen}\n", seen=seen)
    assert [one.version for one in manuscripts.history(session, number)] == [5, 4, 3]
    manuscripts.discard(session, number, seen=5, by=TESTER, now=NOW)
    with pytest.raises(ManuscriptUnknown):
        manuscripts.find(session, number)
    assert manuscripts.history(session, number) == []
    assert [one.text for one in manuscripts.list_all(session)] == [SHIPPED]


def test_a_draft_is_stored_with_its_file_and_notes(session: ScopedSession) -> None:
    text = SHIPPED.replace("effective_until: null", "effective_until: 2030-01-01  # until the plan ends", 1)
    number = begun(session, text)
    edition, new = manuscripts.store(session, number, seen=1, by=TESTER, now=NOW)
    assert (new, edition.status) == (True, "draft")
    assert file_of(session, edition) == text
    changed(session, number, text.replace("  # until the plan ends", "  # another note"), seen=1)
    again, new = manuscripts.store(session, number, seen=2, by=TESTER, now=NOW)
    assert (new, again.edition, file_of(session, again)) == (False, edition.edition, text)


def test_a_manuscript_with_problems_is_kept_and_told_but_not_stored(session: ScopedSession) -> None:
    number = begun(session, SHIPPED.replace("force: all", "force: most", 1).replace("2023-02-24", "soon", 1))
    found = checked(session, manuscripts.find(session, number).text)
    assert [one.path for one in found.problems] == ["rules[0].force", "instruments[0].published_on"]
    with pytest.raises(RulebookBroken) as broken:
        manuscripts.store(session, number, seen=1, by=TESTER, now=NOW)
    assert broken.value.problems == found.problems


def test_the_shipped_edition_begins_as_its_own_file(session: ScopedSession) -> None:
    edition, _ = rulebooks.load(session, book_mapping(), now=NOW)
    assert edition.edition == edition_of(book_mapping())
    assert file_of(session, edition) == SHIPPED
