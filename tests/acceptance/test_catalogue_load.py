"""A published catalogue is put on record from its file; what is none is refused."""

import json
from pathlib import Path

from click.testing import CliRunner

from fleetsvc.cli import main
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.services.law import catalogues
from importers.workbooks.handed_out import Value, write_registrations

HEADERS = ["序号", "企业名称", "车辆型号", "产品名称", "通用名称"]


def load(url: str, *paths: Path) -> tuple[int, str, str]:
    arguments = ["catalogue", "load", *map(str, paths), "--json"]
    done = CliRunner().invoke(main, arguments, env={"FLEETSVC_DATABASE_URL": url, "LC_ALL": "en_GB.UTF-8"})
    return done.exit_code, done.stdout, done.stderr


def test_the_models_of_a_catalogue_are_on_record(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "第一批.xlsx"
    rows: list[list[Value]] = [
        [1, "示例汽车公司", "SL6105BEVG1", "纯电动城市客车", "示例"],
        [2, "示例汽车公司", "SL6105CHEVPG1", "插电式混合动力城市客车", "示例"],
    ]
    write_registrations(path, rows, headers=HEADERS, title="示例目录")
    code, said, _ = load(own_database_url, path)
    assert (code, json.loads(said)) == (0, {"models": 2, "energies": {"bev": 1, "phev": 1}})
    with own_database.transaction(OFFICE) as session:
        assert catalogues.known_models(session) == {"SL6105BEVG1": "bev", "SL6105CHEVPG1": "phev"}


def test_a_workbook_without_models_is_refused_and_nothing_is_stored(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    write_registrations(good, [[1, "示例汽车公司", "SL6105BEVG1", "纯电动城市客车", ""]], headers=HEADERS)
    write_registrations(bad, [[1, 2]], headers=["甲", "乙"])
    code, said, problem = load(own_database_url, good, bad)
    assert (code, said, problem) == (3, "", f"{bad}: there is no column of model codes\n")
    with own_database.transaction(OFFICE) as session:
        assert catalogues.known_models(session) == {}


def test_a_missing_catalogue_is_wrong_usage(own_database_url: str) -> None:
    code, _, problem = load(own_database_url, Path("/nowhere.xlsx"))
    assert (code, problem) == (2, "There is no such file: /nowhere.xlsx\n")
