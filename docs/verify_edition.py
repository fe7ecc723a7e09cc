"""Check exported ranking editions with nothing but Python: python3 verify_edition.py FILE...

Each FILE is the JSON of GET /api/v1/rankings/{period}?revision=N (one edition, or a list of them). Checked are the
seal (SHA-256 of all but the seal, as canonical JSON), the hash of the method, rates and ranks against the counts of
the method nev-duty-2, and the links among the editions given. Exit 0: they hold. 1: some do not. 2: cannot be read.
通报校验：逐期核对校验码、方法、合规率与名次，以及各期之间的承接。
"""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

NUMBERS = ("governed", "rate", "rate_low", "rate_high", "rank", "rank_low", "rank_high")


def digest(value):
    bare = {name: one for name, one in value.items() if name != "sha256"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def shown(share):
    """Round to 4 decimals, never to 0 or 1."""
    if share is None or share in (0, 1):
        return None if share is None else float(share)
    return float(min(max(round(share, 4), Fraction(1, 10000)), Fraction(9999, 10000)))


def counted(line):
    """Return how many are governed, the proven rate, and the rate if all that is open turned out well."""
    verdicts = line["verdicts"]
    governed = sum(number for name, number in verdicts.items() if name not in ("not_governed", "advisory"))
    whole = governed + line["held"] + line["disputed"]
    good = verdicts.get("compliant", 0) + verdicts.get("exempt", 0)
    parts = good, whole - verdicts.get("non_compliant", 0)
    return governed, *(Fraction(part, whole) if whole else None for part in parts)


def misranked(document):
    found = {line["unit"]: counted(line) for line in document["lines"]}
    ranked = [line["unit"] for line in document["lines"] if line["status"] == "ranked"]
    for line in document["lines"]:
        governed, low, high = found[line["unit"]]
        others = [found[unit] for unit in ranked if unit != line["unit"]]
        better = ((low, 1), (high, 1), (low, 2))
        places = [None] * 3
        if line["unit"] in ranked:
            places = [1 + sum(other[column] > own for other in others) for own, column in better]
        if [line[name] for name in NUMBERS] != [governed, shown(low), shown(low), shown(high), *places]:
            yield f"rates or ranks of {line['unit']} do not follow from its counts"


def unlinked(document, seals):
    compared, previous = document["compared_with"], document["previous_sha256"]
    links = [] if compared is None else [(compared["period"], compared["revision"], compared["sha256"])]
    if document["revision"]:
        links.append((document["period"], document["revision"] - 1, previous))
    elif previous != (compared and compared["sha256"]):
        yield "it follows another edition than the one it is compared with"
    for period, revision, named in links:
        if named not in seals.get((period, document["category"], revision), {named}):
            yield f"it names another edition of {period} (revision {revision}) than the one given"


def faults(document, seals):
    if digest(document) != document["sha256"]:
        yield "its content does not fit its seal"
    if digest(document["method"]) != document["method"]["sha256"]:
        yield "its method was altered"
    if document["method"]["id"] == "nev-duty-2":
        yield from misranked(document)
    yield from unlinked(document, seals)
    if len(seals[document["period"], document["category"], document["revision"]]) > 1:
        yield "two different editions of this name"


def main(paths):
    read = [json.loads(Path(path).read_text(encoding="utf-8")) for path in paths]
    documents = [one for found in read for one in (found if isinstance(found, list) else [found])]
    seals = {}
    for one in documents:
        seals.setdefault((one["period"], one["category"], one["revision"]), set()).add(digest(one))
    wrong = [list(faults(one, seals)) for one in documents]
    for one, found in zip(documents, wrong):
        print(one["period"], one["category"] or "all", one["revision"], "; ".join(found) or "holds")
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        print(f"cannot be read as ranking editions: {problem!r}", file=sys.stderr)
        sys.exit(2)
