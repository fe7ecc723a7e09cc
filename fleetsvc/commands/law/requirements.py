"""``fleetsvc requirements``: what a registration must meet, from the shipped rulebook; needs no database."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import click

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.commands.frame.output import (
    CATEGORY,
    DAY,
    EVENT,
    UNIT,
    AnsweringCommand,
    print_json,
    print_lines,
    with_json,
    words,
)
from fleetsvc.services.law.requirements import requirement_answer
from rules.labels import label
from rules.vocabulary import Category, Energy, Event, Verdict
from rules.wording import Language, Text

Answer = Mapping[str, Any]
"""The JSON of contract section 3."""


@click.command(cls=AnsweringCommand)
@click.option("--unit", type=UNIT, required=True, help="Reporting unit: code or name.")
@click.option("--category", type=CATEGORY, required=True)
@click.option("--event", type=EVENT, required=True)
@click.option("--on", "day", type=DAY, help="Day of registration [default: today].")
@click.option("--energy", type=words(Energy), help="Say what a vehicle of this energy would get.")
@with_json
def requirements(
    unit: str,
    category: str,
    event: str,
    day: date | None,
    energy: str | None,
    as_json: bool,
    language: Language,
) -> None:
    """Say what a vehicle registered in a unit, for a use, on a day must meet."""
    answer = requirement_answer(
        shipped_book(),
        unit=unit,
        category=Category(category),
        event=Event(event),
        on=day or clock.day_of(clock.now()),
        energy=Energy(energy) if energy else None,
        language=language,
    )
    if as_json:
        print_json(answer)
    else:
        print_lines(answer_lines(answer, language=language))


def answer_lines(answer: Answer, *, language: Language) -> Iterator[str]:
    """Yield the answer, then each rule with the sentence of the plan it rests on."""
    yield answer["summary"]
    if answer["verdict"]:
        energy = label(Energy(answer["energy"])).said_in(language)
        yield f"{energy}: {label(Verdict(answer['verdict'])).said_in(language)}"
    for rule in answer["rules"]:
        clause = rule["clause"]
        yield ""
        yield f"{rule['id']}  {rule['title']}"
        until = rule["effective_until"] or "…"
        yield Text("  有效期：", "  in force: ").said_in(language) + f"{rule['effective_from']} – {until}"
        yield f"  {clause['instrument']} {clause['number']}: 「{clause['quote']}」"
    for exception in answer["exceptions"]:
        yield Text("例外：", "Exception: ").said_in(language) + exception["description"]
    for entry in answer["interpretations"]:
        yield (
            Text("解释", "Interpretation").said_in(language)
            + f" [{entry['status']}] {entry['question']} {entry['answer']}"
        )
    yield ""
    yield f"{answer['rulebook']['id']} {answer['rulebook']['edition']}"
