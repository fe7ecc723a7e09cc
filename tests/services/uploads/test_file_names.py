"""A file's name is a label: whatever a sender calls it, it is read or left as it is, and refuses nothing."""

from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetsvc.services.uploads.file_names import label_of

CHARSETS = sorted(
    {*aliases.values(), *aliases, "undefined", "idna", "punycode", "mbcs", "nonsense", "\0", "a\0"}
)
BYTES = ("a", "=80", "=FF=FE", "=5Cud800", "=00", "+", "=ED=A0=80", "a=2E=2Eb", "xn--=2D")


@pytest.mark.parametrize("charset", CHARSETS)
def test_no_charset_that_a_name_claims_is_an_error(charset: str) -> None:
    for content in BYTES:
        label = label_of(f"=?{charset}?q?{content}?=")
        assert label.isprintable()
        assert label


@given(
    st.text(max_size=8), st.sampled_from("bqBQ"), st.text(max_size=12), st.sampled_from(["", "%E7", ".csv"])
)
def test_nothing_that_looks_like_an_encoded_name_is_an_error(
    charset: str, encoding: str, content: str, rest: str
) -> None:
    assert label_of(f"=?{charset}?{encoding}?{content}?={rest}").isprintable()


@given(st.text(alphabet="%eE7fF0\0\ud800登", max_size=12))
def test_nothing_that_looks_like_percent_signs_is_an_error(name: str) -> None:
    assert label_of(name).isprintable()
