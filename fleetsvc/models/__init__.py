"""All tables. SQLModel tables validate nothing: the constraints are in the database (fleetsvc/database/migrations)."""

from fleetsvc.models.account import ApiKey, AppUser
from fleetsvc.models.audit import AuditEvent
from fleetsvc.models.base import BEYOND_ALL, AccountId, Json, KeyId, NotStored, SessionId, metadata, stored_id
from fleetsvc.models.case import AttachmentRecord, CaseRecord, CaseStep, SignalItem, SignalNote, SignalRound
from fleetsvc.models.document import DocumentPiece, DocumentProgress, DocumentRecord, LetterTemplate
from fleetsvc.models.job import JobRequest, JobRun
from fleetsvc.models.nil_report import NilReport
from fleetsvc.models.notice import (
    DeliveryStatus,
    Notice,
    Occurrence,
    Subscription,
    WebhookDelivery,
    WebhookEndpoint,
)
from fleetsvc.models.operation import HolidayNotice, IdempotencyKey, RateSpent, RequestTotal, RunningProcess
from fleetsvc.models.ranking import RankingEdition, RankingLine, UnitMeasure
from fleetsvc.models.receipt import ReceiptKey, ReceiptRecord
from fleetsvc.models.registration import (
    DecisionRecord,
    RegistrationRecord,
    RegistrationRepair,
    ReplacementUse,
    RetirementRecord,
)
from fleetsvc.models.replay import ReplayRun
from fleetsvc.models.rulebook import (
    CatalogueModel,
    DefenceRecord,
    InstrumentText,
    ManuscriptRecord,
    ManuscriptVersion,
    RulebookActivation,
    RulebookEdition,
    RulebookFile,
    RulebookProof,
    RulebookProposal,
)
from fleetsvc.models.session import PasswordUsed, RoleRule, SessionRecord, SignInAttempt, UnfinishedForm
from fleetsvc.models.upload import (
    FindingRecord,
    LayoutMemory,
    UploadContent,
    UploadDismissal,
    UploadFailure,
    UploadProgress,
    UploadRecord,
    UploadRow,
    UploadStatus,
    UploadTurn,
)

__all__ = [
    "BEYOND_ALL",
    "AccountId",
    "ApiKey",
    "AppUser",
    "AttachmentRecord",
    "AuditEvent",
    "CaseRecord",
    "CaseStep",
    "CatalogueModel",
    "DecisionRecord",
    "DefenceRecord",
    "DeliveryStatus",
    "DocumentPiece",
    "DocumentProgress",
    "DocumentRecord",
    "FindingRecord",
    "HolidayNotice",
    "IdempotencyKey",
    "InstrumentText",
    "JobRequest",
    "JobRun",
    "Json",
    "KeyId",
    "LayoutMemory",
    "LetterTemplate",
    "ManuscriptRecord",
    "ManuscriptVersion",
    "NilReport",
    "NotStored",
    "Notice",
    "Occurrence",
    "PasswordUsed",
    "RankingEdition",
    "RankingLine",
    "RateSpent",
    "ReceiptKey",
    "ReceiptRecord",
    "RegistrationRecord",
    "RegistrationRepair",
    "ReplacementUse",
    "ReplayRun",
    "RequestTotal",
    "RetirementRecord",
    "RoleRule",
    "RulebookActivation",
    "RulebookEdition",
    "RulebookFile",
    "RulebookProof",
    "RulebookProposal",
    "RunningProcess",
    "SessionId",
    "SessionRecord",
    "SignInAttempt",
    "SignalItem",
    "SignalNote",
    "SignalRound",
    "Subscription",
    "UnfinishedForm",
    "UnitMeasure",
    "UploadContent",
    "UploadDismissal",
    "UploadFailure",
    "UploadProgress",
    "UploadRecord",
    "UploadRow",
    "UploadStatus",
    "UploadTurn",
    "WebhookDelivery",
    "WebhookEndpoint",
    "metadata",
    "stored_id",
]
