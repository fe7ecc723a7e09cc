"""Every byte and every code point goes through the reader: nothing that a store refuses comes out, nothing is lost."""

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from importers.cells.identifiers import text_of
from importers.formats.cell_text import is_settled
from importers.results import AsideRow, Block, Expectation, Finding, Refused, RowFate
from importers.rows.touched import LONGEST
from importers.sandbox import reader
from importers.sandbox.frames import encode
from importers.sandbox.told_columns import BETWEEN
from tests import every_sign as signs
from tests.acceptance.workbooks.reading import read_report

TODAY = date(2025, 6, 1)


def a_csv(path: Path, rows: Sequence[signs.Row]) -> Path:
    return signs.as_csv(path, rows, encoding="utf-8")


def read(path: Path) -> tuple[dict[int, object], list[AsideRow], list[Finding]]:
    """Return the owners by row, the rows set aside and the findings; every line that the child wrote is looked at."""
    owners: dict[int, object] = {}
    aside: list[AsideRow] = []
    findings: list[Finding] = []
    for frame in reader.stream(path, name="名单.csv", expectation=Expectation("410100"), today=TODAY):
        assert is_settled(encode(frame).decode().replace(BETWEEN, ""))
        assert not isinstance(frame, Refused)
        findings += getattr(frame, "findings", ())
        if isinstance(frame, Block):
            owners |= dict(zip(frame.rows, frame.columns["owner"], strict=True))
            aside += frame.aside
    return owners, aside, findings


@pytest.mark.parametrize("kind", signs.FORMATS)
def test_every_code_point_passes_or_is_removed_and_told(kind: str, tmp_path: Path) -> None:
    write, holds_halves = signs.FORMATS[kind]
    texts = signs.owners(without=range(0) if holds_halves else signs.SURROGATES)
    owners, aside, findings = read(write(tmp_path / "upload", signs.rows_of(texts)))
    assert aside == []
    expected = {row: text_of(signs.left_of(text)) for row, text in enumerate(texts, start=2)}
    assert owners == {row: text[: LONGEST["owner"]] for row, text in expected.items()}
    touched = [row for row, text in enumerate(texts, start=2) if any(map(signs.is_told, text))]
    long = [row for row, text in expected.items() if len(text) > LONGEST["owner"]]  # ㌀ is folded to アパート
    told = {(finding.code, finding.row) for finding in findings}
    assert told == {("control-characters", row) for row in touched} | {("text-too-long", row) for row in long}
    assert {finding.column for finding in findings} == {signs.OWNER}


def outcome_of(report: dict[str, Any]) -> str:
    """Why the file is refused, else the owner that was read, else what holds the row."""
    if report["refused"]:
        return str(report["refused"]["code"])
    read = report["registrations"]
    return str(read[0]["owner"] if read else report["findings"][0]["code"])


def test_every_byte_ends_in_rows_or_in_a_refusal(tmp_path: Path) -> None:
    sent_as = {"unit": "410100", "category": None, "event": None, "today": TODAY.isoformat()}
    good = signs.as_csv(tmp_path / "a.csv", [signs.a_row(1, "甲?乙")], encoding="utf-8").read_bytes()
    fates: dict[str, list[int]] = defaultdict(list)
    for byte in range(256):
        path = tmp_path / "a.csv"
        path.write_bytes(good.replace(b"?", bytes((byte,))))
        report = read_report(path, sent_as=sent_as)
        assert is_settled(json.dumps(report, ensure_ascii=False))
        fates[outcome_of(report)].append(byte)
    assert fates.pop("damaged") == [*range(0x80, 0x100)]  # no text of any encoding
    assert fates.pop("quote-unclosed") == [*b'"']  # its row is held
    assert fates["甲乙"] == [*range(9), *range(14, 32), 0x7F]
    assert sorted(byte for bytes_ in fates.values() for byte in bytes_) == sorted(set(range(0x80)) - {0x22})


@pytest.mark.parametrize("write", [signs.as_xlsx, signs.as_xls, signs.as_xlsb, a_csv])
def test_a_row_is_held_where_a_deciding_cell_lost_a_sign_and_taken_elsewhere(
    write: Callable[[Path, Sequence[signs.Row]], Path], tmp_path: Path
) -> None:
    def soiled(number: int, place: int, sign: str) -> signs.Row:
        row = list(signs.a_row(number, "郑州公交"))
        row[place] = f"{row[place][:2]}{sign}{row[place][2:]}"
        return tuple(row)

    shapes = ("\0", "\x08", "\x7f", "\x9c", "\ufffe", "\ufdd0", "\U0001ffff")
    places = list(itertools.product(range(len(signs.HEADER)), shapes))
    rows = [soiled(number, place, sign) for number, (place, sign) in enumerate(places, start=1)]
    owners, aside, findings = read(write(tmp_path / "upload", rows))
    harmless = [row for row, (place, _) in enumerate(places, start=2) if signs.HEADER[place] == "所有人"]
    assert owners == dict.fromkeys(harmless, "郑州公交")
    assert [(row.row, row.fate, row.cells[1:6]) for row in aside] == [
        (row, RowFate.HELD, signs.a_row(row - 1, "")[1:6]) for row in range(2, harmless[0])
    ]
    told = [
        (finding.code, finding.row, finding.column) for finding in findings if finding.code != "vin-twice"
    ]
    expected = [
        (code, row, "ABCDEFG"[place])
        for row, (place, _) in enumerate(places, start=2)
        for code in ("control-characters", "cell-altered")[: 1 if row in harmless else 2]
    ]
    assert told == expected
