"""What changed since somebody's last visit stands on their first page, as counts that lead to just that."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AppUser
from fleetsvc.services.people import sessions
from fleetsvc.services.people.sessions import Origin
from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_file
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "since_visits") as opened:
        yield opened


def visited(bureau: Bureau, who: str, at: datetime) -> None:
    """Let somebody have been there for ten minutes."""
    with bureau.service.database.transaction(OFFICE) as session:
        user = session.exec(select(AppUser).where(AppUser.name == who)).one()
        record = sessions.begin(session, user, Origin("::1", "x"), factor_at=None, now=at)[1]
        record.seen_at = at + timedelta(minutes=10)
        session.add(record)


def since(page: str) -> dict[str, str]:
    """The counts of the card, and where they lead."""
    card = page.partition('<section class="card since"')[2].partition("</section>")[0]
    found = re.findall(r'<a class="chip" href="([^"]+)">([^<]+)</a>', card)
    return {text: unescape(address) for address, text in found}


def test_what_came_since_the_last_visit_is_counted_and_leads_to_its_list(bureau: Bureau) -> None:
    assert "自上次访问" not in bureau["owner"].open("/bureau"), "nobody was there before"
    bureau.stored(fresh_file(), who="colleague")
    now = clock.now()
    for who in ("owner", "office"):
        visited(bureau, who, now - timedelta(hours=5))
    bureau.stored(a_file(a_row(1, energy="柴油")), who="colleague")
    bureau.reviewed(fresh_file(), who="stranger", name="开封.csv")
    told = since(bureau["owner"].open("/bureau"))
    assert set(told) >= {"新到批次 2", "已入库批次 2"}
    listed = words_of(bureau["owner"].open(told["已入库批次 2"]))
    assert "以来办结的批次" in listed
    assert "开封.csv" not in listed
    of_office = since(bureau["office"].open("/office"))
    assert of_office["开封市 新到批次 1"].startswith("/uploads?unit=410200&received_since=")
    assert "开封.csv" in bureau["office"].open(of_office["开封市 新到批次 1"])
    opened = next(address for text, address in of_office.items() if text.startswith("新增事项"))
    assert re.search(r'href="/cases/\d+"', bureau["office"].open(opened))
    later = (now + timedelta(hours=1)).isoformat().replace("+", "%2B")
    assert not re.search(r'href="/cases/\d+"', bureau["office"].open(f"/cases?state=&opened_since={later}"))
    assert "“提出时间”不能是“soon”" in words_of(bureau["office"].open("/cases?opened_since=soon", 422))
