"""What those see who need not know which vehicle it is."""

import pytest

from fleetsvc.services.common.masking import mask_plate, mask_text, mask_value
from rules.identifiers import finder
from tests.vehicle_texts import NAMING, NAMING_NONE


@pytest.mark.parametrize(("text", "number"), NAMING.items())
def test_a_number_in_a_text_is_masked_and_the_words_beside_it_stand(text: str, number: str) -> None:
    before, _, after = text.partition(number)
    shown = mask_text(text)
    assert (shown.startswith(before), shown.endswith(after), number in shown) == (True, True, False)
    assert "*" in shown
    assert not finder.is_in(shown), "what is left names no vehicle"
    assert mask_value(None, text) == mask_value("remark", text) == shown


@pytest.mark.parametrize("text", NAMING_NONE)
def test_a_text_without_a_number_is_shown_as_it_was_typed(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("plate", "shown"),
    [
        ("豫A1234领", "豫A·**34领"),
        ("使123456", "使·***456"),
        ("123456使", "1·***56使"),
        ("A12345", "A·**345"),
        ("豫 A12345", "豫·***345"),
    ],
)
def test_a_plate_keeps_its_office_and_three_characters(plate: str, shown: str) -> None:
    assert mask_plate(plate) == shown
