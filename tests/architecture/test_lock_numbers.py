"""Two purposes that shared an advisory lock's number would wait for each other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_module_has_a_number_of_a_lock_of_its_own() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "fleetsvc").rglob("*.py"))
        if re.search(r"\b4_?107_?3\d\d\b", path.read_text(encoding="utf-8"))
    ]
    assert found == ["fleetsvc/database/lock_numbers.py"]
