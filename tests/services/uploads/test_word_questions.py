"""Words that the reader does not know are asked once a column, read as their unit says, and remembered."""

import json

import pytest
from sqlmodel import select

from fleetsvc.database.transactions import Database, UnitScope
from fleetsvc.models import FindingRecord, Json, RegistrationRecord, UploadRecord
from fleetsvc.services.registrations.fact_cells import _cells, _values
from fleetsvc.services.uploads import deliveries, layout_memory, steps, word_answers, word_questions
from fleetsvc.services.uploads.column_answers import AnswerUnfit
from fleetsvc.services.uploads.history import history
from fleetsvc.services.uploads.reading import Reading
from fleetsvc.services.uploads.word_answers import WordsSaid
from importers.rows.evidence import evidence_steps
from importers.rows.meanings import LONGEST_WORD
from tests.actors import TESTER
from tests.upload_cases import NOW, a_file, a_row, send, settled, stored, with_rulebook

PLAIN = {"plate": "豫A1B2C3"}


def sent(database: Database, *rows: str) -> UploadRecord:
    upload = send(database, a_file(*rows), confirmed=False)
    settled(database, upload)
    return stored(database, upload)


def asked(database: Database, upload: UploadRecord) -> list[Json]:
    with database.transaction(UnitScope("410100")) as session:
        found = deliveries.upload(session, city=410100, number=upload.number)
        return [one.json for one in word_questions.word_questions(session, found)]


def answer(database: Database, upload: UploadRecord, column: str, words: dict[str, str | None]) -> None:
    said = WordsSaid(asked(database, upload)[0]["sheet"], column, words)
    with database.transaction(UnitScope("410100")) as session:
        word_answers.answer_words(session, said, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(database, upload)


def test_a_code_is_asked_once_read_as_said_remembered_and_forgotten(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, *(a_row(n, plate=f"豫A{n:05d}", energy="YD") for n in (1, 2)))
    (question,) = asked(own_database, upload)
    assert (question["column"], question["field"], question["header"]) == ("E", "fuel", "燃料种类")
    assert question["words"] == [{"word": "YD", "count": 2, "row": 2, "answered": False, "means": None}]
    answer(own_database, upload, "E", {"YD": "diesel"})
    (again,) = asked(own_database, upload)
    assert again["words"] == [{"word": "YD", "count": 0, "row": None, "answered": True, "means": "diesel"}]
    with own_database.transaction(UnitScope("410100")) as session:
        found = deliveries.upload(session, city=410100, number=upload.number)
        assert [dict(step.meant) for step in history(session, found) if step.meant] == [{"YD": "diesel"}]
        steps.confirm(session, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(own_database, upload)
    with own_database.transaction(UnitScope("410100")) as session:
        version = session.exec(select(RegistrationRecord)).first()
        assert version is not None
        told = evidence_steps(_values(version), _cells(version, stored(own_database, upload)))
        assert "本单位说明E2“YD”是柴油" in told[0].zh
        assert "the unit says that E2 “YD” means diesel" in told[0].en
    following = sent(own_database, a_row(9, plate="豫A00009", energy="yd"))
    assert asked(own_database, following) == []
    with own_database.transaction(UnitScope("410100")) as session:
        (known,) = layout_memory.remembered_for(session, following)
        steps.forget_layout(
            session, known.fingerprint, city=410100, number=following.number, by=TESTER, now=NOW
        )
    settled(own_database, following)
    assert [one["words"][0]["word"] for one in asked(own_database, following)] == ["YD"]


def test_a_word_that_is_left_is_asked_no_more_and_stays_a_finding(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, category="Y1"), a_row(2, category="Y1"))
    answer(own_database, upload, "C", {"Y1": None})
    (one,) = asked(own_database, upload)
    assert one["words"] == [{"word": "Y1", "count": 2, "row": 2, "answered": True, "means": None}]
    answer(own_database, upload, "C", {"Y1": "bus"})
    assert (stored(own_database, upload).report or {})["rows"]["held"] == 0


def test_only_what_is_asked_is_answered_and_nothing_by_half(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, plate="豫A00001", energy="YD"), a_row(2, energy="柴油"))
    wrong: list[tuple[str, dict[str, str | None]]] = [
        ("E", {"柴油": "bev"}), ("E", {"YD": "diesel", "ＢＥＶ": "diesel"}), ("E", {"YD": "bus"}),
        ("E", {"GONE": "diesel"}), ("E", {}), ("C", {"YD": "bus"}), ("Z", {"YD": "diesel"}),
    ]  # fmt: skip
    for column, words in wrong:
        with pytest.raises(AnswerUnfit):
            answer(own_database, upload, column, words)
    assert stored(own_database, upload).meanings == {}


@pytest.mark.parametrize("word", ["Y{:02d}", "水煤{:02d}"])
def test_twenty_words_of_a_column_are_asked_and_long_ones_never(own_database: Database, word: str) -> None:
    with_rulebook(own_database)
    rows = [a_row(n, plate=f"豫A{n:05d}", energy=word.format(n)) for n in range(1, 26)]
    longest = ("浆" * 200, "浆" * (LONGEST_WORD + 1))
    upload = sent(own_database, *(a_row(30 + len(one), energy=one) for one in longest), *rows)
    (question,) = asked(own_database, upload)
    assert [one["word"] for one in question["words"]] == [word.format(n) for n in range(1, 21)]
    assert question["words"][0]["row"] == 4
    assert json.loads(json.dumps(question)) == question


def test_codes_of_vehicle_types_are_no_words_of_energy_until_their_column_is_mapped(
    own_database: Database,
) -> None:
    """Z11 is a vehicle type (GA 802): a column of such codes is told as contradicted, and read only by hand."""
    with_rulebook(own_database)
    upload = sent(own_database, *(a_row(n, plate=f"豫A{n:05d}", energy=f"Z{n:02d}") for n in range(1, 26)))
    assert asked(own_database, upload) == []
    report = stored(own_database, upload).report or {}
    assert [one["field"] for one in report["sheets"][0]["columns"] if one["column"] == "E"] == [None]
    sheet = report["sheets"][0]["name"]
    with own_database.transaction(UnitScope("410100")) as session:
        codes = {one.code for one in session.exec(select(FindingRecord))}
        steps.set_mapping(
            session, {sheet: {"E": "fuel"}}, city=410100, number=upload.number, by=TESTER, now=NOW
        )
    assert "column-contradicted" in codes
    settled(own_database, upload)
    (question,) = asked(own_database, upload)
    assert [one["word"] for one in question["words"]] == [f"Z{n:02d}" for n in range(1, 21)]


def confirmed(database: Database, upload: UploadRecord) -> None:
    with database.transaction(UnitScope("410100")) as session:
        steps.confirm(session, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(database, upload)


def test_where_only_words_were_said_no_columns_count_as_confirmed(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, plate="豫A00001", energy="YD"))
    answer(own_database, upload, "E", {"YD": "diesel"})
    confirmed(own_database, upload)
    with own_database.transaction(UnitScope("410100")) as session:
        assert layout_memory.remembered(session, city=410100) == {}
        (words,) = layout_memory.remembered_meanings(session, city=410100).values()
    assert words == {"fuel": {"YD": "diesel"}}
    following = sent(own_database, a_row(9, plate="豫A00009", energy="YD"))
    (sheet,) = (following.report or {})["sheets"]
    assert "沿用上次确认" not in sheet["why"]
    assert "as confirmed before" not in sheet["why_en"]


def test_words_of_a_later_file_join_those_before_and_a_mapping_stays(own_database: Database) -> None:
    with_rulebook(own_database)
    for number, word in enumerate(("YD", "YE", "YF"), 1):
        upload = sent(own_database, a_row(number, plate=f"豫A{number:05d}", energy=word))
        answer(own_database, upload, "E", {word: "diesel"})
        if word == "YE":
            with own_database.transaction(UnitScope("410100")) as session:
                mapping = {asked(own_database, upload)[0]["sheet"]: {"G": None}}
                steps.set_mapping(session, mapping, city=410100, number=upload.number, by=TESTER, now=NOW)
            settled(own_database, upload)
        confirmed(own_database, upload)
    with own_database.transaction(UnitScope("410100")) as session:
        (words,) = layout_memory.remembered_meanings(session, city=410100).values()
        assert list(layout_memory.remembered(session, city=410100).values()) == [{"G": None}]
    assert words == {"fuel": {"YD": "diesel", "YE": "diesel", "YF": "diesel"}}


def test_two_hundred_words_are_remembered_for_a_layout_the_latest_surely(own_database: Database) -> None:
    with_rulebook(own_database)
    upload = sent(own_database, a_row(1, plate="豫A00001", energy="YD"))
    with own_database.transaction(UnitScope("410100")) as session:
        found = deliveries.upload(session, city=410100, number=upload.number)
        (sheet, fingerprint), *_ = (found.report or {})["layouts"].items()
        reading = Reading(fingerprints={sheet: fingerprint})
        words: Json = {}
        for start in (0, 100, 200):
            told = {f"W{n:03d}": "diesel" for n in range(start, start + 100)}
            found.meanings = {sheet: {"fuel": told, "category": {"Y1": "bus"}}}
            layout_memory.remember_meanings(session, found, reading, now=NOW)
            (words,) = layout_memory.remembered_meanings(session, city=410100).values()
            assert told.items() <= words["fuel"].items()
            assert words["category"] == {"Y1": "bus"}
        assert sum(map(len, words.values())) == layout_memory.MOST_MEANINGS == 200
