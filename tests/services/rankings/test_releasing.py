"""A period is previewed, then released; until then nobody but the office sees all of it."""

from datetime import UTC, datetime, timedelta

import pytest

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.jobs import daily_release
from fleetsvc.services.nil_reports.signing import PeriodNotBegun
from fleetsvc.services.rankings import lists, publishing, releasing, seals
from fleetsvc.services.rankings.audience import EVERYBODY_SEES, unit_sees
from rules.periods import parse_period
from tests.actors import TESTER
from tests.ranking_data import put_rulebook_in_force, register, sign_nil

SEPTEMBER = parse_period("2025-09")
ON_THE_5TH = datetime(2025, 10, 4, 18, 30, tzinfo=UTC)


@pytest.fixture
def counted(session: ScopedSession) -> ScopedSession:
    """September of three units under a rulebook in force."""
    put_rulebook_in_force(session)
    for unit, met in (("410100", 9), ("410200", 10), ("410300", 8)):
        register(session, unit, compliant=met, non_compliant=10 - met)
        sign_nil(session, unit)
    return session


def test_each_unit_sees_its_own_line_of_a_preview_and_who_is_above_without_names(
    counted: ScopedSession,
) -> None:
    publishing.publish_preview(counted, SEPTEMBER, now=ON_THE_5TH)
    shown = lists.current_edition(counted, SEPTEMBER, audience=unit_sees("410100"))
    assert [line["unit"] for line in shown["lines"]] == ["410100"]
    assert shown["above"] == [{"rank": 1, "rate": 1.0}]
    silent = lists.current_edition(counted, SEPTEMBER, audience=unit_sees("410400"))
    assert ([line["unit"] for line in silent["lines"]], silent["above"]) == (["410400"], [])
    assert len(lists.current_edition(counted, SEPTEMBER)["lines"]) == 19
    with pytest.raises(lists.EditionMissing):
        lists.current_edition(counted, SEPTEMBER, audience=EVERYBODY_SEES)


def test_a_provisional_edition_is_the_offices_alone(counted: ScopedSession) -> None:
    publishing.publish_provisional(counted, SEPTEMBER, now=ON_THE_5TH)
    for audience in (EVERYBODY_SEES, unit_sees("410100")):
        with pytest.raises(lists.EditionMissing):
            lists.current_edition(counted, SEPTEMBER, audience=audience)
        assert lists.list_editions(counted, audience=audience) == ([], None)
        assert lists.latest_of_each_period(counted, category=None, audience=audience) == []


def test_a_correction_in_preparation_never_hides_the_final_edition(counted: ScopedSession) -> None:
    publishing.publish_preview(counted, SEPTEMBER, now=ON_THE_5TH)
    releasing.release(counted, SEPTEMBER, by=TESTER, now=ON_THE_5TH)
    shown = lists.current_edition(counted, SEPTEMBER, audience=EVERYBODY_SEES)
    assert (shown["status"], shown["revision"], len(shown["lines"])) == ("final", 1, 19)


def test_only_what_is_in_preview_is_released_and_once(counted: ScopedSession) -> None:
    with pytest.raises(releasing.NotInPreview):
        releasing.release(counted, SEPTEMBER, by=TESTER, now=ON_THE_5TH)
    publishing.publish_provisional(counted, SEPTEMBER, now=ON_THE_5TH)
    with pytest.raises(releasing.NotInPreview):
        releasing.release(counted, SEPTEMBER, by=TESTER, now=ON_THE_5TH)
    publishing.publish_preview(counted, SEPTEMBER, now=ON_THE_5TH)
    with pytest.raises(publishing.EditionInPreview):
        publishing.publish_provisional(counted, SEPTEMBER, now=ON_THE_5TH)
    register(counted, "410100", compliant=1)
    assert len(releasing.release(counted, SEPTEMBER, by=TESTER, now=ON_THE_5TH)) == 11
    assert lists.current_edition(counted, SEPTEMBER)["lines"][1]["governed"] == 11
    with pytest.raises(publishing.EditionAlreadyFinal):
        releasing.release(counted, SEPTEMBER, by=TESTER, now=ON_THE_5TH)
    assert seals.verify(counted).broken == ()


def test_no_edition_of_the_future_and_none_that_nobody_reported(counted: ScopedSession) -> None:
    for publish in (publishing.publish_provisional, publishing.publish_preview):
        with pytest.raises(publishing.NothingReported):
            publish(counted, SEPTEMBER.previous, now=ON_THE_5TH)
    later = parse_period("2025-11")
    with pytest.raises(PeriodNotBegun):
        publishing.publish_provisional(counted, later, now=ON_THE_5TH)
    with pytest.raises(PeriodNotBegun):
        publishing.compute_edition(counted, later, category=None, now=ON_THE_5TH)
    with pytest.raises(publishing.PeriodNotOver):
        publishing.publish_preview(counted, SEPTEMBER.following, now=ON_THE_5TH)


@pytest.mark.parametrize(
    ("after", "statuses"), [("3", ["preview", "preview", "final"]), ("0", ["preview", "preview", "preview"])]
)
def test_a_preview_is_released_by_itself_after_its_working_days(
    counted: ScopedSession, monkeypatch: pytest.MonkeyPatch, after: str, statuses: list[str]
) -> None:
    """2025-10-05 lies in the holidays until the 8th; 9, 10, 11 (made up) are working days."""
    monkeypatch.setenv("FLEETSVC_RELEASE_AFTER_WORKING_DAYS", after)
    publishing.publish_preview(counted, SEPTEMBER, now=ON_THE_5TH)
    seen = []
    for day in (3, 5, 6):
        now = ON_THE_5TH + timedelta(days=day)
        daily_release.work(counted, "", now)
        seen.append(lists.current_edition(counted, SEPTEMBER)["status"])
    assert seen == statuses
