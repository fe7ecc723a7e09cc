"""Small rulebooks of real policies, each in a file of its own; what every book must have is filled in around them."""

import hashlib
from pathlib import Path
from typing import Any, Final

from fleetsvc.books import read_mapping
from rules.rulebook import Rulebook, build

FOLDER: Final = Path(__file__).parent / "rules" / "policies"
POLICIES: Final = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))

_HEADING: Final = "摘录"
_BOTH: Final = {"zh": "测试", "en": "test"}


def policy_mapping(name: str) -> dict[str, Any]:
    """The whole rulebook file of a policy, with its cases."""
    policy = read_mapping(FOLDER / f"{name}.yaml")
    text = "\n".join([_HEADING, *(quote["text"] for quote in policy["quotes"])])
    source = hashlib.sha256(text.encode()).hexdigest()
    return {
        "id": policy["name"],
        "name": policy["name"],
        "title": policy["title"],
        "instruments": [
            {
                "id": "act",
                "title": policy["title"],
                "issuers": [_BOTH],
                "published_on": policy["published_on"],
                "texts": [{"description": _BOTH, "sha256": source}],
            }
        ],
        "passages": [{"number": "1", "offset": 0, "source_sha256": source, "text": text}],
        "clauses": [
            {
                "id": quote["id"],
                "instrument": "act",
                "number": "1",
                "quote": quote["text"],
                "translation": quote["en"],
                "source_sha256": source,
                "place": {"offset": text.index(quote["text"]), "length": len(quote["text"])},
            }
            for quote in policy["quotes"]
        ],
        "interpretations": [
            {
                "id": "day",
                "bears_on": "day",
                "question": _BOTH,
                "answer": _BOTH,
                "status": "assumed",
                "from": policy["published_on"],
                "by": _BOTH,
            }
        ],
        "rules": [_rule(rule) for rule in policy["rules"]],
        "not_checkable": [
            {
                "id": "heading",
                "number": "1",
                "text": _HEADING,
                "place": {"offset": 0, "length": len(_HEADING)},
                "reason": _BOTH,
            }
        ],
        "cases": policy["cases"],
    }


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    grounds = [{"description": _BOTH, "evidence": [_BOTH], **ground} for ground in rule.get("exceptions", ())]
    usual = {"title": {"zh": rule["id"], "en": rule["id"]}, "units": "all", "effective_until": None}
    return {
        **usual,
        **rule,
        "exceptions": grounds or None,
        "interpretations": ["day"],
        "departments": [_BOTH],
    }


def policy_book(name: str) -> Rulebook:
    """The rulebook of a policy."""
    return build(policy_mapping(name))
