"""The report on a file, as lines a clerk can read: how it was understood, sums that add up, what to repair.

It is made from the same JSON report that the API gives, so the two cannot say different things.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from importers.fields import FIELDS
from rules.labels import label
from rules.vocabulary import Verdict
from rules.wording import Language, Text

Report = Mapping[str, Any]
"""The JSON object of contract section 2."""

SEVERITIES: Final[dict[str, Text]] = {
    "error": Text("错误", "error"),
    "warning": Text("提醒", "warning"),
    "info": Text("说明", "note"),
}
_ORDER: Final = ("error", "warning", "info")
_FIRST_PLACES: Final = 5


def report_lines(report: Report, *, language: Language) -> Iterator[str]:
    """Yield the report line by line."""
    yield from _file_lines(report)
    if report["refused"]:
        refused = report["refused"]
        yield (
            Text("未接收：", "Refused: ").in_language(language) + f"{refused['message']} [{refused['code']}]"
        )
        return
    for sheet in report["sheets"]:
        yield from _sheet_lines(sheet, language)
    yield ""
    yield _rows_line(report["rows"], language)
    yield from _finding_lines(report["findings"], language)
    yield from _catalogue_lines(report, language)
    yield from _verdict_lines(report, language)
    yield ""
    yield _next_step(report, language)


def _file_lines(report: Report) -> Iterator[str]:
    file = report["file"]
    if file is None:
        return
    facts = [file["format"], file["encoding"], f"{file['bytes']:,} B", f"sha256 {file['sha256'][:12]}…"]
    yield f"{file['name']}  ({', '.join(fact for fact in facts if fact)})"


def _sheet_lines(sheet: Report, language: Language) -> Iterator[str]:
    yield ""
    used = Text("读取", "read") if sheet["used"] else Text("未读取", "not read")
    yield (
        Text("工作表", "Sheet").in_language(language)
        + f"「{sheet['name']}」 {used.in_language(language)}: {sheet['why']}"
    )
    if not sheet["used"]:
        return
    rows = "–".join(str(row) for row in sheet["header_rows"]) or "-"
    yield "  " + Text(
        f"表头第 {rows} 行，数据从第 {sheet['first_data_row']} 行起",
        f"header in row {rows}, data from row {sheet['first_data_row']}",
    ).in_language(language)
    unused = []
    for column in sheet["columns"]:
        if column["field"] is None:
            unused.append(f"{column['column']} {column['header']}")
            continue
        meaning = FIELDS[column["field"]].in_language(language)
        doubt = "" if column["confidence"] >= 0.6 else f"  ({column['confidence']:.0%}?)"
        yield f"  {column['column']:>3}  {column['header']} → {meaning}{doubt}"
    if unused:
        yield "  " + Text("未使用的列：", "columns not used: ").in_language(language) + ", ".join(unused)


def _rows_line(rows: Report, language: Language) -> str:
    return Text(
        "行数：读到 {read} = 入库 {accepted} + 待更正 {held} + 未变化 {unchanged} + 忽略 {ignored}",
        "Rows: {read} read = {accepted} accepted + {held} held + {unchanged} unchanged + {ignored} ignored",
    ).fill(**rows).in_language(language)  # fmt: skip


def _finding_lines(findings: list[Report], language: Language) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Report]] = {}
    for finding in findings:
        groups.setdefault((finding["severity"], finding["code"]), []).append(finding)
    for severity, code in sorted(groups, key=lambda group: (_ORDER.index(group[0]), -len(groups[group]))):
        found = groups[severity, code]
        yield ""
        label = SEVERITIES[severity].in_language(language)
        yield f"[{label}] {code} × {len(found)}: {found[0]['message']}"
        yield "  " + Text("位置：", "at: ").in_language(language) + _places(found, language)
        yield "  " + Text("改法：", "repair: ").in_language(language) + found[0]["repair"]


def _places(found: list[Report], language: Language) -> str:
    places = [_place(finding, language) for finding in found[:_FIRST_PLACES]]
    if len(found) > _FIRST_PLACES:
        more = len(found) - _FIRST_PLACES
        places.append(
            Text(f"另 {more} 处（--json 全部列出）", f"{more} more (--json lists all)").in_language(language)
        )
    return ", ".join(places)


def _place(finding: Report, language: Language) -> str:
    if finding["row"] is None:
        return str(finding["sheet"] or Text("整个文件", "the whole file").in_language(language))
    value = f" “{finding['value']}”" if finding["value"] else ""
    return f"{finding['sheet']}!{finding['column'] or ''}{finding['row']}{value}"


def _catalogue_lines(report: Report, language: Language) -> Iterator[str]:
    """Cite the catalogue entries that settled what drives vehicles."""
    cited = report.get("catalogue", ())
    if not cited:
        return
    yield ""
    yield Text("车型目录作为依据的型号：", "Models settled with the catalogue: ").in_language(language) + str(
        len(cited)
    )
    for entry in cited[:_FIRST_PLACES]:
        yield f"  {entry['model']}: {', '.join(entry['batches'])}"


def _verdict_lines(report: Report, language: Language) -> Iterator[str]:
    verdicts = report["verdicts"]
    if not verdicts:
        return
    yield ""
    judged_on = report.get("judged_on")
    title = Text("判定", "Verdicts")
    if judged_on:
        title = Text(
            f"判定（均按 {judged_on} 登记）", f"Verdicts (all judged as if registered on {judged_on})"
        )
    counts = ", ".join(
        f"{label(verdict).in_language(language)} {verdicts[verdict]}"
        for verdict in Verdict
        if verdict in verdicts
    )
    yield f"{title.in_language(language)}: {counts}"


def _next_step(report: Report, language: Language) -> str:
    if report["rows"]["held"]:
        text = Text(
            "下一步：按上面的改法修改标为错误的单元格，再传一次；已入库的行不会重复。",
            "Next: repair the cells marked as errors and send the file again; accepted rows are not stored twice.",
        )
    elif any(finding["severity"] == "warning" for finding in report["findings"]):
        text = Text(
            "下一步：核对提醒；没有问题即可报送。",
            "Next: look at the warnings; if they are right, send the file.",
        )
    else:
        text = Text("没有发现问题，可以报送。", "Nothing is wrong: the file can be sent.")
    return text.in_language(language)
