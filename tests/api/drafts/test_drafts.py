"""``/api/v1/rulebooks/drafts``: a draft is loaded, compared over all history, and put in force by four eyes."""

import copy
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import yaml
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import book_mapping, shipped_book
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs import proving
from fleetsvc.models import AppUser
from fleetsvc.services.drafts import proofs
from fleetsvc.services.drafts.proofs import Found
from fleetsvc.services.law.engine import engine_version
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from fleetsvc.services.rankings.lists import current_edition
from fleetsvc.services.rankings.seals import verify
from rules.periods import parse_period
from rules.rulebook import build
from tests.actors import TESTER, noted
from tests.http_app import PERIOD
from tests.reporting_app import OFFICER, OWNER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

BOOK_TEXT = (files("rules") / "books" / "henan-2023.yaml").read_text(encoding="utf-8")
PROPOSER, SIGNER, BUREAU = "first officer", "second officer", "a bureau"
DRAFTS = "/api/v1/rulebooks/drafts"


def a_draft(*, until: str = "2025-03-15") -> dict[str, Any]:
    """The shipped book, its rule on new buses ending on a day, one interpretation confirmed."""
    draft = copy.deepcopy(dict(book_mapping()))
    next(rule for rule in draft["rules"] if rule["id"] == "13-bus-new")["effective_until"] = until
    draft["interpretations"][0]["status"] = "confirmed"
    return draft


def written(mapping: dict[str, Any]) -> str:
    return yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False)


class World:
    """The application with people of the office and of a bureau who are signed in."""

    def __init__(self, api: Reporting) -> None:
        self.api = api
        self.people: dict[str, AppUser] = {}
        with api.service.database.transaction(OFFICE) as session:
            for name, role, unit in (
                (PROPOSER, Role.OFFICE, None),
                (SIGNER, Role.OFFICE, None),
                (BUREAU, Role.BUREAU, "410100"),
            ):
                made = accounts.add_user(
                    session, name, role=role, unit=unit, password=None, by=TESTER, now=clock.now()
                )
                self.people[name] = made[0]

    def as_person(self, name: str, path: str, body: object) -> TestResponse:
        """Post as somebody who is signed in, with the token of our own pages."""
        client = self.api.service.client()
        with self.api.service.database.transaction(OFFICE) as session:
            origin = Origin("127.0.0.1", "test")
            token = sessions.begin(session, self.people[name], origin, factor_at=None, now=clock.now())[0]
        client.set_cookie("fleetsvc", token)
        shown = client.get("/account").get_data(as_text=True)
        found = re.search(r'name="csrf[_-]token" (?:value|content)="([^"]+)"', shown)
        assert found is not None
        headers = {"X-CSRFToken": found.group(1), "Accept-Language": "en"}
        return client.post(DRAFTS + path, json=body, headers=headers)

    def load(self, draft: dict[str, Any]) -> str:
        """Load a draft by key, and return its edition."""
        answer = self.api.call(OFFICER, "POST", "/rulebooks/drafts", json=json.loads(as_json(draft)))
        assert answer.status_code in (200, 201), answer.json
        assert answer.json is not None
        return str(answer.json["edition"])

    def in_force(self) -> str:
        """The edition in force."""
        return str(self.api.read(OFFICER, "/rulebooks/henan")["edition"])

    def acts(self) -> list[tuple[str, str | None, str | None, dict[str, Any]]]:
        """What the audit log says of rulebooks, oldest first."""
        with self.api.service.database.transaction(OFFICE) as session:
            events = noted(session)
        return [
            (event.act, event.actor_name, event.subject, event.details)
            for event in reversed(events)
            if event.act.startswith("rulebook-")
        ]


def as_json(mapping: dict[str, Any]) -> str:
    return json.dumps(mapping, default=str, ensure_ascii=False)


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


@pytest.fixture
def world(owner_url: str) -> Iterator[World]:
    """Three new diesel buses of Zhengzhou, two of them registered before the draft ends their rule."""
    with a_reporting_app(owner_url, "drafts_api") as api:
        days = ("2025-03-01", "2025-03-14", "2025-03-15")
        rows = [a_row(n, energy="柴油", plate=f"豫A0000{n}", day=day) for n, day in enumerate(days, 1)]
        api.settled(OWNER, a_file(*rows), confirm="true")
        yield World(api)


def test_a_draft_is_the_same_edition_as_yaml_and_as_json_and_is_seen_by_the_office_alone(
    world: World,
) -> None:
    draft = a_draft()
    edition = build(draft).edition
    headers = {"Content-Type": "application/yaml"}
    sent = world.api.call(OFFICER, "POST", "/rulebooks/drafts", data=written(draft), headers=headers)
    document = sent.json or {}
    assert (sent.status_code, sent.headers["Location"]) == (201, f"{DRAFTS}/{edition}")
    assert document == {
        "id": "henan",
        "name": "henan-2023",
        "edition": edition,
        "status": "draft",
        "loaded_at": document["loaded_at"],
        "holds": None,
        "proposal": None,
        "activations": [],
    }
    again = world.api.call(OFFICER, "POST", "/rulebooks/drafts", json=json.loads(as_json(draft)))
    assert (again.status_code, again.json) == (200, document)
    assert world.api.read(OFFICER, "/rulebooks/drafts") == {"items": [document], "next_cursor": None}
    whole = world.api.read(OFFICER, f"/rulebooks/drafts/{edition[:20]}")
    assert {name: whole[name] for name in document} == document
    assert [entry["status"] for entry in whole["interpretations"]].count("confirmed") == 1
    assert problem(world.api.call(OWNER, "GET", f"/rulebooks/drafts/{edition}")) == (403, "key-not-admitted")
    assert problem(world.api.call(OFFICER, "GET", f"/rulebooks/{edition}")) == (404, "rulebook-unknown")
    assert world.acts() == [("rulebook-loaded", "office", f"rulebook/{edition}", {"name": "henan-2023"})]


def test_everything_wrong_with_a_draft_is_told_at_once_each_at_its_place(world: World) -> None:
    broken = BOOK_TEXT.replace("categories: [bus]\n    events", "categories: [buss]\n    events")
    broken = broken.replace("published_on: 2023-02-24", "published_on: soon")
    headers = {"Content-Type": "application/yaml"}
    answer = world.api.call(OFFICER, "POST", "/rulebooks/drafts", data=broken.encode(), headers=headers)
    assert problem(answer) == (422, "input-refused")
    errors = (answer.json or {})["errors"]
    assert [(one["in"], one["pointer"], one["code"]) for one in errors] == [
        ("body", "/rules/0/categories/0", "rulebook-broken"),
        ("body", "/instruments/0/published_on", "rulebook-broken"),
    ]
    assert errors[1]["message"] == "this must be a day such as 2023-03-01"
    assert world.api.read(OFFICER, "/rulebooks/drafts")["items"] == []


@pytest.mark.parametrize(
    ("media", "body", "expected"),
    [
        ("application/yaml", b"a: [", (422, "input-refused")),
        ("application/yaml", b"a: 1\na: 2", (422, "input-refused")),
        ("application/yaml", b"1: 2", (422, "input-refused")),
        ("application/yaml", b"a: &a [*a]", (422, "input-refused")),
        ("application/yaml", b"a: .nan", (422, "input-refused")),
        ("application/yaml", b'a: "\\0"', (422, "input-refused")),
        ("application/yaml", b"\xff\xfe\x00", (422, "input-refused")),
        ("application/yaml", b"[" * 100_000, (422, "input-refused")),
        ("application/yaml", b"a" * (2 * 2**20 + 1), (413, "too-large")),
        ("application/json", b'{"a": "\\ud800"}', (422, "input-refused")),
        ("application/json", b'{"a": 1.5}', (422, "input-refused")),
        ("application/json", b"[]", (422, "input-refused")),
        ("application/json", b"{", (400, "malformed-request")),
        ("application/json", b"[" * 100_000, (400, "malformed-request")),
        ("text/csv", b"a", (415, "media-type-unsupported")),
    ],
)
def test_what_is_no_rulebook_is_refused_in_words(
    refusing: World, media: str, body: bytes, expected: tuple[int, str]
) -> None:
    headers = {"Content-Type": media}
    answer = refusing.api.call(OFFICER, "POST", "/rulebooks/drafts", data=body, headers=headers)
    assert problem(answer) == expected


@pytest.fixture(scope="module")
def refusing(owner_url: str) -> Iterator[World]:
    with a_reporting_app(owner_url, "drafts_refused") as api:
        yield World(api)


def test_a_comparison_tells_flips_ranks_samples_and_changed_texts(world: World) -> None:
    draft = a_draft()
    edition = world.load(draft)
    answer = world.api.read(OFFICER, f"/rulebooks/drafts/{edition}/comparison?period=2025")
    rankings, samples = answer.pop("rankings"), answer.pop("samples")
    rules, interpretations = answer.pop("rules"), answer.pop("interpretations")
    assert answer == {
        "draft": {"id": "henan", "name": "henan-2023", "edition": edition, "status": "draft"},
        "current": {
            "id": "henan",
            "name": "henan-2023",
            "edition": shipped_book().edition,
            "status": "active",
        },
        "rulebooks": [answer["current"]],
        "law": [],
        "registrations": {"judged": 3, "changed": 1, "cited_otherwise": 0, "restated": 2, "overridden": 0},
        "flips": [
            {
                "unit": "410100",
                "category": "bus",
                "before": "non_compliant",
                "after": "not_governed",
                "registrations": 1,
            }
        ],
        "period": "2025",
    }
    assert [ranking["category"] for ranking in rankings] == [None, "bus"]
    for ranking, status in zip(rankings, ("incomplete", "too_few"), strict=True):
        assert len(ranking["lines"]) == 19
        assert next(line for line in ranking["lines"] if line["unit"] == "410100") == {
            "unit": "410100",
            "name": "郑州市",
            "before": {"status": status, "rank": None, "rate": 0.0, "governed": 3},
            "after": {"status": status, "rank": None, "rate": 0.0, "governed": 2},
            "rank_change": None,
        }
    (sample,) = samples
    assert sample == {
        "registration": sample["registration"],
        "unit": "410100",
        "vin": "LZY**********0003",
        "category": "bus",
        "event": "new",
        "energy": "diesel",
        "registered_on": "2025-03-15",
        "before": {
            "verdict": "non_compliant",
            "rule": "henan-2023/13-bus-new",
            "steps": sample["before"]["steps"],
        },
        "after": {"verdict": "not_governed", "rule": None, "steps": sample["after"]["steps"]},
    }
    assert any("新增公交车、市政环卫车全部使用新能源汽车" in step for step in sample["before"]["steps"])
    assert sample["after"]["steps"] != sample["before"]["steps"]
    assert [(one["id"], one["change"], one["fields"]) for one in rules] == [
        ("13-bus-new", "changed", ["effective_until"])
    ]
    assert [(one["change"], one["fields"]) for one in interpretations] == [("changed", ["status"])]
    assert interpretations[0]["before"]["status"] == "assumed"
    assert interpretations[0]["after"] == interpretations[0]["before"] | {"status": "confirmed"}


def test_two_people_of_the_office_put_an_edition_in_force_and_all_is_judged_again(world: World) -> None:
    edition = world.load(a_draft())
    proposed = world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "条文已废止"})
    assert proposed.status_code == 201
    proposal = (proposed.json or {})["proposal"]
    assert proposal == {
        "id": proposal["id"],
        "aim": "activate",
        "proposed_by": PROPOSER,
        "given": "session",
        "host_user": None,
        "proposed_at": proposal["proposed_at"],
        "reason": "条文已废止",
    }
    body = {"proposal": proposal["id"]}
    assert problem(world.as_person(PROPOSER, f"/{edition}/signature", body)) == (403, "signed-by-proposer")
    assert problem(world.as_person(BUREAU, f"/{edition}/signature", body)) == (403, "key-not-admitted")
    assert world.in_force() == shipped_book().edition
    signed = world.as_person(SIGNER, f"/{edition}/signature", body)
    document = signed.json or {}
    (activation,) = document["activations"]
    assert (signed.status_code, document["status"], document["changed"]) == (200, "active", 3)
    assert activation == {
        "aim": "activate",
        "activated_at": activation["activated_at"],
        "activated_by": PROPOSER,
        "signed_by": SIGNER,
        "given": "session",
        "host_user": None,
        "reason": "条文已废止",
        "changed": 3,
    }
    assert world.in_force() == edition
    again = world.as_person(SIGNER, f"/{edition}/signature", body)
    assert (again.status_code, again.json) == (200, document)
    listed = world.api.read(OFFICER, "/registrations")["items"]
    assert {one["registered_on"]: one["verdict"] for one in listed} == {
        "2025-03-01": "non_compliant",
        "2025-03-14": "non_compliant",
        "2025-03-15": "not_governed",
    }
    number = next(one["id"] for one in listed if one["verdict"] == "not_governed")
    decisions = world.api.read(OFFICER, f"/registrations/{number}/decisions")["items"]
    assert [
        (one["verdict"], one["rulebook"]["edition"], one["superseded_at"] is None) for one in decisions
    ] == [
        ("not_governed", edition, True),
        ("non_compliant", shipped_book().edition, False),
    ]
    said = {"name": "henan-2023", "proposal": proposal["id"]}
    assert world.acts()[1:] == [
        ("rulebook-proposed", PROPOSER, f"rulebook/{edition}", said | {"reason": "条文已废止"}),
        (
            "rulebook-activated",
            SIGNER,
            f"rulebook/{edition}",
            said | {"proposed_by": PROPOSER, "changed": 3},
        ),
    ]


def test_a_published_ranking_stays_as_it_was_published(world: World) -> None:
    database, period = world.api.service.database, parse_period(PERIOD)
    with database.transaction(OFFICE) as session:
        published = current_edition(session, period)
    edition = world.load(a_draft())
    proposal = world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "r"}).json or {}
    body = {"proposal": proposal["proposal"]["id"]}
    assert world.as_person(SIGNER, f"/{edition}/signature", body).status_code == 200
    with database.transaction(OFFICE) as session:
        assert current_edition(session, period) == published
        assert verify(session).broken == ()


def test_no_key_proposes_or_signs_and_a_proposal_has_its_reason(world: World) -> None:
    edition = world.load(a_draft())
    for act, body in (("proposal", {"reason": "r"}), ("signature", {"proposal": 1})):
        by_key = world.api.call(OFFICER, "POST", f"/rulebooks/drafts/{edition}/{act}", json=body)
        assert problem(by_key) == (403, "person-needed")
        bare = world.as_person(PROPOSER, f"/{edition}/{act}", {})
        assert problem(bare) == (422, "input-refused")
        assert (bare.json or {})["errors"][0]["pointer"] == f"/{next(iter(body))}"
        assert problem(world.as_person(PROPOSER, f"/sha256:{'0' * 64}/{act}", body)) == (
            404,
            "rulebook-unknown",
        )
    assert problem(world.as_person(SIGNER, f"/{edition}/signature", {"proposal": 7})) == (
        404,
        "proposal-unknown",
    )
    current = shipped_book().edition
    assert problem(world.as_person(PROPOSER, f"/{current}/proposal", {"reason": "r"})) == (
        409,
        "rulebook-in-force",
    )


def test_a_proposal_falls_when_another_follows_or_another_edition_comes_into_force(world: World) -> None:
    one, other = world.load(a_draft()), world.load(a_draft(until="2025-03-10"))
    first = (world.as_person(PROPOSER, f"/{one}/proposal", {"reason": "a"}).json or {})["proposal"]["id"]
    repeated = world.as_person(PROPOSER, f"/{one}/proposal", {"reason": "a"})
    assert (repeated.status_code, (repeated.json or {})["proposal"]["id"]) == (200, first)
    second = (world.as_person(PROPOSER, f"/{one}/proposal", {"reason": "b"}).json or {})["proposal"]["id"]
    third = (world.as_person(PROPOSER, f"/{other}/proposal", {"reason": "c"}).json or {})["proposal"]["id"]
    assert problem(world.as_person(SIGNER, f"/{one}/signature", {"proposal": first})) == (
        409,
        "proposal-overdue",
    )
    assert world.as_person(SIGNER, f"/{one}/signature", {"proposal": second}).status_code == 200
    assert problem(world.as_person(SIGNER, f"/{other}/signature", {"proposal": third})) == (
        409,
        "proposal-overdue",
    )


def test_a_draft_with_faults_is_told_them_and_not_proposed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = {"path": "cases[3]", "zh": "案例不符", "en": "the case comes out otherwise"}
    monkeypatch.setattr(proofs, "EXAMINER", lambda *_: Found(5, 9, [fault], ["13-bus-new: dropped"]))
    edition = world.load(a_draft())
    refused = world.as_person(PROPOSER, f"/{edition}/proposal", {"reason": "r"})
    assert problem(refused) == (422, "input-refused")
    assert (refused.json or {})["errors"] == [
        {
            "in": "path",
            "pointer": "/edition",
            "code": "rulebook-faulty",
            "message": "cases[3]: the case comes out otherwise",
        }
    ]
    proving.work_once(world.api.service.database, now=clock.now)
    stored = world.api.read(OFFICER, f"/rulebooks/drafts/{edition}")
    assert (stored["status"], stored["holds"], stored["proposal"]) == ("draft", False, None)
    assert stored["proof"] == {
        "holds": False,
        "engine": engine_version(),
        "proved_at": stored["proof"]["proved_at"],
        "cases": 5,
        "mutants": 9,
        "faults": [{"path": "cases[3]", "message": "the case comes out otherwise"}],
        "survivors": ["13-bus-new: dropped"],
    }
    assert stored["changed_cases"][0] == {
        "case": "A newly added new-energy bus is compliant",
        "expected": {"verdict": "compliant", "rule": "henan-2023/13-bus-new"},
        "found": {"verdict": "not_governed", "rule": None},
        "told": stored["changed_cases"][0]["told"],
    }
    assert world.acts()[-1][0] == "rulebook-loaded"
