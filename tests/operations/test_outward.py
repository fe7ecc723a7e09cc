"""How the service is called from outside is said once, as an address."""

import pytest

from fleetsvc.settings import SettingUnusable, read_settings


def test_the_public_address_is_kept_without_its_slash() -> None:
    told = read_settings({"FLEETSVC_PUBLIC_URL": "https://fleet.example.cn:8443/"})
    assert told.outward.public_url == "https://fleet.example.cn:8443"
    assert read_settings({}).outward.public_url is None


@pytest.mark.parametrize(
    "text",
    ["fleet.example.cn", "ftp://fleet.example.cn", "https://", "https://a.cn/fleet", "https://a.cn/?a=b"],
)
def test_what_is_no_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingUnusable, match="FLEETSVC_PUBLIC_URL"):
        read_settings({"FLEETSVC_PUBLIC_URL": text})
