"""The way of a second act over the API: answered for, proposed, signed, named in every answer, taken out again."""

import copy
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from fleetsvc.services.law import in_force
from tests.api.drafts.test_drafts import DRAFTS, PROPOSER, SIGNER, World, as_json, problem, world
from tests.reporting_app import OFFICER, OWNER

__all__ = ["world"]  # the fixture

PLAN = {"id": "henan", "edition": shipped_book().edition}
ACT = "豫政办〔2023〕33号"
QUESTION = (
    "/requirements?unit=410100&category=bus&event=replacement&replaces=confirmed&on=2025-06-01"
    "&energy=diesel&area=built_up"
)


def enacted(world: World, edition: str, aim: str) -> dict[str, Any]:
    asked = world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "a reason", "aim": aim})
    proposal = (asked.json or {})["proposal"]
    assert proposal["aim"] == aim
    signed = world.as_person(SIGNER, f"/{edition}/signature", {"proposal": proposal["id"]})
    assert signed.status_code == 200, signed.json
    return signed.json or {}


@pytest.fixture(autouse=True)
def _asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may answer by what was in force a second ago: here it asks anew."""
    monkeypatch.setattr(in_force, "FRESH_SECONDS", 0.0)


def test_a_second_act_is_answered_for_put_in_force_named_everywhere_and_taken_out(world: World) -> None:
    api = world.api
    shipped = world.load(copy.deepcopy(dict(book_mapping("henan-three-years-2023"))))
    refused = world.as_person(PROPOSER, f"/{shipped}/proposal", {"reason": "r"})
    assert problem(refused) == (422, "input-refused")
    assert "is unreviewed: it can not be cited" in as_json(refused.json or {})
    late = world.as_person(PROPOSER, f"/{shipped}/review", {"document": ACT, "held_on": "2999-01-01"})
    assert [one["pointer"] for one in (late.json or {})["errors"]] == ["/held_on"]
    none = world.as_person(PROPOSER, f"/{shipped}/review", {})
    assert [one["pointer"] for one in (none.json or {})["errors"]] == ["/document", "/held_on"]
    made = world.as_person(PROPOSER, f"/{shipped}/review", {"document": ACT, "held_on": "2025-05-01"})
    assert made.status_code == 201, made.json
    edition = (made.json or {})["edition"]
    assert problem(
        world.as_person(PROPOSER, f"/{edition}/review", {"document": ACT, "held_on": "2025-05-01"})
    ) == (
        409,
        "nothing-to-review",
    )

    enacted(world, edition, "activate")
    second = {"id": "henan-three-years", "edition": edition}
    answer = api.read(OFFICER, QUESTION)
    assert (answer["verdict"], answer["rulebook"], answer["rulebooks"]) == (
        "non_compliant",
        second,
        [PLAN, second],
    )
    assert {rule["id"]: rule["clause"]["caveat"] for rule in answer["rules"]} == {
        "henan-2023/11-heavy-china-6": None,
        "henan-three-years-2023/built-up-all": "of its act only the quoted passages are at hand",
    }
    assert "Carbon Emissions (tasks 11, 13); Three-Year Action Plan" in answer["scope_note"]
    assert "[of its act only the quoted passages are at hand]" in answer["scope_note"]
    vehicle = {
        "unit": "410100",
        "category": "taxi",
        "event": "new",
        "registered_on": "2025-06-01",
        "energy": "petrol",
    }
    checked = (api.call(OWNER, "POST", "/checks", json={"items": [vehicle]}).json) or {}
    assert (checked["rulebook"], checked["rulebooks"]) == (PLAN, [PLAN, second])
    clauses = [reason["clause"]["id"] for reason in checked["items"][0]["reasons"] if reason["clause"]]
    assert clauses == ["henan-2023/13-in-principle", "henan-three-years-2023/built-up-all"]
    listed = {one["edition"]: one["status"] for one in api.read(OFFICER, "/rulebooks")["items"]}
    assert listed == {PLAN["edition"]: "active", edition: "active"}
    assert api.read(OFFICER, "/rulebooks/henan-three-years")["edition"] == edition
    rule = api.read(OFFICER, "/rules/henan-three-years-2023/built-up-all")
    assert (rule["rulebook"], rule["rulebooks"]) == (second, [PLAN, second])
    assert [one["id"] for one in api.read(OFFICER, "/instruments")["items"]] == [
        "henan-action-plan-2023",
        "henan-three-years-2023",
    ]
    [bus, *_] = api.read(OFFICER, "/registrations")["items"]
    dossier = api.read(OFFICER, f"/registrations/{bus['id']}")
    assert dossier["decision"]["rulebooks"] == [PLAN, second]

    over = enacted(world, edition, "take_out")
    assert (over["status"], [one["aim"] for one in over["activations"]]) == (
        "retired",
        ["activate", "take_out"],
    )
    assert api.read(OFFICER, QUESTION)["rulebooks"] == [PLAN]
    last = world.as_person(PROPOSER, f"/{PLAN['edition']}/proposal", {"reason": "r", "aim": "take_out"})
    assert problem(last) == (409, "nothing-else-in-force")
    again = world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "r", "aim": "take_out"})
    assert problem(again) == (409, "rulebook-not-in-force")
    assert [act for act, *_ in world.acts()] == [
        "rulebook-loaded",
        "rulebook-reviewed",
        "rulebook-proposed",
        "rulebook-activated",
        "rulebook-taking-out-proposed",
        "rulebook-taken-out",
    ]
    assert DRAFTS in made.headers["Location"]


def test_a_draft_that_can_not_stand_beside_what_is_in_force_is_told_at_its_path(world: World) -> None:
    namesake = copy.deepcopy(dict(book_mapping())) | {"id": "another-policy"}
    edition = world.load(namesake)
    for answer in (
        world.api.call(OFFICER, "GET", f"/rulebooks/drafts/{edition}/comparison"),
        world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "r"}),
    ):
        assert problem(answer) == (422, "input-refused")
        assert [(one["pointer"], one["code"], one["message"]) for one in (answer.json or {})["errors"]] == [
            (
                "/edition",
                "rulebook-faulty",
                "name: two rulebooks have the name 'henan-2023': they can not be in force at once",
            )
        ]
    assert world.api.call(OFFICER, "GET", f"/rulebooks/drafts/{edition}").status_code == 200
