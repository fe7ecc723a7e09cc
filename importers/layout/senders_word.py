"""What the sender said of a file against what its sheets say of themselves, and what headings say against each other.

Nothing of it is settled in silence: where two differ, a finding names both and what is taken.
"""

from collections.abc import Iterator
from dataclasses import replace

from importers.fields import FIELDS, Heading, SheetReading
from importers.layout.headings import category_said, event_said, spoken
from importers.layout.template_columns import CATEGORY_WORDS, EVENT_WORDS
from importers.results import Expectation, Finding
from rules.vocabulary import Category, Event
from rules.wording import Text


def heed(
    reading: SheetReading, expectation: Expectation, *, sheets_differ: bool
) -> tuple[SheetReading, list[Finding]]:
    """Weigh what the sender said of the file against what a sheet says of itself; tell where they differ.

    The sender's word holds, except for the category of a file with sheets for several categories, and against the
    heading of a section or of a further table: that divides the sheet by what it says.
    """
    findings = list(_headings_differ(reading))
    for name, said, taken_from_sheet in (
        ("category", expectation.category, sheets_differ or _within(reading, "category")),
        ("event", expectation.event, _within(reading, "event")),
    ):
        stated = reading.category if name == "category" else reading.event
        if not stated or not said or stated == said:
            continue
        taken = stated if taken_from_sheet else said
        findings.append(_sender_differs(reading, name, stated, said, taken))
        if not taken_from_sheet and name == "category":
            reading = replace(reading, category=said, category_from=None)
        elif not taken_from_sheet:
            reading = replace(reading, event=said, event_from=None)
    return reading, findings


def _within(reading: SheetReading, name: str) -> bool:
    heading = spoken(reading.headings, category_said if name == "category" else event_said).heading
    return heading is not None and heading.within


def _word(name: str, value: str) -> Text:
    return CATEGORY_WORDS[Category(value)] if name == "category" else EVENT_WORDS[Event(value)]


def _sender_differs(reading: SheetReading, name: str, stated: str, said: str, taken: str) -> Finding:
    heading = spoken(reading.headings, category_said if name == "category" else event_said).heading
    words = {"says": _word(name, stated), "said": _word(name, said), "taken": _word(name, taken)}
    return Finding(
        "title-differs",
        sheet=reading.sheet,
        row=heading.row if heading is not None and heading.within else None,
        field=name,
        values=_named(name, words),
    )


def _named(name: str, words: dict[str, Text]) -> dict[str, str]:
    texts = {"name": FIELDS[name], **words}
    return {
        f"{key}_{language}": text
        for key, both in texts.items()
        for language, text in (("zh", both.zh), ("en", both.en))
    }


def _headings_differ(reading: SheetReading) -> Iterator[Finding]:
    """Tell of a sheet's name and its titles that name different things: none of them is taken."""
    for name, asked in (("category", category_said), ("event", event_said)):
        found = spoken(reading.headings, asked)
        one, other = found.heading, found.against
        if one is not None and other is not None:
            words = {
                "one": _word(name, asked(one.says) or ""), "one_from": one.source,
                "other": _word(name, asked(other.says) or ""), "other_from": other.source,
            }  # fmt: skip
            yield Finding("titles-differ", sheet=reading.sheet, field=name, values=_named(name, words))
    mixed = [one for one in reading.headings if one.says.mixed]
    if mixed and {"replaces_vin", "replaces_plate"}.isdisjoint(reading.columns):
        yield _mixed(reading, mixed[-1])


def _mixed(reading: SheetReading, heading: Heading) -> Finding:
    row = heading.row if heading.within else None
    values = {"from_zh": heading.source.zh, "from_en": heading.source.en}
    return Finding("title-mixed", sheet=reading.sheet, row=row, value=heading.text, values=values)
