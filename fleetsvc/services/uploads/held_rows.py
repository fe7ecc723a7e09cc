"""When a held row is no open matter any more: a current registration of its unit carries the row's VIN.

Then it was sent again and accepted. One condition for rankings, the unit's month and the pages of an upload, as SQL
on ``upload_row AS held``.
"""

from typing import Final

CARRIERS: Final = """FROM jsonb_array_elements_text(held.cells) AS cell
    JOIN registration AS carrier ON carrier.city_code = held.city_code AND carrier.superseded_at IS NULL
        AND carrier.vin = upper(btrim(cell))
    WHERE length(btrim(cell)) = 17"""
"""The current registrations that carry a VIN of the row."""

IS_OPEN: Final = f"held.fate = 'held' AND NOT EXISTS (SELECT {CARRIERS})"
"""The row is held and no registration has come for it since."""

CLOSED_BY_UNIT: Final = "held.fate = 'ignored' AND held.why = 'dismissed'"
"""The row was held, and its unit said that it will not send it again (``closed_rows``)."""
