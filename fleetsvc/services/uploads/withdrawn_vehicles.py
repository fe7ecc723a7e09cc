"""Vehicles of a block that were gone: what is stored of them last, judged by the edition in force.

The law may have changed since their last verdict: what they say now is weighed against what it makes of them today.
"""

from typing import Any, Final

from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.law.case_facts import differing
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns, outcome_values
from fleetsvc.services.uploads.judging import Verdicts

_OUTCOME: Final = ", ".join(OUTCOME_COLUMNS)
_TABLE: Final = f"""
CREATE TEMP TABLE staged_gone (
    block integer, staged_id bigint PRIMARY KEY, upload_id bigint, id bigint, case_key integer, registered_on date,
    override_id bigint, judged boolean, {", ".join(f"{name} text" for name in OUTCOME_COLUMNS)}, defence_sha256 bytea
) ON COMMIT DROP
"""
"""The last decision of a row, and its version's upload. ``judged``: anew; disputed ones wait as they were given."""

# Sub-selects with LIMIT, as in ``staging``: rows written in this transaction are not in the statistics.
_FIND: Final = f"""
INSERT INTO staged_gone
SELECT s.block, s.id, r.upload_id, d.id, d.case_key, d.registered_on, d.override_id, NOT d.disputed,
    {outcome_columns("d")}
FROM staged s
CROSS JOIN LATERAL (
    SELECT * FROM registration r WHERE r.city_code = %(city)s AND r.vin = s.vin
        AND r.registered_on = s.registered_on AND r.superseded_at IS NOT NULL
    ORDER BY r.superseded_at DESC, r.recorded_at DESC LIMIT 1
) r
CROSS JOIN LATERAL (
    SELECT * FROM decision d WHERE d.city_code = %(city)s AND d.registration_id = r.id AND d.superseded_at IS NOT NULL
    ORDER BY d.superseded_at DESC, d.recorded_at DESC, d.id DESC LIMIT 1
) d
WHERE s.block = %(block)s AND s.stored_id IS NULL AND {differing("s.case_key", "d.case_key")}
"""  # noqa: S608 (constants only)
_CASES: Final = """
SELECT DISTINCT case_key, registered_on FROM staged_gone WHERE block = %(block)s AND judged
"""
_JUDGE: Final = f"""
UPDATE staged_gone g SET defence_sha256 = n.defence_sha256, ({_OUTCOME}) = ROW ({outcome_columns("n")})
FROM unnest(%(keys)s::integer[], %(days)s::date[], %(defences)s::bytea[],
    {", ".join(f"%({name})s::text[]" for name in OUTCOME_COLUMNS)})
    AS n (case_key, registered_on, defence_sha256, {_OUTCOME})
WHERE g.block = %(block)s AND g.judged AND g.case_key = n.case_key AND g.registered_on = n.registered_on
"""  # noqa: S608 (constants only)


def open_gone(connection: RawConnection) -> None:
    """Make the temporary table of this transaction."""
    connection.execute(_TABLE)


def judge_gone(connection: RawConnection, verdicts: Verdicts, values: dict[str, Any]) -> int:
    """Find those of a block whose facts were others, and judge what they were; return how many there are."""
    found = connection.execute(_FIND, values).rowcount
    cases: list[tuple[Any, ...]] = connection.execute(_CASES, values).fetchall() if found else []
    if cases:
        judged = [verdicts.of(key, day) for key, day in cases]
        outcomes = zip(*(outcome_values(outcome) for outcome, _ in judged), strict=True)
        told = dict(zip(OUTCOME_COLUMNS, map(list, outcomes), strict=True))
        keys, days = map(list, zip(*cases, strict=True))
        told |= {"keys": keys, "days": days, "defences": [defence for _, defence in judged]}
        connection.execute(_JUDGE, values | told)
    return found
