"""Writing down what people are to be told of, in the transaction that brings it about.

Neither is there without the other, and what is told twice is kept once. A worker tells people (``expanding``).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import AccountId
from fleetsvc.services.notices.events import EVENTS, Event
from rules.identifiers.redaction import redacted

PROVINCE: Final = 0
"""Stands for the whole province where an occurrence names the unit that it concerns."""

# A unit may add to what happened and read nothing of it: so nothing is returned.
_TELL: Final = text("""
    INSERT INTO occurrence (city_code, kind, subject, mark, account_id, details, at)
    VALUES (:city, :kind, :subject, :mark, :account, CAST(:details AS jsonb), :now)
    ON CONFLICT DO NOTHING
""")


def tell(
    session: Session,
    event: Event,
    subject: str,
    *,
    mark: str,
    city: int = PROVINCE,
    account: AccountId | None = None,
    details: Mapping[str, str | int],
    now: datetime,
) -> None:
    """Have people told that something happened to ``subject``, such as ``upload/410100/12``.

    ``mark`` tells it from what happens to the same subject again; ``account``: the only one to be told. What looks
    like a VIN or a plate in ``details`` is masked: many read them. Raises KeyError where the event says more than
    ``details`` has.
    """
    EVENTS[event].said.fill(**{"unit": ""} | dict(details))
    plain = {name: _plain(value) for name, value in details.items()}
    values = {
        "city": city,
        "kind": event.value,
        "subject": subject,
        "mark": mark,
        "account": account,
        "now": now,
    }
    told = values | {"details": json.dumps(plain, ensure_ascii=False)}
    session.connection().execute(_TELL, told)


def _plain(value: str | int) -> str | int:
    return value if isinstance(value, int) else redacted(value.replace("\0", ""))
