"""What a unit has of a share, as it is published: as a whole, in its parts, and of each owner that it asks."""

from fractions import Fraction
from typing import Any

from rules.share_documents import counts_of, operator_documents, share_document
from rules.tallies import GroupShare, OperatorShare
from rules.targets import Share, Threshold

HALF, TENTH = Threshold(Fraction(1, 2), exclusive=False), Threshold(Fraction(1, 10), exclusive=True)
WHOLE = GroupShare("r", HALF, Share(5, 12, 2), ((TENTH, Share(1, 12)),))
OWNERS = GroupShare(
    "r",
    HALF,
    Share(9, 34, 2),
    operators=(
        OperatorShare("met", Share(6, 10)),
        OperatorShare("short by 1", Share(4, 10)),
        OperatorShare("open", Share(4, 10, 1)),
        OperatorShare("short by 2", Share(0, 4)),
        OperatorShare(None, Share(0, 2)),
    ),
)


def test_a_share_of_a_unit_is_published_with_its_bounds_and_sub_shares() -> None:
    assert share_document(WHOLE) == {
        "rule": "r",
        "required": 0.5,
        "exclusive": False,
        "counted": 12,
        "met": 5,
        "unknown": 2,
        "share": 0.4166,
        "share_low": 0.4166,
        "share_high": 0.5833,
        "shortfall": 1,
        "attainment": "not_met",
        "sub_shares": [
            {
                "required": 0.1,
                "counted": 12,
                "met": 1,
                "unknown": 0,
                "share": 0.0833,
                "share_low": 0.0833,
                "share_high": 0.0833,
                "shortfall": 1,
                "attainment": "not_met",
            }
        ],
    }
    assert counts_of(WHOLE) == ["r", 5, 12, 2, 1, 12, 0]
    assert operator_documents(WHOLE, most=9) == {}


def test_of_owners_it_is_told_how_many_stand_how_and_no_sub_share_that_is_not_asked() -> None:
    document = share_document(OWNERS)
    assert document["operators"] == {"asked": 5, "met": 1, "not_met": 2, "open": 2}
    assert "sub_shares" not in document
    assert "operators" not in share_document(WHOLE)
    each = [(0, 2, 0), (0, 4, 0), (4, 10, 0), (4, 10, 1), (6, 10, 0)]
    assert counts_of(OWNERS) == ["r", 9, 34, 2, each]


def test_owners_that_are_behind_are_told_furthest_first_and_no_more_than_asked_for() -> None:
    behind: list[dict[str, Any]] = operator_documents(OWNERS, most=9)["behind"]
    assert [(one["owner"], one["shortfall"], one["attainment"]) for one in behind] == [
        ("short by 2", 2, "not_met"),
        (None, 1, "open"),
        ("open", 1, "open"),
        ("short by 1", 1, "not_met"),
    ]
    assert set(behind[0]) == {
        "owner", "counted", "met", "unknown", "share", "share_low", "share_high", "shortfall", "attainment"
    }  # fmt: skip
    assert operator_documents(OWNERS, most=1)["behind"] == behind[:1]
    nobody = GroupShare("r", HALF, Share(0, 0), operators=())
    assert operator_documents(nobody, most=9) == {"behind": []}
