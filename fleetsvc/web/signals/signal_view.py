"""An item of a signal as its list and its file show it; masked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for

from fleetsvc.services.law.case_facts import COMPARED
from fleetsvc.services.registrations.exports import Cells, csv_of
from fleetsvc.services.signals.declared import SignalName
from fleetsvc.services.signals.listing import Item
from fleetsvc.services.signals.masking import masked
from fleetsvc.web.frame.pages import minute
from rules.labels import label, said_facts
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language

Say = Callable[..., str]
COLUMNS: Final = ("unit", "subject", "day", "what", "done")


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``vehicle`` and ``delivery`` are text and address, ``key`` what its tick sends."""

    key: str
    unit: str
    vehicle: tuple[str, str] | None
    delivery: tuple[str, str] | None
    day: str
    what: str
    done: str
    is_open: bool


def row_of(name: SignalName, item: Item, *, language: Language, say: Say) -> Row:
    """Return an item as a row."""
    shown, of_unit = masked(item), {"unit": str(item.city_code)}
    vehicle = shown.registration_id and (
        shown.vin or "",
        url_for("dossier_pages.show", number=shown.registration_id, unit=of_unit["unit"]),
    )
    delivery = shown.upload_id and (
        say("signals.upload", number=shown.upload_id),
        url_for("review_pages.show", number=shown.upload_id, unit=of_unit["unit"]),
    )
    return Row(
        key=f"{item.city_code} {item.subject}",
        unit=UNITS[str(item.city_code)].name.in_language(language),
        vehicle=vehicle or None,
        delivery=delivery or None,
        day=item.on_day.isoformat() if item.on_day else "",
        what=say(f"signal.{name}.what", **_worded(shown.details, language)),
        done=_done(item, say),
        is_open=item.is_open,
    )


def file_of(headers: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return rows as a CSV file."""
    cells: list[Cells] = [
        [row.unit, (row.vehicle or row.delivery or ("",))[0], row.day, row.what, row.done] for row in rows
    ]
    return b"".join(csv_of(headers, cells))


def _done(item: Item, say: Say) -> str:
    if item.note is not None:
        at = item.noted_at.isoformat() if item.noted_at else None
        return f"{item.note}（{item.noted_by} {minute(at)}）"
    return "" if item.case_state is None else say(f"cases.state.{item.case_state}")


def _worded(details: Mapping[str, Any], language: Language) -> dict[str, str]:
    found = {name: str(value) for name, value in details.items()}
    if isinstance(details.get("before"), list):
        # What an earlier release found, and no night has looked for since, names the first three.
        facts = zip(COMPARED, details["before"], details["after"], strict=False)
        changed = [(name, was, now) for name, was, now in facts if was != now]
        found["before"] = _said([(name, was) for name, was, _ in changed], language)
        found["after"] = _said([(name, now) for name, _, now in changed], language)
    if "category" in details:
        found["category"] = label(Category(details["category"])).in_language(language)
    if "gone_at" in details:
        found["gone_at"] = minute(details["gone_at"])
    if "categories" in details:
        kinds = details["categories"].items()
        found["categories"] = " · ".join(
            f"{label(Category(kind)).in_language(language)} {count:,}" for kind, count in kinds
        )
    return found


def _said(facts: Sequence[tuple[str, str]], language: Language) -> str:
    return " · ".join(said_facts(name, [word]).in_language(language) for name, word in facts)
