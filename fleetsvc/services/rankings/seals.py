"""Whether the stored ranking editions are what was published: their seals, their ranks, and the chain between them.

The service's own roles can only add editions; whoever owns the database can do more, and is found here. An edition
that nothing follows can still be exchanged for another with a seal of its own: note seals elsewhere to know it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sqlmodel import Session, col, select

from fleetsvc.models import RankingEdition, RankingLine, stored_id
from fleetsvc.services.rankings.store import document_of, ranked_again, stored_lines
from rules.editions import EditionStatus, Predecessor, seal
from rules.periods import parse_period
from rules.ranking_method import MethodBroken
from rules.units import UnitUnknown
from rules.vocabulary import Category

_Key = tuple[str, str, int]
"""Period, category (the empty text: the ranking over all) and revision."""
_CATEGORIES = ("", *Category)


class Fault(StrEnum):
    """What is wrong with an edition.

    ``altered``: content or ranks do not fit the seal; ``unlinked``: it names another predecessor than the stored one;
    ``missing``: it is not there, though others follow it or stand beside it.
    """

    ALTERED = "altered"
    UNLINKED = "unlinked"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class BrokenSeal:
    """An edition that does not hold. ``category`` is the empty text for the ranking over all."""

    period: str
    category: str
    revision: int
    fault: Fault

    @property
    def name(self) -> str:
        """Its name for logs and lists: ``2025-09/bus/1``; ``all`` stands for the ranking over all."""
        return f"{self.period}/{self.category or 'all'}/{self.revision}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many editions were looked at, and those that do not hold, by period, category and revision."""

    editions: int
    broken: tuple[BrokenSeal, ...]


def is_any_stored(session: Session) -> bool:
    """Say whether there is an edition to verify."""
    return session.exec(select(RankingEdition.id).limit(1)).first() is not None


def verify(session: Session) -> Verified:
    """Verify every stored edition of every period and category against its seal and its predecessors."""
    columns = select(
        RankingEdition.period, RankingEdition.category, RankingEdition.revision, RankingEdition.sha256
    )
    seals: dict[_Key, str] = {
        (period, name, number): sha for period, name, number, sha in session.exec(columns)
    }
    broken = set(_removed_revisions(seals))
    for period, of_period in groupby(sorted({key[:2] for key in seals}), key=lambda pair: pair[0]):
        finals = set()
        for _, category in of_period:
            editions = _stored(session, period, category, seals)
            broken.update(_broken(session, editions, seals))
            finals |= {category} if _has_final(editions) else set()
        broken.update(_removed_finals(period, finals, seals))
    return Verified(len(seals), tuple(sorted(broken)))


def _stored(session: Session, period: str, category: str, seals: Mapping[_Key, str]) -> list[RankingEdition]:
    """Return the editions of a category that stood when the seals were read: later ones may follow unread ones."""
    statement = (
        select(RankingEdition)
        .where(RankingEdition.period == period, RankingEdition.category == category)
        .order_by(col(RankingEdition.revision))
    )
    return [one for one in session.exec(statement) if (period, category, one.revision) in seals]


def _has_final(editions: Sequence[RankingEdition]) -> bool:
    return any(edition.status == EditionStatus.FINAL for edition in editions)


def _removed_revisions(seals: Mapping[_Key, str]) -> Iterator[BrokenSeal]:
    """Revisions count from 0 without a gap, and a period is ranked in every category at once."""
    last: dict[tuple[str, str], int] = {}
    for period, category, revision in seals:
        last[period, category] = max(revision, last.get((period, category), 0))
    for period in {period for period, _ in last}:
        for category in _CATEGORIES:
            for revision in range(last.get((period, category), 0) + 1):
                if (period, category, revision) not in seals:
                    yield BrokenSeal(period, category, revision, Fault.MISSING)


def _removed_finals(period: str, finals: set[str], seals: Mapping[_Key, str]) -> Iterator[BrokenSeal]:
    """A period is published in every category at once: where one has a final edition, all have."""
    for category in _CATEGORIES if finals else ():
        if category not in finals:
            stored = [number for when, name, number in seals if (when, name) == (period, category)]
            yield BrokenSeal(period, category, max(stored, default=-1) + 1, Fault.MISSING)


def _broken(
    session: Session, editions: Sequence[RankingEdition], seals: Mapping[_Key, str]
) -> Iterator[BrokenSeal]:
    lines = stored_lines(session, editions)
    for edition in editions:
        if not _is_sealed(edition, lines.get(stored_id(edition), [])):
            yield BrokenSeal(edition.period, edition.category, edition.revision, Fault.ALTERED)
        else:
            yield from _loose_links(edition, seals)


def _loose_links(edition: RankingEdition, seals: Mapping[_Key, str]) -> Iterator[BrokenSeal]:
    """Follow an edition to the revision it replaces and to the edition of the period before it."""
    compared, category = _compared_with(edition), edition.category
    expected = None if compared is None else compared.sha256
    if edition.revision:
        expected = seals.get((edition.period, category, edition.revision - 1), edition.previous_sha256)
    is_linked = edition.previous_sha256 == expected
    if compared is not None:
        earlier = parse_period(edition.period).previous.key
        key = earlier, category, compared.revision
        if key not in seals:
            yield BrokenSeal(*key, Fault.MISSING)
        elif (compared.period, compared.sha256) != (earlier, seals[key]):
            is_linked = False
    if not is_linked:
        yield BrokenSeal(edition.period, category, edition.revision, Fault.UNLINKED)


def _compared_with(edition: RankingEdition) -> Predecessor | None:
    told = edition.compared_with
    if told is None:
        return None
    return Predecessor(str(told["period"]), int(str(told["revision"])), str(told["sha256"]))


def _is_sealed(edition: RankingEdition, lines: Sequence[RankingLine]) -> bool:
    """Whether content fits seal and ranks fit counts; what cannot even be read as an edition does not."""
    try:
        parse_period(edition.period), _compared_with(edition)
        again = {(int(line.unit), line.rank) for line in ranked_again(edition, lines)}
        is_ranked = again == {(line.city_code, line.rank) for line in lines}
        return is_ranked and seal(document_of(edition, lines)) == edition.sha256
    except (AttributeError, KeyError, TypeError, ValueError, UnitUnknown, MethodBroken):
        return False
