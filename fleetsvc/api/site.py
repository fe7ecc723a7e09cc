"""All of the API, given to an application: the resources in the order of their documentation, and its description."""

from typing import Any, Final

from flask import Flask

from fleetsvc.api.cases import attachments, cases, holidays, objections
from fleetsvc.api.documents import documents
from fleetsvc.api.drafts import drafts, texts
from fleetsvc.api.frame.description import description
from fleetsvc.api.frame.problems import described
from fleetsvc.api.frame.resources import PREFIX, ProblemApi, Resource, document_api
from fleetsvc.api.law import instruments, models, replays, requirements, rulebooks, vocabulary
from fleetsvc.api.letters import letters, measures, templates
from fleetsvc.api.nil_reports import signing
from fleetsvc.api.operations.health import operations
from fleetsvc.api.rankings import published, shares
from fleetsvc.api.receipts import keys, receipts
from fleetsvc.api.registrations import register
from fleetsvc.api.signals import signals
from fleetsvc.api.uploads import checks, contents, deliveries

RESOURCES: Final[tuple[Resource, ...]] = (
    requirements.resource,
    checks.resource,
    vocabulary.resource,
    rulebooks.resource,
    instruments.resource,
    drafts.resource,
    texts.resource,
    models.resource,
    published.resource,
    objections.resource,
    shares.resource,
    replays.resource,
    letters.resource,
    templates.resource,
    measures.resource,
    deliveries.resource,
    contents.resource,
    signing.resource,
    register.resource,
    cases.resource,
    attachments.resource,
    holidays.resource,
    documents.resource,
    receipts.resource,
    receipts.held,
    signals.resource,
)


def give_api(app: Flask) -> None:
    """Register the resources, the routes for operators and the one that describes them all."""
    for blueprint in (operations, keys.well_known, description):
        app.register_blueprint(blueprint)
    api = document_api(app)
    for resource in RESOURCES:
        api.register_blueprint(resource)


def describe_api(app: Flask) -> dict[str, Any]:
    """Return the description (OpenAPI 3.1) of an application's API."""
    api: ProblemApi = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    document: dict[str, Any] = api.spec.to_dict()
    return document | {"x-problems": described()}


def is_for_machines(path: str) -> bool:
    """Tell whether an address is answered in JSON, its faults too: of the API, or one that operators watch."""
    return path.startswith(f"{PREFIX}/") or path in ("/livez", "/readyz", "/metrics", keys.JWKS)
