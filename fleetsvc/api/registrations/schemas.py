"""What callers may ask of registrations, and the shapes of the answers."""

from typing import Any, Final

from marshmallow import Schema, fields

from fleetsvc.api.frame.cursors import Cursor
from fleetsvc.api.frame.instants import KnownOn
from fleetsvc.api.frame.schemas import (
    CATEGORIES,
    ENERGIES,
    EVENTS,
    MAX_PAGE,
    UNIT_CODES,
    Day,
    Number,
    OneOf,
    PageQuery,
    Words,
    words_of,
)
from fleetsvc.api.frame.shapes import BookShape, DutyShape, PageShape, ReasonShape
from fleetsvc.api.uploads.schemas import RevealQuery
from fleetsvc.services.law.judged_again import Why
from fleetsvc.services.registrations.facts import ANSWERED
from fleetsvc.services.registrations.override_history import ENDINGS
from importers.facts import Fact, FactKind
from importers.results import FileKind
from rules.vocabulary import Duty, Replacement, Retirement, Verdict

NEWEST, OLDEST = "-registered_on", "registered_on"


class RegistrationsQuery(RevealQuery):
    """Which registrations, in which order."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")
    event = OneOf(EVENTS, description="新增或更新 / New or replacement")
    energy = OneOf(ENERGIES, description="能源种类 / Energy kind")
    verdict = OneOf(words_of(Verdict), description="核查结论 / Verdict")
    duty = OneOf(
        words_of(Duty),
        description="verdict 为该项要求的结论；未给 verdict 时为该项要求管到的车辆 / "
        "verdict is that on this duty; without one, the vehicles it governs",
    )
    replaces = OneOf(
        words_of(Replacement),
        description="被更新的车辆：未列出、仅申报、已核实 / The retired vehicle: none named, claimed, confirmed",
    )
    overridden = OneOf(
        ("true", "false"),
        description="省级部门另行认定的，或按规则判定的 / Decided otherwise by the office, or by the rules",
    )
    from_on = Day(
        data_key="from",
        metadata={"description": "注册日期起（含） / Registered from this day on"},
    )
    until_on = Day(
        data_key="until",
        metadata={"description": "注册日期止（不含） / Registered before this day"},
    )
    owner = Words(200, description="所有人全称 / The owner's whole name")
    upload = Number(1, 2**62, load_default=None, description="批次编号 / Number of an upload")
    known_on = KnownOn()
    sort = OneOf(
        (NEWEST, OLDEST), description="按注册日期，- 为由近到远（缺省） / By day; newest first unless given"
    )
    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Cursor(int, str, int, str)


class RegistrationQuery(RevealQuery):
    """As known when."""

    known_on = KnownOn()


def _field(fact: Fact) -> fields.Field[Any]:
    match fact.kind:
        case FactKind.WORDS:
            return fields.List(fields.String())
        case FactKind.DAY:
            return fields.Date(allow_none=fact.is_optional)
        case FactKind.NUMBER:
            return fields.Integer(allow_none=fact.is_optional)
        case _:
            return fields.String(allow_none=fact.is_optional)


class RegistrationShape(Schema):
    """A version of a registration with its verdict; the upload, sheet and row that it came from."""

    class Meta:
        """With each fact of ``importers.facts``."""

        include: Final = {name: _field(fact) for name, fact in ANSWERED.items()}

    id = fields.Integer()
    unit = fields.String()
    replaces = fields.String(metadata={"enum": list(words_of(Replacement))})
    verdict = fields.String()
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))
    disputed = fields.Boolean()
    overridden = fields.Boolean(
        metadata={"description": "省级部门另行认定 / Decided by the office otherwise than by the rules"}
    )
    upload = fields.Integer()
    sheet = fields.String()
    row = fields.Integer()
    recorded_at = fields.DateTime()
    superseded_at = fields.DateTime(allow_none=True)


class RegistrationsShape(PageShape):
    """Registrations by day."""

    items = fields.List(fields.Nested(RegistrationShape))


class CellShape(Schema):
    """A cell of the sender's file; ``text``: what stands in it, null where that was not kept."""

    sheet = fields.String()
    row = fields.Integer()
    column = fields.String()
    header = fields.String()
    field = fields.String()
    text = fields.String(allow_none=True)


class FactShape(Schema):
    """A fact and the cells it rests on; without a cell it was said of the whole sheet or file."""

    field = fields.String()
    value = fields.Raw()
    cells = fields.List(fields.Nested(CellShape))


class DecisionsQuery(PageQuery):
    """Which decisions on a registration."""

    known_on = KnownOn()


class ReplayedShape(Schema):
    """Whether the stored decision is what its edition makes of the stored facts; where not, both verdicts."""

    holds = fields.Boolean()
    why = fields.String(allow_none=True, metadata={"enum": [*Why, None]})
    stored = fields.String(allow_none=True)
    verdict = fields.String(allow_none=True)


class OverrideShape(Schema):
    """What the office decided otherwise than the rules, by two persons; ``ruled_…``: the rules' own verdicts."""

    case = fields.Integer()
    duty = fields.String()
    verdict = fields.String()
    code = fields.String()
    reason = fields.String()
    ruled_verdict = fields.String()
    ruled_duty_verdict = fields.String()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)


class SignedOverrideShape(Schema):
    """An override that was signed, also one that has ended: ``ended`` says how, by lifting for a reason."""

    case = fields.Integer()
    duty = fields.String()
    verdict = fields.String()
    code = fields.String()
    ruled_duty_verdict = fields.String()
    reason = fields.String()
    signed_at = fields.DateTime()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    ended = fields.String(allow_none=True, metadata={"enum": [*ENDINGS, None]})
    ended_at = fields.DateTime(allow_none=True)
    ended_reason = fields.String(allow_none=True)


class DefenceShape(Schema):
    """What defends a decision, as one document: its hash, and the version of the engine that gave it."""

    sha256 = fields.String()
    engine = fields.String(allow_none=True)


class DefendedShape(Schema):
    """A verdict with all that defends it; ``defence`` is null where it was made before defences were hashed."""

    verdict = fields.String()
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))
    reasons = fields.List(fields.Nested(ReasonShape))
    steps = fields.List(fields.String())
    interpretations = fields.List(fields.String())
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))
    decided_at = fields.DateTime()
    defence = fields.Nested(DefenceShape, allow_none=True)
    override = fields.Nested(OverrideShape, allow_none=True)
    replayed = fields.Nested(ReplayedShape)


class DecisionShape(Schema):
    """A decision without its reasons, as it was given: first, and again with each change of what it cites alone.

    Where it was given again it keeps its ``id``; ``recorded_at`` tells it apart, and ``restatement``.
    """

    id = fields.Integer()
    restatement = fields.Integer(
        allow_none=True,
        metadata={
            "description": "By which change of what is cited it was given again, verdict and rules standing;"
            " null: it was given first"
        },
    )
    registration = fields.Integer()
    verdict = fields.String()
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))
    recorded_at = fields.DateTime()
    superseded_at = fields.DateTime(allow_none=True)
    override_case = fields.Integer(allow_none=True)
    defence_sha256 = fields.String(allow_none=True)


class DecisionsShape(PageShape):
    """Decisions on a registration, newest first."""

    items = fields.List(fields.Nested(DecisionShape))


class RepairShape(Schema):
    """A version that stood although its delivery was withdrawn, when it was closed, and the one that stands since."""

    at = fields.DateTime()
    upload = fields.Integer()
    closed = fields.Integer()
    returned = fields.Integer(allow_none=True)


class GroundShape(Schema):
    """The row that confirms a replacement: of a list of retired vehicles, or of a stored registration."""

    kind = fields.String(metadata={"enum": list(words_of(FileKind))})
    upload = fields.Integer()
    file = fields.String(allow_none=True)
    sheet = fields.String()
    row = fields.Integer()
    registration = fields.Integer(allow_none=True)
    vin = fields.String(allow_none=True)
    plate = fields.String(allow_none=True)
    retired_on = fields.Date(allow_none=True)
    way = fields.String(allow_none=True, metadata={"enum": [*words_of(Retirement), None]})


class ReplacementShape(Schema):
    """The retired vehicle behind a declared replacement."""

    state = fields.String(metadata={"enum": list(words_of(Replacement))})
    ground = fields.Nested(GroundShape, allow_none=True)


class VehicleCaseShape(Schema):
    """What the office has or had to decide about the vehicle."""

    id = fields.Integer()
    kind = fields.String()
    status = fields.String()
    upload = fields.Integer(allow_none=True)
    opened_at = fields.DateTime()
    decided_at = fields.DateTime(allow_none=True)


class DossierShape(RegistrationShape):
    """A registration whole, with its history, newest first."""

    file = fields.String(allow_none=True)
    facts = fields.List(fields.Nested(FactShape))
    decision = fields.Nested(DefendedShape)
    overrides = fields.List(fields.Nested(SignedOverrideShape))
    versions = fields.List(fields.Dict())
    decisions = fields.List(fields.Nested(DecisionShape))
    replacement = fields.Nested(ReplacementShape)
    repairs = fields.List(fields.Nested(RepairShape))
    cases = fields.List(fields.Nested(VehicleCaseShape))
