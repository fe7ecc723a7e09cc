"""``--known-on``: as known at an instant, or at the end of a day. What is known later nobody can say yet."""

from datetime import datetime
from typing import Final

import click

from fleetsvc import clock
from fleetsvc.services.law.instants import InstantInFuture, known_instant


class KnownOn(click.ParamType[datetime]):
    """An instant with its offset, or a day, that has come."""

    name = "day or instant"

    def convert(
        self, value: datetime | str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the instant, of a day its last moment; fails with the expected form."""
        if isinstance(value, datetime):
            return value
        try:
            return known_instant(value, now=clock.now())
        except InstantInFuture:
            self.fail(f"{value!r} 还没有到 / has not come yet", param, ctx)
        except (ValueError, OverflowError):
            asked = "2025-06-01, 2025-06-01T08:00:00+08:00"
            self.fail(
                f"{value!r} 不是日期或带时区的时刻 / is no day or instant with its offset: {asked}",
                param,
                ctx,
            )


KNOWN_ON: Final = KnownOn()
