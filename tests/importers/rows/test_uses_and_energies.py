"""What rows say of use and drive: words of the trade, yes and no under a header that asks, trailers, models."""

from dataclasses import replace
from datetime import date

import pytest

from importers.catalogue.entries import CatalogueEntry
from importers.rows.parsers import parse_model
from rules.vocabulary import Energy
from tests.row_data import FIELDS, LETTER, a_context, a_reading, a_row, codes, read

ORDINARY = {"plate": "豫A12345", "powertrain": None, "model": None, "emission_stage": None}


@pytest.mark.parametrize(
    ("header", "answer", "energy", "doubt"),
    [
        ("是否燃油车", "是", "other", "energy-imprecise"),
        ("是否燃油车", "否", "unknown", "energy-ambiguous"),
        ("燃油车", "否", "unknown", "energy-ambiguous"),
        ("燃油车", "√", "other", "energy-imprecise"),
        ("是否为纯电动", "是", "bev", None),
        ("纯电动", "否", "unknown", "energy-ambiguous"),
        ("能源/纯电动", "✔", "bev", None),
        ("是否纯电动汽车", "Y", "bev", None),
        ("是否新能源汽车", "是", "unknown", "energy-ambiguous"),
        ("是否新能源汽车", "否", "other", "energy-imprecise"),
        ("新能源", "×", "other", "energy-imprecise"),
        ("是否插电式混合动力", "是", "phev", None),
        ("是否天然气车", "是", "gas", None),
        ("燃料种类", "是", "unknown", "energy-unreadable"),
        ("燃料种类", "否", "unknown", "energy-unreadable"),
        ("动力类型", "是", "unknown", "energy-unreadable"),
        ("燃料种类", "非纯电动", "unknown", "energy-unreadable"),
        ("燃料种类", "3", "unknown", "energy-unreadable"),
    ],
)
def test_yes_and_no_mean_what_their_header_asks(
    header: str, answer: str, energy: str, doubt: str | None
) -> None:
    headers = {**dict(enumerate(FIELDS)), FIELDS.index("fuel"): header}
    block = read(a_row(1, fuel=answer, **ORDINARY), reading=replace(a_reading(), headers=headers))

    assert block.columns["energy"] == [energy]
    on_ordinary = [(2, "nev-on-ordinary-plate", LETTER["plate"])] if energy in ("bev", "phev") else []
    assert codes(block) == (on_ordinary if doubt is None else [(2, doubt, LETTER["fuel"])])


def test_a_no_that_contradicts_the_plate_is_a_conflict() -> None:
    headers = {**dict(enumerate(FIELDS)), FIELDS.index("fuel"): "是否纯电动"}
    block = read(
        a_row(1, fuel="否", powertrain=None, model=None), reading=replace(a_reading(), headers=headers)
    )

    assert codes(block) == [(2, "plate-energy-conflict", LETTER["plate"])]


@pytest.mark.parametrize(
    "cells",
    [
        {"vehicle_type": "重型仓栅式半挂车"},
        {"vehicle_type": "B11"},
        {"product_name": "平板运输半挂车"},
        {"plate": "豫A1234挂"},
    ],
)
def test_a_trailer_is_held_and_no_vehicle_without_an_engine_is_judged(cells: dict[str, object]) -> None:
    block = read(a_row(1, category="物流车", **cells))

    assert (block.rows, [one.code for one in block.findings if one.code == "trailer"]) == ([], ["trailer"])


def test_a_tractor_is_a_vehicle() -> None:
    assert read(a_row(1, category="物流车", vehicle_type="重型半挂牵引车")).rows == [2]


def test_an_assumed_category_is_told() -> None:
    block = read(a_row(1, category="园林洒水车"))

    assert block.columns["category"] == ["sanitation"]
    assert codes(block) == [(2, "category-assumed", LETTER["category"])]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("厦门金龙牌XMQ6106AGHEV15", "XMQ6106AGHEV15"),
        ("宇通牌 ZK6105BEVG25", "ZK6105BEVG25"),
        ("上汽大通MAXUS牌SH6521C1BEV", "SH6521C1BEV"),
        ("梅赛德斯-奔驰牌BJ6540BEV", "BJ6540BEV"),
        ("比亚迪BYD7009BEVA1", "BYD7009BEVA1"),
        ("ZK6105BEVG25（纯电动城市客车）", "ZK6105BEVG25"),
        ("程力威牌CLW5180TXSBEV", "CLW5180TXSBEV"),
        ("纯电动", "纯电动"),
        ("大型普通客车", "大型普通客车"),
        ("QR7000EV(增强型)", "QR7000EV"),
        ("ZK6105(A)", "ZK6105(A)"),
    ],
)
def test_a_model_is_read_without_its_brand(written: str, code: str) -> None:
    assert parse_model(written) == code


def test_the_catalogue_knows_a_model_as_licences_write_it() -> None:
    entry = CatalogueEntry("XMQ6106AGHEV15", Energy.PHEV)
    context = a_context(catalogue={"XMQ6106AGHEV15": entry})
    cells = {**ORDINARY, "fuel": None, "model": "厦门金龙牌XMQ6106AGHEV15", "registered_on": date(2025, 3, 1)}
    block = read(a_row(1, **cells), context=context)

    assert (block.columns["energy"], block.columns["energy_basis"]) == (["phev"], ["catalogue"])
