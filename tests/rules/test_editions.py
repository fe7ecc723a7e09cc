import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from fleetsvc.books import method_mapping
from rules.editions import (
    LONGEST_REASON,
    CorrectionReasonMissing,
    CorrectionReasonPrivate,
    Edition,
    EditionStatus,
    Predecessor,
    details_document,
    inputs_digest,
    method_document,
    province_of,
    published,
    published_reason,
    seal,
    tally_of,
)
from rules.ranking import rank
from rules.ranking_method import method_of
from rules.tallies import Tally
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

TALLIES = (Tally("410100", {Verdict.COMPLIANT: 118, Verdict.NEEDS_JUSTIFICATION: 2}, reported=True),)


METHOD = method_of(method_mapping("nev-duty-2"))
OTHER = method_of({**METHOD.document, "minimum_decided": 6})


def an_edition(**changes: Any) -> Edition:
    edition = Edition(
        period="2025-Q3",
        category=None,
        revision=0,
        status=EditionStatus.FINAL,
        computed_at=datetime(2025, 10, 4, 19, 0, tzinfo=UTC),
        method=METHOD,
        rulebooks=(("henan", "sha256:00"),),
        inputs_sha256=inputs_digest(TALLIES, method=METHOD),
        previous_sha256=None,
        compared_with=None,
        reason=None,
        lines=rank(TALLIES, method=METHOD),
    )
    return replace(edition, **changes)


def test_the_document_has_the_published_shape() -> None:
    document = published(an_edition())
    lines = document.pop("lines")
    assert document == {
        "period": "2025-Q3",
        "category": None,
        "revision": 0,
        "status": "final",
        "reason": None,
        "computed_at": "2025-10-04T19:00:00+00:00",
        "method": method_document(METHOD),
        "rulebook": {"id": "henan", "edition": "sha256:00"},
        "rulebooks": [{"id": "henan", "edition": "sha256:00"}],
        "inputs_sha256": inputs_digest(TALLIES, method=METHOD),
        "previous_sha256": None,
        "compared_with": None,
        "sha256": an_edition().sha256,
    }
    assert {name: lines[0][name] for name in list(lines[0])[:12]} == {
        "unit": "410100",
        "name": "郑州市",
        "status": "ranked",
        "rank": 1,
        "governed": 120,
        "verdicts": {"compliant": 118, "needs_justification": 2},
        "held": 0,
        "rate": 0.9833,
        "rate_low": 0.9833,
        "rate_high": 1.0,
        "rate_change": None,
        "rank_change": None,
    }
    assert lines[0]["compared_with"] is None
    assert [line["unit"] for line in lines] == list(UNITS)


def test_a_comparison_with_an_edition_of_another_rulebook_or_method_says_so() -> None:
    compared = Predecessor("2025-Q2", 1, "0", rulebook_changed=True, method_changed=True)
    document = published(an_edition(compared_with=compared))
    assert document["compared_with"] == {
        "period": "2025-Q2",
        "revision": 1,
        "sha256": "0",
        "rulebook_changed": True,
        "method_changed": True,
    }
    assert document["lines"][0]["compared_with"] == {
        "period": "2025-Q2",
        "revision": 1,
        "rulebook_changed": True,
    }


def test_the_seal_holds_after_a_round_trip_through_json() -> None:
    document = json.loads(json.dumps(published(an_edition())))
    assert seal(document) == document["sha256"]


def test_the_seal_breaks_when_anything_a_reader_sees_is_changed() -> None:
    intact = an_edition()
    others = [
        an_edition(period="2025-Q4"),
        an_edition(category=Category.BUS),
        an_edition(revision=1),
        an_edition(status=EditionStatus.PROVISIONAL),
        an_edition(computed_at=intact.computed_at + timedelta(microseconds=1)),
        an_edition(method=OTHER),
        an_edition(rulebooks=(("henan", "sha256:01"),)),
        an_edition(inputs_sha256="0"),
        an_edition(previous_sha256="0"),
        an_edition(compared_with=Predecessor("2025-Q2", 0, "0")),
        an_edition(reason="a late file"),
        an_edition(lines=intact.lines[::-1]),
    ]
    seals = [intact.sha256, *(other.sha256 for other in others)]
    assert len(set(seals)) == len(seals)


def test_the_seal_does_not_depend_on_the_offset_an_instant_is_written_in() -> None:
    china = timezone(timedelta(hours=8))
    assert an_edition(computed_at=datetime(2025, 10, 5, 3, 0, tzinfo=china)).sha256 == an_edition().sha256


def test_counts_of_zero_leave_the_hash_of_the_inputs_as_it_is() -> None:
    assert inputs_digest([Tally("410100", {Verdict.EXEMPT: 0}, missing=METHOD.required)], method=METHOD) == (
        inputs_digest([], method=METHOD)
    )


def test_the_hash_of_the_inputs_is_the_one_that_earlier_editions_were_sealed_with() -> None:
    before = method_of({"id": "compliance-rate-2", "minimum_decided": 5})
    assert [inputs_digest(TALLIES, method=method) for method in (METHOD, before)] == [
        "f3e54710172ec81e1a5eabf2743eb998ea23bdb3cbda8cebcb83080a55c7428c",
        "3de63242361876dab257a1b41b9435d4d37238743084051551df66dd02702c84",
    ]


def test_whatever_a_tally_counts_is_part_of_what_an_edition_was_computed_from() -> None:
    (tally,) = TALLIES
    others = [
        replace(tally, unit="410200"),
        replace(tally, verdicts={Verdict.COMPLIANT: 117, Verdict.NEEDS_JUSTIFICATION: 3}),
        replace(tally, held=1),
    ]
    digests = {inputs_digest((one,), method=METHOD) for one in (tally, *others)}
    assert len(digests) == 4


def test_a_reason_says_something_in_bounds_and_names_no_vehicle() -> None:
    assert published_reason(" 补报 ") == "补报"
    longest = "补" * LONGEST_REASON
    assert published_reason(longest) == longest
    for missing in ("", " \n", longest + "补"):
        with pytest.raises(CorrectionReasonMissing):
            published_reason(missing)
    for named in ("豫A12345 补报", "LZYTABGWXP1000001", "来电13812345678"):
        with pytest.raises(CorrectionReasonPrivate):
            published_reason(named)


def test_of_a_unit_without_vehicles_it_is_not_told_how_late_they_are() -> None:
    [line, *_] = rank([Tally("410100", reported=True)], method=METHOD)
    assert details_document(line)["quality"]["late"] is None


def test_what_a_line_tells_leads_back_to_the_tally_it_was_ranked_by() -> None:
    tallies = [
        Tally("410100", {Verdict.COMPLIANT: 7}, 2, reported=True, missing=(Category.TAXI,), disputed=3),
        Tally("410200", {Verdict.NON_COMPLIANT: 1}, 1, reported=True),
    ]
    document = published(an_edition(lines=rank(tallies, method=METHOD)))
    told = {line["unit"]: tally_of(line) for line in document["lines"]}
    assert [told[tally.unit] for tally in tallies] == tallies
    assert told["410300"].reported is False
    province = province_of(document)
    assert (province.governed, province.held, province.disputed, province.good) == (8, 3, 3, 7)
