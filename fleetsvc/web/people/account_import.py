"""Many accounts at once, for administrators: from a sheet, looked at before they are made, all of them or none."""

import json
from collections.abc import Sequence
from typing import Final

from flask import Response, request, url_for
from werkzeug.exceptions import BadRequest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.callers import policy
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.notices.office_access import tell_opened
from fleetsvc.services.people.account_sheet import (
    MOST_ROWS,
    Asked,
    NoSuchColumns,
    TooManyRows,
    Weighed,
    from_json,
    make_all,
    read_sheet,
    weigh,
)
from fleetsvc.services.people.accounts import NameTaken, Role
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.downloads import as_workbook
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.people.account_import_view import blank_sheet, carried, password_sheet, shown
from importers.findings.refusals import message
from importers.results import Refused

account_import = Pages("account_import", entry=Entry.ADMIN)

UNFIT: Final = 422


@account_import.get("/accounts/import")
def show() -> Response:
    """Ask for the sheet."""
    return _page()


@account_import.get("/accounts/import/sheet.xlsx")
def blank() -> Response:
    """Hand out the sheet to fill in."""
    return as_workbook(blank_sheet(), "账户导入表.xlsx")


@account_import.post("/accounts/import")
def look() -> Response:
    """Read a sheet and show what each row would make, or what is wrong with it. Nothing is made yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(fault=say("import.missing"))
    try:
        read = read_sheet(file.read(), name=file.filename)
    except NoSuchColumns:
        return _page(fault=say("import.no_columns"))
    except TooManyRows:
        return _page(fault=say("import.too_many", most=MOST_ROWS))
    if isinstance(read, Refused):
        return _page(fault=message(read).in_language(language()))
    return _weighed_page(read)


@account_import.post("/accounts/import/confirm")
def make() -> Response:
    """Make all accounts and hand out their first passwords, this once; none where anything is wrong by now."""
    now, by = clock.now(), visiting().actor
    try:
        asked = from_json(json.loads(request.form.get("rows", "")))
    except ValueError:
        raise BadRequest from None
    try:
        with parts().database.transaction(OFFICE) as session:
            rows = weigh(session, asked)
            if any(row.wrong for row in rows):
                return _page(rows, status=UNFIT)
            made = make_all(session, rows, policy=policy(), by=by, now=now)
            for one in made:
                tell_opened(session, one.user, by=by, now=now)
    except NameTaken:  # by somebody else in this very moment
        return _weighed_page(asked)
    return as_workbook(password_sheet(made), f"{say('import.sheet')} {clock.day_of(now)}.xlsx")


def _weighed_page(asked: Sequence[Asked]) -> Response:
    with parts().database.transaction(OFFICE) as session:
        rows = weigh(session, asked)
    return _page(rows, status=UNFIT if any(row.wrong for row in rows) else 200)


def _page(rows: Sequence[Weighed] = (), *, fault: str = "", status: int = 200) -> Response:
    wrong = sum(row.wrong is not None for row in rows)
    return rendered_beside_menu(
        "account_import.html",
        UNFIT if fault else status,
        crumbs=[(say("admin.accounts"), url_for("account_admin.show")), (say("import.title"), None)],
        fault=fault,
        rows=[shown(row) for row in rows],
        wrong=wrong,
        ready=len(rows) - wrong,
        carried=carried(rows),
        most=MOST_ROWS,
        roles=[say(f"role.{role}") for role in Role],
    )
