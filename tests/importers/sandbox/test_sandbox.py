"""Reading in a child process: what it tells, what it is told, and how its death becomes a refusal."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from importers.limits import Limits, limits_for
from importers.results import Block, Expectation, FileFacts, Finding, Refused
from importers.sandbox import reader
from importers.sandbox.frames import FrameBroken, decode, encode
from tests import raw_workbooks as raw

TODAY = date(2025, 6, 1)
BUSES = Expectation(unit="410100", category="bus", event="new")


def frames_of(path: Path, *, name: str = "登记表.xlsx", limits: Limits | None = None) -> list[reader.Frame]:
    return list(reader.stream(path, name=name, expectation=BUSES, today=TODAY, limits=limits))


def readers() -> set[int]:
    """Return the reading children of this process: they stand below the process that they were forked from."""
    listed = subprocess.run(
        ["/bin/ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    parents = {int(row[0]): int(row[1]) for row in rows if "importers.sandbox.child" in row[-1]}

    def forebear(pid: int, steps: int) -> int:
        return pid if steps == 0 else forebear(parents.get(pid, 0), steps - 1)

    return {pid for pid in parents if forebear(pid, 3) == os.getpid()}


def test_a_plain_file_is_told_in_order_from_its_facts_to_its_end(tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "upload", raw.vehicle_rows(5000))
    frames = frames_of(path)
    kinds = [type(frame).__name__ for frame in frames]
    assert kinds == ["FileFacts", "LayoutFrame", "Block", "Progress", "Block", "Progress", "Done"]
    facts, layout, block, progress = frames[:4]
    assert isinstance(facts, FileFacts)
    assert (facts.name, facts.format, facts.encoding) == ("登记表.xlsx", "xlsx", None)
    assert facts.bytes == path.stat().st_size
    assert isinstance(layout, reader.LayoutFrame)
    assert list(layout.fingerprints) == ["S1"]
    assert isinstance(block, Block)
    assert progress == reader.Progress(4096, 5001)
    assert frames[-1] == reader.Done(5000)
    rows = [
        number
        for frame in frames
        if isinstance(frame, Block)
        for number in [*frame.rows, *(aside.row for aside in frame.aside)]
    ]
    assert sorted(rows) == list(range(2, 5002))


def test_frames_survive_the_pipe_unchanged(tmp_path: Path) -> None:
    for frame in frames_of(raw.xlsx(tmp_path / "upload", raw.vehicle_rows(30))):
        assert decode(encode(frame)) == frame
        assert encode(frame).count(b"\n") == 1


def test_a_refused_file_tells_its_facts_and_its_refusal(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(b"<html><table>")
    facts, refused = frames_of(path, name="导出.xls")
    assert isinstance(facts, FileFacts)
    assert (facts.name, facts.bytes, facts.format) == ("导出.xls", 13, None)
    assert refused == Refused("not-a-spreadsheet", {"why": "html"})


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    rows = raw.vehicle_rows(9).replace('<row r="4">', '<row r="4" hidden="1">')
    before = '<cols><col min="5" max="5" width="9" hidden="1"/></cols>'
    frames = frames_of(raw.xlsx(tmp_path / "upload", rows, before=before))
    layout = frames[1]
    assert isinstance(layout, reader.LayoutFrame)
    assert [finding for finding in layout.findings if finding.code.endswith("-hidden")] == [
        Finding("rows-hidden", sheet="S1", values={"count": "1"}),
        Finding("columns-hidden", sheet="S1", values={"count": "1"}),
    ]
    assert frames[-1] == reader.Done(9)


def test_a_row_limit_ends_the_reading_with_its_reason(tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "upload", raw.vehicle_rows(50))
    assert frames_of(path, limits=Limits(rows=20))[-1] == Refused("too-large", {"why": "rows", "limit": "20"})


def test_closing_the_stream_early_ends_the_child(tmp_path: Path) -> None:
    stream = reader.stream(
        raw.xlsx(tmp_path / "upload", raw.vehicle_rows(30_000)), name="a.xlsx", expectation=BUSES, today=TODAY
    )
    next(iter(stream))
    assert len(readers()) == 1
    stream.close()  # type: ignore[attr-defined]
    assert readers() == set()


PRY = "import json, os, sys; print(json.dumps([dict(os.environ), os.listdir('/dev/fd'), sys.path]))"


def test_the_child_inherits_no_secrets_and_no_open_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEETSVC_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setattr(reader, "_START", PRY)
    with (tmp_path / "open").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        child = reader._start("importers.sandbox.child")  # noqa: SLF001 (what the child is given is decided there)
        out = child.stdout.readall()
        child.end()
    environment, files, path = json.loads(out)
    assert "secret" not in json.dumps(environment)
    assert len(files) <= 4  # standard input, output, error, and the listing itself
    assert "/nowhere" not in path


def test_a_line_that_is_no_frame_is_refused() -> None:
    for line in (b"", b"[]", b"{}", b'{"kind": "done"}', b'{"kind": "file", "name": 1}', b"\xff"):
        with pytest.raises(FrameBroken):
            decode(line)


def test_a_frame_with_a_text_that_no_store_takes_is_none_of_ours() -> None:
    kept = Refused("damaged", {"line": "\\u0000 of a sender"})
    assert decode(encode(kept)) == kept
    for text in (b"\\u0000", b"\\ud800", b"\\uffff", b"\xed\xa0\x80"):
        with pytest.raises(FrameBroken):
            decode(b'{"kind": "refused", "code": "damaged", "values": {"line": "%s"}}' % text)


def test_a_block_is_heard_as_it_was_told() -> None:
    columns: dict[str, list[str | int | None]] = {
        "vin": [f"车\t{number}" for number in range(8)],
        "plate": [*[""] * 7, None],
        "replacement_shown": [0, 1] * 4,
        "said": ['{"fuel":"电"}'] * 8,
    }
    block = Block("明细", [*range(2, 10)], columns, [], [])
    assert decode(encode(block)) == block
    empty = Block("明细", [], {"vin": [], "said": []}, [], [])
    assert decode(encode(empty)) == empty


def test_a_block_of_texts_that_look_like_signs_no_cell_keeps_is_heard_as_it_was_told() -> None:
    columns: dict[str, list[str | int | None]] = {
        "owner": ["张\\u0000三", "\\u007f", r"C:\users\00"],
        "vin": ["a", "b", ""],
    }
    block = Block("明细", [2, 3, 4], columns, [], [])
    assert decode(encode(block)) == block
    typed = Block("明细", [2, 3], {"owner": ["王\x7f五", "b"], "said": ["{}", "\x7f"]}, [], [])
    assert decode(encode(typed)) == typed


@pytest.mark.parametrize(
    "column",
    [["a"], "a", "a\x7fb\x7fc"]
    + [{"texts": ["a"], "places": places} for places in ([0], [0, 1], [0, -1], [0, "0"])],
)
def test_a_column_that_is_none_of_its_block_is_refused(column: object) -> None:
    told = {
        "kind": "block",
        "sheet": "明细",
        "rows": [2, 3],
        "columns": {"vin": column},
        "aside": [],
        "findings": [],
    }
    with pytest.raises(FrameBroken):
        decode(json.dumps(told).encode())


def test_memory_and_time_grow_with_the_file_from_a_small_floor() -> None:
    small, large = limits_for(7_700), limits_for(8 << 20)
    assert (small.memory_bytes < 512 << 20, small.seconds, small.wall_seconds) == (True, 10.0, 600.0)
    assert large.memory_bytes == (448 + 5 * 24) << 20
    assert (large.seconds, large.wall_seconds) == (70.0, 700.0)
