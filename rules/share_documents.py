"""What a unit attains of a share that a rule demands, as plain data."""

from collections import Counter
from fractions import Fraction
from typing import Any, Final

from rules.percentages import share_rounded_down
from rules.ranking import shown_rate
from rules.tallies import GroupShare
from rules.targets import Attainment, Share, Threshold, attainment, shortfall


def counts_of(one: GroupShare) -> list[Any]:
    """Return what a share was computed from: of the whole, of its sub-shares, and of each owner that it asks."""
    shares = [one.share, *(share for _, share in one.parts)]
    counts: list[Any] = [number for share in shares for number in (share.nev, share.governed, share.unknown)]
    if one.operators is not None:
        counts.append(
            sorted((each.share.nev, each.share.governed, each.share.unknown) for each in one.operators)
        )
    return [one.rule, *counts]


def share_document(one: GroupShare) -> dict[str, Any]:
    """Return a group's share as data: shares between 0 and 1, ``shortfall`` in vehicles; null where none counted.

    ``sub_shares`` and ``operators`` (so many owners asked, and how they stand) only where the rule has them.
    """
    told = {
        "rule": one.rule,
        "required": shown_rate(one.threshold.share),
        "exclusive": one.threshold.exclusive,
        **_counts(one.share, one.threshold),
        "shortfall": one.shortfall,
        "attainment": one.attainment.value,
    }
    if one.parts:
        told["sub_shares"] = [
            {"required": shown_rate(threshold.share), **_counts(share, threshold)}
            for threshold, share in one.parts
        ]
    if one.operators is not None:
        standing = Counter(one.attained_by(each).value for each in one.operators)
        told["operators"] = {"asked": len(one.operators)} | {word.value: standing[word] for word in _STANDING}
    return told


_STANDING: Final = (Attainment.MET, Attainment.NOT_MET, Attainment.OPEN)


def operator_documents(one: GroupShare, *, most: int) -> dict[str, Any]:
    """Return the owners that do not reach a share for certain, furthest behind first; nothing where it asks of none."""
    if one.operators is None:
        return {}
    behind = [each for each in one.operators if one.attained_by(each) is not Attainment.MET]
    behind.sort(key=lambda each: (-shortfall(each.share, one.threshold), each.owner or ""))
    return {
        "behind": [
            {
                "owner": each.owner,
                **_counts(each.share, one.threshold),
                "attainment": one.attained_by(each).value,
            }
            for each in behind[:most]
        ]
    }


def _counts(share: Share, threshold: Threshold) -> dict[str, Any]:
    return {
        "counted": share.governed,
        "met": share.nev,
        "unknown": share.unknown,
        "share": _shown(share.low),
        "share_low": _shown(share.low),
        "share_high": _shown(share.high),
        "shortfall": shortfall(share, threshold),
        "attainment": attainment(share, threshold).value,
    }


def _shown(share: Fraction | None) -> float | None:
    return None if share is None else share_rounded_down(share)
