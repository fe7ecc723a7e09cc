"""The requests that the examples of the description are made of, in the order in which they are asked.

``{name}`` stands for a number that is known by then: of the upload, the vehicle and its case that are there at first,
or of what an earlier request made (``keep``).
"""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.cases import A_PDF
from tests.http_app import PERIOD
from tests.reporting_app import DEALER, NOBODY, OFFICER, OWNER
from tests.upload_cases import a_file, a_row, a_vin

JSON: Final = "application/json"
FORM: Final = "multipart/form-data"


@dataclass(frozen=True)
class Example:
    """One request: of which operation, who asks, and what is sent. ``files``: name and content by form field."""

    name: str
    who: str = NOBODY
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    media: str = JSON
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    keep: str = ""


QUESTION: Final = {
    "unit": "410100",
    "category": "muck_truck",
    "event": "new",
    "energy": "diesel",
    "on": "2025-06-01",
}
VEHICLE: Final = {
    "ref": "stock-1",
    "unit": "410100",
    "category": "bus",
    "event": "new",
    "registered_on": "2025-06-01",
    "energy": "bev",
}
OF_PERIOD: Final = {"period": PERIOD}
EDITION: Final = "henan-2023"
ITS_TEXT: Final = {"name": "henan-action-plan-2023"}

REQUESTS: Final = (
    Example("get_requirements", query=QUESTION),
    Example("get_changes"),
    Example("get_feed"),
    Example("post_checks", body={"items": [VEHICLE]}),
    Example("get_units"),
    Example("get_categories"),
    Example("get_rulebooks"),
    Example("get_rulebook", path={"name": "henan"}),
    Example("get_rule", path={"name": "henan-2023/13-bus-new"}),
    Example("get_instruments"),
    Example("get_instrument", path=ITS_TEXT),
    Example("get_text", path=ITS_TEXT),
    Example("get_models", query={"limit": 5}),
    Example("get_model", DEALER, path={"code": "ZK6105BEVG25"}),
    Example("get_exceptions"),
    Example("get_rankings", query={"limit": 5}),
    Example("get_ranking", path=OF_PERIOD),
    Example("get_shares", OFFICER),
    Example("get_outlook", OFFICER),
    Example("get_emissions", OFFICER),
    Example("post_receipt", DEALER, body={"question": QUESTION}, keep="receipt"),
    Example("get_receipt", path={"number": "{receipt}"}),
    Example("get_receipts", DEALER),
    Example(
        "post_upload",
        OWNER,
        body={"unit": "410100"},
        media=FORM,
        files={"file": ("登记表.csv", a_file(a_row(11), a_row(12, day="")))},
        keep="fresh",
    ),
    Example("get_uploads", OWNER, query={"limit": 5}),
    Example("get_upload", OWNER, path={"number": "{fresh}"}),
    Example("get_findings", OWNER, path={"number": "{fresh}"}),
    Example("get_rows", OWNER, path={"number": "{fresh}"}, query={"fate": "held"}),
    Example("get_original", OWNER, path={"number": "{fresh}"}),
    Example("get_annotated", OWNER, path={"number": "{fresh}"}),
    Example("get_template", OWNER, query={"unit": "410100"}),
    Example("post_confirm", OWNER, path={"number": "{fresh}"}),
    Example("get_registrations", OWNER, query={"limit": 5}),
    Example("get_registration", OWNER, path={"number": "{registration}"}),
    Example("get_decisions", OWNER, path={"number": "{registration}"}),
    Example("get_cases", OWNER, query={"kind": "non_compliance"}),
    Example("get_case", OWNER, path={"number": "{case}"}),
    Example(
        "post_attachment",
        OWNER,
        body={"unit": "410100"},
        media=FORM,
        files={"file": ("说明.pdf", A_PDF)},
        keep="attachment",
    ),
    Example("get_attachment", OWNER, path={"number": "{attachment}"}),
    Example(
        "post_action", OWNER, path={"number": "{case}", "action": "comment"}, body={"reason": "材料随后补充"}
    ),
    Example(
        "post_acts",
        OWNER,
        body={"action": "comment", "cases": ["{case}"], "reason": "材料随后补充"},
    ),
    Example("get_holidays", OFFICER),
    Example(
        "post_wrong_record", OWNER, body={"unit": "410100", "vin": a_vin(1), "reason": "车辆用途填写有误"}
    ),
    Example("get_handouts", OWNER),
    Example("post_nil_report", OWNER, body={"unit": "410100", "category": "taxi", "period": PERIOD}),
    Example("get_rules", OFFICER),
    Example("get_preparations", OWNER),
    Example("get_proposals", OFFICER),
    Example("get_corrections", OFFICER, path=OF_PERIOD),
    Example("get_talks", OFFICER, path=OF_PERIOD),
    Example("get_templates", OFFICER),
    Example("get_letter_template", OFFICER, path={"kind": "talk"}),
    Example("post_standard", OFFICER, path={"kind": "talk"}),
    Example("get_measures", OFFICER),
    Example(
        "post_measure",
        OFFICER,
        body={
            "unit": "410200",
            "kind": "talk",
            "happened_on": "2025-10-20",
            "period": PERIOD,
            "said": "已约谈",
        },
    ),
    Example("get_drafts", OFFICER),
    Example("get_replays", OFFICER),
    Example("get_signals", OFFICER),
    Example("get_items", OFFICER, path={"name": "plate-conflict"}),
    Example("get_webhooks", OWNER),
    Example(
        "post_webhook",
        OWNER,
        body={"url": "https://hooks.example/fleet", "events": ["upload-read"]},
        keep="webhook",
    ),
    Example("get_webhook", OWNER, path={"number": "{webhook}"}),
    Example("post_rotate", OWNER, path={"number": "{webhook}"}),
    Example("post_webhook_disable", OWNER, path={"number": "{webhook}"}),
    Example("post_webhook_enable", OWNER, path={"number": "{webhook}"}),
    Example("post_test", OWNER, path={"number": "{webhook}"}),
    Example("get_deliveries", OWNER),
    Example("get_operators", OWNER),
    Example("post_withdraw", OWNER, path={"number": "{fresh}"}, body={"reason": "报送有误"}),
)

_IN_PERSON: Final = "a person must be signed in"
_OF_TWO: Final = "another person must have begun it"
_OF_A_TIME: Final = "what it acts on must be in a certain state"
_FILES: Final = "what is sent or comes is a document of its own"
NOT_ASKED: Final[dict[str, str]] = {
    **dict.fromkeys(
        [
            "get_sources",
            "post_source",
            "get_source",
            "post_ask",
            "post_disable",
            "post_enable",
            "post_credential",
            "post_rule",
            "post_submission",
            "post_dropping",
            "post_proposal_signature",
            "post_refusal",
            "post_override",
            "get_vehicles",
            "get_vehicle",
            "get_owners",
            "post_owner",
            "post_end",
            "get_fleet_cases",
            "post_explain",
            "post_fleet_attachment",
            "get_notices",
            "post_read",
        ],
        _IN_PERSON,
    ),
    **dict.fromkeys(
        [
            "get_preparation",
            "get_proposal",
            "post_operator_confirmation",
            "post_operator_end",
            "post_signature",
        ],
        _OF_TWO,
    ),
    **dict.fromkeys(
        [
            "post_preview",
            "post_release",
            "post_correction",
            "post_objection",
            "post_note",
            "post_read_again",
            "post_mapping",
            "post_meanings",
            "post_again",
            "post_holidays",
            "post_review",
            "post_proposal",
        ],
        _OF_A_TIME,
    ),
    **dict.fromkeys(
        [
            "post_text",
            "post_draft",
            "get_draft",
            "get_comparison",
            "get_circular",
            "get_unit_letter",
            "post_template",
            "get_handout",
        ],
        _FILES,
    ),
}
"""Operations without an example -> why. Their answers are held against the description by made-up requests."""
