"""A receipt as its page shows it: from what was signed, not from what is stored now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fleetsvc.services.receipts.issuing import ReceiptKind
from fleetsvc.web.frame.pages import minute
from rules.labels import label, said_facts
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict
from rules.wording import Language

Say = Callable[..., str]
Document = Mapping[str, Any]


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
    is_answer = document["kind"] == ReceiptKind.REQUIREMENTS
    found = _of_answer if is_answer else _of_upload
    return list(found(document, language, say))


def subject_of(document: Document, *, language: Language) -> str:
    """Return in a few words what a receipt is of."""
    if document["kind"] == ReceiptKind.UPLOAD:
        return str(document["upload"]["name"])
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
