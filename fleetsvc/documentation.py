"""Pages of documentation that are written from the code: ``python -m fleetsvc.documentation`` (``make docs``)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fleetsvc.services.cases.transitions import drawing
from importers.findings.register import KINDS, FindingKind

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
_HEAD: Final = """\
# 问题代码 · Finding codes

Written from `importers/findings/kinds.py` by `make docs`. Codes are never renamed.

error 暂存该行 holds the row · warning 需要核对 asks · info 提示 tells

| code | severity | 说明 · what it says | 如何修改 · repair |
|---|---|---|---|
"""
_CASES: Final = """\
# 事项的办理 · What is done with cases

Drawn from `fleetsvc/services/cases/transitions.py` by `make docs`. In brackets: what has to hold besides.

reason 写明理由 · ground 规则所列理由 · evidence 所列材料或缺少的原因 · why 单位已说明 · heard 已告知并已说明 · over 期限已满 ·
first_extension 未延过期 · first_appeal 未申诉过 · appeals_over 申诉期已过或申诉已决 · in_time 申诉期内 · term 有效期合理 ·
term_over 有效期已满 · term_ends 30 天内到期 · officer 指定承办人 · signed 由另一人签署 · term_open 止日在今天之后或无期限
"""


def findings_page() -> str:
    """Return the page of all finding codes, in the order of their names."""
    return _HEAD + "".join(_rows())


def cases_page() -> str:
    """Return the page that draws what may be done with cases."""
    return _CASES + "".join(drawing())


def _rows() -> Iterator[str]:
    for code in sorted(KINDS):
        kind: FindingKind = KINDS[code]
        says = f"{kind.message.zh}<br>{kind.message.en}"
        repair = f"{kind.repair.zh}<br>{kind.repair.en}"
        yield f"| `{code}` | {kind.severity} | {_cell(says)} | {_cell(repair)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    (DOCS / "findings.md").write_text(findings_page(), encoding="utf-8")
    (DOCS / "cases.md").write_text(cases_page(), encoding="utf-8")
