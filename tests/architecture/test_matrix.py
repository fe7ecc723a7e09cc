"""No role sees or touches what is not its own: all routes, asked by everybody about one unit's objects.

Each route stands in the table below with those who may use it on an object of Zhengzhou. A new route is a failure
until it stands there too.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import shipped_book, shipped_texts
from fleetsvc.database.transactions import OFFICE, Database, OwnScope
from fleetsvc.models import AccountId, AppUser
from fleetsvc.services.desks import filters as desk_filters
from fleetsvc.services.fleets.bindings import BindingNotOpen
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.people import accounts, sessions, unfinished_forms
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.services.people.sessions import Origin
from fleetsvc.services.people.unfinished_forms import Typed
from tests.actors import TESTER
from tests.cases import A_PDF, a_case_proposal, an_attachment, an_open_case
from tests.fleets import a_fleet_file, an_application, bound
from tests.http_app import PERIOD
from tests.making import a_made_copy, making
from tests.notices import a_dropped_delivery, a_webhook
from tests.preparations import a_preparation
from tests.reporting_app import Reporting, a_reporting_app
from tests.sources import a_source
from tests.upload_cases import a_file, a_row, a_vin

pytestmark = pytest.mark.slow(20)

OURS, THEIRS = "410100", "410200"
PEOPLE: dict[str, tuple[Role, str | None]] = {
    "own": (Role.BUREAU, OURS),
    "colleague": (Role.BUREAU, OURS),
    "stranger": (Role.BUREAU, THEIRS),
    "office": (Role.OFFICE, None),
    "dealer": (Role.DEALER, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
    "operator": (Role.OPERATOR, None),
    "rival": (Role.OPERATOR, None),
}
KEYS = ("own", "colleague", "stranger", "office", "dealer")
"""Who may hold a key; everybody may have a session."""
CALLERS = ("nobody", *(f"key:{name}" for name in KEYS), *(f"session:{name}" for name in PEOPLE))

ALL = frozenset({"nobody", *PEOPLE})
KNOWN = frozenset(PEOPLE)
REPORTING = frozenset({"own", "colleague", "stranger", "office"})
OF_THE_UNIT = frozenset({"own", "colleague", "office"})
OF_OWN_UNIT = OF_THE_UNIT - {"office"}
"""What a unit asked for: the office asks for its own."""
OFFICERS = frozenset({"office"})
OFFICE_ONLY = frozenset({"office"})
KEY_HOLDERS = frozenset({"own", "colleague", "stranger", "dealer"})
AUDITOR, ADMIN, OWN = frozenset({"auditor"}), frozenset({"admin"}), frozenset({"own"})
BUREAUS = REPORTING - OFFICE_ONLY
OPERATORS = frozenset({"operator", "rival"})
OF_THE_FLEET = OPERATORS - {"rival"}
"""Whose first vehicle of the unit it is, and who may see nothing else."""
PERSON = KNOWN
"""Pages of one's own account: no key opens them."""

SECRET_OWNER = "某保密运输公司"
NUMBERS = range(900, 903)


@dataclass(frozen=True)
class Ask:
    """How a route is asked, and who gets what they ask for. ``sent``: by the client's own names of arguments.

    ``keys``: whether a key opens it. ``refuses_the_words``: it answers 401 to what is sent here, whoever sends it.
    """

    may: frozenset[str]
    query: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    keys: bool = True
    refuses_the_words: bool = False


def _upload_form() -> dict[str, Any]:
    return {"unit": OURS, "file": (BytesIO(a_file(a_row(950))), "新的.csv")}


def _template_form() -> dict[str, Any]:
    return {"file": (BytesIO(b"x"), "通报.docx")}


def _evidence_form() -> dict[str, Any]:
    return {"unit": OURS, "file": (BytesIO(A_PDF), "说明.pdf")}


def _evidence_form_of_a_case() -> dict[str, Any]:
    return {"file": (BytesIO(A_PDF), "说明.pdf")}


def _a_manuscript(database: Database, *, unit: str) -> int:
    """A rulebook manuscript, which belongs to no unit; so many are kept and no more."""
    del unit
    with database.transaction(OFFICE) as session:
        found = manuscripts.list_all(session)
        text = "name: own\n"
        return (found or [manuscripts.begin(session, text, origin=None, by=TESTER, now=clock.now())])[
            0
        ].number


def _a_filter(database: Database, *, unit: str) -> int:
    """A filter of the person whose unit it is."""
    del unit
    with database.transaction(OFFICE) as session:
        holder = AccountId(
            session.connection().execute(text("SELECT id FROM app_user WHERE name = 'own'")).scalar_one()
        )
    with database.transaction(OwnScope(holder)) as session:
        name = str(len(desk_filters.list_filters(session, "cases")))
        return desk_filters.save(session, "cases", name, "", holder=holder, now=clock.now())


MADE = {
    "filters": _a_filter,
    "cases/proposals": a_case_proposal,
    "preparations": a_preparation,
    "cases": an_open_case,
    "case-proposals": a_case_proposal,
    "attachments": an_attachment,
    "rulebook": _a_manuscript,
    "fleet/owners": an_application,
    "operators": an_application,
    "webhooks": a_webhook,
    "webhook-deliveries": a_dropped_delivery,
    "sources": a_source,
    "upload-sources": a_source,
}
"""Objects of a unit that are made for the asking, by what the first of these says that stands in their routes."""
ACTIONS = {
    "/preparations/": "drop",
    "/proposals/": "drop",
    "/cases/": "approve",
    "/webhooks/": "disable",
    "/sources/": "disable",
    "/operators/": "confirm",
    "/desk/": "default",
}
REVEALED = "?reveal=true"
TABLE: dict[str, Ask] = {
    "GET /": Ask(ALL),
    "GET /account": Ask(PERSON, keys=False),
    "GET /account/password": Ask(PERSON, keys=False),
    "POST /account/password": Ask(
        PERSON, sent={"data": {"present": "x", "new": "a", "again": "b"}}, keys=False
    ),
    "GET /account/second-factor": Ask(PERSON, keys=False),
    "POST /account/second-factor": Ask(PERSON, sent={"data": {"password": "x"}}, keys=False),
    "GET /account/recovery-codes": Ask(PERSON, keys=False),
    "POST /account/recovery-codes": Ask(PERSON, sent={"data": {"present": "x"}}, keys=False),
    "POST /account/sessions/<id:number>/end": Ask(OWN, keys=False),
    "GET /api/docs": Ask(ALL),
    "GET /api/docs/<room>": Ask(ALL),
    "POST /api/v1/attachments": Ask(OF_THE_UNIT, sent={"form": _evidence_form}),
    "GET /api/v1/attachments/<id:number>": Ask(OF_THE_UNIT),
    "GET /api/v1/holidays": Ask(OFFICERS),
    "POST /api/v1/holidays": Ask(OFFICERS, sent={"json": {}}),
    "GET /api/v1/cases": Ask(REPORTING),
    "GET /api/v1/cases/<id:number>": Ask(OF_THE_UNIT),
    "POST /api/v1/cases/acts": Ask(
        REPORTING, sent={"json": {"action": "comment", "cases": [1], "reason": ""}}
    ),
    "POST /api/v1/cases/<id:number>/<action>": Ask(OFFICERS, sent={"json": {}}),
    "POST /api/v1/registrations/<id:number>/override": Ask(
        OFFICERS, sent={"json": {"verdict": "exempt", "code": "other", "reason": "x"}}, keys=False
    ),
    "GET /api/v1/case-proposals": Ask(OFFICERS),
    "GET /api/v1/case-proposals/<id:number>": Ask(OFFICERS),
    "POST /api/v1/case-proposals/<id:number>/signature": Ask(OFFICERS, keys=False),
    "POST /api/v1/case-proposals/<id:number>/refusal": Ask(OFFICERS, sent={"json": {}}, keys=False),
    "GET /api/v1/categories": Ask(ALL),
    "GET /api/v1/changes": Ask(ALL),
    "GET /api/v1/exceptions": Ask(ALL),
    "GET /api/v1/models": Ask(ALL),
    "GET /api/v1/changes.atom": Ask(ALL),
    "POST /api/v1/checks": Ask(
        ALL, sent={"json": {"items": [{"unit": OURS, "category": "bus", "event": "new", "vin": a_vin(900)}]}}
    ),
    "GET /api/v1/handouts": Ask(REPORTING),
    "GET /api/v1/handouts/<id:number>": Ask(OF_OWN_UNIT),
    "GET /api/v1/instruments": Ask(ALL),
    "GET /api/v1/instruments/<name>": Ask(ALL),
    "GET /api/v1/instruments/<name>/text": Ask(ALL),
    "POST /api/v1/instruments": Ask(OFFICERS, sent={"data": b"", "content_type": "text/plain"}),
    "GET /api/v1/models/<path:code>": Ask(KNOWN),
    "POST /api/v1/nil-reports": Ask(
        OF_THE_UNIT, sent={"json": {"unit": OURS, "category": "taxi", "period": "2025-09"}}
    ),
    "GET /api/v1/preparations": Ask(BUREAUS),
    "GET /api/v1/preparations/<id:number>": Ask(OF_OWN_UNIT),
    "POST /api/v1/preparations/<id:number>/submission": Ask(OF_OWN_UNIT, keys=False),
    "POST /api/v1/preparations/<id:number>/dropping": Ask(
        OF_OWN_UNIT, sent={"json": {"reason": "x"}}, keys=False
    ),
    "GET /api/v1/notices": Ask(PERSON, keys=False),
    "POST /api/v1/notices/read": Ask(PERSON, sent={"json": {"ids": [1]}}, keys=False),
    "GET /api/v1/openapi.json": Ask(ALL),
    "GET /api/v1/postman.json": Ask(ALL),
    "GET /api/v1/rankings": Ask(ALL),
    "GET /api/v1/rankings/<period>": Ask(ALL),
    "GET /api/v1/rankings/<period>/corrections": Ask(OFFICERS),
    "POST /api/v1/rankings/<period>/corrections": Ask(OFFICERS, sent={"json": {}}),
    "POST /api/v1/rankings/<period>/preview": Ask(OFFICERS),
    "POST /api/v1/rankings/<period>/release": Ask(OFFICERS),
    "GET /api/v1/rankings/<period>/talks": Ask(OFFICERS),
    "POST /api/v1/rankings/<period>/objections": Ask(
        REPORTING - OFFICE_ONLY, sent={"json": {"reason": "不符"}}
    ),
    "GET /.well-known/jwks.json": Ask(ALL),
    "GET /api/v1/receipts": Ask(KNOWN),
    "POST /api/v1/wrong-records": Ask(
        KNOWN, sent={"json": {"unit": OURS, "vin": a_vin(950), "reason": "不符"}}
    ),
    "POST /api/v1/receipts": Ask(KNOWN, sent={"json": {"unit": OURS, "category": "bus", "event": "new"}}),
    "GET /api/v1/receipts/<number>": Ask(OF_THE_UNIT),
    "GET /api/v1/signals": Ask(OFFICERS),
    "GET /api/v1/signals/<name>": Ask(OFFICERS),
    "POST /api/v1/signals/<name>/notes": Ask(OFFICERS, sent={"json": {}}),
    "GET /api/v1/fleet/vehicles": Ask(OPERATORS, keys=False),
    "GET /api/v1/fleet/vehicles/<id:number>": Ask(OF_THE_FLEET, keys=False),
    "GET /api/v1/fleet/owners": Ask(OPERATORS, keys=False),
    "POST /api/v1/fleet/owners": Ask(OPERATORS, sent={"json": {}}, keys=False),
    "POST /api/v1/fleet/owners/<id:number>/end": Ask(OF_THE_FLEET, keys=False),
    "GET /api/v1/fleet/cases": Ask(OPERATORS, keys=False),
    "POST /api/v1/fleet/cases/<id:number>/explain": Ask(
        OF_THE_FLEET,
        sent={"json": {"reason": "x", "ground": "no-suitable-model", "missing": "x"}},
        keys=False,
    ),
    "POST /api/v1/fleet/cases/<id:number>/attachments": Ask(
        OF_THE_FLEET, sent={"form": _evidence_form_of_a_case}, keys=False
    ),
    "GET /api/v1/operators": Ask(BUREAUS),
    "POST /api/v1/operators/<id:number>/confirm": Ask(OF_OWN_UNIT, sent={"json": {}}),
    "POST /api/v1/operators/<id:number>/end": Ask(OF_OWN_UNIT, sent={"json": {"reason": "x"}}),
    "GET /api/v1/letter-templates": Ask(OFFICERS),
    "GET /api/v1/letter-templates/<word:kind>.docx": Ask(OFFICERS),
    "POST /api/v1/letter-templates/<word:kind>": Ask(OFFICERS, sent={"form": _template_form}),
    "POST /api/v1/letter-templates/<word:kind>/standard": Ask(OFFICERS),
    "GET /api/v1/measures": Ask(REPORTING),
    "POST /api/v1/measures": Ask(
        OFFICERS, sent={"json": {"unit": OURS, "kind": "talk", "happened_on": "2025-10-09", "said": "约谈"}}
    ),
    "GET /api/v1/rankings/<period>/circular.docx": Ask(OFFICERS),
    "GET /api/v1/rankings/<period>/units/<unit>/<kind>.docx": Ask(OFFICERS),
    "GET /api/v1/registrations": Ask(REPORTING, REVEALED),
    "GET /api/v1/registrations/<id:number>": Ask(OF_THE_UNIT, REVEALED),
    "GET /api/v1/registrations/<id:number>/decisions": Ask(OF_THE_UNIT),
    "GET /api/v1/requirements": Ask(ALL, "?unit=410100&category=bus&event=new"),
    "GET /api/v1/replays": Ask(ALL),
    "GET /api/v1/rulebooks": Ask(ALL),
    "GET /api/v1/rulebooks/<name>": Ask(ALL),
    "GET /api/v1/rulebooks/drafts": Ask(OFFICERS),
    "POST /api/v1/rulebooks/drafts": Ask(OFFICERS, sent={"json": {}}),
    "GET /api/v1/rulebooks/drafts/<edition>": Ask(OFFICERS),
    "GET /api/v1/rulebooks/drafts/<edition>/comparison": Ask(OFFICERS),
    "POST /api/v1/rulebooks/drafts/<edition>/proposal": Ask(OFFICERS, sent={"json": {}}, keys=False),
    "POST /api/v1/rulebooks/drafts/<edition>/review": Ask(OFFICERS, sent={"json": {}}, keys=False),
    "POST /api/v1/rulebooks/drafts/<edition>/signature": Ask(OFFICERS, sent={"json": {}}, keys=False),
    "GET /api/v1/rules/<path:name>": Ask(ALL),
    "GET /api/v1/shares": Ask(REPORTING),
    "GET /api/v1/outlook": Ask(REPORTING),
    "GET /api/v1/outlook/emissions": Ask(REPORTING),
    "GET /api/v1/templates/registrations.xlsx": Ask(REPORTING, "?unit=410100"),
    "GET /api/v1/webhooks": Ask(REPORTING),
    "POST /api/v1/webhooks": Ask(REPORTING, sent={"json": {}}),
    "GET /api/v1/webhooks/<id:number>": Ask(OF_OWN_UNIT),
    "POST /api/v1/webhooks/<id:number>/rotate": Ask(OF_OWN_UNIT),
    "POST /api/v1/webhooks/<id:number>/test": Ask(OF_OWN_UNIT),
    "POST /api/v1/webhooks/<id:number>/disable": Ask(OF_OWN_UNIT),
    "POST /api/v1/webhooks/<id:number>/enable": Ask(OF_OWN_UNIT),
    "GET /api/v1/webhook-deliveries": Ask(REPORTING),
    "POST /api/v1/webhook-deliveries/<id:number>/again": Ask(OF_OWN_UNIT),
    "GET /api/v1/two-persons": Ask(OFFICERS),
    "POST /api/v1/two-persons": Ask(OFFICERS, sent={"json": {"unit": THEIRS, "required": False}}, keys=False),
    "GET /api/v1/units": Ask(ALL),
    "GET /api/v1/upload-sources": Ask(ADMIN, keys=False),
    "POST /api/v1/upload-sources": Ask(ADMIN, sent={"json": {}}, keys=False),
    "GET /api/v1/upload-sources/<id:number>": Ask(ADMIN, keys=False),
    "POST /api/v1/upload-sources/<id:number>/ask": Ask(ADMIN, keys=False),
    "POST /api/v1/upload-sources/<id:number>/disable": Ask(ADMIN, keys=False),
    "POST /api/v1/upload-sources/<id:number>/enable": Ask(ADMIN, keys=False),
    "POST /api/v1/upload-sources/<id:number>/credential": Ask(ADMIN, sent={"json": {}}, keys=False),
    "GET /api/v1/uploads": Ask(REPORTING),
    "POST /api/v1/uploads": Ask(OF_THE_UNIT, sent={"form": _upload_form}),
    "GET /api/v1/uploads/<id:number>": Ask(OF_THE_UNIT, REVEALED),
    "GET /api/v1/uploads/<id:number>/annotated": Ask(OF_THE_UNIT, REVEALED),
    "POST /api/v1/uploads/<id:number>/confirm": Ask(OF_THE_UNIT),
    "GET /api/v1/uploads/<id:number>/findings": Ask(OF_THE_UNIT, REVEALED),
    "POST /api/v1/uploads/<id:number>/meanings": Ask(
        OF_THE_UNIT, sent={"json": {"sheet": "s", "column": "E", "words": {"YD": None}}}
    ),
    "POST /api/v1/uploads/<id:number>/mapping": Ask(OF_THE_UNIT, sent={"json": {"mapping": {}}}),
    "GET /api/v1/uploads/<id:number>/original": Ask(OF_THE_UNIT, REVEALED),
    "GET /api/v1/uploads/<id:number>/rows": Ask(OF_THE_UNIT, "?fate=held&reveal=true"),
    "POST /api/v1/uploads/<id:number>/read-again": Ask(OF_THE_UNIT),
    "POST /api/v1/uploads/<id:number>/withdraw": Ask(OF_THE_UNIT),
    "GET /ask": Ask(ALL),
    "POST /ask": Ask(ALL, sent={"data": {"unit": OURS, "category": "bus", "vin": a_vin(950)}}, keys=False),
    "GET /ask/list": Ask(ALL),
    "POST /ask/list": Ask(
        ALL, sent={"data": {"unit": OURS, "list": "车辆型号\t车辆用途\nZK1\t公交车"}}, keys=False
    ),
    "GET /ask/wrong-record": Ask(ALL),
    "POST /ask/wrong-record": Ask(
        ALL, sent={"data": {"unit": OURS, "vin": a_vin(950), "reason": "不符"}}, keys=False
    ),
    "GET /changes": Ask(ALL),
    "GET /exceptions": Ask(ALL),
    "GET /models": Ask(ALL),
    "GET /audit": Ask(AUDITOR, keys=False),
    "GET /audit.csv": Ask(AUDITOR, keys=False),
    "POST /audit/verify": Ask(AUDITOR, keys=False),
    "GET /livez": Ask(ALL),
    "GET /metrics": Ask(ALL),
    "GET /readyz": Ask(ALL),
    "GET /requirements": Ask(ALL),
    "GET /rulebook": Ask(ALL),
    "GET /sessions": Ask(ADMIN, keys=False),
    "POST /sessions/<id:number>/end": Ask(ADMIN, keys=False),
    "GET /sign-in": Ask(ALL),
    "POST /sign-in": Ask(ALL, sent={"data": {"name": "x", "password": "y"}}, refuses_the_words=True),
    "GET /sign-in/code": Ask(ALL),
    "GET /sign-in/waiting": Ask(ALL),
    "POST /sign-in/code": Ask(ALL, sent={"data": {"code": "1"}}, keys=False),
    "POST /sign-out": Ask(ALL, keys=False),
    "GET /static/<path:filename>": Ask(ALL),
}
_NEW_ACCOUNT = {"name": "", "role": "bureau", "unit": OURS}
_OUR_PAGE = "?unit=410100&reveal=true"
TABLE |= {
    "GET /accounts": Ask(ADMIN, keys=False),
    "POST /accounts": Ask(ADMIN, sent={"data": _NEW_ACCOUNT}, keys=False),
    "GET /accounts/import": Ask(ADMIN, keys=False),
    "POST /accounts/import": Ask(ADMIN, keys=False),
    "GET /accounts/import/sheet.xlsx": Ask(ADMIN, keys=False),
    "POST /accounts/import/confirm": Ask(
        ADMIN, sent={"data": {"rows": '[[2, "many", "dealer", ""]]'}}, keys=False
    ),
    "GET /accounts/<id:number>/change": Ask(ADMIN, keys=False),
    "POST /accounts/<id:number>/change": Ask(ADMIN, sent={"data": _NEW_ACCOUNT}, keys=False),
    "GET /accounts/<id:number>/<action>": Ask(ADMIN, keys=False),
    "POST /accounts/<id:number>/<action>": Ask(ADMIN, keys=False),
    "GET /desk/<word:of>": Ask(REPORTING, keys=False),
    "POST /desk/<word:of>": Ask(REPORTING, sent={"data": {"name": ""}}, keys=False),
    "POST /desk/<word:of>/filters/<id:number>/<action>": Ask(OWN, keys=False),
    "POST /desk/<word:of>/layout": Ask(REPORTING, keys=False),
    "GET /handouts": Ask(REPORTING, keys=False),
    "GET /handouts/<id:number>": Ask(OF_OWN_UNIT, keys=False),
    "GET /handouts/<id:number>/file": Ask(OF_OWN_UNIT, keys=False),
    "GET /instruments/<name>": Ask(ALL),
    "GET /help": Ask(ALL),
    "POST /ask/receipt": Ask(
        KNOWN, sent={"data": {"unit": OURS, "category": "bus", "event": "new"}}, keys=False
    ),
    "GET /receipts": Ask(KNOWN, keys=False),
    "GET /receipts/<number>": Ask(OF_THE_UNIT, keys=False),
    "GET /receipts/<number>/file": Ask(OF_THE_UNIT, keys=False),
    "POST /uploads/<id:number>/receipt": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /notices": Ask(PERSON, keys=False),
    "POST /notices/read": Ask(PERSON, sent={"data": {"one": "1"}}, keys=False),
    "GET /notices/settings": Ask(PERSON, keys=False),
    "POST /notices/settings": Ask(PERSON, keys=False),
    "POST /notices/mail": Ask(PERSON, sent={"data": {"address": ""}}, keys=False),
    "GET /notices/mail/confirm": Ask(PERSON, keys=False),
    "POST /notices/mail/confirm": Ask(PERSON, sent={"data": {"token": "x"}}, keys=False),
    "GET /office-access": Ask(OFFICE_ONLY, keys=False),
    "POST /office-access": Ask(
        OFFICE_ONLY, sent={"data": {"kind": "account", "word": "admit", "number": "0"}}, keys=False
    ),
    "GET /two-persons": Ask(OFFICE_ONLY, keys=False),
    "POST /two-persons/<unit>/<word>": Ask(OFFICE_ONLY, keys=False),
    "GET /uploads/vehicle": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/vehicle": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/columns": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/words": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /sources": Ask(ADMIN, keys=False),
    "POST /sources": Ask(ADMIN, sent={"data": {"unit": OURS}}, keys=False),
    "POST /sources/<id:number>/<action>": Ask(ADMIN, keys=False),
    "GET /mail": Ask(ADMIN, keys=False),
    "POST /mail/again": Ask(ADMIN, sent={"data": {"mail": "1"}}, keys=False),
    "GET /webhooks": Ask(REPORTING, keys=False),
    "POST /webhooks": Ask(REPORTING, sent={"data": {"url": "x"}}, keys=False),
    "POST /webhooks/<id:number>/<action>": Ask(OF_OWN_UNIT, keys=False),
    "GET /nil-reports": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /preparations": Ask(BUREAUS, keys=False),
    "GET /preparations/<id:number>": Ask(OF_OWN_UNIT, keys=False),
    "POST /preparations/<id:number>/<action>": Ask(OF_OWN_UNIT, sent={"data": {"reason": "x"}}, keys=False),
    "POST /nil-reports": Ask(OF_THE_UNIT - OFFICE_ONLY, _OUR_PAGE, keys=False),
    "GET /keys": Ask(ADMIN, keys=False),
    "POST /keys": Ask(ADMIN, sent={"data": _NEW_ACCOUNT}, keys=False),
    "GET /keys/<id:number>/revoke": Ask(ADMIN, keys=False),
    "POST /keys/<id:number>/revoke": Ask(ADMIN, keys=False),
    "GET /my/keys": Ask(KEY_HOLDERS, keys=False),
    "POST /my/keys": Ask(KEY_HOLDERS, sent={"data": {"name": ""}}, keys=False),
    "GET /my/keys/<id:number>/revoke": Ask(OWN, keys=False),
    "POST /my/keys/<id:number>/revoke": Ask(OWN, keys=False),
    "GET /health": Ask(ADMIN, keys=False),
    "GET /schedule": Ask(ADMIN, keys=False),
    "POST /schedule/<name>/run": Ask(ADMIN, keys=False),
    "POST /uploads/<id:number>/checked": Ask(OF_THE_UNIT - OFFICE_ONLY, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/cells": Ask(OF_THE_UNIT - OFFICE_ONLY, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/rows": Ask(OF_THE_UNIT - OFFICE_ONLY, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/dismiss": Ask(OF_THE_UNIT - OFFICE_ONLY, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/reopen": Ask(OFFICE_ONLY, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/forget": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /bureau": Ask(REPORTING, keys=False),
    "GET /cases": Ask(REPORTING, keys=False),
    "GET /cases.xlsx": Ask(REPORTING, keys=False),
    "GET /cases/print": Ask(REPORTING, keys=False),
    "GET /shares": Ask(REPORTING, keys=False),
    "GET /outlook": Ask(REPORTING, keys=False),
    "GET /outlook/emissions": Ask(REPORTING, keys=False),
    "POST /cases": Ask(OFFICE_ONLY, keys=False),
    "GET /cases/<id:number>": Ask(OF_THE_UNIT, keys=False),
    "POST /cases/<id:number>/<action>": Ask(OFFICE_ONLY, keys=False),
    "GET /registrations/<id:number>/override": Ask(OFFICE_ONLY, keys=False),
    "POST /registrations/<id:number>/override": Ask(OFFICE_ONLY, keys=False),
    "GET /cases/proposals": Ask(OFFICE_ONLY, keys=False),
    "GET /cases/proposals/<id:number>": Ask(OFFICE_ONLY, keys=False),
    "POST /cases/proposals/<id:number>/<action>": Ask(OFFICE_ONLY, keys=False),
    "GET /amounts": Ask(ADMIN, keys=False),
    "POST /amounts": Ask(ADMIN, sent={"data": {"approve": "x"}}, keys=False),
    "GET /attachments/<id:number>": Ask(OF_THE_UNIT, keys=False),
    "GET /holidays": Ask(OFFICE_ONLY, keys=False),
    "POST /holidays": Ask(OFFICE_ONLY, keys=False),
    "POST /cases/reason": Ask(REPORTING - OFFICE_ONLY, keys=False),
    "GET /signals": Ask(OFFICE_ONLY, keys=False),
    "POST /signals": Ask(OFFICE_ONLY, keys=False),
    "GET /signals/<name>": Ask(OFFICE_ONLY, keys=False),
    "GET /signals/<name>.csv": Ask(OFFICE_ONLY, keys=False),
    "POST /signals/<name>": Ask(OFFICE_ONLY, keys=False),
    "GET /noncompliance": Ask(OFFICE_ONLY, REVEALED, keys=False),
    "POST /noncompliance": Ask(OFFICE_ONLY, keys=False),
    "GET /noncompliance/print": Ask(OFFICE_ONLY, REVEALED, keys=False),
    "POST /noncompliance/print": Ask(OFFICE_ONLY, keys=False),
    "POST /noncompliance.xlsx": Ask(OFFICE_ONLY, keys=False),
    "GET /noncompliance.csv": Ask(OFFICE_ONLY, REVEALED, keys=False),
    "GET /noncompliance.xlsx": Ask(OFFICE_ONLY, REVEALED, keys=False),
    "GET /office": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/texts": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/drafts": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/drafts": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/drafts/<edition>": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/drafts/<edition>/file.yaml": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/drafts/<edition>/proposal": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/drafts/<edition>/review": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/drafts/<edition>/signature": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/drafts/<edition>/signature": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/answers/confirmation": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/answer": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/answer": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/answer/removal": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/discarding": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/edition": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/file": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/file.yaml": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/law": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/law": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/preview": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/rule": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/rule": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/rule/removal": Ask(OFFICE_ONLY, keys=False),
    "GET /rulebook/manuscripts/<id:number>/text/<sha256>": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/text/<sha256>": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/text/<sha256>/rest": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/text/<sha256>/review": Ask(OFFICE_ONLY, keys=False),
    "POST /rulebook/manuscripts/<id:number>/versions/<id:version>": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings": Ask(ALL),
    "GET /rankings/<text>": Ask(ALL),
    "GET /rankings/<text>/export.csv": Ask(ALL),
    "GET /rankings/<text>/export.xlsx": Ask(ALL),
    "GET /letter-templates": Ask(OFFICE_ONLY, keys=False),
    "GET /letter-templates/<word:kind>.docx": Ask(OFFICE_ONLY, keys=False),
    "POST /letter-templates/<word:kind>": Ask(OFFICE_ONLY, keys=False),
    "POST /letter-templates/<word:kind>/standard": Ask(OFFICE_ONLY, keys=False),
    "GET /measures": Ask(REPORTING, keys=False),
    "GET /fleet": Ask(OPERATORS, keys=False),
    "GET /fleet/<id:number>": Ask(OF_THE_FLEET, keys=False),
    "POST /fleet/certificate": Ask(OPERATORS, keys=False),
    "POST /fleet/<id:number>/certificate": Ask(OF_THE_FLEET, keys=False),
    "POST /fleet/<id:number>/cases/<id:case>/explain": Ask(
        OF_THE_FLEET, sent={"data": {"reason": "x"}}, keys=False
    ),
    "GET /fleet/owners": Ask(OPERATORS, keys=False),
    "POST /fleet/owners": Ask(OPERATORS, keys=False),
    "POST /fleet/owners/<id:number>/end": Ask(OF_THE_FLEET, keys=False),
    "GET /operators": Ask(BUREAUS, keys=False),
    "POST /operators/<id:number>/<action>": Ask(OF_OWN_UNIT, keys=False),
    "POST /measures": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings/<text>/letters": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings/<text>/circular.docx": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings/<text>/units/<unit>/<kind>.docx": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings/<text>/correction": Ask(OFFICE_ONLY, keys=False),
    "POST /rankings/<text>/correction": Ask(OFFICE_ONLY, keys=False),
    "GET /rankings/<text>/objection": Ask(REPORTING - OFFICE_ONLY, keys=False),
    "POST /rankings/<text>/objection": Ask(REPORTING - OFFICE_ONLY, keys=False),
    "POST /rankings/<text>/preview": Ask(OFFICE_ONLY, keys=False),
    "POST /rankings/<text>/release": Ask(OFFICE_ONLY, keys=False),
    "GET /registrations": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /search": Ask(REPORTING, keys=False),
    "POST /search": Ask(REPORTING, sent={"data": {"sought": SECRET_OWNER[:4]}}, keys=False),
    "GET /registrations.csv": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /registrations/print": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /registrations.xlsx": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /registrations/<id:number>": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /unfinished/<id:number>": Ask(OWN, keys=False),
    "POST /unfinished/<id:number>/discard": Ask(OWN, keys=False),
    "GET /uploads": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/<id:number>": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/<id:number>/annotated": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/confirm": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/mapping": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/<id:number>/original": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/<id:number>/verdicts/<verdict>": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/read-again": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/<id:number>/withdraw": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "POST /uploads/<id:number>/withdraw": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
    "GET /uploads/template.xlsx": Ask(OF_THE_UNIT, _OUR_PAGE, keys=False),
}
"""The pages; a key opens none that are not for everybody."""
ARGUMENTS = {
    "GET /api/v1/instruments/<name>": "henan-action-plan-2023",
    "GET /api/v1/instruments/<name>/text": "henan-action-plan-2023",
    "GET /instruments/<name>": "henan-action-plan-2023",
    "GET /api/v1/models/<path:code>": "ZK6105BEVG25",
    "GET /api/v1/rankings/<period>": PERIOD,
    "GET /rankings/<text>": PERIOD,
    "GET /api/v1/signals/<name>": "plate-conflict",
    "POST /api/v1/signals/<name>/notes": "plate-conflict",
    "GET /signals/<name>": "plate-conflict",
    "GET /signals/<name>.csv": "plate-conflict",
    "POST /signals/<name>": "plate-conflict",
    "GET /rankings/<text>/export.csv": PERIOD,
    "GET /rankings/<text>/export.xlsx": PERIOD,
    "POST /schedule/<name>/run": "nightly-ranking",
    "GET /rankings/<text>/correction": PERIOD,
    "POST /rankings/<text>/correction": PERIOD,
    "POST /rankings/<text>/preview": PERIOD,
    "POST /rankings/<text>/release": PERIOD,
    "GET /api/v1/rulebooks/<name>": "henan",
    "GET /api/v1/rules/<path:name>": "henan-2023/13-bus-new",
    "GET /static/<path:filename>": "frame/style.css",
}
"""What is public stands under one address; objects of the unit are found by the test."""


@dataclass
class World:
    """The application, the unit's objects, and everybody's ways in."""

    api: Reporting
    keys: dict[str, str]
    users: dict[str, AppUser]
    upload: int = 0
    registration: int = 0
    case: int = 0

    def settle(self) -> None:
        """See to it that the unit has stored two vehicles and a held row, whatever a test took back."""
        if self.upload and self.api.read("owner", f"/uploads/{self.upload}")["status"] == "accepted":
            return
        first, second, held = NUMBERS
        content = a_fleet_file(
            (a_row(first, energy="柴油", plate="豫A00900"), SECRET_OWNER),
            (a_row(second, energy="柴油", plate="豫A00901", day="2025-02-01"), ""),
            (a_row(held, day=""), ""),
        )
        self.upload = self.api.settled("owner", content, name=f"{SECRET_OWNER}.csv", confirm="true")
        self.registration = self.api.read("owner", "/registrations")["items"][0]["id"]
        self.case = self.api.read("owner", f"/cases?upload={self.upload}&kind=non_compliance")["items"][-1][
            "id"
        ]
        operator = self.users["operator"]
        with suppress(BindingNotOpen):  # it was bound before the delivery was taken back
            bound(self.api.service.database, operator.number, SECRET_OWNER, name=operator.name)

    def address(self, route: str) -> str:
        """The address of a route, on the unit's own object where there is one."""
        rule = route.partition(" ")[2]
        if route in ARGUMENTS:
            return re.sub("<[^>]+>", ARGUMENTS[route], rule)
        values = {
            "number": str(self.of_the_fleet(rule) or self.number_for(rule)),
            "action": next((act for noun, act in ACTIONS.items() if noun in rule), "unlock"),
            "edition": shipped_book().edition,
            "verdict": "compliant",
            "period": PERIOD,
            "text": PERIOD,
            "unit": OURS,
            "word": "lift",
            "kind": "talk",
            "sha256": next(iter(shipped_texts())),
            "version": "1",
            "case": str(self.case),
            "room": "law",
            "of": "cases",
        }
        return re.sub("<(?:[^<>:]+:)?([^<>]+)>", lambda found: values[found[1]], rule)

    def of_the_fleet(self, rule: str) -> int | None:
        """The number of the operator's own object that a route is about; None for another route."""
        if "/fleet/" not in rule or "/owners" in rule:
            return None
        return self.case if "/fleet/cases/" in rule else self.registration

    def number_for(self, rule: str) -> int | str:
        """The number of the object that a route is about; of sessions and keys one that can be spared."""
        if "/sessions/" in rule:
            return self.session_of("own")[0]
        if "/keys/" in rule:
            with self.api.service.database.transaction(OFFICE) as session:
                holder = self.users["own"].id
                spare = add_key(
                    session, "spare", role=Role.BUREAU, unit=OURS, by=TESTER, now=clock.now(), holder=holder
                )[0]
            assert spare.id is not None
            return spare.id
        if "/accounts/" in rule:
            return self.users["own"].id or 0
        if "/unfinished/" in rule:
            typed = Typed("/uploads", "/uploads", (("note", SECRET_OWNER),), ())
            with self.api.service.database.transaction(OFFICE) as session:
                return unfinished_forms.keep(session, self.users["own"].number, typed, now=clock.now())
        make = next((make for noun, make in MADE.items() if f"/{noun}/" in rule), None)
        if make is not None:
            return make(self.api.service.database, unit=OURS)
        if "/handouts/" in rule:
            return a_made_copy(self.api.service.database, unit=OURS, upload=self.upload)
        if "/receipts/" in rule:
            answer = self.api.call("owner", "POST", "/receipts", json={"upload": self.upload})
            return str((answer.json or {})["id"])
        return self.upload if "/uploads/" in rule else self.registration

    def session_of(self, name: str) -> tuple[int, str]:
        """Begin a session of a person; its number and its token."""
        with self.api.service.database.transaction(OFFICE) as session:
            origin = Origin("127.0.0.1", "test")
            token = sessions.begin(session, self.users[name], origin, factor_at=None, now=clock.now())[0]
            number = session.connection().execute(text("SELECT max(id) FROM session")).scalar_one()
        return int(number), token

    def ask(self, caller: str, route: str, address: str | None = None) -> TestResponse:
        """Ask as a caller, with all that the way in needs: the token of forms, a fresh file.

        ``address``: that of an object that there is already; else one is made for the asking.
        """
        method, ask, client = route.partition(" ")[0], TABLE[route], self.api.service.client()
        sent = {name: value for name, value in ask.sent.items() if name != "form"}
        if "form" in ask.sent:
            sent["data"] = ask.sent["form"]()
        headers = {}
        way, _, name = caller.partition(":")
        if way == "key":
            headers["Authorization"] = f"Bearer {self.keys[name]}"
        if way == "session":
            client.set_cookie("fleetsvc", self.session_of(name)[1])
        if way != "key" and method == "POST":
            cookie, headers["X-CSRFToken"] = self.token_of_forms
            client.set_cookie("fleetsvc-form", cookie)
        address = address or self.address(route)
        return client.open(address + ask.query, method=method, headers=headers, buffered=True, **sent)

    @cached_property
    def token_of_forms(self) -> tuple[str, str]:
        """The cookie and the token that a page of ours holds: one that is open to all and short."""
        client = self.api.service.client()
        shown = client.get("/ask/wrong-record").get_data(as_text=True)
        found = re.search(r'name="csrf[_-]token" (?:value|content)="([^"]+)"', shown)
        cookie = client.get_cookie("fleetsvc-form")
        assert found is not None, "the page holds no token of forms"
        assert cookie is not None, "and the browser is to keep no cookie"
        return cookie.value, found.group(1)

    def state(self) -> list[Any]:
        """What the unit has stored."""
        with self.api.service.database.transaction(OFFICE) as session:
            connection = session.connection()
            return [
                connection.execute(text(statement)).all()
                for statement in (
                    "SELECT id, status, confirmed, mapping FROM upload WHERE city_code = 410100 ORDER BY id",
                    "SELECT id, superseded_at FROM registration WHERE city_code = 410100 ORDER BY id",
                    "SELECT id, superseded_at FROM decision WHERE city_code = 410100 ORDER BY id",
                    "SELECT s.id, s.ended_at FROM session s JOIN app_user u ON u.id = s.user_id"
                    " WHERE u.name = 'own' AND s.ended_at IS NOT NULL ORDER BY s.id",
                    "SELECT id, revoked_at FROM api_key WHERE revoked_at IS NOT NULL ORDER BY id",
                    "SELECT id, role, disabled_at, password_hash FROM app_user ORDER BY id",
                )
            ]


@pytest.fixture(scope="module")
def opened(owner_url: str) -> Iterator[World]:
    """Everybody has an account, some have keys."""
    with a_reporting_app(owner_url, "matrix_service") as api, making(api.service.database):
        with api.service.database.transaction(OFFICE) as session:
            users = {
                name: accounts.add_user(
                    session, name, role=role, unit=unit, password=None, by=TESTER, now=clock.now()
                )[0]
                for name, (role, unit) in PEOPLE.items()
            }
            keys = {
                name: add_key(
                    session, name, role=PEOPLE[name][0], unit=PEOPLE[name][1], by=TESTER, now=clock.now()
                )[1]
                for name in KEYS
            }
        yield World(api, keys, users)


@pytest.fixture
def world(opened: World) -> World:
    opened.settle()
    return opened


def routes(world: World) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in world.api.service.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_says_here_who_may_use_it(world: World) -> None:
    assert set(TABLE) == routes(world)


def secrets() -> list[bytes]:
    """What only the unit and the office may read."""
    words = [*(a_vin(number) for number in NUMBERS), "豫A00900", "豫A00901", SECRET_OWNER]
    return [form for word in words for form in (word.encode(), word.encode("ascii", "backslashreplace"))]


def secrets_of_the_fleet() -> set[bytes]:
    """What of it the operator may read, too: its own vehicle."""
    words = (a_vin(NUMBERS[0]), "豫A00900", SECRET_OWNER)
    return {form for word in words for form in (word.encode(), word.encode("ascii", "backslashreplace"))}


def is_let_in(answer: TestResponse) -> bool:
    """Whether the caller got past the door: a fault in what was sent is told to those inside only."""
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
    without_token = answer.status_code == 400 and answer.mimetype == "text/html"
    return answer.status_code not in (401, 403, 404, 429, 500) and not to_sign_in and not without_token


def is_allowed(caller: str, route: str) -> bool:
    """Whether a caller may use a route; a key opens no page, not even one that is for everybody."""
    way, _, name = caller.partition(":")
    ask, is_page = TABLE[route], not re.search(" /(api/v1|static|livez|readyz|metrics|.well-known)", route)
    return (name or "nobody") in ask.may and (way != "key" or (ask.keys and not is_page))


@pytest.mark.parametrize("route", sorted(TABLE))
def test_a_route_lets_in_those_it_should_and_nobody_else_sees_or_touches_anything(
    world: World, route: str
) -> None:
    address, before = world.address(route), world.state()
    for caller in [caller for caller in CALLERS if not is_allowed(caller, route)]:
        answer = world.ask(caller, route, address)  # of one object, as they do nothing to it
        assert not is_let_in(answer), f"{caller} is let in: {answer.status}"
        assert shown_wrongly(answer, caller, route) == [], caller
    assert world.state() == before
    for caller in [caller for caller in CALLERS if is_allowed(caller, route)]:
        answer = world.ask(caller, route)
        assert is_let_in(answer) or TABLE[route].refuses_the_words, f"{caller}: {answer.status}"
        assert shown_wrongly(answer, caller, route) == [], caller


def shown_wrongly(answer: TestResponse, caller: str, route: str) -> list[bytes]:
    """The secrets in an answer to somebody who may not read them."""
    name = caller.partition(":")[2]
    if name in OF_THE_UNIT or route.endswith("/checks"):
        return []
    of_its_own = "/fleet" in route or route.endswith("/receipts")  # among its receipts are its certificates
    own = secrets_of_the_fleet() if name in OF_THE_FLEET and of_its_own else set()
    return [word for word in secrets() if word not in own and word in answer.data]


def test_the_secrets_are_there_to_be_seen_by_those_who_may(world: World) -> None:
    for route in ("GET /api/v1/registrations", "GET /api/v1/uploads/<id:number>/original"):
        for caller in ("key:own", "session:colleague", "key:office"):
            data = world.ask(caller, route).data
            assert any(word in data for word in secrets()), (route, caller)
