"""The office's templates: checked, kept by version, in use at once. The log of measures: added to, read by its unit."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import psycopg
import pytest
from docx import Document
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.services.letters import templates
from fleetsvc.services.letters.measures import (
    LONGEST_SAID,
    MeasureInFuture,
    MeasureKind,
    MeasureUnsaid,
    counted_by_unit,
    list_measures,
    measure_json,
    note_measure,
)
from importers.letters.faults import TemplateRefused
from importers.letters.fields import LetterKind
from rules.periods import PeriodMalformed
from tests.actors import TESTER, noted

NOW = datetime(2025, 10, 6, 1, 0, tzinfo=UTC)
TODAY = date(2025, 10, 6)


def a_template(*lines: str) -> bytes:
    document, written = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(written)
    return written.getvalue()


def test_the_latest_template_of_a_letter_is_in_use_until_the_office_goes_back(session: ScopedSession) -> None:
    assert templates.template_in_use(session, LetterKind.CIRCULAR) is None
    templates.go_back(session, LetterKind.CIRCULAR, by=TESTER, now=NOW)
    for name in ("甲.docx", "乙.docx"):
        templates.put_in_use(session, LetterKind.CIRCULAR, name.encode(), name=name, by=TESTER, now=NOW)
    used = templates.template_in_use(session, LetterKind.CIRCULAR)
    assert used is not None
    assert (used.name, used.content) == ("乙.docx", "乙.docx".encode())
    assert templates.template_in_use(session, LetterKind.TALK) is None
    templates.go_back(session, LetterKind.CIRCULAR, by=TESTER, now=NOW)
    assert templates.template_in_use(session, LetterKind.CIRCULAR) is None
    kept = [one.name for one in templates.versions(session, LetterKind.CIRCULAR)]
    assert kept == ["", "乙.docx", "甲.docx"]
    events = noted(session, act="letter-template-changed")
    assert [event.details["name"] for event in events] == [None, "乙.docx", "甲.docx"]


def test_a_template_is_checked_against_the_fields_of_its_letter() -> None:
    templates.checked(a_template("{{期次}}"), LetterKind.CIRCULAR)
    with pytest.raises(TemplateRefused) as told:
        templates.checked(a_template("{{期次}}{{单位}}"), LetterKind.CIRCULAR)
    assert "正文 第 1 段：没有名为“单位”的字段" in told.value.told.zh


def note(session: ScopedSession, unit: str = "410100", **changed: Any) -> None:
    values: dict[str, Any] = {"happened_on": TODAY, "said": " 约谈了分管领导 ", "period": "2025-09"}
    note_measure(session, unit, MeasureKind.TALK, **values | changed, by=TESTER, now=NOW)


def test_a_measure_is_noted_with_who_did_it_and_is_read_last_first(session: ScopedSession) -> None:
    for unit in ("410100", "410200", "410100"):
        note(session, unit)
    page, following = list_measures(session, unit="410100", before=None, limit=1)
    assert measure_json(page[0]) | {"id": 0} == {
        "id": 0,
        "unit": "410100",
        "kind": "talk",
        "period": "2025-09",
        "happened_on": "2025-10-06",
        "said": "约谈了分管领导",
        "noted_by": "tester",
        "noted_at": "2025-10-06T09:00:00+08:00",
    }
    rest, end = list_measures(session, unit="410100", before=following, limit=1)
    assert (len(rest), end, counted_by_unit(session)) == (1, None, {"410100": 2, "410200": 1})
    assert len(noted(session, act="measure-noted")) == 3


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"said": " "}, MeasureUnsaid),
        ({"said": "字" * (LONGEST_SAID + 1)}, MeasureUnsaid),
        ({"happened_on": TODAY + timedelta(days=1)}, MeasureInFuture),
        ({"period": "2025-13"}, PeriodMalformed),
        ({"period": ""}, PeriodMalformed),
    ],
)
def test_a_measure_says_what_was_done_and_when(
    session: ScopedSession, changed: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        note(session, **changed)
    assert list_measures(session, unit=None, before=None, limit=9) == ([], None)


def test_a_unit_reads_its_own_measures_and_nobody_changes_one(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        note(session, "410100")
        note(session, "410200")
    with own_database.transaction(UnitScope("410100")) as session:
        page, _ = list_measures(session, unit=None, before=None, limit=9)
        assert [one.city_code for one in page] == [410100]
    for scope in (OFFICE, UnitScope("410100")):
        with pytest.raises(DBAPIError) as told, own_database.transaction(scope) as session:
            session.connection().execute(text("UPDATE unit_measure SET said = ''"))
        assert isinstance(told.value.orig, psycopg.errors.InsufficientPrivilege)
