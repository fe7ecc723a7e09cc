"""What a letter says of an edition: all 19 units, the numbers of the edition and no others, vehicles masked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import Json
from fleetsvc.services.documents import letters
from fleetsvc.services.documents.letters import Letter, LetterUnknown
from fleetsvc.services.letters import vehicles
from fleetsvc.services.letters.contents import (
    OVERTAKEN,
    PREVIEW,
    TO_BE_WRITTEN,
    EditionProvisional,
    letter_content,
)
from fleetsvc.services.letters.proposals import proposals_of
from fleetsvc.services.rankings import publishing, releasing
from fleetsvc.services.rankings.lists import current_edition
from importers.letters.content import Content, Table
from importers.letters.fields import LetterKind, fields_of
from rules.periods import Period, parse_period
from rules.talks import TalkGround
from tests.actors import TESTER
from tests.ranking_data import put_rulebook_in_force, register, sign_nil

AUGUST, SEPTEMBER = parse_period("2025-08"), parse_period("2025-09")
NOW = datetime(2025, 10, 6, 1, 0, tzinfo=UTC)
REPORTING = {"410100": 10, "410200": 9, "410300": 8, "410400": 7, "410500": 6}
"""Unit -> how many of its ten buses are met in September: the last three places are the last three here."""


@pytest.fixture
def reported(session: ScopedSession) -> ScopedSession:
    """Five units have reported; one has a strict violation, one a vehicle without a reason."""
    put_rulebook_in_force(session)
    for unit, good in REPORTING.items():
        register(session, unit, compliant=good, needs_justification=10 - good)
        sign_nil(session, unit, months=("2025-08", "2025-09"))
    register(session, "410200", rule="henan-2023/13-bus-new", non_compliant=1)
    return session


def september(session: Session) -> Json:
    return current_edition(session, SEPTEMBER)


def published(session: Session, *periods: Period) -> Json:
    for period in periods or (SEPTEMBER,):
        publishing.publish_final(session, period, now=NOW)
    return september(session)


def content(session: Session, kind: LetterKind = LetterKind.CIRCULAR, unit: str | None = None) -> Content:
    return letter_content(session, september(session), kind, unit=unit)


def table_in(told: Content, name: str) -> Table:
    return next(one for one in told.blocks[name] if isinstance(one, Table))


def test_a_circular_says_what_the_edition_says_of_all_units(reported: ScopedSession) -> None:
    published(reported)
    told = content(reported)
    assert set(told.texts) | set(told.blocks) == set(fields_of(LetterKind.CIRCULAR))
    assert told.draft is None
    assert told.texts["期次"] == "2025年9月"
    assert (told.texts["起始日"], told.texts["截止日"]) == ("2025年9月1日", "2025年9月30日")
    assert told.texts["依据"].startswith("《河南省减污降碳协同增效行动方案》")
    assert told.texts["全省达标率"] == "78.43%"
    assert told.blocks["总体情况"] == [
        "全省19个报送单位中，参加排名5个，因车辆过少不排名0个，因报送不完整不排名0个，未报送14个。",
        "受新能源要求约束的车辆共51辆：符合40辆，待说明10辆，不符合1辆。另有待更正的数据行0行，有争议的车辆0辆。",
        "全省已证实的达标率为78.43%；尚未了结的事项如均属达标，为98.04%。",
    ]
    rows = table_in(told, "排名表").rows
    assert len(rows) == 19
    assert [list(row) for row in rows[:2]] == [
        ["1", "郑州市", "100.00%", "100.00%", "10", "10", "0", "0", "0"],
        ["2", "开封市", "81.82%", "90.91%", "11", "9", "1", "1", "0"],
    ]
    assert list(rows[-1]) == ["—", "航空港区", "未报送", "—", "0", "0", "0", "0", "0"]
    assert [one for one in told.blocks["存在问题"] if "尚未说明" in str(one)] == [
        "（二）不是新能源汽车且尚未说明情况：开封市1辆、洛阳市2辆、平顶山市3辆、安阳市4辆。"
    ]
    assert told.blocks["严格条款"] == [
        "以下单位有车辆违反“全部使用新能源汽车”的条款，该条款没有例外：开封市1辆。"
    ]


def test_the_annex_lists_the_vehicles_of_the_edition_masked_and_says_what_it_leaves_out(
    reported: ScopedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(reported)
    later = NOW + timedelta(days=1)
    vins = register(reported, "410100", needs_justification=1, recorded_at=later)
    told = table_in(content(reported), "车辆清单").rows
    assert len(told) == 11
    assert {row[-1] for row in told} == {"待说明", "不符合"}
    assert all("*" in row[3] for row in told)
    assert not any(vin in str(told) for vin in vins)
    monkeypatch.setattr(vehicles, "MOST_VEHICLES", 3)
    short = content(reported).blocks["车辆清单"]
    assert short[0] == "共11辆。号牌和车架号已脱敏。此处列前3辆，其余见系统的未达标清单。"
    assert len(table_in(content(reported), "车辆清单").rows) == 3


def test_a_preview_is_a_draft_a_moving_edition_has_no_letter_and_one_overtaken_says_so(
    reported: ScopedSession,
) -> None:
    publishing.publish_provisional(reported, SEPTEMBER, now=NOW)
    with pytest.raises(EditionProvisional):
        letters.question(reported, Letter(LetterKind.CIRCULAR, SEPTEMBER))
    publishing.publish_preview(reported, SEPTEMBER, now=NOW)
    assert content(reported).draft == PREVIEW
    assert "征求意见稿" in letters.question(reported, Letter(LetterKind.CIRCULAR, SEPTEMBER)).name
    releasing.release(reported, SEPTEMBER, by=TESTER, now=NOW)
    first = september(reported)
    asked = letters.question(reported, Letter(LetterKind.CIRCULAR, SEPTEMBER))
    assert content(reported).draft is None
    register(reported, "410300", compliant=1)
    publishing.correct(reported, SEPTEMBER, reason="补报", by=TESTER, now=NOW + timedelta(hours=1))
    assert letter_content(reported, first, LetterKind.CIRCULAR, unit=None).draft == OVERTAKEN
    again = letters.question(reported, Letter(LetterKind.CIRCULAR, SEPTEMBER, revision=first["revision"]))
    assert (again.asked, again.state == asked.state) == (asked.asked, False)


def test_letters_to_a_unit_are_about_it_alone_and_to_a_unit_that_there_is(reported: ScopedSession) -> None:
    published(reported)
    for kind in (LetterKind.RECTIFICATION, LetterKind.TALK):
        told = content(reported, kind, "410200")
        assert set(fields_of(kind)) <= set(told.texts) | set(told.blocks)
        assert (told.texts["单位"], told.texts["名次"], told.texts["达标率"]) == ("开封市", "第2名", "81.82%")
        assert {row[1] for row in table_in(told, "车辆清单").rows} == {"开封市"}
    assert content(reported, LetterKind.TALK, "410200").blocks["约谈缘由"] == [
        "本期有1辆车违反“全部使用新能源汽车”的条款。"
    ]
    silent = content(reported, LetterKind.TALK, "411700")
    assert (silent.texts["名次"], silent.blocks["约谈缘由"]) == ("未报送", [TO_BE_WRITTEN])
    with pytest.raises(LetterUnknown):
        letters.question(reported, Letter(LetterKind.TALK, SEPTEMBER, unit="110000"))


def test_talks_are_proposed_by_the_last_places_of_two_editions_or_by_a_strict_violation(
    reported: ScopedSession,
) -> None:
    for unit, good in REPORTING.items():
        day = SEPTEMBER.previous.from_day
        register(reported, unit, day=day, compliant=good if unit != "410300" else 10)
        register(reported, unit, day=day, needs_justification=10 - good if unit != "410300" else 0)
    edition = published(reported, AUGUST, SEPTEMBER)
    found = {one.unit: one.grounds for one in proposals_of(reported, edition)}
    assert found == {
        "410200": (TalkGround.STRICT_VIOLATIONS,),
        "410400": (TalkGround.LAST_PLACES,),
        "410500": (TalkGround.LAST_PLACES,),
    }
    assert content(reported, LetterKind.TALK, "410500").blocks["约谈缘由"] == ["连续2期在全省排名末3位。"]


def test_without_an_edition_before_nobody_is_proposed_for_a_place(reported: ScopedSession) -> None:
    edition = published(reported)
    assert [one.unit for one in proposals_of(reported, edition)] == ["410200"]
