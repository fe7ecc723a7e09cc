"""One word for one thing: no text that the service shows uses a word that the glossary sets aside."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("rules", "importers", "fleetsvc")
GUIDES = ("README.zh-CN.md", "docs/quickstart.zh-CN.md")


def set_aside() -> dict[str, str]:
    """The words that are not used, and for each the word to use."""
    rows = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("| ")]
    return {word: line[0] for line in cells[1:] for word in line[3].split("、") if word}


def shown_texts() -> Iterator[tuple[str, str]]:
    """The Chinese of each text in the code and of each guide, with its place."""
    for guide in GUIDES:
        for number, line in enumerate((ROOT / guide).read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{guide}:{number}", line
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", _chinese(node)


def _chinese(call: ast.Call) -> str:
    said = next(iter(call.args), None) or next(word.value for word in call.keywords if word.arg == "zh")
    parts = (part.value for part in ast.walk(said) if isinstance(part, ast.Constant))
    return "".join(part for part in parts if isinstance(part, str))


def test_no_text_uses_a_word_that_the_glossary_sets_aside() -> None:
    aside, texts = set_aside(), list(shown_texts())
    assert len(aside) > 10
    assert len(texts) > 500
    assert [
        f"{place}: {word} should be {aside[word]}" for place, text in texts for word in aside if word in text
    ] == []
