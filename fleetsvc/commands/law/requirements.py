"""``fleetsvc requirements``: what a registration must meet, from the shipped rulebook; needs no database.

With ``--known-on`` by the edition that was in force then: that is what the database knows.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import click

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.commands.frame.known_on import KNOWN_ON
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
from fleetsvc.commands.law.text import standing_text
from fleetsvc.services.law.requirements import requirement_answer
from rules.labels import duty_label, fact_label, label
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.vocabulary import Category, Duty, EmissionStage, Energy, Event, Replacement, Verdict
from rules.wording import Language, Text

Answer = Mapping[str, Any]
"""The JSON of contract section 3."""


@click.command(cls=AnsweringCommand)
@click.option("--unit", type=UNIT, required=True, help="Reporting unit: code or name.")
@click.option("--category", type=CATEGORY, required=True)
@click.option("--event", type=EVENT, required=True)
@click.option("--on", "day", type=DAY, help="Day of registration [default: today].")
@click.option("--energy", type=words(Energy), help="Say what a vehicle of this energy would get.")
@click.option("--emission-stage", "stage", type=words(EmissionStage), help="Its emission stage.")
@click.option("--gross-mass-kg", type=click.IntRange(1, 200_000), help="Its gross mass in kilograms.")
@click.option("--replaces", type=words(Replacement), help="What is known of the retired vehicle.")
@click.option("--known-on", type=KNOWN_ON, help="By the edition in force then [default: as shipped].")
@with_json
def requirements(  # noqa: PLR0913, PLR0917 (one for each option)
    unit: str,
    category: str,
    event: str,
    day: date | None,
    energy: str | None,
    stage: str | None,
    gross_mass_kg: int | None,
    replaces: str | None,
    known_on: datetime | None,
    as_json: bool,
    language: Language,
) -> None:
    """Say what a vehicle registered in a unit, for a use, on a day must meet."""
    question = Question(
        Category(category),
        Event(event),
        unit,
        day or clock.day_of(clock.now()),
        energy=Energy(energy) if energy else None,
        emission_stage=EmissionStage(stage) if stage else None,
        gross_mass_kg=gross_mass_kg,
        replaces=Replacement(replaces) if replaces else None,
    )
    answer = requirement_answer(book_known_on(known_on), question, language=language)
    if as_json:
        print_json(answer)
    else:
        print_lines(answer_lines(answer, language=language))


def book_known_on(instant: datetime | None) -> Rulebook:
    """Return the shipped rulebook, or the one that was in force at an instant. Raises NoEditionThen."""
    if instant is None:
        return shipped_book()
    from fleetsvc.commands.law import as_known  # noqa: PLC0415 (without an instant no database is needed)

    return as_known.book_as_known(instant)


def answer_lines(answer: Answer, *, language: Language) -> Iterator[str]:
    """Yield the answer, then each rule with the sentence of the plan it rests on."""
    yield answer["summary"]
    if answer["verdict"]:
        energy = label(Energy(answer["energy"])).in_language(language)
        yield f"{energy}: {label(Verdict(answer['verdict'])).in_language(language)}"
        for said in answer["duties"]:
            yield f"  {duty_label(Duty(said['duty']), Verdict(said['verdict'])).in_language(language)}"
    yield from _open_lines(answer, language)
    for rule in answer["rules"]:
        clause = rule["clause"]
        yield ""
        yield f"{rule['id']}  {rule['title']}"
        until = rule["effective_until"] or "…"
        yield Text("  有效期：", "  in force: ").in_language(language) + f"{rule['effective_from']} – {until}"
        yield f"  {clause['instrument']} {clause['number']}: 「{clause['quote']}」"
    for near in answer["near_rules"]:
        yield ""
        yield f"{near['id']}  {near['message']}"
        yield f"  {near['clause']['instrument']} {near['clause']['number']}: 「{near['clause']['quote']}」"
    for exception in answer["exceptions"]:
        yield Text("例外：", "Exception: ").in_language(language) + exception["description"]
    for entry in answer["interpretations"]:
        yield (
            Text("解释", "Interpretation").in_language(language)
            + f" [{standing_text(entry)}] {entry['question']} {entry['answer']}"
        )
    yield ""
    yield answer["scope_note"]
    yield f"{answer['rulebook']['id']} {answer['rulebook']['edition']}"


def _open_lines(answer: Answer, language: Language) -> Iterator[str]:
    """Yield what the answer takes for granted, and what each missing fact would lead to."""
    for condition in answer["conditions"]:
        yield Text("前提：", "Condition: ").in_language(language) + condition["message"]
    if answer["depends_on"]:
        yield Text("还取决于：", "It still depends on: ").in_language(language) + "、".join(
            fact_label(name).in_language(language) for name in answer["depends_on"]
        )
    for outcome in answer["outcomes"]:
        verdict = label(Verdict(outcome["verdict"])).in_language(language)
        yield f"  {outcome['message']} → {verdict}"
