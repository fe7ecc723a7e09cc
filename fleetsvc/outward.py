"""Settings of what leaves the service: how it is called from outside, whom it may ask, and what mails it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from fleetsvc.mail_settings import MailServer, read_mail
from fleetsvc.unusable import SettingUnusable


@dataclass(frozen=True, slots=True)
class Outward:
    """What the operator decided of this.

    ``public_url``: where people reach the service, without a slash at its end; None where it was not said;
    ``networks``: inside networks that the service may ask all the same; ``mail``: None where nothing is mailed;
    ``alarms_from``: administrators are told of what falls short from there on: warn, fail, or none.
    """

    public_url: str | None
    networks: tuple[IPv4Network | IPv6Network, ...]
    mail: MailServer | None
    alarms_from: str


def read_outward(environment: Mapping[str, str]) -> Outward:
    """Read these settings; raises SettingUnusable with the name of the one at fault."""
    written = environment.get("FLEETSVC_PUBLIC_URL", "")
    parts = urlsplit(written.rstrip("/"))
    if written and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise SettingUnusable(f"FLEETSVC_PUBLIC_URL: {written!r} is no address like https://fleet.example.cn")
    public_url = parts.geturl() or None
    return Outward(
        public_url,
        networks(environment, "FLEETSVC_OUTBOUND_NETWORKS", ""),
        read_mail(environment, public_url=public_url),
        one_of(environment, "FLEETSVC_ALARMS_FROM", "warn", "fail", "none"),
    )


def one_of(environment: Mapping[str, str], name: str, *words: str) -> str:
    """Read one of some words, the first where none is set. Raises SettingUnusable."""
    word = environment.get(name, words[0])
    if word not in words:
        raise SettingUnusable(f"{name}: {word!r} is none of {', '.join(words)}")
    return word


def networks(
    environment: Mapping[str, str], name: str, default: str
) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read a list of networks, parted by commas. Raises SettingUnusable."""
    try:
        found = environment.get(name, default).split(",")
        return tuple(ip_network(one.strip()) for one in found if one.strip())
    except ValueError as problem:
        raise SettingUnusable(f"{name}: {problem}") from problem
