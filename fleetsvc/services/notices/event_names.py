"""The events that people are told of, by name, and what is said of a kind of them."""

from dataclasses import dataclass
from enum import StrEnum

from fleetsvc.services.people.accounts import Role
from rules.wording import Text


class Event(StrEnum):
    """What happened. Never renamed: stored occurrences and what people subscribed to carry these words."""

    UPLOAD_READ = "upload-read"
    UPLOAD_ACCEPTED = "upload-accepted"
    UPLOAD_REFUSED = "upload-refused"
    UPLOAD_SET_ASIDE = "upload-set-aside"
    TWO_PERSONS_ASKED = "two-persons-asked"
    TWO_PERSONS_LIFTED = "two-persons-lifted"
    PREPARED = "act-prepared"
    PREPARATION_SENT_BACK = "act-sent-back"
    PREPARATION_LAPSED = "act-lapsed"
    SOURCE_FAILING = "upload-source-failing"
    REPORT_LATE = "report-late"
    REPORTS_LATE = "reports-late"
    CASES_ASKED = "cases-asked"
    CASES_DUE = "cases-due"
    CASES_OPENED = "cases-opened"
    CASES_ANSWERED = "cases-answered"
    CASES_DECIDED = "cases-decided"
    CASES_OVERDUE = "cases-overdue"
    CASES_PROPOSED = "cases-proposed"
    CASES_EXPLAINED = "cases-explained"
    APPROVALS_EXPIRING = "approvals-expiring"
    EDITION_PREVIEW = "edition-preview"
    EDITION_RELEASED = "edition-released"
    EDITION_CORRECTED = "edition-corrected"
    RULEBOOK_PROPOSED = "rulebook-proposed"
    RULEBOOK_IN_FORCE = "rulebook-in-force"
    RULEBOOK_TAKING_OUT_PROPOSED = "rulebook-taking-out-proposed"
    RULEBOOK_TAKEN_OUT = "rulebook-taken-out"
    DOCUMENT_READY = "document-ready"
    OFFICE_ACCOUNT_ADDED = "office-account-added"
    OFFICE_ACCOUNT_RESET = "office-account-reset"
    OFFICE_KEY_ADDED = "office-key-added"
    HEALTH_ALARM = "health-alarm"
    HEALTH_WELL = "health-well"


@dataclass(frozen=True, slots=True)
class Kind:
    """An event: what it is called, what is said of one (``{placeholders}`` of its details), and for whom.

    ``roles``: a bureau's people are told of their own unit only, and of what concerns the whole province. With none
    it is for one account, named by whoever tells.
    """

    name: Text
    said: Text
    roles: frozenset[Role]
