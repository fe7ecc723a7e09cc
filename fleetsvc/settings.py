"""Settings, all from the environment. Each is documented in docs/operating.md."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024


class SettingUnusable(Exception):
    """A setting has a value the service cannot work with; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Sizes in bytes.

    ``database_url`` is None where the embedded PostgreSQL in ``data_dir`` is used.
    """

    data_dir: Path
    database_url: str | None
    host: str
    port: int
    secret_key: str | None
    max_upload_bytes: int
    trusted_hosts: tuple[str, ...]

    @property
    def embedded(self) -> bool:
        """Whether the service runs its own PostgreSQL."""
        return self.database_url is None


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingUnusable(f"FLEETSVC_PORT: {text!r} is not a port number (1-65535)")
    return int(text)


def _mebibytes(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise SettingUnusable(f"FLEETSVC_MAX_UPLOAD_MB: {text!r} is not a positive whole number")
    return int(text) * MEBIBYTE


def _secret(environment: Mapping[str, str]) -> str | None:
    path = environment.get("FLEETSVC_SECRET_KEY_FILE")
    if path is None:
        return environment.get("FLEETSVC_SECRET_KEY")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise SettingUnusable(f"FLEETSVC_SECRET_KEY_FILE: {problem.strerror}: {path}") from problem


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises SettingUnusable with the name of the setting at fault."""
    return Settings(
        data_dir=Path(environment.get("FLEETSVC_DATA_DIR", "fleetsvc-data")).absolute(),
        database_url=environment.get("FLEETSVC_DATABASE_URL") or None,
        host=environment.get("FLEETSVC_HOST", "127.0.0.1"),
        port=_port(environment.get("FLEETSVC_PORT", "8000")),
        secret_key=_secret(environment),
        max_upload_bytes=_mebibytes(environment.get("FLEETSVC_MAX_UPLOAD_MB", "200")),
        trusted_hosts=tuple(filter(None, environment.get("FLEETSVC_TRUSTED_HOSTS", "").split(","))),
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
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text(encoding="utf-8").strip()
