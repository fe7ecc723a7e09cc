"""What is wrong with a receipt is told at its place; no trick with its header makes a forged one hold."""

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleetsvc.services.receipts.checking import Flaw, KeysUnreadable, check, keys_of
from tests.signed import DOCUMENT, a_key, a_receipt, part, published

KEY, OTHER = a_key(), a_key()
KEYS = keys_of(published(KEY))


def flaws(receipt: dict[str, Any]) -> list[tuple[str, str]]:
    return [(flaw.value, place) for flaw, place in check(receipt, KEYS).flaws]


def test_what_was_signed_holds_with_and_without_its_readable_part() -> None:
    whole = a_receipt(KEY)
    assert (check(whole, KEYS).document, flaws(whole), flaws({"jws": whole["jws"]})) == (DOCUMENT, [], [])


WHOLE = a_receipt(KEY)["jws"]
HEADER, PAYLOAD, SIGNATURE = WHOLE.split(".")


def an_hs256() -> str:
    """The published key taken for a secret that both sides share."""
    said = f"{part({'alg': 'HS256', 'kid': KEY.thumbprint()})}.{PAYLOAD}"
    shared = str(KEY.as_dict(private=False)["x"]).encode()
    return f"{said}.{part(hmac.new(shared, said.encode(), hashlib.sha256).hexdigest())}"


@pytest.mark.parametrize(
    ("forged", "flaw"),
    [
        (f"{part({'alg': 'none'})}.{PAYLOAD}.", Flaw.ALGORITHM),
        (f"{part({'kid': 'x'})}.{PAYLOAD}.{SIGNATURE}", Flaw.ALGORITHM),
        (an_hs256(), Flaw.ALGORITHM),
        (WHOLE[:-10], Flaw.ALTERED),
        (f"{HEADER}.{part({**DOCUMENT, 'id': 'x'})}.{SIGNATURE}", Flaw.ALTERED),
        (a_receipt(OTHER)["jws"], Flaw.KEY_UNKNOWN),
        (f"{HEADER}.{PAYLOAD}", Flaw.UNREADABLE),
        (a_receipt(KEY, {"format": "fleetsvc-receipt-9"})["jws"], Flaw.UNREADABLE),
        (f"{part({'alg': ['Ed25519'], 'kid': {}})}.e30.AA", Flaw.UNREADABLE),
        (f"{part(None)}.e30.AA", Flaw.UNREADABLE),
        ("é.é.é", Flaw.UNREADABLE),
        ("", Flaw.UNREADABLE),
    ],
)
def test_what_was_not_signed_so_does_not_hold(forged: str, flaw: Flaw) -> None:
    assert flaws({"jws": forged}) == [(flaw.value, "/jws")]


def test_a_readable_part_that_says_something_else_is_told_where() -> None:
    altered = a_receipt(KEY)
    altered["document"]["answer"] = {"verdict": "exempt", "rules": [{"id": "b"}], "more": 1}
    del altered["document"]["kind"]
    assert flaws(altered) == [
        ("altered", "/document/answer/rules/0/id"),
        ("altered", "/document/answer/verdict"),
        ("altered", "/document/answer/more"),
        ("altered", "/document/kind"),
    ]
    assert flaws({"jws": altered["jws"], "document": None}) == [("altered", "/document")]


@settings(max_examples=60)
@given(place=st.integers(0, len(WHOLE) - 2), sign=st.sampled_from("AbZ09-_.="))
def test_no_letter_of_a_signed_document_can_be_exchanged(place: int, sign: str) -> None:
    changed = WHOLE[:place] + sign + WHOLE[place + 1 :]
    assert (flaws({"jws": changed}) == []) is (changed == WHOLE)


@pytest.mark.parametrize(
    "given", [{}, {"keys": []}, {"keys": 3}, {"keys": [{"kty": "OKP"}]}, {"keys": ["x"]}, None]
)
def test_what_holds_no_keys_is_told(given: object) -> None:
    with pytest.raises(KeysUnreadable):
        keys_of(given)
