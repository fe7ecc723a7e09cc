"""All of the API, given to an application: the resources and what describes them."""

from typing import Any

from flask import Flask

from fleetsvc.api.frame.description import description
from fleetsvc.api.frame.examples import with_examples
from fleetsvc.api.frame.problems import described
from fleetsvc.api.frame.remembered import answered_at_once
from fleetsvc.api.frame.resources import PREFIX, ProblemApi, document_api
from fleetsvc.api.frame.usual_answers import with_usual_answers
from fleetsvc.api.operations.health import operations
from fleetsvc.api.receipts import keys
from fleetsvc.api.rooms import RESOURCES

__all__ = ["answered_at_once", "describe_api", "give_api", "is_for_machines"]


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
    return with_examples(with_usual_answers(document)) | {"x-problems": described()}


def is_for_machines(path: str) -> bool:
    """Tell whether an address is answered in JSON, its faults too: of the API, or one that operators watch."""
    return path.startswith(f"{PREFIX}/") or path in ("/livez", "/readyz", "/metrics", keys.JWKS)
