"""With whom a talk is proposed: by places in successive editions, and by violations of the latest."""

from typing import Any

from fleetsvc.books import method_mapping
from rules.ranking_method import method_of
from rules.talks import TalkGround, TalkProposal, TalkRule, last_units, proposed_talks

RULE = TalkRule(last_places=2, editions=2, strict_violations=3)
PLACES, VIOLATIONS = TalkGround.LAST_PLACES, TalkGround.STRICT_VIOLATIONS


def an_edition(ranks: str, violations: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Units by their letters, ranked in this order, with their violations; a bar stands before those not ranked."""
    ranked, _, others = ranks.partition("|")
    lines: list[dict[str, Any]] = [
        {"unit": unit, "status": "ranked", "rank": place} for place, unit in enumerate(ranked, 1)
    ]
    lines += [{"unit": unit, "status": "too_few", "rank": None} for unit in others]
    counted = dict.fromkeys(ranks, 0) | (violations or {})
    return [line | {"strict_violations": counted[line["unit"]]} for line in lines]


def test_who_is_among_the_last_of_every_edition_is_proposed() -> None:
    found = proposed_talks(RULE, [an_edition("abcde"), an_edition("dacbe"), an_edition("edcba")])
    assert found == (TalkProposal("e", (PLACES,), 0),)


def test_with_fewer_editions_than_the_rule_needs_nobody_is_proposed_for_a_place() -> None:
    assert proposed_talks(RULE, [an_edition("abcde")]) == ()


def test_who_broke_as_many_rules_as_said_is_proposed_whatever_the_place() -> None:
    broken = {"a": 3, "b": 2, "e": 4, "f": 5, "c": None}
    found = proposed_talks(RULE, [an_edition("abcde|f", broken), an_edition("abcde|f")])
    assert found == (
        TalkProposal("a", (VIOLATIONS,), 3),
        TalkProposal("d", (PLACES,), 0),
        TalkProposal("e", (PLACES, VIOLATIONS), 4),
        TalkProposal("f", (VIOLATIONS,), 5),
    )


def test_who_is_not_ranked_has_no_last_place_and_few_have_none() -> None:
    assert last_units(an_edition("abc|d"), places=2) == {"b", "c"}
    assert last_units(an_edition("ab|cd"), places=2) == frozenset()
    assert last_units(an_edition("abc"), places=1) == {"c"}


def test_units_of_one_place_are_last_together_and_nobody_is_last_who_is_first() -> None:
    def ranked(*ranks: int) -> list[dict[str, Any]]:
        return [{"unit": str(at), "status": "ranked", "rank": rank} for at, rank in enumerate(ranks)]

    assert last_units(ranked(1, 2, 3, 3), places=2) == {"2", "3"}
    assert last_units(ranked(1, 2, 2, 2), places=2) == {"1", "2", "3"}
    assert last_units(ranked(1, 1, 1), places=2) == frozenset()


def test_a_method_says_when_talks_are_proposed_or_nothing_of_them() -> None:
    document = dict(method_mapping("nev-duty-2"))
    stated = {"last_places": 2, "editions": 3, "strict_violations": 4}
    assert method_of(document | {"talks": stated}).talks == TalkRule(2, 3, 4)
    assert method_of(document | {"talks": None}).talks is None
    del document["talks"]
    assert method_of(document).talks is None
