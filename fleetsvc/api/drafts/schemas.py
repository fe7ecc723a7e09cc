"""What callers send about draft rulebooks, and the shapes of the answers."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import PERIODS, Number, Words
from fleetsvc.api.frame.shapes import FullBookShape, PageShape
from fleetsvc.services.drafts.reviews import LONGEST_DOCUMENT
from fleetsvc.services.law.rulebooks import Aim
from rules.ranking_method import Standing


class ComparisonQuery(Schema):
    """Over what the rankings are compared."""

    period = Words(
        8,
        description="排名的期次：2025、2025-Q3 或 2025-09；不填为今年 / "
        "Period of the rankings: 2025, 2025-Q3 or 2025-09; this year unless given",
        pattern=PERIODS,
    )


class ProposalBody(Schema):
    """Why an edition should come into force, or out of it."""

    aim = fields.Enum(
        Aim,
        by_value=True,
        load_default=Aim.ACTIVATE,
        metadata={"description": "生效（默认）或停用 / To come into force, or to be taken out"},
    )
    reason = Words(1000, description="理由，必填 / Why; required")


class ReviewBody(Schema):
    """Which printed act the passages were held against, word by word, and when."""

    document = Words(LONGEST_DOCUMENT, description="印发件文号，必填 / Number of the printed act; required")
    held_on = fields.Date(load_default=None, metadata={"description": "核对日期，必填 / The day; required"})


class SignatureBody(Schema):
    """What is signed."""

    proposal = Number(
        1, 2**62, load_default=None, description="提请的编号，必填 / Number of the proposal; required"
    )


class ProposalShape(Schema):
    """A proposal that waits for its second signature; ``given`` by the person, or entered at the host by its user."""

    id = fields.Integer()
    aim = fields.String(metadata={"enum": [aim.value for aim in Aim]})
    proposed_by = fields.String()
    given = fields.String(metadata={"enum": ["session", "host"]})
    host_user = fields.String(allow_none=True)
    proposed_at = fields.DateTime()
    reason = fields.String()


class ActivationShape(Schema):
    """One time an edition came into force, or out of it: ``aim``; ``changed`` decisions were made again.

    ``given``: by both persons in their sessions, entered at the host by its user, noted by name only (as releases
    before did), or not at all where a database was set up.
    """

    aim = fields.String(metadata={"enum": [aim.value for aim in Aim]})
    activated_at = fields.DateTime()
    activated_by = fields.String()
    signed_by = fields.String(allow_none=True)
    given = fields.String(metadata={"enum": ["session", "host", "name", "setup"]})
    host_user = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    changed = fields.Integer()


class DraftShape(Schema):
    """Where a stored edition stands."""

    id = fields.String()
    name = fields.String()
    edition = fields.String()
    status = fields.String(metadata={"enum": ["draft", "active", "retired"]})
    loaded_at = fields.DateTime()
    holds = fields.Boolean(
        allow_none=True, metadata={"description": "null 为尚在验证 / null while it is being proved"}
    )
    proposal = fields.Nested(ProposalShape, allow_none=True)
    activations = fields.List(fields.Nested(ActivationShape))


class DraftsShape(PageShape):
    """Drafts, newest first."""

    items = fields.List(fields.Nested(DraftShape))


class ActivatedShape(DraftShape):
    """An edition in force; ``changed`` decisions were made again."""

    changed = fields.Integer()


class PathFaultShape(Schema):
    """One fault of an edition, at its path in the file."""

    path = fields.String()
    message = fields.String()


class ProofShape(Schema):
    """What the examination of an edition found; with faults it may be kept, not proposed.

    ``survivors``: wrong changes, of so many ``mutants``, that none of its cases would notice.
    """

    holds = fields.Boolean()
    engine = fields.String()
    proved_at = fields.DateTime()
    cases = fields.Integer()
    mutants = fields.Integer()
    faults = fields.List(fields.Nested(PathFaultShape))
    survivors = fields.List(fields.String())


class CaseVerdictShape(Schema):
    """A verdict and its rule."""

    verdict = fields.String()
    rule = fields.String(allow_none=True)


class ChangedCaseShape(Schema):
    """A case of the edition in force that comes out otherwise: what the draft means to change."""

    case = fields.String()
    expected = fields.Nested(CaseVerdictShape)
    found = fields.Nested(CaseVerdictShape)
    told = fields.String()


class FullDraftShape(FullBookShape):
    """A stored edition whole."""

    class Meta:
        """What an edition in force has besides."""

        exclude = ("activated_at",)

    status = fields.String(metadata={"enum": ["draft", "active", "retired"]})
    loaded_at = fields.DateTime()
    holds = fields.Boolean(allow_none=True)
    proposal = fields.Nested(ProposalShape, allow_none=True)
    activations = fields.List(fields.Nested(ActivationShape))
    proof = fields.Nested(ProofShape, allow_none=True)
    changed_cases = fields.List(fields.Nested(ChangedCaseShape))


class ComparedShape(Schema):
    """One of the two editions compared; ``status`` is null where it is not stored."""

    id = fields.String()
    name = fields.String()
    edition = fields.String()
    status = fields.String(allow_none=True)


class CountsShape(Schema):
    """Registrations: judged in all, whose verdict changes, and whose verdict stays but is defended otherwise."""

    judged = fields.Integer()
    changed = fields.Integer()
    cited_otherwise = fields.Integer(metadata={"description": "Same verdict, by another rule"})
    restated = fields.Integer(
        metadata={
            "description": "Same verdict and rules; a clause or interpretation they cite says otherwise"
        }
    )
    overridden = fields.Integer(
        metadata={"description": "Decided otherwise than by the rules (case kind override): that stays"}
    )


class FlipShape(Schema):
    """So many registrations of a unit and category whose verdict changes."""

    unit = fields.String()
    category = fields.String()
    before = fields.String()
    after = fields.String()
    registrations = fields.Integer()


class StandingShape(Schema):
    """How a unit stands in a ranking."""

    status = fields.String(metadata={"enum": [standing.value for standing in Standing]})
    rank = fields.Integer(allow_none=True)
    rate = fields.Float(allow_none=True)
    governed = fields.Integer()


class ShiftShape(Schema):
    """A unit's standing by both editions; a positive ``rank_change`` is places gained."""

    unit = fields.String()
    name = fields.String()
    before = fields.Nested(StandingShape)
    after = fields.Nested(StandingShape)
    rank_change = fields.Integer(allow_none=True)


class ShiftsShape(Schema):
    """The ranking over all categories (null), or of one in which a verdict changes."""

    category = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(ShiftShape))


class TracedShape(Schema):
    """A verdict with its steps."""

    verdict = fields.String()
    rule = fields.String(allow_none=True)
    steps = fields.List(fields.String())


class SampleShape(Schema):
    """One registration whose verdict changes; its VIN is masked."""

    registration = fields.Integer()
    unit = fields.String()
    vin = fields.String()
    category = fields.String()
    event = fields.String()
    energy = fields.String()
    registered_on = fields.Date()
    before = fields.Nested(TracedShape)
    after = fields.Nested(TracedShape)


class ChangeShape(Schema):
    """A rule or interpretation that differs; ``fields``: what of it."""

    id = fields.String()
    change = fields.String(metadata={"enum": ["added", "removed", "changed"]})
    fields_ = fields.List(fields.String(), data_key="fields")
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)


class WordsShape(Schema):
    """Words that both texts have, or one alone."""

    op = fields.String(metadata={"enum": ["same", "removed", "added"]})
    text = fields.String()


class LawChangeShape(Schema):
    """A passage or quote whose words differ; ``before_sha256`` and ``after_sha256``: the texts they stand in."""

    part = fields.String(metadata={"enum": ["passage", "clause", "ground"]})
    id = fields.String()
    passage = fields.String()
    change = fields.String(metadata={"enum": ["added", "removed", "changed"]})
    before_sha256 = fields.String(allow_none=True)
    after_sha256 = fields.String(allow_none=True)
    words = fields.List(fields.Nested(WordsShape))


class ComparisonShape(Schema):
    """What would change if the draft came into force."""

    draft = fields.Nested(ComparedShape)
    current = fields.Nested(ComparedShape, allow_none=True)
    rulebooks = fields.List(fields.Nested(ComparedShape))
    registrations = fields.Nested(CountsShape)
    flips = fields.List(fields.Nested(FlipShape))
    period = fields.String()
    rankings = fields.List(fields.Nested(ShiftsShape))
    samples = fields.List(fields.Nested(SampleShape))
    law = fields.List(fields.Nested(LawChangeShape))
    rules = fields.List(fields.Nested(ChangeShape))
    interpretations = fields.List(fields.Nested(ChangeShape))
