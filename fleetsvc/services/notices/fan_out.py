"""From what happened to who is told: each of an event's audience once, whoever works and whatever dies meanwhile.

An occurrence is claimed by its row lock and marked in the same transaction as its notices are written. Where a worker
dies both are gone, and another does it. Needs the office's scope.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.notices import mails
from fleetsvc.services.notices.deliveries import body_of
from fleetsvc.services.notices.events import EVENTS
from fleetsvc.services.notices.subject_pages import page_of
from fleetsvc.services.people.accounts import Role

MOST_AT_ONCE: Final = 50
"""Occurrences of one transaction."""
INBOX: Final = "inbox"
"""The channel of notices on the pages."""

_CLAIM: Final = text("""
    SELECT city_code, id, kind, subject, details, at, account_id FROM occurrence WHERE expanded_at IS NULL
    ORDER BY id LIMIT :most FOR NO KEY UPDATE SKIP LOCKED
""")
# Nobody is told of what happened before their account was made. What is not said otherwise is wanted.
_TELL: Final = text("""
    INSERT INTO notice (city_code, account_id, occurrence_id)
    SELECT o.city_code, u.id, o.id
    FROM occurrence o
    JOIN unnest(CAST(:kinds AS text[]), CAST(:roles AS text[])) AS a (kind, role) ON a.kind = o.kind
    JOIN app_user u ON u.role = a.role AND u.disabled_at IS NULL AND u.created_at <= o.at
        AND (u.role <> :bureau OR o.city_code IN (0, u.city_code))
        AND (o.account_id IS NULL OR u.id = o.account_id)
    LEFT JOIN subscription s ON s.account_id = u.id AND s.kind = o.kind AND s.channel = :channel
    WHERE o.city_code = :city AND o.id = :number AND coalesce(s.wanted, true)
    ON CONFLICT DO NOTHING
""")
# An endpoint is told of what happened since it was made, or switched on again.
_TELL_SYSTEMS: Final = text("""
    INSERT INTO webhook_delivery (city_code, endpoint_id, mark, body, next_at)
    SELECT e.city_code, e.id, 'occurrence ' || :number,
        CAST(CASE WHEN e.city_code = 0 THEN :to_office ELSE :to_unit END AS jsonb), :now
    FROM webhook_endpoint e
    WHERE e.disabled_at IS NULL AND :kind = ANY (e.events) AND e.told_from <= :at
        AND (e.city_code IN (0, :city) OR :city = 0)
    ON CONFLICT DO NOTHING
""")
_MARK: Final = text("UPDATE occurrence SET expanded_at = :now WHERE city_code = :city AND id = :number")


def expand(session: Session, *, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Tell people what has happened and nobody was told yet; return how many occurrences that were."""
    connection = session.connection()
    claimed = connection.execute(_CLAIM, {"most": most}).all()
    kinds, roles = zip(*_AUDIENCES, strict=True)
    whom = {"kinds": list(kinds), "roles": list(roles), "bureau": Role.BUREAU.value, "channel": INBOX}
    for city, number, kind, subject, details, at, account in claimed:
        one = {"city": city, "number": number}
        connection.execute(_TELL, whom | one)
        mails.queue(session, kind, city=city, number=number, now=now)
        if account is None:
            data = {"subject": subject, "unit": str(city) if city else None} | details
            bodies = {
                name: json.dumps(
                    body_of(kind, data | {"page": page_of(subject, city=city, role=role)}, at=at)
                )
                for name, role in (("to_office", Role.OFFICE), ("to_unit", Role.BUREAU))
            }
            connection.execute(
                _TELL_SYSTEMS,
                bodies | {"city": city, "number": str(number), "kind": kind, "at": at, "now": now},
            )
        connection.execute(_MARK, one | {"now": now})
    return len(claimed)


def _audiences() -> Iterable[tuple[str, str]]:
    for event, kind in EVENTS.items():
        yield from ((event.value, role.value) for role in kind.roles or Role)


_AUDIENCES: Final = tuple(_audiences())
