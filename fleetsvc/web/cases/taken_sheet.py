"""A list of cases as a workbook: what is handed in on the first sheet, everything on the second."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from fleetsvc.clock import wall_time
from fleetsvc.services.cases.words import Hand
from fleetsvc.services.common.masking import mask_text
from fleetsvc.web.cases.case_form import hand
from fleetsvc.web.cases.case_view import CaseView
from fleetsvc.web.frame.pages import say
from fleetsvc.web.frame.phrases import minute_text
from importers.workbooks.cell_texts import Look
from importers.workbooks.sheet_frames import Column, Heading, heading
from importers.workbooks.streamed import Sheet, workbook_pieces

_COLUMNS: Final = {
    "number": (Look.NUMBER, 8),
    "kind": (Look.WORD, 16),
    "unit": (Look.WORD, 12),
    "subject": (Look.TEXT, 20),
    "what": (Look.TEXT, 28),
    "reason": (Look.TEXT, 30),
    "due": (Look.DAY, 11),
    "state": (Look.WORD, 12),
    "officer": (Look.WORD, 12),
    "decided": (Look.INSTANT, 17),
    "ground": (Look.TEXT, 24),
    "delivery_of": (Look.TEXT, 12),
    "opened": (Look.INSTANT, 17),
    "answer": (Look.TEXT, 30),
    "decided_by": (Look.WORD, 12),
    "decision": (Look.TEXT, 30),
    "valid_until": (Look.DAY, 11),
}
"""Columns with their looks and widths; the first ten are handed in, all of them stand on the second sheet."""
_HANDED_IN: Final = range(10)


def cases_xlsx(rows: Sequence[CaseView], title: str, said: str, *, cut: str, now: datetime) -> bytes:
    """Return cases as a workbook; ``said``: the filter in words, ``cut``: that there are further ones, or nothing."""
    columns = [Column(say(f"cases.{name}"), look, width) for name, (look, width) in _COLUMNS.items()]
    as_of, pages = say("cases.as_of", instant=minute_text(now)), say("rankings.page_of")
    lines, shown = [said, as_of, *([cut] if cut else [])], [columns[place] for place in _HANDED_IN]
    above = heading(title, lines, columns=shown, foot=as_of, pages=pages)
    sheets = [
        Sheet(title, above, _HANDED_IN, say("cases.counted", count="{count}")),
        Sheet(say("rankings.everything"), Heading(foot=as_of, pages=pages), range(len(columns))),
    ]
    return b"".join(workbook_pieces(columns, map(_cells, rows), sheets))


def _cells(one: CaseView) -> list[Any]:
    case = one.case
    decided, opened = (
        None if instant is None else wall_time(instant) for instant in (case.decided_at, case.opened_at)
    )
    delivery = one.delivery[0] if one.delivery else None
    subject = one.vehicle[0] if one.vehicle else delivery
    state, is_office = say(f"cases.state.{one.state}"), hand() is Hand.OFFICE
    answer = mask_text(case.answer or "") if is_office else case.answer
    return [
        *(one.number, one.kind, one.unit, subject, one.what, one.reason, case.due_on, state, case.officer),
        *(decided, one.ground, delivery, opened, answer),
        *(case.decided_by, one.ending, case.valid_until),
    ]
