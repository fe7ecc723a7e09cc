"""Notices are kept for so many days once they are read; then they are erased, and what nobody is told of any more.

So are addresses that nobody confirmed, and those of accounts that were disabled.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.notices.mail_addresses import GOOD_FOR

# What was not read stays, but for people who do not come any more.
_NOTICES: Final = text("""
    DELETE FROM notice n USING occurrence o, app_user u
    WHERE o.city_code = n.city_code AND o.id = n.occurrence_id AND u.id = n.account_id AND o.at < :before
        AND (n.read_at IS NOT NULL OR u.disabled_at IS NOT NULL)
""")
_OCCURRENCES: Final = text("""
    DELETE FROM occurrence o WHERE o.at < :before AND o.expanded_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM notice n WHERE n.city_code = o.city_code AND n.occurrence_id = o.id)
""")
_DELIVERIES: Final = text("DELETE FROM webhook_delivery WHERE settled_at < :before")
_MAILS: Final = text("DELETE FROM mail_delivery WHERE settled_at < :before")
# An address that was not confirmed in time may be anybody's; that of a disabled account is nobody's to write to.
_ADDRESSES: Final = text("""
    DELETE FROM mail_address m USING app_user u
    WHERE u.id = m.account_id AND (m.confirmed_at IS NULL AND m.asked_at < :unconfirmed OR u.disabled_at IS NOT NULL)
""")


def erase(session: Session, *, keep: timedelta, now: datetime) -> int:
    """Erase what is older; return how many notices that were. Needs the office's scope."""
    connection, before = session.connection(), {"before": now - keep}
    erased = connection.execute(_NOTICES, before).rowcount
    connection.execute(_OCCURRENCES, before)
    connection.execute(_DELIVERIES, before)
    connection.execute(_MAILS, before)
    connection.execute(_ADDRESSES, {"unconfirmed": now - GOOD_FOR})
    return int(erased)
