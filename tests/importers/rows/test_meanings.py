"""The unit's word explains what the reader does not know, and never what it does."""

from dataclasses import replace

import pytest

from importers.rows.meanings import Meanings, is_open, key_of
from tests.row_data import LETTER, a_reading, a_row, codes, read

OPEN = {"plate": None, "powertrain": None, "emission_stage": None, "model": None}


def meaning(**words: dict[str, str | None]) -> dict[str, dict[str, str | None]]:
    return words


@pytest.mark.parametrize(
    ("name", "word", "header"),
    [
        ("fuel", "柴油", ""), ("fuel", " 柴 油 ", ""), ("fuel", "ＢＥＶ", ""), ("fuel", "bev", ""),
        ("fuel", "\u0412\u0415V", ""), ("fuel", "非纯电动", ""), ("fuel", "柴油X9", ""), ("fuel", "C", ""),
        ("fuel", "无", ""), ("fuel", "Y" * 200, ""), ("fuel", "", ""), ("fuel", "豫A12345D", ""),
        ("powertrain", "是", "是否纯电动"), ("category", "公交车", ""), ("category", "出租转非", ""),
        ("category", "邮政快递", ""), ("event", "更新", ""), ("event", "新增/更新", ""), ("event", "非更新", ""),
        ("event", "1", "是否更新"), ("emission_stage", "国四/国五", ""), ("emission_stage", "国Ⅵ", ""),
        ("plate", "YD", ""),
    ],
)  # fmt: skip
def test_a_known_word_however_written_is_not_open_to_a_meaning(name: str, word: str, header: str) -> None:
    assert not is_open(name, word, header=header)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("fuel", "YD"),
        ("fuel", "水煤浆"),
        ("category", "Y1"),
        ("event", "1"),
        ("event", "X"),
        ("emission_stage", "P9"),
    ],
)
def test_an_unknown_word_is_open(name: str, word: str) -> None:
    assert is_open(name, word)


def test_a_word_is_read_as_its_unit_says_and_that_is_told_once() -> None:
    reading = replace(
        a_reading(),
        meanings=meaning(
            fuel={"YD": "bev"}, category={"Y1": "bus"}, event={"1": "new"}, emission_stage={"P9": "china_6"}
        ),
    )
    rows = [a_row(number, **{**OPEN, "fuel": "ｙｄ", "category": "Y1", "event": 1.0}) for number in (1, 2)]
    block = read(*rows, a_row(3, **{**OPEN, "fuel": "柴油", "emission_stage": "P9"}), reading=reading)
    assert block.columns["energy"] == ["bev", "bev", "diesel"]
    assert block.columns["category"] == ["bus"] * 3
    assert block.columns["event"] == ["new"] * 3
    assert block.columns["emission_stage"][2] == "china_6"
    told = [one for one in codes(block) if one[1] == "word-meant"]
    assert sorted(told) == sorted(
        (None, "word-meant", LETTER[name]) for name in ("fuel", "category", "event", "emission_stage")
    )
    assert (
        block.columns["said"][0]
        == '{"fuel":"ｙｄ","fuel=":"bev","category":"Y1","category=":"bus","event":"1","event=":"new"}'
    )


def test_a_known_word_keeps_its_meaning_whatever_is_remembered() -> None:
    said = meaning(fuel={"柴油": "bev", "ＢＥＶ": "diesel", "YD": "tram"}, category={"公交车": "taxi"})
    block = read(a_row(1, **{**OPEN, "fuel": "柴油"}), reading=replace(a_reading(), meanings=said))
    assert (block.columns["energy"], block.columns["category"]) == (["diesel"], ["bus"])
    known = Meanings(replace(a_reading(), meanings=said), lambda _: None)
    assert [known.of("fuel", word) for word in ("柴油", "BEV", "YD")] == [None, None, None]


def test_what_contradicts_the_plate_is_still_a_contradiction() -> None:
    reading = replace(a_reading(), meanings=meaning(fuel={"YD": "diesel"}))
    block = read(a_row(1, **{**OPEN, "plate": "豫A00001D", "fuel": "YD"}), reading=reading)
    assert block.columns["energy"] == ["unknown"]
    assert (2, "plate-energy-conflict", LETTER["plate"]) in codes(block)


def test_what_contradicts_the_model_is_still_a_contradiction() -> None:
    reading = replace(a_reading(), meanings=meaning(fuel={"YD": "fcev"}))
    block = read(a_row(1, **{**OPEN, "model": "ZK6105BEVG25", "fuel": "YD"}), reading=reading)
    assert block.columns["energy"] == ["unknown"]


def test_a_word_that_is_left_or_no_longer_there_changes_nothing() -> None:
    reading = replace(a_reading(), meanings=meaning(fuel={"YD": None, "GONE": "diesel"}))
    rows = [a_row(1, **{**OPEN, "fuel": "YD"})]
    assert codes(read(*rows, reading=reading)) == codes(read(*rows))
    assert key_of(" ｙｄ") == "YD"
