"""Settings, all from the environment. Each is documented in docs/operating.md."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Final

from fleetsvc.backup_settings import BackupTerms, read_backup_terms
from fleetsvc.outward import Outward, networks, one_of, read_outward
from fleetsvc.unusable import SettingUnusable as SettingUnusable  # noqa: PLC0414 (told on to who reads settings)

MEBIBYTE = 1024 * 1024
MOST_UPLOAD_MB = 1000
"""A file is one value of the database, and PostgreSQL has none of a gigabyte."""


MOST_KEY_DAYS = 365
"""A key that was forgotten ends by itself, and its holder is asked once a year whether it is still needed."""

LEAST_SECRET = 32
"""Signs of a secret key: what a shorter one signs can be forged by whoever tries keys."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What passwords must be, by the name of the policy; how long a key works at most, and ended sessions are kept."""

    password_policy: str
    key_longest: timedelta
    sessions_kept: timedelta


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Sizes in bytes.

    ``work_dir``: where uploads are written aside while they are read; ``min_free_bytes``: so much of a disk is left
    free by uploads;
    ``database_url`` is None where the embedded PostgreSQL in ``data_dir`` is used; ``trusted_proxies``: so many
    reverse proxies stand before the service, each adding its line to X-Forwarded-For; ``rate_…``: requests a
    minute, 0 for no limit; ``max_uploads_…`` are a reporting unit's, and ``max_handouts_…``, in the office a person's;
    ``changes_accepted``: kinds of changes for the better that need no review of the office;
    ``release_after_days``: working days of preview before an edition is released by itself, 0 for never;
    ``handouts_…``: how many are made at once, how long each is kept, how large all may be together;
    ``notices_kept``: how long after they happened notices that were read are kept;
    ``metrics_from``: who may read the metrics; ``…_seconds``: how long the database may take, 0 for as long as it is
    set up for itself;
    ``credentials``: what people and systems come in by;
    ``boundaries_file``: city boundaries of the operator's own, None for those of the package;
    ``map_approval_number``: under which the map may be shown to all; ``outward``: what leaves the service;
    ``backups``: those that are made by themselves.
    """

    data_dir: Path
    work_dir: Path
    database_url: str | None
    host: str
    port: int
    secret_key: str | None
    max_upload_bytes: int
    min_free_bytes: int
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    rate_anonymous: int
    rate_pages: int
    rate_key: int
    connect_seconds: int
    network_seconds: int
    statement_seconds: int
    lock_seconds: int
    idle_seconds: int
    worker_statement_seconds: int
    max_upload_rows: int
    max_uploads_waiting: int
    max_uploads_per_day: int
    changes_accepted: frozenset[str]
    release_after_days: int
    handouts_at_once: int
    handouts_kept: timedelta
    handouts_bytes: int
    max_handouts_waiting: int
    max_handouts_per_hour: int
    notices_kept: timedelta
    metrics_from: tuple[IPv4Network | IPv6Network, ...]
    credentials: Credentials
    boundaries_file: Path | None
    map_approval_number: str | None
    outward: Outward
    backups: BackupTerms

    @property
    def embedded(self) -> bool:
        """Whether the service runs its own PostgreSQL."""
        return self.database_url is None

    @property
    def has_secret_key(self) -> bool:
        """Whether this host has the key that signs what we hand out: set, or kept beside the embedded database."""
        return self.embedded or bool(self.secret_key)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingUnusable(f"FLEETSVC_PORT: {text!r} is not a port number (1-65535)")
    return int(text)


def _mebibytes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) <= MOST_UPLOAD_MB:
        raise SettingUnusable(
            f"FLEETSVC_MAX_UPLOAD_MB: {text!r} is not a whole number from 1 to {MOST_UPLOAD_MB}"
        )
    return int(text) * MEBIBYTE


def _proxies(text: str) -> int:
    if not text.isdigit() or int(text) > 9:
        raise SettingUnusable(f"FLEETSVC_TRUSTED_PROXIES: {text!r} is not a number of proxies (0-9)")
    return int(text)


CHANGES: Final = (
    "energy-changed",
    "event-changed",
    "category-changed",
    "emission-stage-changed",
    "mass-class-changed",
    "perhaps-used-changed",
)
"""Kinds of changes, as their findings are called (``services.uploads.changes``)."""


def _changes(text: str) -> frozenset[str]:
    kinds = frozenset(one.strip() for one in text.split(",") if one.strip())
    if not kinds <= set(CHANGES):
        raise SettingUnusable(f"FLEETSVC_CHANGES_ACCEPTED: {text!r} is not made of {', '.join(CHANGES)}")
    return kinds


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise SettingUnusable(f"{name}: {text!r} is not a whole number")
    return int(text)


def _at_least_one(environment: Mapping[str, str], name: str, default: int) -> int:
    number = _number(environment, name, default)
    if number == 0:
        raise SettingUnusable(f"{name}: must be at least 1")
    return number


def _from_one(environment: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    number = _number(environment, name, default)
    if not 1 <= number <= most:
        raise SettingUnusable(f"{name}: {number} is not a whole number from 1 to {most}")
    return number


def _credentials(environment: Mapping[str, str]) -> Credentials:
    policy = one_of(environment, "FLEETSVC_PASSWORD_POLICY", "modern", "mlps3")
    days = _from_one(environment, "FLEETSVC_KEY_DAYS", MOST_KEY_DAYS, most=MOST_KEY_DAYS)
    return Credentials(policy, timedelta(days=days), _sessions_kept(environment))


def _file(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _approval(text: str) -> str | None:
    number = text.strip().removeprefix("审图号").lstrip("：: ")
    if number and not (number.isprintable() and any(map(str.isdigit, number)) and len(number) <= 40):
        raise SettingUnusable(f"FLEETSVC_MAP_APPROVAL_NUMBER: {text!r} is no number like GS(2024)0650号")
    return number or None


def _secret(environment: Mapping[str, str]) -> str | None:
    path = environment.get("FLEETSVC_SECRET_KEY_FILE")
    if path is None:
        return environment.get("FLEETSVC_SECRET_KEY")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        why = problem.strerror if isinstance(problem, OSError) else "no UTF-8 text"
        raise SettingUnusable(f"FLEETSVC_SECRET_KEY_FILE: {why}: {path}") from problem


def _rows(environment: Mapping[str, str]) -> int:
    rows = _number(environment, "FLEETSVC_MAX_UPLOAD_ROWS", 1_048_576)
    if rows == 0:
        raise SettingUnusable("FLEETSVC_MAX_UPLOAD_ROWS: no file could be read")
    return rows


def _sessions_kept(environment: Mapping[str, str]) -> timedelta:
    days = _from_one(environment, "FLEETSVC_SESSION_DAYS", 190, most=3650)
    if days < 184:
        raise SettingUnusable(
            f"FLEETSVC_SESSION_DAYS: {days}: the law asks for six months, 184 days at least"
        )
    return timedelta(days=days)


def _data_dir(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("FLEETSVC_DATA_DIR", "fleetsvc-data")).absolute()


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises SettingUnusable with the name of the setting at fault."""
    return Settings(
        data_dir=_data_dir(environment),
        work_dir=_file(environment.get("FLEETSVC_WORK_DIR", "")) or _data_dir(environment) / "work",
        database_url=environment.get("FLEETSVC_DATABASE_URL") or None,
        host=environment.get("FLEETSVC_HOST", "127.0.0.1"),
        port=_port(environment.get("FLEETSVC_PORT", "8000")),
        secret_key=_secret(environment),
        max_upload_bytes=_mebibytes(environment.get("FLEETSVC_MAX_UPLOAD_MB", "200")),
        min_free_bytes=_number(environment, "FLEETSVC_MIN_FREE_MB", 512) * MEBIBYTE,
        trusted_hosts=tuple(filter(None, environment.get("FLEETSVC_TRUSTED_HOSTS", "").split(","))),
        trusted_proxies=_proxies(environment.get("FLEETSVC_TRUSTED_PROXIES", "0")),
        rate_anonymous=_number(environment, "FLEETSVC_RATE_ANONYMOUS", 120),
        rate_pages=_number(environment, "FLEETSVC_RATE_PAGES", 600),
        rate_key=_number(environment, "FLEETSVC_RATE_KEY", 6000),
        connect_seconds=_at_least_one(environment, "FLEETSVC_CONNECT_SECONDS", 10),
        network_seconds=_number(environment, "FLEETSVC_NETWORK_SECONDS", 30),
        statement_seconds=_number(environment, "FLEETSVC_STATEMENT_SECONDS", 60),
        lock_seconds=_number(environment, "FLEETSVC_LOCK_SECONDS", 30),
        idle_seconds=_number(environment, "FLEETSVC_IDLE_SECONDS", 300),
        worker_statement_seconds=_number(environment, "FLEETSVC_WORKER_STATEMENT_SECONDS", 3600),
        max_upload_rows=_rows(environment),
        max_uploads_waiting=_number(environment, "FLEETSVC_MAX_UPLOADS_WAITING", 20),
        max_uploads_per_day=_number(environment, "FLEETSVC_MAX_UPLOADS_PER_DAY", 500),
        changes_accepted=_changes(environment.get("FLEETSVC_CHANGES_ACCEPTED", "")),
        release_after_days=_number(environment, "FLEETSVC_RELEASE_AFTER_WORKING_DAYS", 3),
        handouts_at_once=_from_one(environment, "FLEETSVC_HANDOUTS_AT_ONCE", 2, most=16),
        handouts_kept=timedelta(hours=_from_one(environment, "FLEETSVC_HANDOUT_HOURS", 24, most=720)),
        handouts_bytes=_from_one(environment, "FLEETSVC_HANDOUTS_MB", 2048, most=1_000_000) * MEBIBYTE,
        max_handouts_waiting=_number(environment, "FLEETSVC_MAX_HANDOUTS_WAITING", 4),
        max_handouts_per_hour=_number(environment, "FLEETSVC_MAX_HANDOUTS_PER_HOUR", 60),
        notices_kept=timedelta(days=_from_one(environment, "FLEETSVC_NOTICE_DAYS", 180, most=3650)),
        metrics_from=networks(environment, "FLEETSVC_METRICS_FROM", "127.0.0.0/8,::1"),
        outward=read_outward(environment),
        credentials=_credentials(environment),
        backups=read_backup_terms(environment),
        boundaries_file=_file(environment.get("FLEETSVC_BOUNDARIES_FILE", "")),
        map_approval_number=_approval(environment.get("FLEETSVC_MAP_APPROVAL_NUMBER", "")),
    )


def secret_key(settings: Settings) -> str:
    """Return the key that signs what we hand out.

    With the embedded database it is generated once and kept in the data directory, readable by its owner only.
    Raises SettingUnusable where an external database is used and no key is set: several hosts must share one.
    """
    if settings.secret_key:
        return settings.secret_key
    if not settings.embedded:
        raise SettingUnusable("FLEETSVC_SECRET_KEY (or FLEETSVC_SECRET_KEY_FILE) must be set")
    kept = settings.data_dir / "secret.key"
    if not kept.exists():
        _generate(kept)
    return kept.read_text(encoding="utf-8").strip()


def servers_key(settings: Settings) -> str:
    """Return the secret key for a server that starts; raises SettingUnusable where it is none to serve with.

    All else goes on with a short key, or it could not be changed: backups, checks, the rotation of what it seals.
    """
    key = secret_key(settings)
    if len(key) < LEAST_SECRET:
        place = "FLEETSVC_SECRET_KEY" if settings.secret_key else settings.data_dir / "secret.key"
        raise SettingUnusable(
            f"{place}: a key of fewer than {LEAST_SECRET} signs is soon guessed; make one:"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(48))'; for the order of steps see"
            ' docs/operating.md, "A new secret key"'
        )
    return key


def _generate(kept: Path) -> None:
    """Write a new key, whole or not at all; where another process is quicker, its key stays."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, kept)
    draft.unlink()
