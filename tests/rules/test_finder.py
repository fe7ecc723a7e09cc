"""Plates and VINs in running text."""

import pytest

from rules.identifiers import finder
from tests.vehicle_texts import NAMING, NAMING_NONE


@pytest.mark.parametrize(("text", "number"), NAMING.items())
def test_a_number_is_found_as_it_stands_and_nothing_beside_it(text: str, number: str) -> None:
    assert [text[found.start : found.end] for found in finder.find(text)] == [number]
    assert finder.is_in(text)
    assert finder.replace(text, lambda _: "***") == text.replace(number, "***")


@pytest.mark.parametrize("text", NAMING_NONE)
def test_what_only_resembles_a_number_stands(text: str) -> None:
    assert list(finder.find(text)) == []
    assert not finder.is_in(text)
    assert finder.replace(text, lambda _: "***") == text


def test_several_numbers_of_one_text_are_found_in_their_order() -> None:
    text = "豫A12345LZYTABGWXP1000001，lzytabgwxp1000001豫c·d12345/豫A1234挂\n豫A\n12345"
    assert [(found.kind, found.text) for found in finder.find(text)] == [
        ("plate", "豫A12345"),
        ("vin", "LZYTABGWXP1000001"),
        ("vin", "LZYTABGWXP1000001"),
        ("plate", "豫CD12345"),
        ("plate", "豫A1234挂"),
    ]


def test_a_parted_vin_is_found_behind_words_that_would_make_one_with_it() -> None:
    text = "upload 12 lzytabgw xp1000001"
    assert finder.replace(text, lambda found: found.text) == "upload 12 LZYTABGWXP1000001"
