"""Settings of scheduled backups: where they are kept, when they are made, how many stay."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fleetsvc.unusable import SettingUnusable


@dataclass(frozen=True, slots=True)
class BackupTerms:
    """``folder``: None where none is scheduled; ``hours``: of the day (Asia/Shanghai), in order.

    ``kept``: so many good ones stay, none for longer than ``kept_for``, but for the last. ``warn_after``: no good one
    for so long falls short. ``database_url``: by which they are made where the service's own sees too little.
    """

    folder: Path | None
    hours: tuple[int, ...]
    kept: int
    kept_for: timedelta
    warn_after: timedelta
    database_url: str | None = field(repr=False)


def read_backup_terms(environment: Mapping[str, str]) -> BackupTerms:
    """Read these settings; raises SettingUnusable with the name of the one at fault."""
    folder = environment.get("FLEETSVC_BACKUP_DIR", "")
    return BackupTerms(
        Path(folder).absolute() if folder else None,
        _hours(environment.get("FLEETSVC_BACKUP_HOURS", "2")),
        _counted(environment, "FLEETSVC_BACKUPS_KEPT", 14, most=1000),
        timedelta(days=_counted(environment, "FLEETSVC_BACKUP_DAYS", 90, most=3650)),
        timedelta(hours=_counted(environment, "FLEETSVC_BACKUP_WARN_HOURS", 48, most=8760)),
        environment.get("FLEETSVC_BACKUP_DATABASE_URL") or None,
    )


def _hours(text: str) -> tuple[int, ...]:
    parts = [one.strip() for one in text.split(",")]
    if not all(one.isascii() and one.isdigit() and len(one) <= 2 and int(one) < 24 for one in parts):
        raise SettingUnusable(f"FLEETSVC_BACKUP_HOURS: {text!r} is not made of hours from 0 to 23, like 2,14")
    return tuple(sorted({int(one) for one in parts}))


def _counted(environment: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = environment.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        raise SettingUnusable(f"{name}: {text!r} is not a whole number from 1 to {most}")
    return int(text)
