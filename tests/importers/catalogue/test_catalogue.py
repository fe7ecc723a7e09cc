"""Published catalogues become evidence: one entry a model, with its batches."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from importers.catalogue.entries import CatalogueEntry, CatalogueResult, join_catalogues, read_catalogue
from importers.formats import container, sheets
from importers.results import Finding
from importers.rows.energies import energy_memo
from importers.rows.meanings import Meanings
from rules.vocabulary import Energy
from tests.row_data import a_reading


@dataclass
class Listed:
    """A sheet of a catalogue."""

    name: str
    cells: list[list[object]]

    def head(self, n: int) -> list[list[object]]:
        return self.cells[:n]

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        yield from enumerate(self.cells, 1)


@dataclass
class Published:
    """A workbook of a catalogue."""

    sheets: list[Listed]


HEADER: list[object] = [
    "序号",
    "汽车生产企业名称",
    "车辆型号",
    "产品名称",
    "来源",
    "发动机排量(mL)",
    "动力蓄电池总能量(kWh)",
]


def a_listing(
    model: object, product: str | None, batch: str = "第一批", engine: str = "", battery: str = ""
) -> list[object]:
    return [1.0, "某汽车有限公司", model, product, batch, engine, battery]


def read(*listings: list[object]) -> CatalogueResult:
    return read_catalogue(
        Published([Listed("目录", [["免征车辆购置税的新能源汽车车型目录"], HEADER, *listings])])
    )


def test_a_model_in_several_batches_is_one_entry_with_all_of_them() -> None:
    found = read(
        a_listing("ABC6100BEV", "纯电动城市客车"),
        a_listing("ABC6100BEV", "纯电动城市客车", batch="第二批"),
    )
    assert found == CatalogueResult(
        {
            "ABC6100BEV": CatalogueEntry(
                code="ABC6100BEV",
                energy=Energy.BEV,
                product_name="纯电动城市客车",
                enterprise="某汽车有限公司",
                batches=("第一批", "第二批"),
            )
        }
    )


@pytest.mark.parametrize(
    ("product", "engine", "battery", "expected"),
    [
        ("纯电动厢式运输车", "", "", Energy.BEV),
        ("插电式混合动力城市客车", "6500", "30", Energy.PHEV),
        ("增程式混合动力轿车", "", "", Energy.PHEV),
        ("混合动力城市客车", "", "", Energy.PHEV),
        ("燃料电池城市客车", "", "", Energy.FCEV),
        (None, "1500", "13", Energy.PHEV),
        (None, "", "48", Energy.BEV),
        (None, "", "", Energy.UNKNOWN),
        ("厢式运输车", "", "", Energy.UNKNOWN),
    ],
)
def test_the_kind_is_read_from_the_name_else_from_what_is_on_board(
    product: str | None, engine: str, battery: str, expected: Energy
) -> None:
    found = read(a_listing("ABC6100EV", product, engine=engine, battery=battery))
    assert found.entries["ABC6100EV"].energy is expected


def test_several_models_in_one_cell_are_several_entries() -> None:
    assert list(read(a_listing("ABC6100BEV、abc6101BEV\nABC6102BEV", "纯电动客车")).entries) == [
        "ABC6100BEV",
        "ABC6101BEV",
        "ABC6102BEV",
    ]


def test_listings_that_contradict_each_other_are_no_evidence() -> None:
    found = read(a_listing("ABC6100EV", "纯电动客车"), a_listing("ABC6100EV", "插电式混合动力客车"))
    assert found.entries["ABC6100EV"].energy is Energy.UNKNOWN
    other = CatalogueResult({"X1": CatalogueEntry("X1", Energy.BEV, batches=("一",))})
    same = CatalogueResult({"X1": CatalogueEntry("X1", Energy.FCEV, batches=("二",))})
    assert join_catalogues([other, same]) == {
        "X1": CatalogueEntry("X1", Energy.UNKNOWN, batches=("一", "二"))
    }


def test_a_workbook_without_model_codes_says_so() -> None:
    assert read_catalogue(Published([Listed("说明", [["填表说明"]])])) == CatalogueResult(
        {}, [Finding("header-not-found")]
    )


def published(shared_dir: Path, name: str) -> CatalogueResult:
    inspected = container.inspect(shared_dir / "samples" / "catalogue" / name, name=name)
    assert isinstance(inspected, container.Container)
    workbook = sheets.open_workbook(inspected)
    assert isinstance(workbook, sheets.Workbook)
    return read_catalogue(workbook)


def test_real_catalogues_settle_what_is_known_of_their_models(shared_dir: Path) -> None:
    names = ("dev_catalogue_free_tax.xlsx", "dev_catalogue_recommended.xlsx")
    nothing_said = Meanings(a_reading(), lambda _: None)
    memo = energy_memo(
        join_catalogues(published(shared_dir, name) for name in names), a_reading(), nothing_said
    )
    unaided = energy_memo(None, a_reading(), nothing_said)
    right: Counter[bool] = Counter()
    with (shared_dir / "samples" / "catalogue" / "dev_truth.csv").open(encoding="utf-8-sig") as file:
        for line in csv.DictReader(file):
            key = (None, None, None, None, line["model"])
            if line["basis"] == "name":
                read_as = memo[key]
                right[read_as is not None and read_as.energy == line["energy"].lower()] += 1
            alone = unaided[key]
            assert alone is not None
            assert alone.energy in ("unknown", "bev", "phev", "fcev"), line["model"]
    assert right[True] / right.total() >= 0.995
