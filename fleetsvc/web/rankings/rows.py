"""The lines of a ranking edition as its page shows them, the province's sums, and the ways to the vehicles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from fleetsvc.edge.callers import current_person
from fleetsvc.models import Json
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.frame.pages import language, say
from fleetsvc.web.rankings.start_view import RankingRow, percent, shown_row
from rules.editions import province_of
from rules.labels import listed as listed_words
from rules.percentages import percentage, percentage_rounded_down
from rules.periods import Period, parse_period
from rules.ranking_method import Standing, method_of
from rules.units import UNITS
from rules.vocabulary import OPEN_VERDICTS, Category, Duty, Verdict


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A unit's line. ``exact``: the rate to two decimals, by which units are ordered; ``gained``: points, signed.

    ``ways``: where the vehicles of a verdict are listed, for those who may see them; ``is_own``: of whoever looks.
    """

    shown: RankingRow
    line: Json
    exact: str
    gained: str
    ways: Mapping[str, str]
    is_own: bool


def edition_row(line: Json, ways: Mapping[str, str]) -> EditionRow:
    """Return a line as the page shows it."""
    return EditionRow(
        shown_row(line, language()), line, _exact(line), _gained(line), ways, _is_own(line["unit"])
    )


def is_by_proof(edition: Mapping[str, Any]) -> bool:
    """Say whether an edition ranks by what is proven, and tells what stands beside a rank."""
    return method_of(edition["method"]).is_by_proof


def missing_words(line: Mapping[str, Any]) -> str:
    """Return the categories that a unit had to report and did not."""
    return listed_words(map(Category, line.get("missing_categories", ()))).in_language(language())


def beside_row(line: Json) -> dict[str, Any]:
    """Return what stands beside a unit's rank, as the page shows it."""
    stage, quality = line["emission_stage"], line["quality"]
    low, high = line["rank_low"], line["rank_high"]
    return {
        "name": UNITS[line["unit"]].name.in_language(language()),
        "places": "" if low is None else f"{low}–{high}" if low != high else str(low),
        "missing": missing_words(line),
        "strict": line["strict_violations"],
        "disputed": line["disputed"],
        "closed": line["closed"],
        "stage": f"{stage['met']:,} / {stage['governed']:,}" if stage["governed"] else "",
        "fcev": line["fcev"],
        "shares": [_share(one) for one in line["shares"] if one["counted"]],
        "quality": percent(quality["score"]),
        "quality_rank": quality["rank"],
        "quality_why": say(
            "rankings.quality_why",
            late=quality["late"] if quality["late"] is not None else "–",
            held=quality["held"],
            undetermined=quality["undetermined"],
            corrected=quality["corrected_later"],
        ),
    }


def _share(one: Json) -> dict[str, Any]:
    return {
        "rule": one["rule"],
        "share": _of_share(one["share"]),
        "says": say(
            f"rankings.share.{one['attainment']}",
            met=one["met"],
            counted=one["counted"],
            short=one["shortfall"],
        ),
        "is_met": one["attainment"] == "met",
    }


def _of_share(share: float | None) -> str:
    return "" if share is None else percentage_rounded_down(share)


def share_row(one: Json) -> dict[str, Any]:
    """Return a unit's share in words: what is asked for, both bounds, and how it stands."""
    word = "shares.more_than" if one["exclusive"] else "shares.at_least"
    return _share(one) | {
        "asked": say(word, percent=percent(one["required"])),
        "low": _of_share(one["share_low"]),
        "high": _of_share(one["share_high"]),
        "further": [*map(_sub_share, one.get("sub_shares", ())), *map(_behind, one.get("behind", ()))],
    }


def _sub_share(part: Json) -> str:
    return say(
        "shares.sub_share", percent=percent(part["required"]), says=_share({"rule": ""} | part)["says"]
    )


def _behind(owner: Json) -> str:
    name = owner["owner"] or say("shares.no_owner")
    return say("shares.behind", owner=name, says=_share({"rule": ""} | owner)["says"])


def _is_own(unit: str) -> bool:
    person = current_person()
    return person is not None and person.unit == unit


def _exact(line: Json) -> str:
    """Return a rate to two decimals: units stand in the order of exact rates, so equal-looking ones would mislead."""
    return "" if line["rate"] is None else percentage(line["rate"], decimals=2)


def _gained(line: Json) -> str:
    """Return by how many percentage points the rate rose or fell, with its sign; empty where nothing is known."""
    change = line.get("rate_change")
    if change is None or line["status"] != "ranked":
        return ""
    return f"{change * 100:+.2f}" if change else "0.00"


def ways(unit: str, period: Period, category: Category | None) -> dict[str, str]:
    """Return where a unit's vehicles of a period are listed by verdict: for the office, and for the unit itself."""
    person = current_person()
    asked: dict[str, Any] = {
        "category": category.value if category else None,
        "from": period.from_day.isoformat(),
        "until": period.last_day.isoformat(),
    }
    if person is not None and person.role is Role.OFFICE:
        words, endpoint, asked = OPEN_VERDICTS, "noncompliance.show", asked | {"unit": unit}
    elif person is not None and person.unit == unit:
        words, endpoint = tuple(Verdict), "registration_pages.show_all"
    else:
        return {}
    return {
        word.value: url_for(endpoint, duty=Duty.ENERGY.value, verdict=word.value, **asked) for word in words
    }


def totals(edition: Json) -> dict[str, Any]:
    """Return the province's sums, and the rate that follows from them by the method of the edition."""
    counts = province_of(edition)
    rate = method_of(edition["method"]).rate(counts)
    return {
        "governed": counts.governed,
        "held": counts.held,
        "verdicts": counts.verdicts,
        "disputed": counts.disputed,
        "rate": percent(rate),
        "exact": "" if rate is None else percentage(rate, decimals=2),
        "standing": {
            name.value: sum(line["status"] == name for line in edition["lines"]) for name in Standing
        },
    }


def listed(edition: Json) -> dict[str, Any]:
    """Return an edition as the list shows it: its period in words, the province's sums, who stands first."""
    return {
        **edition,
        "label": parse_period(edition["period"]).name.in_language(language()),
        "total": totals(edition),
        "first": _first(edition["lines"]),
    }


def _first(lines: Iterable[Json]) -> str:
    names = [UNITS[line["unit"]].name.in_language(language()) for line in lines if line["rank"] == 1]
    if len(names) < 2:
        return "".join(names)
    return say("rankings.shared", name=names[0], count=len(names))
