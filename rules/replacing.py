"""Which vehicle a declared replacement stands for: what confirms such a claim, and what speaks against it.

A claim is confirmed by a retired vehicle of the same unit (its caller looks only there) and category, of the same
owner or moved to another by a declared transfer, that left from 24 months before to 12 months after the new one's day.
A vehicle on a list of retired ones is judged by all that the lists say of it. One that is on no list is taken for
retired where it was stored earlier, as a registration. Whoever used it first has used it for ever.
"""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from rules.vocabulary import Category, Retirement
from rules.wording import Text

MONTHS_BEFORE: Final = 24
MONTHS_AFTER: Final = 12
"""How long before, and after, the new vehicle's registration the old one may have left."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A vehicle declared as a replacement: ``vin`` is its own, ``replaces_vin`` and ``replaces_plate`` the other's."""

    vin: str
    registered_on: date
    category: Category
    owner: str | None
    replaces_vin: str | None
    replaces_plate: str | None
    delivery: int | None = None

    def names(self, vin: str | None, plate: str | None) -> bool:
        """Tell whether it names the vehicle of these numbers: by its VIN where both say one, else by its plate."""
        if self.replaces_vin and vin:
            return self.replaces_vin == vin
        return self.replaces_plate is not None and self.replaces_plate == plate


@dataclass(frozen=True, slots=True)
class Former:
    """A vehicle that may have been replaced. ``ref``: where it is written, as its caller knows it.

    On a list of retired vehicles it has ``left_on`` and ``way``; a stored registration has ``registered_on``, and
    ``delivery``, the first that reported it: one that came with the claim itself shows nothing.
    """

    ref: int
    vin: str | None
    plate: str | None
    category: Category
    owner: str | None
    left_on: date | None = None
    way: Retirement | None = None
    registered_on: date | None = None
    delivery: int | None = None

    @property
    def is_listed(self) -> bool:
        """Whether it stands on a list of retired vehicles."""
        return self.left_on is not None


@dataclass(frozen=True, slots=True)
class Use:
    """A retired vehicle that stands behind a replacement already; ``vin`` is that of the replacement."""

    vin: str
    retired_vin: str | None
    retired_plate: str | None

    def is_of(self, vins: Set[str | None], plates: Set[str | None]) -> bool:
        """Tell whether it uses the vehicle of these numbers."""
        if self.retired_vin and vins != {None}:
            return self.retired_vin in vins
        return self.retired_plate is not None and self.retired_plate in plates


class Against(StrEnum):
    """What speaks against a claim."""

    NOT_FOUND = "not_found"
    OTHER_CATEGORY = "other_category"
    OTHER_OWNER = "other_owner"
    LEFT_EARLIER = "left_earlier"
    LEFT_LATER = "left_later"
    DAYS_DIFFER = "days_differ"
    YOUNGER = "younger"
    USED = "used"


AGAINST: Final = {
    Against.NOT_FOUND: Text(
        "本单位的退出车辆名单和已存登记中都没有找到",
        "it is on no list of retired vehicles and not on record in this unit",
    ),
    Against.OTHER_CATEGORY: Text("退出车辆的用途与本车不同", "it had another category of use"),
    Against.OTHER_OWNER: Text(
        "退出车辆的所有人与本车不同，也没有写明转出",
        "it belonged to another owner, and no transfer is declared",
    ),
    Against.LEFT_EARLIER: Text(
        f"退出日期早于本车登记日期 {MONTHS_BEFORE} 个月以上",
        f"it left more than {MONTHS_BEFORE} months earlier",
    ),
    Against.LEFT_LATER: Text(
        f"退出日期晚于本车登记日期 {MONTHS_AFTER} 个月以上", f"it left more than {MONTHS_AFTER} months later"
    ),
    Against.DAYS_DIFFER: Text(
        "几份名单写的退出日期不一致，其中有的超出期限",
        "lists name several days on which it left, some out of time",
    ),
    Against.YOUNGER: Text("它的登记日期不早于本车", "it was registered no earlier than the new one"),
    Against.USED: Text("它已用于另一辆更新车，不能再用", "it stands behind another replacement already"),
}
"""What speaks against a claim, as people read it."""


def confirmed_by(claim: Claim, known: Iterable[Former], uses: Iterable[Use]) -> Former | Against:
    """Return the vehicle by which a claim is confirmed, or what speaks against it."""
    named = [one for one in known if claim.names(one.vin, one.plate) and not _came_along(claim, one)]
    listed = [one for one in named if one.is_listed]
    if not named:
        return Against.NOT_FOUND
    against = _out_of_time(claim, listed) if listed else _younger(claim, named)
    against = against or _other_use_or_owner(claim, listed or named)
    if against is not None:
        return against
    vins = {claim.replaces_vin, *(one.vin for one in named)}
    plates = {claim.replaces_plate, *(one.plate for one in named)}
    if any(use.vin != claim.vin and use.is_of(vins, plates) for use in uses):
        return Against.USED
    return min(listed or named, key=lambda one: one.ref)


def _came_along(claim: Claim, one: Former) -> bool:
    """Tell whether a vehicle is the new one itself, or is on record only by the delivery that makes the claim."""
    if one.vin == claim.vin:
        return True
    return not one.is_listed and claim.delivery is not None and one.delivery == claim.delivery


def numbers_of(claim: Claim, found: Former) -> tuple[str | None, str | None]:
    """Return VIN and plate by which a retired vehicle is known again, from what was found and what was claimed."""
    return found.vin or claim.replaces_vin, found.plate or claim.replaces_plate


def _out_of_time(claim: Claim, listed: Sequence[Former]) -> Against | None:
    since, until = (months_later(claim.registered_on, months) for months in (-MONTHS_BEFORE, MONTHS_AFTER))
    days = [one.left_on for one in listed if one.left_on is not None]
    out = {
        Against.LEFT_EARLIER if day < since else Against.LEFT_LATER if day > until else None for day in days
    }
    return out.pop() if len(out) == 1 else Against.DAYS_DIFFER


def _younger(claim: Claim, stored: Sequence[Former]) -> Against | None:
    is_older = all((one.registered_on or date.max) < claim.registered_on for one in stored)
    return None if is_older else Against.YOUNGER


def _other_use_or_owner(claim: Claim, found: Sequence[Former]) -> Against | None:
    if any(one.category is not claim.category for one in found):
        return Against.OTHER_CATEGORY
    if any(_other_owner(claim, one) for one in found):
        return Against.OTHER_OWNER
    return None


def _other_owner(claim: Claim, one: Former) -> bool:
    """Tell whether both owners are known and differ; blanks and the width of signs do not make another owner."""
    if one.way is Retirement.TRANSFERRED or not claim.owner or not one.owner:
        return False
    return _folded(claim.owner) != _folded(one.owner)


def _folded(owner: str) -> str:
    return "".join(unicodedata.normalize("NFKC", owner).split()).lower()


def months_later(day: date, months: int) -> date:
    """Return the same day of another month, or the last one where that month is shorter.

    >>> months_later(date(2025, 3, 31), -1), months_later(date(2024, 2, 29), 12)
    (datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
