"""Two editions compared by the words of the law they quote, and a draft that misquotes them."""

import copy
import hashlib
import json
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_texts
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import RulebookEdition, RulebookProof
from fleetsvc.services.drafts import acts, proofs
from fleetsvc.services.drafts.changes import law_changes
from fleetsvc.services.drafts.proofs import DraftFaulty
from fleetsvc.services.drafts.word_diff import word_diff
from fleetsvc.services.law import enactment, texts
from fleetsvc.services.law.engine import engine_version
from rules.rulebook import RulebookBroken, build, canonical_json
from tests.actors import TESTER
from tests.upload_cases import NOW

Book = dict[str, Any]
CLEAN = "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d"
SHIPPED = dict(book_mapping())


def on_an_amended_text() -> tuple[Book, str]:
    """The shipped book over a text in which task 13 says 新增或更新 of buses; and that text."""
    text = shipped_texts()[CLEAN].replace("新增公交车、市政环卫车全部", "新增或更新的公交车、市政环卫车全部")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    mapping: Book = copy.deepcopy(SHIPPED)
    mapping["name"] = "henan-amended"
    mapping["instruments"][0]["texts"][1]["sha256"] = sha256
    for section in ("passages", "clauses", "grounds", "not_checkable"):
        for entry in mapping[section]:
            place = entry.get("place", entry)
            if entry.get("source_sha256") == CLEAN:
                entry["source_sha256"] = sha256
            elif "source_sha256" in entry or entry["number"] in ("1", "III-1", "III-2", "III-3"):
                continue
            words = next(key for key in ("quote", "text") if key in entry)
            entry[words] = entry[words].replace("新增公交车", "新增或更新的公交车")
            place["offset"] = text.index(entry[words])
            if "place" in entry:
                place["length"] = len(entry[words])
    return mapping, text


def test_words_that_differ_are_told_apart_from_those_that_stay() -> None:
    assert word_diff("", "新") == [{"op": "added", "text": "新"}]
    assert word_diff("甲乙", "甲乙") == [{"op": "same", "text": "甲乙"}]
    assert word_diff("国五标准的车", "国六阶段的车 GB17691") == [
        {"op": "same", "text": "国"},
        {"op": "removed", "text": "五标准"},
        {"op": "added", "text": "六阶段"},
        {"op": "same", "text": "的车"},
        {"op": "added", "text": " GB17691"},
    ]


def test_the_comparison_shows_the_changed_words_of_the_law() -> None:
    mapping, text = on_an_amended_text()
    known = {**shipped_texts(), hashlib.sha256(text.encode()).hexdigest(): text}
    changes = law_changes(build(SHIPPED), build(mapping, find_text=known.get), "en")
    assert [(one["part"], one["id"], one["passage"], one["change"]) for one in changes] == [
        ("passage", "13", "task 13", "changed"),
        ("clause", "13-new", "task 13", "changed"),
    ]
    assert changes[1]["words"] == [
        {"op": "same", "text": "新增"},
        {"op": "added", "text": "或更新的"},
        {"op": "same", "text": "公交车、市政环卫车全部使用新能源汽车"},
    ]
    assert (changes[1]["before_sha256"], changes[1]["after_sha256"]) == (
        CLEAN,
        hashlib.sha256(text.encode()).hexdigest(),
    )


@pytest.fixture
def database(own_database: Database) -> Database:
    with own_database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=NOW)
    return own_database


def test_a_draft_is_stored_once_its_text_is_and_keeps_what_it_quotes(database: Database) -> None:
    mapping, text = on_an_amended_text()
    with database.transaction(OFFICE) as session:
        with pytest.raises(RulebookBroken) as broken:
            acts.load(session, mapping, by=TESTER, now=NOW)
        assert [problem.path for problem in broken.value.problems] == ["instruments[0].texts[1].sha256"]
        sha256, new = acts.store_text(session, text, by=TESTER, now=NOW)
        assert (new, acts.store_text(session, text, by=TESTER, now=NOW)) == (True, (sha256, False))
        acts.load(session, mapping, by=TESTER, now=NOW)
        assert texts.find_text(session, sha256) == text
        misquoting = copy.deepcopy(mapping)
        misquoting["clauses"][0]["place"]["offset"] += 1
        with pytest.raises(RulebookBroken) as broken:
            acts.load(session, misquoting, by=TESTER, now=NOW)
        assert [problem.path for problem in broken.value.problems] == ["clauses[0].place.offset"]


def proved(session: Any, mapping: Book) -> RulebookEdition:
    """A draft as a release before texts stored it, proved to be whole."""
    book = build(mapping)
    edition = RulebookEdition(
        book=book.id, name=book.name, edition=book.edition, content=mapping, status="draft", loaded_at=NOW
    )
    session.add(edition)
    session.flush()
    proof = RulebookProof(
        edition_id=edition.id or 0,
        engine=engine_version(),
        proved_at=NOW,
        cases=1,
        mutants=1,
        faults=[],
        survivors=[],
    )
    session.add(proof)
    session.flush()
    return edition


def test_an_edition_of_before_is_read_and_told_what_it_lacks_only_when_it_is_proposed(
    database: Database,
) -> None:
    mapping: Book = json.loads(canonical_json(SHIPPED))
    mapping["instruments"][0]["texts"][2]["sha256"] = "0" * 64
    for entry in (*mapping["passages"], *mapping["grounds"]):
        entry.pop("review", None)
        if entry["source_sha256"].startswith("3edfcad9"):
            entry["source_sha256"] = "0" * 64
    with database.transaction(OFFICE) as session:
        edition = proved(session, mapping)
        told = proofs.proof_json(session, edition, "en")
        assert told is not None
        assert told["holds"] is False
        with pytest.raises(DraftFaulty) as faulty:
            proofs.require_whole(session, edition, now=NOW)
    assert [fault["path"] for fault in faulty.value.faults] == [
        "instruments[0].texts[2].sha256",
        *(f"passages[{at}].review" for at in range(len(mapping["passages"]))),
    ]
