"""What those see who need not know which vehicle it is."""

import pytest

from fleetsvc.services.common.masked_documents import masked_finding
from fleetsvc.services.common.masking import mask_plate, mask_text, mask_value
from importers.results import Finding
from rules.identifiers import finder
from rules.identifiers.redaction import names_somebody, redacted
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


PERSONAL = {
    "车主电话13812345678，勿外传": "13812345678",
    "１３８１２３４５６７８": "１３８１２３４５６７８",
    "138 1234 5678": "138 1234 5678",
    "+86-138-1234-5678": "+86-138-1234-5678",
    "座机 0371-65901234 转 8": "0371-65901234",
    "（0371）65901234": "（0371）65901234",
    "身份证41010519900101123X": "41010519900101123X",
    "410105 19900101 123x 张三": "410105 19900101 123x",
    "老证号410105900101123": "410105900101123",
    "13812345678.0": "13812345678",
}
IMPERSONAL = (
    "2026年第8号，流水号2026030112345678901",
    "1740787200",
    "2025-03-01 10:00:00",
    "豫政办〔2023〕33号",
    "总质量18000，整备质量12500",
    "a3f5b1381234567890",
)


@pytest.mark.parametrize(("text", "number"), PERSONAL.items())
def test_a_number_of_a_person_is_masked_wherever_vehicles_are(text: str, number: str) -> None:
    before, _, after = text.partition(number)
    for shown in (mask_text(text), mask_value("remark", text), mask_value(None, text), redacted(text)):
        assert (shown.startswith(before), shown.endswith(after), number in shown) == (True, True, False)
        assert "**" in shown
        assert not names_somebody(shown)
    assert names_somebody(text)


@pytest.mark.parametrize("text", IMPERSONAL)
def test_a_number_of_nobody_stands(text: str) -> None:
    assert mask_text(text) == redacted(text) == text


@pytest.mark.parametrize(
    ("field", "was", "shown"),
    [
        ("owner", "王小明", "王**"),
        ("owner", "李大山个体户甲乙", "李大**甲乙"),
        ("owner", "", ""),
        ("vin", "LZYTAAGW0S1000001", "LZY**********0001"),
        ("vin", "LZYTAAGW0S100000", "***"),
        ("replaces_vin", "赵六 13812345678", "***"),
        ("plate", "豫A12345", "豫A·**345"),
        ("plate", "李大山个体户甲乙", "***"),
        ("replaces_plate", "A12345", "***"),
        ("category", "豫A12345的公交", "豫A·**345的公交"),
        (None, "2025-03-01", "2025-03-01"),
    ],
)
def test_what_a_corrected_cell_held_is_masked_by_its_field(field: str | None, was: str, shown: str) -> None:
    told = Finding(
        "cell-corrected", "明细", 3, "B", field, "赵六七八九" if field == "owner" else "", values={"was": was}
    )
    masked = masked_finding(told)
    assert (masked.values, masked.value) == ({"was": shown}, "赵六**八九" if field == "owner" else "")
