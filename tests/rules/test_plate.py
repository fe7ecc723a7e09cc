"""Number plates: kinds, energy letters, reporting units, and what is no plate."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import plate
from rules.identifiers.plate import Plate
from rules.units import UNITS


@pytest.mark.parametrize(
    ("text", "kind", "energy"),
    [
        ("豫A12345", "ordinary", None),
        ("豫V8K8P6", "ordinary", None),
        ("豫A1234D", "ordinary", None),
        ("豫AD1234", "ordinary", None),
        ("豫AF1234", "ordinary", None),
        ("豫AD12345", "nev_small", "pure"),
        ("豫ADS2567", "nev_small", "pure"),
        ("豫AF12345", "nev_small", "non_pure"),
        ("豫C12345D", "nev_large", "pure"),
        ("豫C12345F", "nev_large", "non_pure"),
        ("豫A1234挂", "trailer", None),
        ("豫A1234学", "coach", None),
        ("豫A1234警", "police", None),
        ("豫A1234领", "consulate", None),
        ("豫X1234应急", "emergency", None),
        ("粤Z1234港", "hk_macao", None),
        ("粤ZA23B澳", "hk_macao", None),
    ],
)
def test_each_kind_of_plate_is_told_from_its_text(text: str, kind: str, energy: str | None) -> None:
    assert plate.parse(text) == Plate(text, kind, text[0], text[1], energy)  # type: ignore[arg-type]
    assert plate.is_valid(text) is True


@pytest.mark.parametrize("text", ["使123456", "123456使"])
def test_an_embassy_plate_names_no_province(text: str) -> None:
    assert plate.parse(text) == Plate(text, "embassy", "", "", None)


@pytest.mark.parametrize("letter", "ABCDE")
def test_the_letters_a_to_e_mean_purely_electric(letter: str) -> None:
    assert {plate.parse(text).energy for text in (f"豫A{letter}12345", f"豫A12345{letter}")} == {"pure"}


@pytest.mark.parametrize("letter", "FGHJK")
def test_the_letters_f_to_k_mean_not_purely_electric(letter: str) -> None:
    assert {plate.parse(text).energy for text in (f"豫A{letter}12345", f"豫A12345{letter}")} == {"non_pure"}


@pytest.mark.parametrize(
    "written",
    [
        "豫A·D12345",
        "豫A•D12345",
        "豫A・D12345",
        "豫A.D12345",
        "豫A-D12345",
        " 豫 A D12345\u3000",
        "豫ａｄ１２３４５",
        "豫ad12345",
        "豫A\u00a0D123\u200b45",
        "豫AD12345（渐变绿）",
        "豫AD12345 绿色",
        "豫A·D12345【绿牌】",
    ],
)
def test_dots_blanks_widths_cases_and_a_trailing_colour_make_no_difference(written: str) -> None:
    assert plate.validate(written) == "豫AD12345"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "豫",
        "豫A",
        "豫A1234",
        "豫A123456",
        "豫A12345X",
        "豫AL12345",
        "豫AI1234",
        "豫AO2345",
        "豫ADI2345",
        "豫AD1234A",
        "豫I12345",
        "河A12345",
        "豫Z1234港",
        "豫A①2345",
        "豫A\u0661\u0662345",
        "无",
    ],
)
def test_what_is_no_plate_is_refused_without_repeating_the_text(text: str) -> None:
    with pytest.raises(plate.PlateMalformed) as caught:
        plate.parse(text)
    assert (caught.value.code, caught.value.missing_province, str(caught.value)) == (
        "plate-malformed",
        False,
        "plate-malformed",
    )
    assert not plate.is_valid(text)


@pytest.mark.parametrize(
    ("text", "unit", "proposed"),
    [
        ("A·12345", "410100", "豫A12345"),
        ("a12345d", "410173", "豫A12345D"),
        ("AD12345", "410200", None),
        ("R1234挂", "411300", "豫R1234挂"),
    ],
)
def test_a_missing_province_is_reported_and_only_proposed(text: str, unit: str, proposed: str | None) -> None:
    with pytest.raises(plate.PlateMalformed) as caught:
        plate.parse(text)
    assert (caught.value.missing_province, plate.with_province(text, unit=unit)) == (True, proposed)


def test_a_text_that_is_no_plate_gets_no_province_proposed() -> None:
    assert [plate.with_province(text, unit="410100") for text in ("", "A1234", "豫A12345")] == [
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("豫AO234I", ("豫A02341",)),
        ("豫AD1234O", ("豫AD12340",)),
        ("豫A12345", ()),
        ("豫I12345", ()),
        ("豫AO", ()),
    ],
)
def test_i_and_o_in_the_serial_are_proposed_as_digits(text: str, proposed: tuple[str, ...]) -> None:
    assert plate.repairs(text) == proposed


def test_every_reporting_unit_finds_its_own_plates() -> None:
    for unit in UNITS.values():
        for letter in unit.plate_letters:
            assert unit.code in plate.units_of(plate.parse(f"豫{letter}12345"))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("豫A12345", ("410100", "410173")),
        ("豫VD12345", ("410100", "410173")),
        ("豫R12345D", ("411300",)),
        ("豫U1234挂", ("419001",)),
        ("豫T12345", ()),
        ("赣C12345D", ()),
        ("豫S1234应急", ()),
        ("使123456", ()),
    ],
)
def test_the_office_letter_names_the_units(text: str, units: tuple[str, ...]) -> None:
    assert plate.units_of(plate.parse(text)) == units


SIGN = "[A-HJ-NP-Z0-9]"


@given(
    st.from_regex(
        f"\\A[{plate.PROVINCES}][A-HJ-NP-Z]"
        f"({SIGN}{{5}}|[A-HJK]{SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK]|{SIGN}{{4}}([挂学警领]|应急))\\Z"
    )
)
def test_parsing_what_was_formatted_gives_the_same_plate(text: str) -> None:
    parsed = plate.parse(text)
    assert parsed.text == text
    assert plate.parse(plate.format(text)) == parsed
    assert (parsed.energy is not None) == (len(text) == 8 and text[-1] != "急")
    assert (parsed.energy is not None) == parsed.kind.startswith("nev")


@given(st.text(max_size=12))
def test_no_text_makes_the_reader_fail_otherwise_than_by_its_own_refusal(text: str) -> None:
    try:
        plate.parse(text)
    except plate.PlateMalformed:
        assert not plate.is_valid(text)
    else:
        assert plate.is_valid(text)


def test_published_plates_are_judged_as_published(shared_dir: Path) -> None:
    wrong = []
    with (shared_dir / "domain" / "plate_test_vectors.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            try:
                parsed = plate.parse(line["plate"])
            except plate.PlateMalformed:
                got: tuple[str, str | None] = ("invalid", None)
            else:
                got = (parsed.kind, parsed.energy)
            claim = line["expected"]
            energy = (
                "non_pure" if claim.startswith("non-pure") else "pure" if claim.startswith("pure") else None
            )
            if got != (line["expected_kind"], energy):
                wrong.append((line, got))
    assert wrong == []


_WRITTEN = st.text(alphabet="豫京粤使A1ZDF9挂学警领应急港澳·- ", min_size=6, max_size=10)


@given(
    _WRITTEN
    | st.from_regex(r"豫[A-HJ-NP-Z][ABCDEFGHJK1-9][A-HJ-NP-Z0-9][0-9]{3,4}[挂学警DF]?", fullmatch=True)
)
def test_a_plate_that_is_compact_is_read_as_any_other(text: str) -> None:
    found = plate.find_compact(text)
    try:
        read = plate.parse(text)
    except plate.PlateMalformed:
        read = None
    assert found == (read if read is not None and read.text == text else None)
