"""A receipt as its page shows it: from what was signed, not from what is stored now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.receipts.issuing import ReceiptKind
from fleetsvc.web.frame.pages import minute
from rules.labels import duty_label, label, said_facts
from rules.units import UNITS
from rules.vocabulary import Category, Duty, Energy, Event, Verdict
from rules.wording import Language

Say = Callable[..., str]
Document = Mapping[str, Any]
_COUNTED: Final = {
    "verdicts": "receipt.counts",
    "overridden": "receipt.overridden",
    "disputed": "receipt.disputed_of",
}
"""The counts of a fleet, and what each is called: those of the rules, and apart from them."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the page is called, and what it says.

    ``address``: where that leads; ``is_code``: it is copied; ``spoken``: the language it was signed in, if any.
    """

    name: str
    text: str
    address: str | None = None
    is_code: bool = False
    spoken: str | None = None


def rows_of(document: Document, *, language: Language, say: Say) -> list[Row]:
    """Return the rows of a receipt."""
    return list(_ROWS[document["kind"]](document, language, say))


def subject_of(document: Document, *, language: Language) -> str:
    """Return in a few words what a receipt is of."""
    match document["kind"]:
        case ReceiptKind.UPLOAD:
            return str(document["upload"]["name"])
        case ReceiptKind.VEHICLE:
            return f"{document['vehicle']['plate'] or document['vehicle']['vin']} · {document['as_of']}"
        case ReceiptKind.FLEET:
            return f"{document['fleet']['owners'][0]['owner']} · {document['as_of']}"
    return _question(document["question"], language)


def _of_answer(document: Document, language: Language, say: Say) -> Iterator[Row]:
    question, answer = document["question"], document["answer"]
    yield Row(say("receipt.question"), _question(question, language))
    spoken = "en" if question["language"] == "en" else "zh-CN"
    yield Row(say("receipt.answer"), answer["summary"], spoken=spoken)
    if answer["verdict"] is not None:
        yield Row(say("receipt.verdict"), label(Verdict(answer["verdict"])).in_language(language))
    yield Row(say("receipt.known_on"), minute(question["known_on"]))
    for rulebook in document.get("rulebooks", [document["rulebook"]]):
        yield Row(say("receipt.rulebook"), f"{rulebook['id']} {rulebook['edition']}", is_code=True)
    yield Row(say("receipt.sha256"), document["answer_sha256"], is_code=True)
    yield Row(say("receipt.again"), document["ask_again"], address=document["ask_again"])


def _question(question: Document, language: Language) -> str:
    words = [
        UNITS[question["unit"]].name,
        label(Event(question["event"])),
        label(Category(question["category"])),
    ]
    if question["energy"]:
        words.append(label(Energy(question["energy"])))
    words += [said_facts(name, [question[name]]) for name in ("emission_stage", "replaces") if question[name]]
    said = [word.in_language(language) for word in words]
    mass = question["gross_mass_kg"]
    return " · ".join([*said, *([f"{mass:,} kg"] if mass else []), question["on"]])


def _of_upload(document: Document, language: Language, say: Say) -> Iterator[Row]:
    upload = document["upload"]
    yield Row(say("receipt.unit"), UNITS[upload["unit"]].name.in_language(language))
    yield Row(say("receipt.upload"), f"{upload['id']} · {upload['name']}")
    yield Row(say("receipt.file_sha256"), upload["sha256"], is_code=True)
    yield Row(say("receipt.received"), minute(upload["received_at"]))
    yield Row(say("receipt.settled"), minute(upload["settled_at"]))
    if "rows" in upload:
        rows = {name: f"{count:,}" for name, count in upload["rows"].items()}
        yield Row(say("receipt.rows"), say("receipt.rows_of", **rows))
    verdicts = [
        f"{label(Verdict(name)).in_language(language)} {count:,}"
        for name, count in upload.get("verdicts", {}).items()
    ]
    if verdicts:
        yield Row(say("receipt.verdicts"), " · ".join(verdicts))


def _of_vehicle(document: Document, language: Language, say: Say) -> Iterator[Row]:
    one = document["vehicle"]
    words = [label(Category(one["category"])), label(Event(one["event"])), label(Energy(one["energy"]))]
    yield Row(say("receipt.unit"), UNITS[one["unit"]].name.in_language(language))
    yield Row(say("receipt.owner"), one["owner"])
    if one["plate"]:
        yield Row(say("receipt.plate"), one["plate"])
    yield Row(say("receipt.vin"), one["vin"], is_code=True)
    yield Row(say("receipt.vehicle"), " · ".join(word.in_language(language) for word in words))
    yield Row(say("receipt.registered_on"), one["registered_on"])
    yield Row(say("receipt.verdict"), label(Verdict(one["verdict"])).in_language(language))
    if one["disputed"]:
        yield Row(say("receipt.verdict"), say("receipt.disputed"))
    if one["overridden"]:
        yield Row(say("receipt.decided"), decided_words(one.get("decision"), language=language, say=say))
    for duty in one["duties"]:
        said = duty_label(Duty(duty["duty"]), Verdict(duty["verdict"])).in_language(language)
        clause = duty["clause"]
        if duty.get("decided_by") == "office":
            yield Row(said, say("receipt.by_office"))
        elif clause is not None:
            yield Row(said, f"{clause['instrument']} {clause['number']}：{clause['quote']}", spoken="zh-CN")
    yield from _law_of(document, say)
    yield Row(say("receipt.as_of"), f"{document['as_of']} · {say('receipt.later')}")


def decided_words(decision: Document | None, *, language: Language, say: Say) -> str:
    """Return what the office decided otherwise than the rules, why, and from when until when."""
    if decision is None or decision["duty"] is None:
        return say("receipt.decided_otherwise")
    until = decision["until"]
    return say(
        "receipt.decided_so",
        ruled=duty_label(Duty(decision["duty"]), Verdict(decision["ruled"])).in_language(language),
        code=OVERRIDE_CODES[decision["code"]].in_language(language),
        since=decision["since"],
        until=say("receipt.decided_until", day=until) if until else say("receipt.decided_endless"),
    )


def _law_of(document: Document, say: Say) -> Iterator[Row]:
    for rulebook in document.get("rulebooks", ()):
        yield Row(say("receipt.rulebook"), f"{rulebook['id']} {rulebook['edition']}", is_code=True)


def _of_fleet(document: Document, language: Language, say: Say) -> Iterator[Row]:
    fleet = document["fleet"]
    for one in fleet["owners"]:
        yield Row(say("receipt.owner"), f"{one['owner']} · {UNITS[one['unit']].name.in_language(language)}")
    yield Row(say("receipt.vehicles"), f"{fleet['vehicles']:,}")
    for name, word in _COUNTED.items():
        counts = [
            f"{label(Verdict(one)).in_language(language)} {n:,}" for one, n in fleet.get(name, {}).items()
        ]
        if counts:
            yield Row(say(word), " · ".join(counts))
    for one in fleet["categories"]:
        beside = [say(_COUNTED[name]) for name in ("overridden", "disputed") if one.get(name)]
        said = " · ".join(
            [label(Verdict(one["verdict"])).in_language(language), *beside, f"{one['vehicles']:,}"]
        )
        yield Row(label(Category(one["category"])).in_language(language), said)
    for one in fleet["rules"]:
        if (clause := one["clause"]) is not None:
            said = f"{clause['instrument']} {clause['number']}：{clause['quote']}"
            yield Row(f"{say('receipt.clause')} · {one['vehicles']:,}", said, spoken="zh-CN")
    yield from _law_of(document, say)
    yield Row(say("receipt.as_of"), f"{document['as_of']} · {say('receipt.later')}")


_ROWS: Final[Mapping[str, Callable[[Document, Language, Say], Iterator[Row]]]] = {
    ReceiptKind.REQUIREMENTS: _of_answer,
    ReceiptKind.UPLOAD: _of_upload,
    ReceiptKind.VEHICLE: _of_vehicle,
    ReceiptKind.FLEET: _of_fleet,
}
