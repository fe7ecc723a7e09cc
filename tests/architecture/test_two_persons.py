"""Where two persons of a unit hand in, no way leads around it: every route by which a unit changes anything.

Each such route stands below: as a way by which something is handed in, which is then tried, or with the reason why
nothing is handed in by it. A new route is a failure until it stands there too.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, UnitScope
from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.transitions import TRANSITIONS, actions_of
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.services.people.second_person import SecondPersonNeeded
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from tests.actors import TESTER
from tests.architecture.test_matrix import TABLE
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.preparations import ANNA, CITY, HOST, KEY, NOW, OFFICER, two_asked
from tests.ranking_data import register, sign_nil
from tests.upload_cases import a_file, a_row, a_vin

pytestmark = pytest.mark.slow(20)

AUGUST = "2025-08"
NUMBERS = itertools.count(7_000)
SENT = "of its own page: what is sent waits in review, and another person confirms it (steps.confirm)"
OWN = "of one's own account, keys, forms or notices"
NOT_HANDED_IN = {
    "POST /account/password": OWN,
    "POST /account/second-factor": OWN,
    "POST /account/recovery-codes": OWN,
    "POST /account/sessions/<id:number>/end": OWN,
    "POST /desk/<word:of>": OWN,
    "POST /desk/<word:of>/filters/<id:number>/<action>": OWN,
    "POST /desk/<word:of>/layout": OWN,
    "POST /my/keys": OWN,
    "POST /my/keys/<id:number>/revoke": OWN,
    "POST /notices/mail": OWN,
    "POST /notices/mail/confirm": OWN,
    "POST /notices/read": OWN,
    "POST /notices/settings": OWN,
    "POST /api/v1/notices/read": OWN,
    "POST /sign-in": OWN,
    "POST /sign-in/code": OWN,
    "POST /sign-out": OWN,
    "POST /unfinished/<id:number>/discard": OWN,
    "POST /webhooks": "where the unit's own systems are told",
    "POST /webhooks/<id:number>/<action>": "where the unit's own systems are told",
    "POST /api/v1/webhooks": "where the unit's own systems are told",
    "POST /api/v1/webhooks/<id:number>/rotate": "where the unit's own systems are told",
    "POST /api/v1/webhooks/<id:number>/test": "where the unit's own systems are told",
    "POST /api/v1/webhooks/<id:number>/disable": "where the unit's own systems are told",
    "POST /api/v1/webhooks/<id:number>/enable": "where the unit's own systems are told",
    "POST /api/v1/webhook-deliveries/<id:number>/again": "where the unit's own systems are told",
    "POST /operators/<id:number>/<action>": "which operators see vehicles: the office is told nothing",
    "POST /api/v1/operators/<id:number>/confirm": "which operators see vehicles: the office is told nothing",
    "POST /api/v1/operators/<id:number>/end": "which operators see vehicles: the office is told nothing",
    "POST /api/v1/attachments": "evidence that no case names yet",
    "POST /api/v1/checks": "a question, of which nothing is kept",
    "POST /ask": "a question, of which nothing is kept",
    "POST /ask/list": "a question, of which nothing is kept",
    "POST /search": "a question, of which nothing is kept",
    "POST /api/v1/receipts": "a receipt of an answer, or of what is stored already",
    "POST /ask/receipt": "a receipt of an answer, or of what is stored already",
    "POST /uploads/<id:number>/receipt": "a receipt of an answer, or of what is stored already",
    "POST /api/v1/wrong-records": "anybody may say so of any unit: it is no word of the unit",
    "POST /ask/wrong-record": "anybody may say so of any unit: it is no word of the unit",
    "POST /uploads": SENT,
    "POST /uploads/vehicle": SENT,
    "POST /uploads/<id:number>/rows": SENT,
    "POST /uploads/<id:number>/checked": SENT,
    "POST /uploads/<id:number>/cells": SENT,
    "POST /uploads/<id:number>/columns": SENT,
    "POST /uploads/<id:number>/words": SENT,
    "POST /uploads/<id:number>/mapping": SENT,
    "POST /uploads/<id:number>/forget": SENT,
    "POST /uploads/<id:number>/read-again": SENT,
    "POST /uploads/<id:number>/confirm": SENT,
    "POST /api/v1/uploads": SENT,
    "POST /api/v1/uploads/<id:number>/mapping": SENT,
    "POST /api/v1/uploads/<id:number>/meanings": SENT,
    "POST /api/v1/uploads/<id:number>/read-again": SENT,
    "POST /api/v1/uploads/<id:number>/confirm": SENT,
    "POST /preparations/<id:number>/<action>": "where the second person submits",
    "POST /api/v1/preparations/<id:number>/submission": "where the second person submits",
    "POST /api/v1/preparations/<id:number>/dropping": "where the second person submits",
}


@dataclass
class World:
    """A unit with an open and a refused case, a line in preview and a delivery with a held row; two persons asked."""

    bureau: Bureau
    key: str
    case: int = 0
    refused: int = 0
    upload: int = 0

    def as_key(self, path: str, **body: Any) -> TestResponse:
        """Ask by the unit's key."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": "en"}
        return self.bureau.service.client().post(f"/api/v1{path}", json=body, headers=headers)

    def as_person(self, who: str, path: str, **body: Any) -> TestResponse:
        """Ask the API in somebody's session."""
        browser = self.bureau[who]
        headers = {"X-CSRFToken": token_in(browser.open("/account")), "Accept-Language": "en"}
        return browser.client.post(f"/api/v1{path}", json=body, headers=headers)

    def state(self) -> list[Any]:
        """What the office has of the unit."""
        statements = (
            "SELECT id, state, reason, answer FROM case_record WHERE city_code = 410100 ORDER BY id",
            "SELECT id, case_id, action FROM case_step WHERE city_code = 410100 ORDER BY id",
            "SELECT category, month FROM nil_report WHERE city_code = 410100 ORDER BY 1, 2",
            "SELECT id, status FROM upload WHERE city_code = 410100 ORDER BY id",
            "SELECT upload_id, row_number FROM upload_dismissal WHERE city_code = 410100 ORDER BY 1, 2",
        )
        with self.bureau.service.database.transaction(OFFICE) as session:
            return [session.connection().execute(text(one)).all() for one in statements]

    def waiting(self) -> list[int]:
        """The numbers of what waits to be submitted, the newest first."""
        with self.bureau.service.database.transaction(UnitScope("410100")) as session:
            query = "SELECT id FROM preparation WHERE status = 'waiting' ORDER BY id DESC"
            return list(session.connection().execute(text(query)).scalars())


def a_case(world: World, state: str) -> int:
    at, number = clock.now(), next(NUMBERS)
    case = CaseRecord(
        city_code=CITY,
        kind="undetermined",
        subject=f"vehicle/410100/{a_vin(number)}/2025-03-01",
        vin=a_vin(number),
        registered_on=date(2025, 3, 1),
        state=state,
        details={"category": "bus", "event": "new", "energy": "diesel"},
        opened_by="",
        opened_at=at,
        notified_at=at,
        due_on=date(2099, 1, 5),
        outcome="refused" if state == "refused" else None,
    )
    with world.bureau.service.database.transaction(OFFICE) as session:
        session.add(case)
        session.flush()
        return stored_id(case)


@pytest.fixture(scope="module")
def world(owner_url: str) -> Iterator[World]:
    with a_bureau(owner_url, "two_persons_ways") as bureau:
        with bureau.service.database.transaction(OFFICE) as session:
            by = {"role": Role.BUREAU, "unit": "410100", "by": TESTER, "now": clock.now()}
            key = add_key(session, "system", **by)[1]  # type: ignore[arg-type]
            register(session, "410100", day=date(2025, 8, 4), compliant=8, non_compliant=2)
            sign_nil(session, "410100", months=(AUGUST,))
            publishing.publish_preview(session, parse_period(AUGUST), now=clock.now())
        found = World(bureau, key)
        yield found


@pytest.fixture
def asked(world: World) -> World:
    """The world with objects of this test's own, and two persons asked for."""
    with world.bureau.service.database.transaction(OFFICE) as session:
        session.connection().execute(text("DELETE FROM two_persons_rule"))
        session.connection().execute(text("UPDATE case_record SET state = 'closed' WHERE kind = 'objection'"))
    world.case, world.refused = a_case(world, "notified"), a_case(world, "refused")
    world.upload = world.bureau.stored(a_file(a_row(next(NUMBERS)), a_row(next(NUMBERS), day="")))
    two_asked(world.bureau.service.database)
    return world


Way = Callable[[World], TestResponse]


def page(address: Callable[[World], str], shown: Callable[[World], str], **data: Any) -> Way:
    return lambda world: world.bureau["owner"].send(shown(world), address(world), data)


def case_address(world: World) -> str:
    return f"/cases/{world.case}"


def upload_address(world: World) -> str:
    return f"/uploads/{world.upload}"


def chosen_cases(world: World) -> TestResponse:
    data = {"case": str(world.case), "action": "answer", "reason": "查过"}
    return world.bureau["owner"].send("/cases", "/cases/reason", data)


def closed_rows(world: World) -> TestResponse:
    data = {"sheet": "登记表", "drop": "3", "reason": "mistaken", "note": ""}
    return world.bureau["owner"].send(f"/uploads/{world.upload}", f"/uploads/{world.upload}/dismiss", data)


WAYS: dict[str, Way] = {
    "POST /cases/<id:number>/<action>": page(
        lambda world: f"/cases/{world.case}/answer", case_address, reason="查过"
    ),
    "POST /cases/reason": chosen_cases,
    "POST /rankings/<text>/objection": page(
        lambda _: f"/rankings/{AUGUST}/objection", lambda _: f"/rankings/{AUGUST}/objection", reason="不符"
    ),
    "POST /nil-reports": page(
        lambda _: "/nil-reports", lambda _: "/nil-reports?period=2025-02", period="2025-02", category="taxi"
    ),
    "POST /uploads/<id:number>/withdraw": page(
        lambda world: f"/uploads/{world.upload}/withdraw",
        lambda world: f"/uploads/{world.upload}/withdraw",
        reason="误报",
    ),
    "POST /uploads/<id:number>/dismiss": closed_rows,
    "POST /api/v1/cases/<id:number>/<action>": lambda world: world.as_person(
        "owner", f"/cases/{world.refused}/appeal", reason="查过"
    ),
    "POST /api/v1/cases/acts": lambda world: world.as_person(
        "owner", "/cases/acts", action="comment", cases=[world.case, world.refused], reason="请延期"
    ),
    "POST /api/v1/rankings/<period>/objections": lambda world: world.as_person(
        "owner", f"/rankings/{AUGUST}/objections", reason="不符", category="bus"
    ),
    "POST /api/v1/nil-reports": lambda world: world.as_person(
        "owner", "/nil-reports", unit="410100", category="postal", period="2025-03"
    ),
    "POST /api/v1/uploads/<id:number>/withdraw": lambda world: world.as_person(
        "owner", f"/uploads/{world.upload}/withdraw", reason="误报"
    ),
}
"""How one person of a unit hands in by each route."""


def test_each_route_by_which_a_unit_changes_anything_is_held_or_hands_nothing_in() -> None:
    changing = {
        route
        for route, ask in TABLE.items()
        if route.startswith(("POST ", "PUT ", "PATCH ", "DELETE ")) and "own" in ask.may
    }
    # Whoever may act there at all: of these the matrix asks as the office, since it decides.
    both = {route for route in TABLE if route in WAYS}
    assert changing | both == set(WAYS) | set(NOT_HANDED_IN)
    assert not set(WAYS) & set(NOT_HANDED_IN)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_what_one_person_hands_in_waits_until_another_submits_it_just_so(asked: World, way: str) -> None:
    before, waited = asked.state(), asked.waiting()
    answer = WAYS[way](asked)
    assert answer.status_code in (202, 303), words_of(answer.get_data(as_text=True))
    assert asked.state() == before
    (number,) = set(asked.waiting()) - set(waited)
    assert f"/preparations/{number}" in answer.headers["Location"]
    path = f"/preparations/{number}"
    own = asked.bureau["owner"].open(path)
    assert "须由本单位另一位同事登录后提交" in words_of(own)
    assert f"{path}/submit" not in own
    assert asked.bureau["owner"].send(path, f"{path}/submit").status_code == 409
    assert asked.as_key(f"{path}/submission").status_code == 403
    assert asked.bureau["stranger"].client.get(path).status_code == 404
    assert asked.state() == before
    shown = words_of(asked.bureau["colleague"].open(path))
    assert "将照以下内容提交，一字不改" in shown
    assert asked.bureau["colleague"].send(path, f"{path}/submit").status_code == 303
    assert asked.state() != before
    assert "已提交" in words_of(asked.bureau["owner"].open(path))


BY_KEY: dict[str, Way] = {
    "case": lambda world: world.as_key(f"/cases/{world.case}/answer", reason="查过"),
    "cases": lambda world: world.as_key("/cases/acts", action="answer", cases=[world.case], reason="查过"),
    "nil": lambda world: world.as_key("/nil-reports", unit="410100", category="taxi", period="2025-04"),
    "withdrawal": lambda world: world.as_key(f"/uploads/{world.upload}/withdraw", reason="误报"),
}


@pytest.mark.parametrize("by_key", sorted(BY_KEY))
def test_a_key_prepares_and_two_persons_hand_in(asked: World, by_key: str) -> None:
    world = asked
    before = world.state()
    assert BY_KEY[by_key](world).status_code == 202
    number = world.waiting()[0]
    first = world.as_person("owner", f"/preparations/{number}/submission").json or {}
    assert (first["status"], first["prepared_by"], first["is_checked"]) == ("waiting", "owner", True)
    again = world.as_person("owner", f"/preparations/{number}/submission")
    assert (again.status_code, (again.json or {})["code"]) == (409, "second-person-needed")
    assert world.state() == before
    done = world.as_person("colleague", f"/preparations/{number}/submission").json or {}
    assert done["status"] == "submitted"
    assert world.state() != before


@pytest.mark.parametrize("by", [ANNA, KEY, HOST, OFFICER, TESTER], ids=lambda by: by.name)
@pytest.mark.parametrize("action", actions_of(Hand.BUREAU), ids=str)
def test_the_services_themselves_take_no_act_of_one_person(world: World, action: CaseAction, by: Any) -> None:
    two_asked(world.bureau.service.database)
    row = next(row for row in TRANSITIONS if row.hand is Hand.BUREAU and row.action is action)
    case = a_case(world, row.since[0].value)
    with (
        pytest.raises(SecondPersonNeeded),
        world.bureau.service.database.transaction(UnitScope("410100")) as session,
    ):
        act(session, case, Said(action, "x"), by=by, hand=Hand.BUREAU, now=NOW)
    with world.bureau.service.database.transaction(OFFICE) as session:
        assert session.get_one(CaseRecord, (CITY, case)).state == row.since[0].value
