"""The resources of all rooms, in the order of their documentation."""

from typing import Final

from fleetsvc.api.cases import (
    attachments,
    case_proposals,
    cases,
    exceptions,
    holidays,
    objections,
    overrides,
    wrong_records,
)
from fleetsvc.api.documents import documents
from fleetsvc.api.drafts import drafts, texts
from fleetsvc.api.fleets import cases as fleet_cases
from fleetsvc.api.fleets import fleet, operators
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.law import changes, instruments, models, replays, requirements, rulebooks, vocabulary
from fleetsvc.api.letters import letters, measures, talks, templates
from fleetsvc.api.nil_reports import signing
from fleetsvc.api.notices import notices, webhooks
from fleetsvc.api.preparations import preparations
from fleetsvc.api.rankings import corrections, emissions, outlook, published, releases, shares
from fleetsvc.api.receipts import receipts
from fleetsvc.api.registrations import register
from fleetsvc.api.signals import signals
from fleetsvc.api.uploads import checks, contents, deliveries, sources, two_persons

RESOURCES: Final[tuple[Resource, ...]] = (
    requirements.resource,
    changes.resource,
    checks.resource,
    vocabulary.resource,
    rulebooks.resource,
    instruments.resource,
    drafts.resource,
    texts.resource,
    models.listed,
    models.resource,
    exceptions.resource,
    published.resource,
    releases.resource,
    corrections.resource,
    objections.resource,
    shares.resource,
    outlook.resource,
    emissions.resource,
    replays.resource,
    letters.resource,
    talks.resource,
    templates.resource,
    measures.resource,
    deliveries.resource,
    contents.resource,
    sources.resource,
    two_persons.resource,
    signing.resource,
    preparations.resource,
    register.resource,
    cases.resource,
    case_proposals.resource,
    overrides.resource,
    attachments.resource,
    holidays.resource,
    wrong_records.resource,
    documents.resource,
    receipts.resource,
    receipts.held,
    signals.resource,
    fleet.resource,
    fleet_cases.resource,
    operators.resource,
    notices.resource,
    webhooks.resource,
)
