"""Examples of requests and answers in the description: asked of the service, not made up.

``examples.json`` holds one for each operation that a test can ask (``tests/api/frame/test_examples.py``), as
recorded by ``make examples``: what was sent, and what came, with lists cut to their first two members.
"""

import json
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path(__file__).with_name("examples.json")
JSON: Final = "application/json"
FORM: Final = "multipart/form-data"


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Return a description in which operations show the example that is kept of them."""
    kept = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    paths = {
        path: {
            method: _shown(one, kept[one["operationId"]])
            if method != "parameters" and one["operationId"] in kept
            else one
            for method, one in methods.items()
        }
        for path, methods in document["paths"].items()
    }
    return document | {"paths": paths}


def _shown(operation: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    asked, status = example["query"], example["status"]
    shown = operation | {"x-example-path": example["path"]}
    if "parameters" in operation:
        shown["parameters"] = [
            one | {"example": asked[one["name"]]} if one.get("name") in asked else one
            for one in operation["parameters"]
        ]
    if example["body"] is not None and example["media"] != FORM:  # of a file there is the name alone
        shown["requestBody"] = _with_example(operation["requestBody"], example["media"], example["body"])
    if example["answer"] is not None:
        answers = operation["responses"]
        shown["responses"] = answers | {status: _with_example(answers[status], JSON, example["answer"])}
    return shown


def _with_example(described: dict[str, Any], media: str, value: object) -> dict[str, Any]:
    content = described["content"]
    return described | {"content": content | {media: content[media] | {"example": value}}}
