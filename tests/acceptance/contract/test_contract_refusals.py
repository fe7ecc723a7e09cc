"""The refusals of a whole file: the code, exit 3, and a report without a row."""

import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.contract.delivery import a_row, check, run, xlsx

NOTHING = {"read": 0, "accepted": 0, "held": 0, "unchanged": 0, "ignored": 0}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def written(content: bytes, name: str = "登记.xlsx") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return write


def halved(folder: Path) -> Path:
    path = xlsx(folder, a_row())
    path.write_bytes(path.read_bytes()[:-400])
    return path


def changed(old: str = "", new: str = "", *, part: str = "", content: bytes = b"") -> Callable[[Path], Path]:
    """A good workbook with a text of its first sheet replaced, or with a further part."""

    def write(folder: Path) -> Path:
        path = folder / "changed.xlsx"
        with (
            zipfile.ZipFile(xlsx(folder, a_row())) as good,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad,
        ):
            for name in good.namelist():
                text = good.read(name)
                bad.writestr(
                    name, text.replace(old.encode(), new.encode()) if "sheet1" in name and old else text
                )
            if part:
                bad.writestr(part, content)
        return path

    return write


REFUSED: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a web page named xls": (
        "not-a-spreadsheet",
        written("<html><table><tr><td>车架号".encode(), "登记.xls"),
    ),
    "a PDF named xlsx": ("not-a-spreadsheet", written(b"%PDF-1.7\n")),
    "noise named csv": ("not-a-spreadsheet", written(os.urandom(16) + bytes(3000), "登记.csv")),
    "macros": ("macro", changed(part="xl/vbaProject.bin", content=b"x")),
    "an entity": ("unsafe", changed("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet')),
    "a far cell": ("unsafe", changed('r="A2"', 'r="XFD1048576"')),
    "a bomb": ("unsafe", changed(part="xl/media/bomb.bin", content=bytes(150_000_000))),
    "half a workbook": ("damaged", halved),
    "no byte": ("empty", written(b"")),
    "blank lines": ("empty", written(b"\xef\xbb\xbf\r\n \r\n", "登记.csv")),
    "a template sent back unfilled": ("empty", xlsx),
    "rows without a header": (
        "header-not-found",
        written("甲,乙\n1,2\n3,4\n".encode(), "登记.csv"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_with_its_code(case: str, tmp_path: Path) -> None:
    wanted, build = REFUSED[case]
    path = build(tmp_path)
    content = path.read_bytes()
    code, report = check(path)
    assert report == {
        "file": {
            "name": path.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "format": report["file"]["format"],
            "encoding": report["file"]["encoding"],
        },
        "refused": {"code": wanted, "message": report["refused"]["message"]},
        "sheets": report["sheets"],
        "rows": NOTHING,
        "verdicts": {},
        "findings": [],
    }
    assert report["refused"]["message"].endswith("。")
    assert code == 3


def test_a_password_is_told_apart_from_damage(shared_dir: Path) -> None:
    code, report = check(shared_dir / "samples" / "workbooks" / "pass_protected.xlsx")
    assert (code, report["refused"]["code"], report["rows"]) == (3, "encrypted", NOTHING)


def test_a_template_with_formatted_empty_rows_is_empty(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "sister-system"
    code, report = check(folder / "credit_application_supplier_template.xlsx")
    assert (code, report["refused"]["code"], report["rows"]) == (3, "empty", NOTHING)
    assert {one["row"] for one in report["findings"]} == {None}


@pytest.mark.parametrize(
    "content",
    [
        "郑州市2026年10月新增公交车登记表\n序号,车架号,号牌号码,初次登记日期\n本月无新增\n",
        "本月无新增车辆\n",
        "序号,车架号,号牌号码,初次登记日期\n1,无,无,无\n合计,0,,\n填报人：,,,\n",
        "零报告\n",
    ],
)
def test_a_file_that_says_there_are_none_is_a_nil_report_and_no_error(content: str, tmp_path: Path) -> None:
    code, report = check(written(content.encode(), "登记.csv")(tmp_path))
    assert (code, report["refused"], report["nil"], report["rows"]) == (0, None, True, NOTHING)
    assert [finding["code"] for finding in report["findings"]] == ["nil-report"]


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    catalogue = written(b"%PDF-1.7\n", "目录.xlsx")(tmp_path)
    code, report = check(xlsx(tmp_path, a_row()), "--catalogue", catalogue)
    assert (code, report["refused"]["code"]) == (3, "not-a-spreadsheet")
    assert report["refused"]["message"].startswith("车型目录“目录.xlsx”：")


def test_a_catalogue_without_models_is_not_passed_over(tmp_path: Path) -> None:
    path = xlsx(tmp_path, a_row())
    catalogue = tmp_path / "目录.csv"
    catalogue.write_text("甲,乙\n1,2\n", encoding="utf-8")
    code, report = check(path, "--catalogue", catalogue)
    assert (code, report["refused"]) == (
        3,
        {"code": "header-not-found", "message": "车型目录“目录.csv”：没有找到车辆型号列。"},
    )


def test_a_folder_or_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.xlsx"):
        assert run("check-file", path, "--unit", "410300", "--json") == (2, "")
