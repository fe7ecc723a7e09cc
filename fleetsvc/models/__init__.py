"""All tables. SQLModel tables validate nothing: the constraints are in the database (fleetsvc/migrations)."""

from fleetsvc.models.account import ApiKey, AppUser
from fleetsvc.models.base import metadata
from fleetsvc.models.job import JobRun
from fleetsvc.models.ranking import RankingEdition, RankingLine
from fleetsvc.models.registration import DecisionRecord, RegistrationRecord
from fleetsvc.models.rulebook import CatalogueModel, EditionOutcome, RulebookEdition
from fleetsvc.models.upload import FindingRecord, UploadContent, UploadProgress, UploadRecord, UploadRow

__all__ = [
    "ApiKey",
    "AppUser",
    "CatalogueModel",
    "DecisionRecord",
    "EditionOutcome",
    "FindingRecord",
    "JobRun",
    "RankingEdition",
    "RankingLine",
    "RegistrationRecord",
    "RulebookEdition",
    "UploadContent",
    "UploadProgress",
    "UploadRecord",
    "UploadRow",
    "metadata",
]
