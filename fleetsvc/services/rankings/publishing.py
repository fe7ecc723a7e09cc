"""Ranking editions: computed from what stands in the database, stored once, corrected only by a revision.

Revisions of one period and category are numbered from 0. Provisional ones are stored when something has
changed; the first final one is the publication; each later one is a correction with its reason.
Whatever computes needs the office's scope; stored editions may be read in any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import RankingEdition, RulebookEdition
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.law.rulebooks import editions_in_force, law_in_force
from fleetsvc.services.nil_reports.reported import is_reported
from fleetsvc.services.nil_reports.signing import PeriodNotBegun
from fleetsvc.services.rankings import locks
from fleetsvc.services.rankings.store import latest_editions, ranked_again, rulebooks_of, store, stored_lines
from fleetsvc.services.rankings.tallies import tallies
from fleetsvc.services.rankings.telling import note_correction, tell_previewed, tell_released
from rules.editions import (
    Edition,
    EditionStatus,
    Predecessor,
    digest,
    inputs_digest,
    method_document,
    published_reason,
    unsealed,
)
from rules.periods import Period
from rules.ranking import Line, rank
from rules.ranking_method import Method, method_of
from rules.tallies import Tally
from rules.vocabulary import Category


class PeriodNotOver(Exception):
    """A period is published only after its last day."""


class EditionAlreadyFinal(Exception):
    """The period is published: only a correction with its reason may follow."""


class NothingToCorrect(Exception):
    """The period has no final edition yet."""


class EditionInPreview(Exception):
    """The period is over and in preview: it is no provisional matter any more."""


class NothingReported(Exception):
    """No unit has reported anything of the period: there is nothing to rank."""


@dataclass(frozen=True, slots=True)
class _Occasion:
    """Why and under what an edition is made: by the law in force, that is by these rulebooks, and one method."""

    period: Period
    status: EditionStatus
    now: datetime
    law: RulebookEdition
    rulebooks: tuple[tuple[str, str], ...]
    method: Method
    reason: str | None = None

    def tallies(self, session: Session) -> Mapping[Category | None, tuple[Tally, ...]]:
        """Return what is counted, by category; under None over all."""
        book, today, anew = book_of(self.law), day_of(self.now), self.status is not EditionStatus.PROVISIONAL
        return tallies(session, self.period, method=self.method, book=book, today=today, anew=anew)


@dataclass(frozen=True, slots=True)
class _Past:
    """What is stored already, by category: the period's latest revisions and those of the period before."""

    revisions: Mapping[str, RankingEdition]
    earlier: Mapping[str, RankingEdition]
    earlier_lines: Mapping[str, tuple[Line, ...]]


def compute_edition(session: Session, period: Period, *, category: Category | None, now: datetime) -> Edition:
    """Return a provisional edition as the data stand now; stores nothing. Raises PeriodNotBegun, NoActiveRulebook."""
    _require_begun(period, now)
    occasion = _occasion(session, period, EditionStatus.PROVISIONAL, now)
    return _edition(occasion, _past(session, period), category, occasion.tallies(session)[category])


def publish_provisional(session: Session, period: Period, *, now: datetime) -> tuple[Edition, ...]:
    """Store a provisional revision for each category in which something has changed; return those stored.

    Raises PeriodNotBegun, NothingReported, EditionInPreview, EditionAlreadyFinal, NoActiveRulebook.
    """
    _require_begun(period, now)
    if hold(session, period) is EditionStatus.PREVIEW:
        raise EditionInPreview(period.key)
    return _publish_reported(session, period, EditionStatus.PROVISIONAL, now)


def publish_preview(session: Session, period: Period, *, now: datetime) -> tuple[Edition, ...]:
    """Show each unit its line of a period that is over, before it is released; return the editions stored.

    Raises PeriodNotOver, NothingReported, EditionAlreadyFinal, NoActiveRulebook.
    """
    if day_of(now) < period.until_day:
        raise PeriodNotOver(period.key)
    hold(session, period)
    made = _publish_reported(session, period, EditionStatus.PREVIEW, now)
    tell_previewed(session, period, made, now=now)
    return made


def publish_final(session: Session, period: Period, *, now: datetime) -> tuple[Edition, ...]:
    """Publish a period: store its final edition for every category, and return them.

    Whether a unit objects is asked by ``releasing.release``.
    Raises PeriodNotOver, EditionAlreadyFinal, NoActiveRulebook.
    """
    if day_of(now) < period.until_day:
        raise PeriodNotOver(period.key)
    instant = hold_to_publish(session, period, now=now)
    tell_released(session, period, now=now)
    return _publish(session, _occasion(session, period, EditionStatus.FINAL, instant))


def correct(
    session: Session, period: Period, *, reason: str, by: Actor, now: datetime
) -> tuple[Edition, ...]:
    """Store a further final revision for each category in which something has changed; return those stored.

    Raises CorrectionReasonMissing, CorrectionReasonPrivate, NothingToCorrect, NoActiveRulebook.
    """
    said = published_reason(reason)
    instant = locks.hold_verdicts(session, now=now)
    if not _final_under_lock(session, period):
        raise NothingToCorrect(period.key)
    made = _publish(session, _correction(session, period, instant, said))
    if made:
        note_correction(session, period, made, reason=said, by=by, now=now)
    return made


def pending_correction(session: Session, period: Period, *, now: datetime) -> tuple[Edition, ...]:
    """Return what ``correct`` would store now; stores nothing. Raises NothingToCorrect, NoActiveRulebook."""
    if not _final_under_lock(session, period):
        raise NothingToCorrect(period.key)
    return _changed(session, _correction(session, period, now, None))


def hold(session: Session, period: Period) -> EditionStatus | None:
    """Wait until nobody else revises the period, then say how it stands; None where it has no edition.

    Raises EditionAlreadyFinal.
    """
    if _final_under_lock(session, period):
        raise EditionAlreadyFinal(period.key)
    latest = latest_editions(session, period.key).get("")
    return None if latest is None else EditionStatus(latest.status)


def hold_to_publish(session: Session, period: Period, *, now: datetime) -> datetime:
    """Wait until nobody stores verdicts or revises the period, and keep everybody from it; return the instant.

    Raises EditionAlreadyFinal.
    """
    instant = locks.hold_verdicts(session, now=now)
    hold(session, period)
    return instant


def _require_begun(period: Period, now: datetime) -> None:
    if period.from_day > day_of(now):
        raise PeriodNotBegun(period.key)


def _publish_reported(
    session: Session, period: Period, status: EditionStatus, now: datetime
) -> tuple[Edition, ...]:
    occasion = _occasion(session, period, status, now)
    if not is_reported(session, period, today=day_of(now)):
        raise NothingReported(period.key)
    return _publish(session, occasion)


def _final_under_lock(session: Session, period: Period) -> bool:
    locks.wait_for(session, period)
    found = latest_editions(session, period.key)
    return any(edition.status == EditionStatus.FINAL for edition in found.values())


def _publish(session: Session, occasion: _Occasion) -> tuple[Edition, ...]:
    changed = _changed(session, occasion)
    store(session, changed)
    return changed


def _changed(session: Session, occasion: _Occasion) -> tuple[Edition, ...]:
    past = _past(session, occasion.period)
    editions = [
        _edition(occasion, past, category, counted) for category, counted in occasion.tallies(session).items()
    ]
    return tuple(edition for edition in editions if _says_more(edition, past.revisions))


def _says_more(edition: Edition, revisions: Mapping[str, RankingEdition]) -> bool:
    """Whether an edition differs from the stored one in more than its number and time."""
    stored = revisions.get(edition.category or "")
    if stored is None or stored.status != edition.status:
        return True
    told = unsealed(edition)
    if digest(told["rulebooks"]) != digest(rulebooks_of(stored)):
        return True
    return edition.inputs_sha256 != stored.inputs_sha256 or any(
        digest(told[name]) != digest(getattr(stored, name)) for name in ("method", "compared_with")
    )


def _past(session: Session, period: Period) -> _Past:
    earlier = latest_editions(session, period.previous.key)
    lines = stored_lines(session, earlier.values())
    return _Past(
        revisions=latest_editions(session, period.key),
        earlier=earlier,
        earlier_lines={
            category: ranked_again(edition, lines[edition.id])
            for category, edition in earlier.items()
            if edition.id is not None
        },
    )


def _edition(
    occasion: _Occasion, past: _Past, category: Category | None, counted: tuple[Tally, ...]
) -> Edition:
    name = category or ""
    replaced, earlier = past.revisions.get(name), past.earlier.get(name)
    follows = replaced or earlier
    return Edition(
        period=occasion.period.key,
        category=category,
        revision=replaced.revision + 1 if replaced else 0,
        status=occasion.status,
        computed_at=occasion.now,
        method=occasion.method,
        rulebooks=occasion.rulebooks,
        inputs_sha256=inputs_digest(counted, method=occasion.method),
        previous_sha256=follows.sha256 if follows else None,
        compared_with=_predecessor(occasion, earlier) if earlier else None,
        reason=occasion.reason,
        lines=rank(counted, method=occasion.method, previous=past.earlier_lines.get(name)),
    )


def _predecessor(occasion: _Occasion, earlier: RankingEdition) -> Predecessor:
    return Predecessor(
        earlier.period,
        earlier.revision,
        earlier.sha256,
        rulebook_changed={one["edition"] for one in rulebooks_of(earlier)}
        != {edition for _, edition in occasion.rulebooks},
        method_changed=earlier.method["sha256"] != method_document(occasion.method)["sha256"],
    )


def _occasion(session: Session, period: Period, status: EditionStatus, now: datetime) -> _Occasion:
    return _made(session, period, status, now, current_method(), None)


def _correction(session: Session, period: Period, now: datetime, reason: str | None) -> _Occasion:
    """Return the occasion of a correction: a published period keeps its method."""
    published = latest_editions(session, period.key)[""]
    return _made(session, period, EditionStatus.FINAL, now, method_of(published.method), reason)


def _made(
    session: Session,
    period: Period,
    status: EditionStatus,
    now: datetime,
    method: Method,
    reason: str | None,
) -> _Occasion:
    books = tuple((one.book, one.edition) for one in editions_in_force(session))
    return _Occasion(period, status, now, law_in_force(session), books, method, reason)
