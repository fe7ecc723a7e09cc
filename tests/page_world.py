"""What the pages have to show: deliveries in each of their states, vehicles of each verdict, a ranking, keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from io import BytesIO

import openpyxl
import pyotp
from sqlalchemy import func, text
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.books import book_mapping, parsed, shipped_book, shipped_text
from fleetsvc.database.transactions import OFFICE, OperatorScope, UnitScope
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.amounts import Amounts, set_amounts
from fleetsvc.services.cases.objections import Objection, object_to
from fleetsvc.services.common.masking import mask_owner
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.people import accounts, own_keys, second_factor, unfinished_forms
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from fleetsvc.services.people.unfinished_forms import Typed
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from rules.rulebook import build
from tests.actors import TESTER
from tests.browser import PASSWORD, Bureau
from tests.fleets import ACME, OTHER, a_fleet_file, applied, bound
from tests.making import a_copy_asked_for, make_all
from tests.open_site import Site
from tests.preparations import two_asked, two_no_more
from tests.ranking_data import sign_nil
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, a_file, a_row

PERIOD = "2025-10"
SENT_NAMES = (
    "郑州市新增车辆登记表（第三季度）.csv", "拍的照片.xlsx", "发错的表.csv", "还在排队的表.csv", "登记表.csv", "磁盘满时的表.csv",
)  # fmt: skip
YEAR = timedelta(days=365)
KEY_NAMES = ("汽车经销商查询系统", "门店系统")
PROPOSAL = "省厅通知：新增公交车的要求执行到十月八日"
OBJECTED = "两辆已转出"
SHEET = "明细"
WORDS_OF_DATA = (
    *SENT_NAMES, *(name.removesuffix(".csv") for name in SENT_NAMES), *KEY_NAMES, PROPOSAL, OBJECTED, SHEET,
    ACME, OTHER, mask_owner(ACME), "所有人",
    *HEADER.split(","),
    "公交车", "渣土车", "出租车", "其他", "新增", "更新", "纯电动", "柴油", "混合动力", "汽油", "13月1日", "合计", "豫",
)  # fmt: skip
"""What people of bureaus wrote: it is shown as they wrote it, whatever the language of the page."""


@dataclass(frozen=True)
class World:
    """Where things are: the parts of addresses by name."""

    places: dict[str, int | str]


@contextmanager
def a_page_world(site: Site) -> Iterator[World]:
    """Fill a site; its worker rests, so that what waits goes on waiting."""
    with site.resting():
        bureau = site.bureau
        places = _deliveries(bureau)
        now = clock.now()
        with site.database.transaction(OFFICE) as session:
            publishing.publish_final(session, parse_period(PERIOD), now=now)
            sign_nil(session, "410100", months=("2025-08",))
            publishing.publish_preview(session, parse_period("2025-08"), now=now)
            key = add_key(session, KEY_NAMES[0], role=Role.DEALER, unit=None, by=TESTER, now=now)[0]
            careful, _ = accounts.add_user(
                session, "careful", role=Role.OFFICE, unit=None, password=PASSWORD, by=TESTER, now=now
            )
            newcomer, _ = accounts.add_user(
                session, "newcomer", role=Role.OFFICE, unit=None, password=PASSWORD, by=TESTER, now=now
            )
            newcomer.awaits_office = True
            session.add(newcomer)
            secret = second_factor.prepare(session, careful, key="of no worth " * 3)
            second_factor.confirm(
                session, careful, pyotp.TOTP(secret).at(now), key="of no worth " * 3, by=TESTER, now=now
            )
            registered = session.connection().execute(
                text("SELECT id FROM registration WHERE city_code = 410100 ORDER BY id DESC LIMIT 1")
            )
            places["registration"] = registered.scalar_one()
            of_a_kind = select(func.min(CaseRecord.id)).where(CaseRecord.kind == "justification")
            places["case"] = session.exec(of_a_kind).one() or 0
            dealer = accounts.user_named(session, "dealer").number
            own, _ = own_keys.add_own(
                session, dealer, KEY_NAMES[1], until=clock.day_of(now), longest=YEAR, by=TESTER, now=now
            )
            owner = accounts.user_named(session, "owner").number
            typed = Typed(
                "/uploads", "/uploads", (("category", "bus"), ("event", "")), (("files", SENT_NAMES[0]),)
            )
            places["unfinished"] = unfinished_forms.keep(session, owner, typed, now=now)
            places["user"], places["key"], places["own_key"] = careful.id or 0, key.id or 0, own.id or 0
        for name, upload in (("handout", "in_review"), ("waiting_document", "accepted")):
            record = a_copy_asked_for(site.database, unit="410100", upload=int(places[upload]), language="en")
            places[name] = record.id or 0
            if name == "handout":
                make_all(site.database)
                site.bureau["owner"].client.get(f"/handouts/{record.id}/file")
        receipts = {}
        for who, page, sent in (
            ("owner", f"/uploads/{places['accepted']}", f"/uploads/{places['accepted']}/receipt"),
            ("dealer", "/ask?unit=410100&category=bus&event=new", "/ask/receipt"),
        ):
            question = {"unit": "410100", "category": "bus", "event": "new", "energy": "bev"}
            signed = bureau[who].send(page, sent, question).headers["Location"]
            receipts[f"{who}s_receipt"] = signed.rpartition("/")[2]
        with site.database.transaction(UnitScope("410100")) as session:
            said = Objection(parse_period("2025-08"), OBJECTED)
            places["objection"] = (
                object_to(session, said, city=410100, by=replace(TESTER, unit="410100"), now=now).id or 0
            )
        places |= _a_fleet(bureau)
        places["proposal"] = _proposal(bureau, int(places["case"]))
        places["preparation"] = _preparation(bureau, int(places["case"]))
        # What a correction would change: a vehicle that came in after the edition.
        bureau.stored(a_file(a_row(fresh_numbers(1)[0], day="2025-10-16")))
        yield World({**places, **receipts, "draft": _draft(bureau), **_manuscripts(bureau)})


def _a_fleet(bureau: Bureau) -> dict[str, int]:
    """Store an owner's vehicles, bind the operator to it, and have it apply for another."""
    first, second = fresh_numbers(2)
    taxi = a_row(second, category="出租车", energy="汽油", plate=f"豫A{second:05d}")
    bureau.stored(a_fleet_file((a_row(first), ACME), (taxi, ACME)))
    database, now = bureau.service.database, clock.now()
    with database.transaction(OFFICE) as session:
        account = accounts.user_named(session, "operator").number
    bound(database, account, name="operator", now=now)
    applied(database, account, OTHER, name="operator", now=now)
    with database.transaction(OperatorScope(account)) as session:
        return {"fleet_vehicle": vehicles.list_vehicles(session, verdict=None, after=None, limit=1)[0][0].id}


def _proposal(bureau: Bureau, case: int) -> int:
    """Have the deputy propose to close a case that asks for a second person's signature; the proposal's number."""
    with bureau.service.database.transaction(OFFICE) as session:
        set_amounts(session, Amounts(approve_days=30), by=TESTER, now=clock.now())
    form = {"reason": OBJECTED, "ground": "no-suitable-model", "missing": OBJECTED}
    bureau["owner"].send("/cases", f"/cases/{case}/answer", form)
    made = bureau["deputy"].send("/cases", f"/cases/{case}/approve", {"reason": OBJECTED})
    return int(made.headers["Location"].rpartition("/")[2])


def _preparation(bureau: Bureau, case: int) -> int:
    """Have one person of a unit of two prepare a remark for a colleague to submit; the preparation's number."""
    two_asked(bureau.service.database)
    made = bureau["owner"].send(f"/cases/{case}", f"/cases/{case}/comment", {"reason": OBJECTED})
    two_no_more(bureau.service.database)
    return int(made.headers["Location"].partition("?")[0].rpartition("/")[2])


def _manuscripts(bureau: Bureau) -> dict[str, str]:
    """Begin two manuscripts, of which one has problems and a passage that is not accounted for."""
    page, found = "/rulebook/manuscripts", {}
    for name in ("manuscript", "whole_manuscript"):
        begun = bureau["deputy"].send(page, page, {"edition": shipped_book().edition})
        found[name] = begun.headers["Location"].partition("?")[0].rpartition("/")[2]
    address = f"{page}/{found['manuscript']}"
    broken = shipped_text().decode().replace("force: all", "force: most", 1)
    broken = broken.replace("published_on: 2023-02-24", "published_on: soon")
    bureau["deputy"].send(page, f"{address}/file", {"version": "1", "text": broken})
    return found | {"source": build(book_mapping()).clauses["13-new"].source_sha256}


def _draft(bureau: Bureau) -> str:
    """Store a draft under which the rule on new buses ends, and have the deputy propose it; its edition."""
    book = (files("rules") / "books" / "henan-2023.yaml").read_text(encoding="utf-8")
    before, name, after = book.partition("  - id: 13-bus-new")
    draft = before + name + after.replace("effective_until: null", "effective_until: 2025-10-09", 1)
    bureau["deputy"].send("/rulebook/drafts", "/rulebook/drafts", {"text": draft})
    edition = build(parsed(draft.encode())).edition
    page = f"/rulebook/drafts/{edition}"
    bureau["deputy"].send(page, f"{page}/proposal", {"reason": PROPOSAL})
    return edition


def _deliveries(bureau: Bureau) -> dict[str, int]:
    places = {
        "accepted": bureau.stored(a_workbook(*_vehicles())),
        "in_review": bureau.reviewed(fresh_file(*_faulty()), name=SENT_NAMES[0]),
        "refused": bureau.reviewed(b"\x89PNG\r\n\x1a\n0000", name=SENT_NAMES[1]),
        "withdrawn": bureau.reviewed(fresh_file(), name=SENT_NAMES[2]),
    }
    bureau["owner"].send(f"/uploads/{places['withdrawn']}", f"/uploads/{places['withdrawn']}/withdraw")
    for state, name in (("received", SENT_NAMES[3]), ("set_aside", SENT_NAMES[5])):
        waiting = bureau["owner"].upload((name, fresh_file()))
        places[state] = int(waiting.headers["Location"].rpartition("/")[2])
    with bureau.service.database.transaction(OFFICE) as session:
        session.connection().execute(_SET_ASIDE, {"number": places["set_aside"]})
    return places


_SET_ASIDE = text("""
    INSERT INTO upload_failure (city_code, upload_id, failures, file_failures, failure, problem, place, failed_at,
        next_attempt_at, set_aside_at)
    VALUES (410100, :number, 3, 0, 'disk-full', 'DiskFull 53100', '', now(), now() + interval '15 minutes', now())
""")


def _vehicles() -> list[str]:
    """A row of each verdict, two of a kind that needs words of its own."""
    bus, diesel, muck, mixed, replaced, other = fresh_numbers(6)
    return [
        a_row(bus, day="2025-10-08"),
        a_row(diesel, energy="柴油", plate=f"豫A{diesel:05d}", day="2025-10-09"),
        a_row(muck, category="渣土车", energy="柴油", plate=f"豫A{muck:05d}", day="2025-10-10"),
        a_row(mixed, category="出租车", energy="混合动力", plate=f"豫A{mixed:05d}", day="2025-10-13"),
        a_row(replaced, event="更新", energy="柴油", plate=f"豫A{replaced:05d}", day="2025-10-14"),
        a_row(other, category="其他", energy="汽油", plate=f"豫A{other:05d}", day="2025-10-15"),
    ]


def _faulty() -> list[str]:
    """Rows with findings of several kinds and columns, and one that is no vehicle."""
    first, second, third, diesel, conflict = fresh_numbers(5)
    return [
        a_row(first, day="13月1日"),
        a_row(second, day="x"),
        a_row(third, plate="豫A12"),
        a_row(diesel, energy="柴油", plate=f"豫A{diesel:05d}"),
        a_row(conflict, energy="柴油"),
        "合计,,,,,,5",
    ]


def a_workbook(*rows: str, sheet: str = SHEET) -> bytes:
    """Lines of a list as a workbook."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in (HEADER, *rows):
        page.append(line.split(","))
    written = BytesIO()
    book.save(written)
    return written.getvalue()
