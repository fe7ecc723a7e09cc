"""The page of a case cites the rule in the words of the edition by which its vehicle was judged."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord
from fleetsvc.services.law import enactment, rulebooks
from rules.rulebook import edition_of
from tests.browser import Bureau, a_bureau, words_of
from tests.signing import two_signatures
from tests.upload_cases import a_file, a_row, a_vin

RULE = "13-in-principle"
NEW = {"zh": "新的标题", "en": "another title"}


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "rule_of_a_case") as opened:
        yield opened


def its_rule(book: dict[str, Any]) -> dict[str, Any]:
    return next(rule for rule in book["rules"] if rule["id"] == RULE)


def in_force(bureau: Bureau, book: dict[str, Any]) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        number = rulebooks.load(session, book, now=clock.now())[0].id or 0
        signed = two_signatures(session, number, now=clock.now())
        enactment.activate(session, number, by=signed, now=clock.now())


def page_of_a_taxi(bureau: Bureau, number: int) -> str:
    with bureau.service.database.transaction(OFFICE) as session:
        case = session.exec(select(CaseRecord).where(CaseRecord.vin == a_vin(number))).one()
    return bureau["owner"].open(f"/cases/{case.id}")


def stored(bureau: Bureau, number: int) -> None:
    bureau.stored(a_file(a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")))


def test_a_case_cites_the_words_that_its_vehicle_was_judged_by(bureau: Bureau) -> None:
    before: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    after = copy.deepcopy(before)
    its_rule(after)["title"] = NEW
    stored(bureau, 1)
    in_force(bureau, after)
    stored(bureau, 2)
    for number, book in ((1, before), (2, after)):
        page = page_of_a_taxi(bureau, number)
        assert f"依据 {its_rule(book)['title']['zh']}" in words_of(page)
        [address] = re.findall(r'<dd><a href="(/rulebook[^"]*)"', page)
        assert address.replace("%3A", ":") == f"/rulebook?edition={edition_of(book)}"
        assert its_rule(book)["title"]["zh"] in words_of(bureau["owner"].open(address))


def test_a_rule_that_is_gone_is_still_cited_in_its_words(bureau: Bureau) -> None:
    gone: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    title = its_rule(gone)["title"]["zh"]
    its_rule(gone)["id"] = "13-renamed"
    stored(bureau, 1)
    in_force(bureau, gone)
    assert title in words_of(page_of_a_taxi(bureau, 1))
