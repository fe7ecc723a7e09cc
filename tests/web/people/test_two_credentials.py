"""A cookie of one with a key of another: a page knows the session only, and refuses a request that carries a key."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AccountId
from fleetsvc.services.law import rulebooks
from fleetsvc.services.people import accounts, unfinished_forms
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.unfinished_forms import Typed
from tests.actors import TESTER
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.conftest import url_of
from tests.upload_cases import a_file, a_row, a_vin

OURS, THEIRS = "410100", "410200"
MALFORMED = {
    "empty": "",
    "blank": " ",
    "no scheme": "fsk_abc",
    "no key": "Bearer",
    "no key after a blank": "Bearer ",
    "another scheme": "Basic b3duZXI6cGFzc3dvcmQ=",
    "another prefix": "Bearer sk_abc",
    "bogus": "Bearer fsk_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "a tab": "Bearer\tfsk_abc",
    "two in one": "Bearer fsk_a, Bearer fsk_b",
    "not ASCII": "Bearer fsk_密钥",
    "Latin-1": "Bearer fsk_\xe9\xff",
    "a NUL": "Bearer fsk_a\0b",
    "very long": "Bearer fsk_" + "a" * 100_000,
}


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "two_credentials") as opened:
        yield opened


def number_of(bureau: Bureau, name: str) -> AccountId:
    with bureau.service.database.transaction(OFFICE) as session:
        return accounts.user_named(session, name).number


def key(bureau: Bureau, role: Role, *, unit: str | None = None, name: str = "system", number: int = 0) -> str:
    """A key; with ``number`` one that bears the number of an account."""
    with bureau.service.database.transaction(OFFICE) as session:
        record, made = people_keys.add_key(session, name, role=role, unit=unit, by=TESTER, now=clock.now())
        if number and record.id != number:
            for statement in (
                "UPDATE api_key SET id = id + 100000 WHERE id = :number",
                "UPDATE api_key SET id = :number WHERE id = :id",
            ):
                session.connection().execute(text(statement), {"number": number, "id": record.id})
    return made


def with_key(given: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {given}"}


def sent(
    client: FlaskClient, page: str, address: str, *, given: str, data: dict[str, Any] | None = None
) -> TestResponse:
    """Send a form of a page that the person opened without a key, and then with one."""
    token = token_in(client.get(page).get_data(as_text=True))
    return client.post(address, data={"csrf_token": token, **(data or {})}, headers=with_key(given))


def assert_refused(answer: TestResponse) -> None:
    assert answer.status_code == 400, answer.status
    assert answer.mimetype == "text/html"
    assert "此页不接受密钥 请去掉请求头 Authorization" in words_of(answer.get_data(as_text=True))


def rows(bureau: Bureau, statement: str) -> list[Any]:
    with bureau.service.database.transaction(OFFICE) as session:
        return list(session.connection().execute(text(statement)).all())


def test_a_dealer_makes_itself_no_key_of_the_office(bureau: Bureau) -> None:
    office = number_of(bureau, "office")
    given = key(bureau, Role.DEALER, number=office)
    before = rows(bureau, "SELECT id FROM api_key WHERE role = 'office' OR holder_id IS NOT NULL")
    data = {"name": "mine", "until": clock.day_of(clock.now()).isoformat()}
    answer = sent(bureau["dealer"].client, "/my/keys", "/my/keys", given=given, data=data)
    assert rows(bureau, "SELECT id FROM api_key WHERE role = 'office' OR holder_id IS NOT NULL") == before
    assert "fsk_" not in answer.get_data(as_text=True)
    assert_refused(answer)


def test_a_bureau_with_a_dealers_key_reads_no_other_unit(bureau: Bureau) -> None:
    bureau.stored(a_file(a_row(1), a_row(2)))
    given = key(bureau, Role.DEALER)
    for address in (
        f"/registrations?unit={OURS}",
        f"/registrations.csv?unit={OURS}",
        "/registrations/1?reveal=true",
        f"/uploads?unit={OURS}",
        f"/uploads/1/original?unit={OURS}",
        f"/bureau?unit={OURS}",
    ):
        answer = bureau["stranger"].client.get(address, headers=with_key(given), buffered=True)
        assert a_vin(1) not in answer.get_data(as_text=True)
        assert "登记表" not in answer.get_data(as_text=True)
        assert_refused(answer)


def test_a_bureau_with_a_dealers_key_takes_back_nothing_of_another_unit(bureau: Bureau) -> None:
    number = bureau.stored(a_file(a_row(11)))
    answer = sent(
        bureau["stranger"].client,
        "/uploads",
        f"/uploads/{number}/withdraw?unit={OURS}",
        given=key(bureau, Role.DEALER),
        data={"reason": "not ours"},
    )
    assert rows(bureau, f"SELECT status FROM upload WHERE id = {number}") == [("accepted",)]
    assert_refused(answer)


def test_a_bureau_with_a_dealers_key_sends_nothing_in_for_another_unit(bureau: Bureau) -> None:
    before = rows(bureau, "SELECT id FROM upload WHERE city_code = 410100")
    token = token_in(bureau["stranger"].open("/uploads"))
    answer = bureau["stranger"].client.post(
        f"/uploads?unit={OURS}",
        data={"csrf_token": token, "files": (BytesIO(a_file(a_row(21))), "theirs.csv")},
        headers=with_key(key(bureau, Role.DEALER)),
        content_type="multipart/form-data",
    )
    assert rows(bureau, "SELECT id FROM upload WHERE city_code = 410100") == before
    assert_refused(answer)


def a_draft(until: str) -> dict[str, object]:
    rules = [
        rule | {"effective_until": until} if rule["id"] == "13-bus-new" else rule
        for rule in book_mapping()["rules"]
    ]
    return {**book_mapping(), "rules": rules}


def test_one_person_does_not_sign_a_rulebook_twice_with_a_key_that_bears_the_others_name(
    bureau: Bureau,
) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        edition = rulebooks.load(session, a_draft("2025-03-15"), now=clock.now())[0].edition
    page, client = f"/rulebook/drafts/{edition}", bureau["office"].client
    proposed = bureau["office"].send(page, f"{page}/proposal", {"reason": "the law changed"})
    assert proposed.status_code == 303
    (proposal,) = rows(bureau, "SELECT max(id) FROM rulebook_proposal")[0]
    given = key(bureau, Role.OFFICE, name="deputy")
    answer = sent(client, page, f"{page}/signature", given=given, data={"proposal": str(proposal)})
    assert rows(bureau, "SELECT signed_by FROM rulebook_activation WHERE proposal_id IS NOT NULL") == []
    assert_refused(answer)


@pytest.mark.parametrize("header", MALFORMED.values(), ids=MALFORMED)
def test_no_header_of_whatever_form_breaks_a_page(bureau: Bureau, header: str) -> None:
    for client in (bureau.service.client(), bureau["office"].client):
        for address in ("/", "/ask", "/office", "/uploads", "/sign-in", "/no-such-page", "/api/docs"):
            answer = client.get(address, environ_overrides={"HTTP_AUTHORIZATION": header})
            assert_refused(answer)


@pytest.mark.parametrize("header", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("who", [None, "office"])
def test_no_header_of_whatever_form_is_taken_for_a_session_by_the_api(
    bureau: Bureau, header: str, who: str | None
) -> None:
    client = bureau.service.client() if who is None else bureau[who].client
    for address in ("units", "requirements?unit=410100&category=bus&event=new", "rankings", "registrations"):
        answer = client.get(f"/api/v1/{address}", environ_overrides={"HTTP_AUTHORIZATION": header})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), address
        assert answer.json is not None
        assert answer.json["code"] == "key-refused"


def test_a_key_that_bears_an_accounts_number_opens_nothing_that_person_left_unfinished(
    bureau: Bureau,
) -> None:
    owner = number_of(bureau, "owner")
    typed = Typed("/uploads", "/uploads", (("note", "a secret of the owner"),), ())
    with bureau.service.database.transaction(OFFICE) as session:
        kept = unfinished_forms.keep(session, owner, typed, now=clock.now())
    given = key(bureau, Role.BUREAU, unit=THEIRS, number=owner)
    answer = bureau["stranger"].client.get(f"/unfinished/{kept}", headers=with_key(given))
    assert "a secret of the owner" not in answer.get_data(as_text=True)
    assert_refused(answer)


def test_an_administrator_closes_the_own_account_with_no_key_either(bureau: Bureau) -> None:
    own = number_of(bureau, "admin")
    answer = sent(
        bureau["admin"].client,
        "/accounts",
        f"/accounts/{own}/disable",
        given=key(bureau, Role.DEALER),
    )
    assert rows(bureau, f"SELECT disabled_at FROM app_user WHERE id = {own}") == [(None,)]
    assert_refused(answer)


def test_what_a_person_does_is_not_entered_in_the_log_as_the_act_of_a_key(bureau: Bureau) -> None:
    bureau.stored(a_file(a_row(31)))
    given = key(bureau, Role.OFFICE, name="somebody else")
    address = "/noncompliance?reveal=true"
    answer = bureau["office"].client.get(address, headers=with_key(given))
    entered = rows(bureau, "SELECT number FROM audit_event WHERE actor_name = 'somebody else'")
    assert entered == []
    assert_refused(answer)


def test_the_log_names_the_session_or_the_key_by_which_each_acted(bureau: Bureau) -> None:
    given, client = key(bureau, Role.BUREAU, unit=OURS, name="reporting system"), bureau["owner"].client
    by_page = bureau.reviewed(a_file(a_row(41)))
    token = token_in(bureau["owner"].open("/uploads"))
    by_session, by_key = (
        client.post(
            "/api/v1/uploads",
            data={"unit": OURS, "file": (BytesIO(a_file(a_row(number))), "登记表.csv")},
            headers=headers,
        ).json
        for number, headers in ((42, {"X-CSRFToken": token}), (43, with_key(given)))
    )
    (session,) = rows(bureau, "SELECT max(s.id) FROM session s JOIN app_user u ON u.id = user_id"
                              " WHERE u.name = 'owner'")[0]  # fmt: skip
    (number,) = rows(bureau, "SELECT id FROM api_key WHERE name = 'reporting system'")[0]
    owner = number_of(bureau, "owner")
    for upload, told in (
        (by_page, ("user", owner, "owner", f"session/{session}")),
        ((by_session or {})["id"], ("user", owner, "owner", f"session/{session}")),
        ((by_key or {})["id"], ("key", number, "reporting system", f"key/{number}")),
    ):
        acted = "SELECT actor_kind, actor_id, actor_name, credential FROM audit_event"
        assert rows(bureau, f"{acted} WHERE subject = 'upload/{OURS}/{upload}'") == [told]
    entered = f"SELECT act, credential FROM audit_event WHERE subject = 'account/{owner}'"
    assert rows(bureau, entered) == [("sign-in", f"session/{session}")]


def test_a_bureau_without_a_unit_opens_nothing_should_the_database_ever_hold_one(
    bureau: Bureau, owner_url: str
) -> None:
    given = key(bureau, Role.BUREAU, unit=THEIRS)
    browser = bureau["colleague"]
    with psycopg.connect(url_of(owner_url, "two_credentials"), autocommit=True) as owner:
        for table, name in (("app_user", "ck_app_user_unit"), ("api_key", "ck_api_key_unit")):
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        owner.execute("UPDATE app_user SET city_code = NULL WHERE name = 'colleague'")
        owner.execute("UPDATE api_key SET city_code = NULL WHERE city_code = 410200")
    for path in ("/bureau", "/uploads", "/registrations?unit=410100", "/my/keys", "/account", "/ask"):
        answer = browser.client.get(path)
        assert answer.status_code == 403, path
        assert "没有对应的报送单位" in answer.get_data(as_text=True)
    for client, headers in ((browser.client, {}), (bureau.service.client(), with_key(given))):
        for path in ("registrations", "uploads", "units", "rankings"):
            answer = client.get(f"/api/v1/{path}", headers=headers)
            assert answer.json is not None
            assert (answer.status_code, answer.json["code"]) == (403, "standing-unclear"), path
