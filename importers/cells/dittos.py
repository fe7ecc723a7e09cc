"""Words that stand for the cell above: 同上, 〃."""

from typing import Final

DITTOS: Final = frozenset(
    {"同上", "同 上", "同上行", "同前", "如上", "〃", "″", "“", "”", '"', "＂", "''", "ditto", "Ditto", "do."}  # noqa: RUF001
)
