"""Talks that the ranking method proposes: by the final editions of a period and of those before it."""

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.rankings.audience import EVERYBODY_SEES
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from rules.periods import parse_period
from rules.ranking_method import method_of
from rules.talks import TalkProposal, TalkRule, proposed_talks
from rules.vocabulary import Category


def talk_rule(edition: Json) -> TalkRule | None:
    """Return the rule of an edition's own method, None where it has none."""
    return method_of(edition["method"]).talks


def proposals_of(session: Session, edition: Json) -> tuple[TalkProposal, ...]:
    """Return the talks that an edition's own method proposes; none where it has no rule for them."""
    rule = talk_rule(edition)
    if rule is None:
        return ()
    category = Category(edition["category"]) if edition["category"] else None
    lines, period = [edition["lines"]], parse_period(edition["period"])
    for _ in range(rule.editions - 1):
        period = period.previous
        try:
            earlier = current_edition(session, period, category=category, audience=EVERYBODY_SEES)
        except EditionMissing:
            break
        lines.append(earlier["lines"])
    return proposed_talks(rule, lines)
