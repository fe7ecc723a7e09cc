"""What is said of keys that end soon: their systems stop then."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.services.operations.checks import Check, Status, fine
from rules.wording import Text

_SOON: Final = timedelta(days=14)
_EXPIRING: Final = text("""
    SELECT name FROM api_key WHERE revoked_at IS NULL AND expires_at > :now AND expires_at < :until ORDER BY expires_at
""")
_MOST_NAMED: Final = 5


def expiring_keys_check(connection: Connection, now: datetime) -> Check:
    """Name the keys that end within two weeks; the connection has entered the office's scope."""
    names = connection.execute(_EXPIRING, {"now": now, "until": now + _SOON}).scalars().all()
    if not names:
        return fine("expiring-keys", Text("两周内没有到期的密钥", "no key ends within two weeks"))
    says = Text("{count} 个密钥两周内到期：{names}", "keys that end within two weeks: {count}: {names}")
    remedy = Text(
        "请告知使用方：管理员在“密钥”页另发一个，经销商和市级在“我的密钥”自行更换",
        "tell those who use them: an administrator makes another on the page of keys, dealers and bureaus on their own",
    )
    return Check(
        "expiring-keys",
        Status.NOTICE,
        says.fill(count=len(names), names=", ".join(names[:_MOST_NAMED])),
        remedy,
    )
