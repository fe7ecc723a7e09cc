"""The audit log is told of keys that open nothing and of doors of another role, and a flood of them fills no table."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge import refusals
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key, revoke_key
from tests.actors import TESTER, noted
from tests.browser import Bureau, a_bureau, token_in

GUESSED = "fsk_guessed-at-random-0123456789"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "refusals", FLEETSVC_RATE_ANONYMOUS="1000000") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _nothing_noted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "NOTED", refusals.Noted())


def refused(bureau: Bureau) -> list[tuple[str, str | None, str, dict[str, object]]]:
    """Who was refused, of what role, with what outcome, and what else is said of it; the latest first."""
    with bureau.service.database.transaction(OFFICE) as session:
        events = noted(session, act="access-refused", limit=500)
        return [(one.actor_kind, one.role, one.outcome, one.details) for one in events]


def a_revoked_key(bureau: Bureau) -> str:
    with bureau.service.database.transaction(OFFICE) as session:
        made, key = add_key(session, "old", role=Role.DEALER, unit=None, by=TESTER, now=clock.now())
        revoke_key(session, made.number, by=TESTER, now=clock.now())
        return key


def test_a_key_that_opens_nothing_is_noted_by_its_readable_beginning_alone(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in (a_revoked_key(bureau), GUESSED):
        before = len(refused(bureau))
        monkeypatch.setattr(refusals, "NOTED", refusals.Noted())
        for _ in range(3):
            answer = bureau.service.client().get(
                "/api/v1/uploads?unit=410100", headers={"Authorization": f"Bearer {key}"}
            )
            assert answer.status_code == 401
        events = refused(bureau)
        assert len(events) == before + 1, "the same once in a while"
        told = {"reason": "key", "route": "/api/v1/uploads", "address": "127.0.0.1", "key": key[:12]}
        assert events[0] == ("nobody", None, "failure", told)
        assert key not in str(events)


@pytest.mark.parametrize("given", ["Bearer secret-of-another-service", "Basic b3duZXI6cGFzcw==", "x" * 500])
def test_what_is_no_key_of_ours_is_noted_without_a_word_of_it(bureau: Bureau, given: str) -> None:
    answer = bureau.service.client().get("/api/v1/uploads", headers={"Authorization": given})
    assert answer.status_code == 401
    told = {"reason": "key", "route": "/api/v1/uploads", "address": "127.0.0.1"}
    assert refused(bureau)[0] == ("nobody", None, "failure", told)


def test_a_key_of_another_role_is_noted_as_whose_it_is(bureau: Bureau) -> None:
    answer = bureau.service.client().get("/api/v1/uploads", headers=bureau.service.bearer(Role.DEALER))
    assert answer.status_code == 403
    told = {"reason": "role", "route": "/api/v1/uploads", "address": "127.0.0.1"}
    assert refused(bureau)[0] == ("key", "dealer", "failure", told)


@pytest.mark.parametrize(
    ("who", "address"),
    [("owner", "/audit"), ("dealer", "/uploads"), ("auditor", "/accounts"), ("admin", "/audit")],
)
def test_a_page_of_another_role_is_noted_as_whose_session_asked(
    bureau: Bureau, who: str, address: str
) -> None:
    assert bureau[who].client.get(address).status_code == 403
    told = {"reason": "role", "route": address, "address": "127.0.0.1"}
    kind, role, outcome, details = refused(bureau)[0]
    assert (kind, outcome, details) == ("user", "failure", told)
    assert role == ("bureau" if who == "owner" else who)


def test_a_key_on_a_page_and_a_form_without_its_token_are_noted(bureau: Bureau) -> None:
    headers = bureau.service.bearer(Role.OFFICE)
    assert bureau.service.client().get("/uploads", headers=headers).status_code in (400, 403)
    assert refused(bureau)[0][3]["reason"] == "key"
    assert bureau["owner"].client.post("/account/password", data={}).status_code == 400
    kind, _, _, details = refused(bureau)[0]
    assert (kind, details["reason"], details["route"]) == ("user", "forged", "/account/password")


def test_who_is_merely_not_signed_in_is_not_noted(bureau: Bureau) -> None:
    before = refused(bureau)
    assert bureau.service.client().get("/uploads").status_code == 302
    assert bureau.service.client().get("/api/v1/uploads").status_code == 401
    token_in(bureau["owner"].open("/account"))
    assert refused(bureau) == before


def guess(bureau: Bureau, number: int, *, address: str) -> None:
    headers = {"Authorization": f"Bearer fsk_{number:08}-guessed"}
    answer = bureau.service.client().get(
        "/api/v1/models/x", headers=headers, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == 401


def test_however_many_keys_one_sender_guesses_is_one_event(bureau: Bureau) -> None:
    before = len(refused(bureau))
    for number in range(20):
        guess(bureau, number, address="203.0.113.7")
    assert len(refused(bureau)) == before + 1


def test_a_flood_of_refusals_fills_no_table_and_hides_no_known_caller(bureau: Bureau) -> None:
    before = len(refused(bureau))
    for number in range(refusals.MOST_OF_STRANGERS + 20):
        guess(bureau, number, address=f"203.0.{number}.7")
    flood = refused(bureau)
    assert len(flood) == before + refusals.MOST_OF_STRANGERS + 1
    many = {"reason": "many", "route": flood[1][3]["route"], "address": "203.0.100.7"}
    assert flood[0] == ("nobody", None, "failure", many)
    bureau.service.client().get("/api/v1/uploads", headers=bureau.service.bearer(Role.DEALER))
    assert refused(bureau)[0][:2] == ("key", "dealer")
    assert bureau["dealer"].client.get("/uploads").status_code == 403
    assert refused(bureau)[0][:2] == ("user", "dealer")


def test_who_is_known_hides_no_other_and_is_told_of_as_trying_many_doors() -> None:
    kept = refusals.Noted()
    asked = [kept.look("key/1", (str(door),), at=0.0) for door in range(refusals.MOST_OF_ONE + 3)]
    of_all = [refusals.Noting.THIS] * refusals.MOST_OF_ONE
    assert asked == [*of_all, refusals.Noting.MANY, refusals.Noting.NOTHING, refusals.Noting.NOTHING]
    assert kept.look("key/2", ("0",), at=0.0) is refusals.Noting.THIS
    assert kept.look(refusals.STRANGERS, ("0",), at=0.0) is refusals.Noting.THIS
    assert kept.look("key/1", ("new",), at=refusals.EVERY_SECONDS) is refusals.Noting.THIS


def test_a_log_that_cannot_be_written_keeps_nobody_from_their_answer(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(refusals, "note_refusal", away)
    answer = bureau.service.client().get("/api/v1/uploads", headers={"Authorization": f"Bearer {GUESSED}"})
    assert (answer.status_code, answer.json and answer.json["code"]) == (401, "key-refused")


@pytest.mark.parametrize("at", [0.0, refusals.EVERY_SECONDS])
def test_what_was_noted_is_noted_again_after_a_while(at: float) -> None:
    kept = refusals.Noted()
    first, again = (kept.look(refusals.STRANGERS, ("key",), at=then) for then in (100.0, 100.0 + at))
    assert first is refusals.Noting.THIS
    assert again is (refusals.Noting.THIS if at == refusals.EVERY_SECONDS else refusals.Noting.NOTHING)
