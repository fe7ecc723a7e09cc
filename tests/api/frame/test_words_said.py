"""What shows nothing says nothing: a reason of signs that are drawn as nothing is none, by form or by API."""

import pytest
from flask import Flask
from marshmallow import ValidationError

from fleetsvc.api.frame.schemas import SOME_WORDS, Words
from fleetsvc.web.frame.forms import written_in

NOTHING = [
    "",
    " ",
    "\t\n",
    "\u200b",
    "\u2060\u200d",
    "\u3164",
    "\u00ad",
    "\u3000\ufe0f",
    "\u2800",
    "\U000e0101",
]
SOMETHING = ["，", "a\u200b", "0", "é", "\u200b无"]


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_that_shows_nothing_is_none(text: str) -> None:
    with Flask("forms").test_request_context("/", method="POST", data={"reason": text}):
        assert written_in("reason") == ""
    if "\n" not in text:
        assert Words(9).deserialize(text) == ""
        with pytest.raises(ValidationError):
            Words(9, required=True, pattern=SOME_WORDS).deserialize(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_a_text_that_shows_something_stays_as_it_is(text: str) -> None:
    with Flask("forms").test_request_context("/", method="POST", data={"reason": text}):
        assert written_in("reason") == text
    assert Words(9, required=True, pattern=SOME_WORDS).deserialize(text) == text
